"""What every error code and obligation means: texts as data, and how they are looked up.

In comes a code, out comes what it means and how to fix it. Read `catalogue.py` first, then one of
the `.toml` files.
"""
