"""The files of a package -> the one value that checks look at: `package.py` reads all of it."""
