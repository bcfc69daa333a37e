"""The audit log: what it tells, that it only grows, that forgery shows."""
