"""Service-level objectives: what was agreed, what was observed, and what can be said of it."""
