"""Pages of docs/reference/, made from the code: commands, keys, schemes, JSON outputs."""
