"""What must hold of a platform, by subject."""
