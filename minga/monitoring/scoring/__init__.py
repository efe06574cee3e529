"""Scores by the rules of a plan, kept up to date as readings, targets and bases change."""
