"""Scanners for weaknesses: programs of others, each believed only where it found what was planted for it to find."""
