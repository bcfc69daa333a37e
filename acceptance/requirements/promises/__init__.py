"""Promises with numbers: loads, objectives, comparisons."""
