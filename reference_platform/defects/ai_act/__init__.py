"""Defects of human oversight."""
