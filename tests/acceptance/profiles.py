"""Profiles that hold only what a test needs."""

from __future__ import annotations

from typing import Any

from acceptance.profile import Profile


def profile_with(**blocks: Any) -> Profile:
    """A profile of these blocks, unchecked; what is not given is as if it were not written."""
    return Profile.model_construct(**blocks)
