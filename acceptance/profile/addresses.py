"""Addresses as profiles write them, checked as far as that goes without a network."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:/\s@?#\[\]]+):([0-9]{1,5})")


def _url(value: str) -> str:
    try:
        parts, port = urlsplit(value), urlsplit(value).port
    except ValueError:
        raise ValueError("no URL, or its port does not lie between 1 and 65535; write https://host:port") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value) or port == 0:
        raise ValueError("no URL of a service; write https://host or https://host:port")
    if parts.username is not None or parts.password is not None:
        raise ValueError("credentials do not belong into a URL; write them under user and password, or tokens")
    if "?" in value or "#" in value:
        raise ValueError("a query or a fragment does not belong into a service's URL; write it where it is called")
    return value


def _without_path(value: str) -> str:
    if urlsplit(value).path.strip("/"):
        raise ValueError("only scheme, host and port; remove the path")
    return value.rstrip("/")


def _address(value: str) -> str:
    found = _ADDRESS.fullmatch(value)
    if found is None or not 1 <= int(found[2]) <= 65535:
        raise ValueError(f"{value!r} is no address; write host:port, with a port between 1 and 65535")
    return value


def _addresses(value: str) -> str:
    return ",".join(_address(one.strip()) for one in value.split(","))


def address_of(url: str) -> str:
    """host:port of a URL; what is no URL is returned as it is.

    >>> address_of("https://platform.example/api")
    'platform.example:443'
    """
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return url
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return f"{host}:{port or (80 if parts.scheme == 'http' else 443)}" if host else url


Host = Annotated[str, Field(pattern=r"^([^\s/:@?#\[\]]+|[0-9A-Fa-f:.]+)$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Url = Annotated[str, AfterValidator(_url)]
Endpoint = Annotated[Url, AfterValidator(_without_path)]
"""A URL of scheme, host and port alone."""
Address = Annotated[str, AfterValidator(_address)]
"""host:port."""
Addresses = Annotated[str, AfterValidator(_addresses)]
"""One or several of host:port, with commas between them."""
