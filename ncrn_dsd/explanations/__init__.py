"""What every error code means: texts as data, one file per letter, and how they are looked up."""
