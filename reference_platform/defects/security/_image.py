"""Writes the platform's image as somebody gets it wrong, and as it should be again."""

from __future__ import annotations

from collections.abc import Callable

from reference_platform.defects.bench import Bench
from reference_platform.image.archive import Image
from reference_platform.image.content import FILE, the_image


def made(change: Callable[[Image], Image]) -> Callable[[Bench], None]:
    """What switches a defect on that makes another image."""

    def on(bench: Bench) -> None:
        change(the_image()).write(bench.plan.directory / FILE)

    return on


def off(bench: Bench) -> None:
    """The image as it should be."""
    the_image().write(bench.plan.directory / FILE)
