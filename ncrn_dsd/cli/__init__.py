"""Command line: parsing, rendering, exit codes."""
