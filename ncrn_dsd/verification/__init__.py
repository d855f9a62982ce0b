"""Obligations on an implementation, and how they are discharged."""
