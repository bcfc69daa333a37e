"""A process that brings one fault about and waits to be killed: `python -m acceptance.chaos.alone`.

Its standard input says in one line which fault, on which platform; it prints what the probe has seen, as JSON.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from acceptance.chaos.chaos import Chaos
from acceptance.chaos.fault import Fault, Seen
from acceptance.chaos.faults import from_data
from acceptance.outcome import Inconclusive
from acceptance.profile import Profile
from acceptance.record.ledger import Ledger


@contextmanager
def another_process(profile: Profile, fault: Fault, longest_s: float) -> Iterator[tuple[subprocess.Popen[bytes], Seen]]:
    """A process of its own with a fault that it has brought about, and what it has seen of it; killed at the end.

    Raises:
        Inconclusive: it could not bring the fault about.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "acceptance.chaos.alone"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    told = {"profile": base64.b64encode(pickle.dumps(profile)).decode(), "fault": fault.data(), "longest_s": longest_s}
    try:
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
        said = process.stdout.readline()
        if not said:
            why = process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            raise Inconclusive(f"a process of its own could not bring the fault about: {why[-1] if why else 'silence'}")
        yield process, Seen(**json.loads(said))
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


def main() -> None:
    told: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    profile: Profile = pickle.loads(base64.b64decode(told["profile"]))
    chaos = Chaos(profile, Ledger(Path(os.devnull)), _no_load)
    fault = from_data(chaos.means, told["fault"])
    chaos.begin(fault, float(told["longest_s"]))
    sys.stdout.write(json.dumps(asdict(fault.present())) + "\n")
    sys.stdout.flush()
    while True:
        signal.pause()


def _no_load() -> Any:
    raise Inconclusive("a fault of its own comes without load")


if __name__ == "__main__":
    main()
