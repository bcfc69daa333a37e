"""What can go wrong with the reference platform, as exceptions that carry one sentence and an exit code."""

from __future__ import annotations


class PlatformError(Exception):
    """The platform could not be provided; the text is one sentence for the person at the terminal."""

    exit_code = 4


class WrongUse(PlatformError):
    """The command was given something it cannot work with (a name, a folder, a flag)."""

    exit_code = 3


class PartUnavailable(PlatformError):
    """A part could not be downloaded or built."""


class ServiceFailed(PlatformError):
    """A service exited or did not become ready in time."""
