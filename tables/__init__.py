"""Tables of what the designs achieve; each is printed and written to build/tables."""
