"""The catalogue of controls: what is required, by whom, and which scenarios show it."""
