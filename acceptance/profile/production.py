"""Keeps an environment that is not production from naming a host that is: one word forgotten, and real loans change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from acceptance.outcome import ConfigurationError
from acceptance.profile.addresses import address_of
from acceptance.profile.joining import read_environment
from acceptance.yaml_document import Place

_ADDRESSES = ("url", "host", "endpoint", "bootstrap")
_BLOCKS = ("services", "other_services")


def taken_for_another(path: Path, content: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Each place of an environment's content, variables filled, that names a host of a production environment beside
    it, and a sentence about it. What production itself leaves to a variable cannot be compared."""
    if content.get("production"):
        return
    known = {
        host: other for other in sorted(path.parent.glob("*.yaml")) if other != path for host in _production(other)
    }
    for place, host in _hosts(content):
        if host in known:
            yield (
                place,
                f"{host} is a host of production, as {known[host]} says; name another one, or say production: true",
            )


def _production(path: Path) -> list[str]:
    try:
        content = read_environment(path).content
    except ConfigurationError:
        return []  # told when that environment is used
    return [host for _, host in _hosts(content)] if content.get("production") is True else []


def _hosts(content: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for block in _BLOCKS:
        for name, service in _map(content.get(block)).items():
            for key in _ADDRESSES:
                written = _map(service).get(key)
                for one in written.split(",") if isinstance(written, str) and "${" not in written else ():
                    yield (block, name, key), _host(one.strip())


def _host(written: str) -> str:
    return (address_of(written).rpartition(":")[0] or written).lower()


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
