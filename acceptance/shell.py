"""What a command tells the shell: whatever goes wrong becomes one sentence and one exit code, in one place.

1 means *violated* and nothing else. An error of the surroundings (a full disk, a file where a folder should be, a
right that is missing) is 3; what nobody foresaw is 70, and its traceback is kept in a file of its own.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from acceptance.outcome import AcceptanceError, ConfigurationError, ExitCode
from acceptance.record import redaction

UNREAD = "Whoever read the output stopped before its end."
REMEDIES = {
    errno.ENOSPC: "make room there, or name another folder",
    errno.EDQUOT: "make room there, or name another folder",
    errno.EROFS: "name a folder that can be written to",
    errno.EACCES: "give this user the right to it, or name another place",
    errno.EPERM: "give this user the right to it, or name another place",
    errno.EEXIST: "remove what stands in the way, or name another place",
    errno.ENOTDIR: "a file stands where a folder is needed; remove it, or name another place",
    errno.EISDIR: "a folder stands where a file is needed; name a file",
    errno.ENOENT: "name one that is there, or make it",
    errno.ENAMETOOLONG: "name a shorter one",
    errno.ELOOP: "a link there leads to itself; remove it",
    errno.EMFILE: "allow this user more open files (ulimit -n)",
    errno.ENFILE: "end other programs: this machine has too many open files",
    errno.ENOMEM: "give this machine more memory, or end other programs",
    errno.EFBIG: "allow this user larger files (ulimit -f), or make the file smaller",
    errno.EIO: "see whether the disk is sound, or name another place",
    errno.ESTALE: "see whether the shared folder is still there, or name another place",
    errno.ENXIO: "what stands there is no file; remove it, or name another place",
    errno.EAGAIN: "allow this user more processes (ulimit -u), or end other programs",
}
"""What to do about an error of the operating system that is nobody's bug."""


class FaultOfOurs(AcceptanceError):
    """Nobody foresaw it: it is to be reported."""

    exit_code = ExitCode.BUG


def ending(work: Callable[[], object], tell: Callable[[str], None]) -> int:
    """Does the work of a command and returns its exit code: its own where it has one, else 0.

    Args:
        work: may raise anything.
        tell: told one sentence about an error.
    """

    def told(sentence: str, code: int) -> int:
        with suppress(OSError, ValueError):  # nobody may be listening
            tell(_printable(sentence))
        return code

    _open_what_is_closed()
    code = _code_of(work, told)
    return told(UNREAD, ExitCode.WRONG_USE) if not _settle_output() and code == ExitCode.OK else code


def _printable(sentence: str) -> str:
    """A sentence whose quoted parts, which others wrote, cannot steer a terminal."""
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in sentence)


def _code_of(work: Callable[[], object], told: Callable[[str, int], int]) -> int:
    try:
        work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.OK if end.code is None else ExitCode.BUG
    except KeyboardInterrupt:
        return told("Interrupted.", ExitCode.INTERRUPTED)
    except BaseException as error:  # noqa: BLE001 - the one place where every error ends
        known = explained(error)
        return told(known.sentence, known.exit_code)
    return ExitCode.OK


def explained(error: BaseException) -> AcceptanceError:
    """An error as the person who called is told it; the traceback of one that nobody foresaw is kept in a file."""
    if isinstance(error, AcceptanceError):
        return error
    if isinstance(error, BrokenPipeError):
        return ConfigurationError(UNREAD)
    if isinstance(error, OSError) and error.errno in REMEDIES:
        where = f"{error.filename}: " if error.filename is not None else ""
        return ConfigurationError(redaction.redactor.text(f"{where}{error.strerror}; {REMEDIES[error.errno]}."))
    if isinstance(error, MemoryError):
        return FaultOfOurs("There was not enough memory; give this machine more, or run with fewer processes.")
    kept = _keep(error)
    what = " ".join(redaction.redactor.text(f"{type(error).__name__}: {error}").split())[:300]
    hint = f"its traceback is kept in {kept}" if kept is not None else "its traceback could be kept nowhere"
    return FaultOfOurs(f"A fault of the suite itself ({what}); {hint}: please report it.")


def _keep(error: BaseException) -> Path | None:
    import tempfile

    text = redaction.redactor.text("".join(traceback.format_exception(error)))
    name = f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    for folder in (_folder_of_faults, lambda: Path(tempfile.gettempdir())):
        try:
            path = folder() / name
            path.write_text(text, "utf-8", "backslashreplace")
        except (OSError, AcceptanceError):
            continue
        return path
    return None


def _folder_of_faults() -> Path:
    from acceptance.state import state_folder

    folder = state_folder() / "faults"
    folder.mkdir(exist_ok=True)
    return folder


def _open_what_is_closed() -> None:
    """A descriptor that the caller closed would be given to the next file, and output would end up in there."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to break off


def _settle_output() -> bool:
    """Whether all that was printed went out; if not, it is let go, or it would fail again as the process ends."""
    whole = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            whole = False
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
    return whole
