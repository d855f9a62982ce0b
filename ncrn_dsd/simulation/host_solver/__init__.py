"""Explicit integration of small networks with reactions of up to three molecules."""
