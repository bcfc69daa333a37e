"""The life of one running platform: its ports, processes, template, start and end."""
