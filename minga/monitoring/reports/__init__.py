"""Frozen accounts of a period: what is put into one, how it is sealed, shown and printed."""
