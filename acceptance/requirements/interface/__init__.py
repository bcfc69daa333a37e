"""The published description of the scoring API, and calls that exercise it."""
