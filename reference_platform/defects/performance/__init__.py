"""Defects that show under load only: the performance rows of the platform's owner must catch them."""
