"""Defects that the controls of the Sarbanes-Oxley Act must catch."""
