"""The services of the reference platform: how each is configured, started and proven ready."""
