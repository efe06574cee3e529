"""Spanish: the original, so it has no catalog."""
