"""Text and files to values and back, one format per file."""
