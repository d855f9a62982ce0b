"""Inner loops of the sequence search as machine code."""
