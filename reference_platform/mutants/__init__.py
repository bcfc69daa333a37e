"""Small changes of the platform's own code, one at a time, that a suite should notice: what no person thought of."""
