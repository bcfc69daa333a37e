"""Drafts a company's own files from what its platform publishes about itself."""
