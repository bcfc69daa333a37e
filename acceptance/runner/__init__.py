"""Runs the features so that a green result can be trusted: strictly, in parallel, and on the record."""
