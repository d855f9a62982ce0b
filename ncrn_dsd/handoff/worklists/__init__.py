"""Transfers as people and robots read them."""
