"""Services, replicas, stores, parties outside, and what flows between them."""
