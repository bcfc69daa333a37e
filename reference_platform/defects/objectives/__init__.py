"""Defects that the requirements of the platform's owner must catch."""
