"""Scores, risk levels, their reasons, their review and their correction."""
