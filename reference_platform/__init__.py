"""A small, complete credit-scoring platform on real services: the default platform under test."""
