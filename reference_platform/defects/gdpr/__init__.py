"""Defects that the controls of the General Data Protection Regulation must catch."""
