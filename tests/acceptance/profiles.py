"""Profiles that hold only what a test needs."""

from __future__ import annotations

from typing import Any

from acceptance.profile import Profile
from acceptance.profile.product import Product


def profile_with(**blocks: Any) -> Profile:
    """A profile of these blocks, unchecked; what is not given is as if it were not written."""
    return Profile.model_construct(**blocks)


PRODUCT = Product.model_validate(
    {
        "score": {"least": 300, "most": 850, "whole": True},
        "levels": ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"],
        "granted": "LOW",
        "figures": {
            "age": {"least": 18, "most": 100, "step": 1, "usual": 41},
            "income": {"least": 0, "most": 10_000_000, "step": 0.01, "usual": 52_000, "better": "higher"},
            "bureau_score": {"least": 300, "most": 850, "step": 1, "usual": 655, "better": "higher"},
            "debt_ratio": {"least": 0, "most": 2, "step": 0.01, "usual": 0.31, "better": "lower"},
            "employment_years": {"least": 0, "most": 60, "step": 1, "usual": 9, "better": "higher"},
        },
        "customer_numbers": "acceptance-[0-9a-f]{12}",
    }
)
"""A product as the reference platform is one."""
