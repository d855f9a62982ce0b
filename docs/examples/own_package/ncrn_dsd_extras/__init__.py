"""One part of every kind for ncrn_dsd."""
