"""The acceptance suite: how each requirement of a credit-scoring platform is checked."""
