"""Whether a change of the code changed a result: two trees make the same outputs side by side."""
