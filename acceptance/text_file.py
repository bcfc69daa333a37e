"""Reads a small file that somebody wrote, or that the suite keeps: a file, of a sensible size, in UTF-8."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from acceptance.outcome import ConfigurationError

LARGEST_BYTES = 4 << 20
_MARK = "\ufeff"


def text_of(path: Path, remedy: str = "", largest: int = LARGEST_BYTES) -> str:
    """The text of a file, without the mark that some editors put before it, its lines ended by a line feed.

    Args:
        remedy: what to do where it cannot be used, as a half sentence; by default what helps the fault itself.
        largest: bytes beyond which it is something else.

    Raises:
        ConfigurationError: there is none, it is no file (a folder, a pipe, a device), cannot be read, is larger, or is
            no text in UTF-8; one sentence with the path.
    """
    content = bytes_of(path, remedy, largest)
    try:
        text = content.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        told = f"cannot be read as text in UTF-8 (line {line}); save it in that encoding"
        raise _fault(path, told, remedy) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _fault(path, f"holds a zero byte (line {line}), so it is no text; save it as text in UTF-8", remedy)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bytes_of(path: Path, remedy: str = "", largest: int = LARGEST_BYTES) -> bytes:
    """All of a file, whatever stands in it; arguments and errors as for `text_of`.

    Raises:
        ConfigurationError: there is none, it is no file, cannot be read, or is larger.
    """
    content = _content(path, remedy, largest)
    if len(content) > largest:
        raise _fault(path, f"larger than {_size(largest)}; this is no file of this kind", remedy)
    return content


def _content(path: Path, remedy: str, largest: int) -> bytes:
    """All of a file, or a little more than is allowed. Opening a pipe would wait for whoever writes into it."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise _fault(path, "cannot be read: it is no file; put one in its place", remedy)
            return file.read(largest + 1)
    except OSError as error:
        why = "Is a directory" if path.is_dir() else error.strerror
        raise _fault(path, f"cannot be read ({why})", remedy) from None
    except ValueError:  # a zero byte in its name
        raise _fault(path, "is no name of a file", remedy) from None


def _fault(path: Path, told: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(f"{path}: {told.partition(';')[0]}; {remedy}." if remedy else f"{path}: {told}.")


def _size(number: int) -> str:
    return f"{number >> 20} MiB" if number >= 1 << 20 else f"{number >> 10} KiB"
