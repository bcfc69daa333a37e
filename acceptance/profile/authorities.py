"""The files of certificate authorities that a profile names: whether they are there and hold certificates."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

KEY = "ca_file"


def missing_files(profile: BaseModel) -> list[str]:
    """A sentence, which begins with its place, for each file of authorities that nobody could be trusted by."""
    return [f"{place}: {told}" for place, path in _named(profile, "") if (told := _complaint(path))]


def _named(block: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(block, Mapping):
        for key, value in block.items():
            yield from _named(value, f"{place}.{key}")
    elif isinstance(block, BaseModel):
        for key in type(block).model_fields:
            here, value = f"{place}.{key}".lstrip("."), getattr(block, key)
            if key == KEY and isinstance(value, str):
                yield here, value
            else:
                yield from _named(value, here)


@lru_cache(maxsize=32)
def _complaint(path: str) -> str | None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        return f"{path} holds no certificates in PEM form; name the file of the authority"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror}); name the file of the authority, by its whole path"
    except ValueError:
        return f"{path!r} is no name of a file; name the file of the authority"
    return None if Path(path).is_file() else f"{path} is no file; name the file of the authority"
