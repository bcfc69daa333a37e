"""What the kernel knows of an instance's processes (Linux: /proc).

Every process of an instance inherits a variable that names the instance's folder, so that one which outlived
its keeper is recognised and ended by the next command.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

MARK = "REFERENCE_PLATFORM_INSTANCE"
PROC = Path("/proc")
END_WITHIN_S = 10
LISTENING = "0A"


def marked(directory: Path) -> set[int]:
    """The processes that carry the mark of the instance in `directory`, without the caller."""
    wanted = f"{MARK}={directory}".encode()
    found = set()
    for pid in _all_pids():
        try:
            environment = (PROC / str(pid) / "environ").read_bytes()
        except OSError:
            continue
        if wanted in environment.split(b"\0"):
            found.add(pid)
    return found - {os.getpid()}


def end_marked(directory: Path) -> int:
    """Kill every process of the instance with its descendants; return how many there were.

    Raises:
        TimeoutError: some are still there after 10 s.
    """
    ended: set[int] = set()
    deadline = time.monotonic() + END_WITHIN_S
    while pids := _living(with_descendants(marked(directory))):
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            ended.add(pid)
        if time.monotonic() > deadline:
            raise TimeoutError(f"Processes {sorted(pids)} of {directory} do not end.")
        time.sleep(0.02)
    return len(ended)


def parents() -> dict[int, int]:
    """The parent of every process there is."""
    return {pid: int(fields[1]) for pid in _all_pids() if (fields := _stat(pid))}


def with_descendants(pids: Iterable[int]) -> set[int]:
    """The processes and all that descend from them."""
    children: dict[int, list[int]] = {}
    for pid, parent in parents().items():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, [])
    return found - {os.getpid()}


def children_of(pid: int) -> list[int]:
    """The direct children of a process, in the order of their PIDs."""
    return sorted(child for child, parent in parents().items() if parent == pid)


def proportional_set_size(pid: int) -> int:
    """Memory in bytes, pages shared with others counted in part (PSS); 0 for a process that is gone."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def listens(pids: Iterable[int], port: int) -> bool:
    """Whether one of the processes itself holds a listening socket on the port."""
    sockets = _listening_sockets(port)
    return any(target in sockets for pid in pids for target in _open_sockets(pid))


def _listening_sockets(port: int) -> set[str]:
    found = set()
    for table in ("net/tcp", "net/tcp6"):
        try:
            lines = (PROC / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found


def _open_sockets(pid: int) -> Iterator[str]:
    try:
        descriptors = list((PROC / str(pid) / "fd").iterdir())
    except OSError:
        return
    for descriptor in descriptors:
        try:
            yield str(descriptor.readlink())
        except OSError:
            continue


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _living(pids: Iterable[int]) -> set[int]:
    return {pid for pid in pids if (fields := _stat(pid)) and fields[0] != "Z"}


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the command's name (which may hold spaces): state, parent, ..."""
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return []
