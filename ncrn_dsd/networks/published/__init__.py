"""The Neural CRN experiments of Nagipogu & Reif as their programs carry them out.

In comes a design of mode "as-published", out comes a program for a host, all of whose actions are
declared. Read `stages.py` first. An optional part: nothing else imports it but by its door.
"""
