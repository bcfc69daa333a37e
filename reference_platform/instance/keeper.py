"""The keeper: runs one command and makes sure that nothing of it is left, whoever is killed.

    python -m reference_platform.instance.keeper --life FD [--owner PID] [--directory DIR] -- COMMAND...

It adopts every descendant of the command (child subreaper). It ends them all, removes the folder and exits if

- the command ends, also by kill -9 (the keeper then exits with the command's code);
- the life line (a pipe) closes before the word `stay` came through it: whoever started the keeper is gone;
- the owner process has ended;
- it is told to by SIGTERM, SIGINT or SIGHUP.

If the keeper itself is killed, the kernel sends the command SIGTERM. What even that leaves behind carries the
instance's mark (see processes.py). The file descriptors of the instance's locks stay open for as long as the
keeper lives: that is how everybody knows whether an instance lives.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
STAY = b"stay\n"
# All data is discarded: what has not ended in order by then loses nothing by being killed.
STOP_WITHIN_S = 2.5
INTERRUPTED = 130
READY_FILE = "ready"
PID_FILE = "keeper.pid"


def main(arguments: list[str] | None = None) -> int:
    """Keep a command until one of the reasons to end comes up; the exit code is the command's, or 130."""
    options = _parse(arguments)
    wake = _wake_on_signals()
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    if options.directory:
        (options.directory / PID_FILE).write_text(str(os.getpid()))
    keeper_pid = os.getpid()
    command = subprocess.Popen(options.command, preexec_fn=lambda: _die_with(keeper_pid))
    try:
        if options.directory:
            _let_go_of_the_terminal(options.directory / "log" / "keeper.log")
        reason = _wait_for_a_reason(command.pid, wake, options)
        if options.directory:
            sys.stderr.write(f"ending: {reason}\n")
        return _end(command)
    finally:
        if options.directory:
            shutil.rmtree(options.directory, ignore_errors=True)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run a command and leave nothing of it behind.")
    parser.add_argument("--life", type=int, required=True, help="read end of the starter's pipe")
    parser.add_argument("--owner", type=int, help="end when this process has ended")
    parser.add_argument("--directory", type=Path, help="the instance's folder: removed at the end")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def _die_with(keeper_pid: int) -> None:
    """In the command, before it begins: get SIGTERM when the keeper dies, also if it died just now."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != keeper_pid:
        os._exit(INTERRUPTED)


def _let_go_of_the_terminal(log: Path) -> None:
    """Write to a log from now on, so that who reads the starter's output need not wait for the end."""
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), sys.stdout.fileno())
        os.dup2(stream.fileno(), sys.stderr.fileno())


def _wake_on_signals() -> int:
    """A descriptor on which the number of each signal arrives as a byte."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return reader


def _wait_for_a_reason(command: int, wake: int, options: argparse.Namespace) -> str:
    with selectors.DefaultSelector() as selector:
        selector.register(wake, selectors.EVENT_READ)
        selector.register(options.life, selectors.EVENT_READ)
        owner = _watch(options.owner)
        if owner is not None:
            selector.register(owner, selectors.EVENT_READ)
        elif options.owner:
            return f"the owner {options.owner} had already ended"
        while True:
            for key, _ in selector.select():
                if key.fd == owner:
                    return f"the owner {options.owner} has ended"
                if key.fd == options.life:
                    if os.read(options.life, len(STAY)) != STAY:
                        return "whoever started this is gone"
                    selector.unregister(options.life)
                    (options.directory / READY_FILE).touch()
                elif set(os.read(wake, 512)) - {signal.SIGCHLD}:
                    return "told to stop"
                elif _has_ended(command):
                    return "the command has ended"


def _watch(pid: int | None) -> int | None:
    try:
        return None if pid is None else os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def _has_ended(command: int) -> bool:
    """Whether the command has ended; buries orphans on the way but leaves the command to be waited for."""
    while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if ended.si_pid == command:
            return True
        os.waitpid(ended.si_pid, 0)
    return False


def _end(command: subprocess.Popen[bytes]) -> int:
    """End the command and all it has left; return its exit code, or 130 when it did not end by itself."""
    by_itself = command.poll() is not None
    command.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    while command.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    while True:
        for child in _own_children():
            os.kill(child, signal.SIGKILL)
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        if pid == command.pid:
            command.returncode = os.waitstatus_to_exitcode(status)
    code = command.returncode or 0
    return (code if code >= 0 else 128 - code) if by_itself else INTERRUPTED


def _own_children() -> list[int]:
    from reference_platform.instance.processes import children_of

    return children_of(os.getpid())


if __name__ == "__main__":
    sys.exit(main())
