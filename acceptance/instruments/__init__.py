"""With what one looks: the search of stores, and load."""
