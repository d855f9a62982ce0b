"""The design in the formats of other programs."""
