"""The order of the stages, and where their results are kept."""
