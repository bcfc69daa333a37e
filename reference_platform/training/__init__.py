"""The scoring model: its scale, the population it learns from, its training and its registration."""
