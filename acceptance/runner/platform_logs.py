"""What the services of a run's own platform wrote, kept with a run that is not green: they end with the platform."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from acceptance.record.ledger import Kind
from acceptance.record.redaction import Redactor
from acceptance.record.summary import summarize
from acceptance.runner.run import Run

KEPT = Path("platform-logs") / "services.log"
LARGEST = 4 << 20
"""Bytes; of more, the last ones are kept."""
WITHIN_S = 20.0
AT_ONCE = 1 << 16


@dataclass(frozen=True)
class Tail:
    """The last bytes of what a command printed, and how many were left out before them."""

    content: bytes
    left_out: int


def keep_logs(run: Run, words: Sequence[str], redactor: Redactor) -> Path | None:
    """Keeps what the command `words` prints, redacted, unless every scenario of the run went well.

    Returns:
        The file; None where nothing was kept. That it could not be had is recorded and harms nothing else.
    """
    if not is_red(run):
        return None
    try:
        tail = last_of(words)
    except OSError as error:
        run.ledger.append(Kind.PLATFORM_LOGS, {"missing": f"the profile's logs command failed: {error}"})
        return None
    kept = run.directory / KEPT
    kept.parent.mkdir(exist_ok=True)
    content = redacted(tail, redactor).encode("utf-8", "backslashreplace")
    kept.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    run.ledger.append(Kind.PLATFORM_LOGS, {"path": str(KEPT), "sha256": digest, "left_out_bytes": tail.left_out})
    return kept


def is_red(run: Run) -> bool:
    """Whether something is violated, inconclusive, missing or a problem so far."""
    summary = summarize(run.directory)
    return bool(summary.failed or summary.problems or not summary.scenarios)


def redacted(tail: Tail, redactor: Redactor) -> str:
    """The text of a tail without any registered value, nor the rest of one that was cut."""
    text = tail.content.decode("utf-8", "backslashreplace")
    if not tail.left_out:
        return redactor.long_text(text)
    whole = text[redactor.longest :]
    return f"({tail.left_out} bytes before this were left out)\n{redactor.long_text(whole)}"


def last_of(words: Sequence[str], largest: int = LARGEST, within_s: float = WITHIN_S) -> Tail:
    """The last bytes of what a command prints; it is ended when it takes too long.

    Raises:
        OSError: it could not be run.
    """
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        ending = threading.Timer(within_s, process.kill)
        ending.start()
        try:
            assert process.stdout is not None
            return _tail(process.stdout, largest)
        finally:
            ending.cancel()
            process.kill()


def _tail(stream: IO[bytes], largest: int) -> Tail:
    pieces: deque[bytes] = deque()
    read = held = 0
    while piece := stream.read(AT_ONCE):
        pieces.append(piece)
        read, held = read + len(piece), held + len(piece)
        while held - len(pieces[0]) >= largest:
            held -= len(pieces.popleft())
    content = b"".join(pieces)[-largest:]
    return Tail(content, read - len(content))
