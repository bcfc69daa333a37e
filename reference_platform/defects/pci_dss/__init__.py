"""Faults of card data, access and the audit log: PCI DSS."""
