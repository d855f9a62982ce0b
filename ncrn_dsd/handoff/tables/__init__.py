"""The tables of a package."""
