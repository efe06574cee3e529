"""Shapes of areas: GeoJSON is read, checked, matched to areas, and drawn."""
