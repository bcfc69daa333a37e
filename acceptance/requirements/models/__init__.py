"""Models: registered, changed, served, and what is on record of it."""
