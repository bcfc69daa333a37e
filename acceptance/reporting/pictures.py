"""The pictures of a run. Only a run that measured something of what one shows draws it: drawing takes a second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from acceptance.reporting import performance_picture, security_picture
from acceptance.reporting.account import Account


@dataclass(frozen=True)
class Picture:
    """A picture: its file, what a reader sees in it, whether a run has anything to show there, and how it is drawn."""

    name: str
    about: str
    wanted: Callable[[Account], bool]
    draw: Callable[[Account, Path], Path]


def drawn(account: Account) -> list[Picture]:
    """The pictures that were drawn of a run."""
    return [one for one in PICTURES if one.name in account.pictures]


PICTURES = (
    Picture(
        performance_picture.NAME,
        "Response times, throughput, errors and objectives over the runs",
        performance_picture.measures,
        performance_picture.draw,
    ),
    Picture(
        security_picture.NAME,
        "What scanners found, and what attacks came to",
        security_picture.measures,
        security_picture.draw,
    ),
)
