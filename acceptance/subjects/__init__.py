"""Synthetic customers: made for one scenario, unique to the run, removed when the scenario ends."""
