"""Every change of a plan that has a rule."""
