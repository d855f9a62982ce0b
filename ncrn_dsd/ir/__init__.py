"""The values that flow between stages: immutable, compared by content, free of behaviour."""
