"""Defects that the controls of the GDPR must catch."""
