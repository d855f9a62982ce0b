"""What schemes are compared by, their ranking, and the comparison as text."""
