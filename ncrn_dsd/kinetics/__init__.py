"""Formal rates to concentration scale, time scale and fuel concentrations."""
