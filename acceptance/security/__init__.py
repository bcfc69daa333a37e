"""How the security layer is checked."""
