"""Customers' data: what may be used, kept and shown, and what must be gone."""
