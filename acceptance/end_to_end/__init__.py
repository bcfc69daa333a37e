"""How the end-to-end layer is checked: one module for each group of features."""
