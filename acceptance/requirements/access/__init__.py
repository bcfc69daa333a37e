"""Who may reach what, and how connections are protected."""
