"""Card numbers: who sees them, how they are kept, where they must not be."""
