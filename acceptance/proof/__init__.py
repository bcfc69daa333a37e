"""`acceptance prove`: switches each deliberate fault of a platform on and requires the right scenarios to turn red."""
