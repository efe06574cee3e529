"""Every change of an agreement that has a rule."""
