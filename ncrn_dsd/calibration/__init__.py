"""What single gates of a system do in a tube: which assays show it, and what is fitted to them.

In come gate modules with their condensed reactions and reporters; out come a plate that a person
pipettes in a day, the curves that it should show, and of a filled-in readout the rate, the balance,
the leak, the burst and the active share of every gate. Read `gate_model.py` first.
"""
