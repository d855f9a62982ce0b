"""Reports about a value; nothing here changes anything."""
