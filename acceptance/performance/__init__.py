"""The performance layer: what is loaded with what, and what the figures of a load say."""
