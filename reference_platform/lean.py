"""Starts a program without packages that are installed for others: they cost memory that nobody here uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*packages: str) -> Iterator[None]:
    """Inside, these packages count as not installed, unless they were imported before.

    Libraries take up every optional package they find: scikit-learn alone brings pandas, pyarrow and dask, 80 MB.
    Afterwards they can be imported again: what asks for one later gets it.
    """
    hidden = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]
