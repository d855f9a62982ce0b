"""Stocks, anneals, dilutions and every transfer of liquid."""
