"""Faults as they are written down, and read again by whoever has to undo them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acceptance.chaos.fault import Fault, Means
from acceptance.chaos.hogs import Hogs
from acceptance.chaos.killing import Killing
from acceptance.chaos.links import LinkHarm

_KINDS: Mapping[str, Any] = {"link": LinkHarm, "killing": Killing, "hogs": Hogs}


def from_data(means: Means, data: Mapping[str, Any]) -> Fault:
    """What `Fault.data` told.

    Raises:
        ValueError: nobody knows such a fault.
    """
    arguments = dict(data)
    kind = _KINDS.get(arguments.pop("kind", ""))
    if kind is None:
        raise ValueError(f"no fault of this version of the suite is written down as {data.get('kind')!r}")
    found: Fault = kind(means, **arguments)
    return found
