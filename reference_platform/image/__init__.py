"""The platform as a container image: an archive made without Docker, and a Dockerfile for those who have it."""
