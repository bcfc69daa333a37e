"""Faults that only show while a part is broken."""
