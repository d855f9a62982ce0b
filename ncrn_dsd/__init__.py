"""DNA strand-displacement design pipeline for learning chemistry."""

__version__ = "0.1.0"
