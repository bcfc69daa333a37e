"""The command line of the second platform: `python -m tests.second_platform up|down|status|defects|dialect|profile`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from reference_platform.errors import PlatformError, WrongUse
from reference_platform.home import check_instance_name, default_instance_name, home
from reference_platform.instance import lifecycle
from reference_platform.instance.keeper import READY_FILE
from reference_platform.instance.kept import Kept
from reference_platform.instance.ports import choose_slot
from reference_platform.locks import is_held, take
from tests.second_platform.dialect import PORTUGUESE, Dialect
from tests.second_platform.faults import FAULTS
from tests.second_platform.plan import own_home
from tests.second_platform.profile import profile
from tests.second_platform.program import FAULTS_FILE
from tests.second_platform.running import APPLIED_FILE, ENVIRONMENT_FILE, PAUSE_S, READY_WITHIN_S

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 not running, 3 wrong use, 4 could not be provided."""
    options = _parser().parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return int(options.run(options))
    except PlatformError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.second_platform", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Any, within: Any = commands) -> argparse.ArgumentParser:
        found = within.add_parser(name)
        found.set_defaults(run=run)
        found.add_argument("--instance", default=default_instance_name())
        found.add_argument("--json", action="store_true")
        return found

    up = command("up", _up)
    up.add_argument("--owner-pid", type=int, help="end when this process ends")
    up.add_argument("--dialect", type=Path, help="a file that `dialect` has written; default $CREDITO_DIALECT_FILE")
    command("down", _down)
    unknowing = "as a company's platform answers, which knows nothing of its faults"
    command("status", _status).add_argument("--unknowing", action="store_true", help=unknowing)
    for name, printed in (("dialect", _print_dialect), ("profile", _print_profile)):
        command(name, printed).add_argument("--seed", type=int, help="renamed at random by this seed")
    defects = commands.add_parser("defects").add_subparsers(required=True)
    command("list", _list_faults, defects)
    for name, on in (("on", True), ("off", False)):
        switch = command(name, _switch, defects)
        switch.set_defaults(on=on)
        switch.add_argument("fault", choices=[*FAULTS] if on else [*FAULTS, "all"])
    return parser


def _directory(options: argparse.Namespace) -> Path:
    return own_home(home()).instances / check_instance_name(options.instance)


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=1) + "\n")


def _published(directory: Path) -> dict[str, Any] | None:
    """What a running instance tells, or None when there is none."""
    lock = own_home(home()).lock("instance", directory.name)
    if not is_held(lock) or not (directory / READY_FILE).exists():
        return None
    read = {name: json.loads((directory / name).read_text()) for name in (ENVIRONMENT_FILE, APPLIED_FILE)}
    return {"running": True, "environment": read[ENVIRONMENT_FILE], "defects": read[APPLIED_FILE]}


def _up(options: argparse.Namespace) -> int:
    directory, here = _directory(options), own_home(home())
    lifecycle.remove_the_dead(here)
    lock = take(here.lock("instance", directory.name))
    if lock is None and _published(directory) is None:
        raise WrongUse(f"Instance {directory.name} is being started or stopped by another command: try again.")
    if lock is not None:
        _start(directory, lock, options)
        os.close(lock)
    _print(_published(directory))
    return 0


def _start(directory: Path, lock: int, options: argparse.Namespace) -> None:
    given = options.dialect or os.environ.get("CREDITO_DIALECT_FILE")
    dialect = Dialect.read(Path(given)) if given else PORTUGUESE
    directory.mkdir(mode=0o711)
    (directory / "log").mkdir(mode=0o700)
    (directory / "dialect.json").write_text(dialect.to_json())
    (directory / FAULTS_FILE).write_text("[]")
    slot = choose_slot(home())
    command = [sys.executable, "-m", "tests.second_platform.running", str(directory), str(slot.first)]
    kept = Kept(command, directory=directory, locks=(lock, slot.lock), owner=options.owner_pid)
    os.close(slot.lock)
    try:
        _wait_for(directory / ENVIRONMENT_FILE, kept)
        kept.stay()
        _wait_for(directory / READY_FILE, kept)
    except BaseException:
        kept.end()
        raise


def _wait_for(file: Path, kept: Kept) -> None:
    while not file.exists():
        if kept.process.poll() is not None:
            raise PlatformError("The second platform did not come up; what it said stands above.")
        time.sleep(PAUSE_S)


def _down(options: argparse.Namespace) -> int:
    was_there = lifecycle.down(own_home(home()), _directory(options).name)
    sys.stderr.write("ended, its data removed\n" if was_there else "it was not running\n")
    return 0


def _status(options: argparse.Namespace) -> int:
    found = _published(_directory(options))
    if found and options.unknowing:
        del found["defects"]
    _print(found or {"running": False})
    return 0 if found else 1


def _chosen(options: argparse.Namespace) -> Dialect:
    return PORTUGUESE if options.seed is None else PORTUGUESE.renamed(options.seed)


def _print_dialect(options: argparse.Namespace) -> int:
    sys.stdout.write(_chosen(options).to_json() + "\n")
    return 0


def _print_profile(options: argparse.Namespace) -> int:
    yaml.safe_dump(profile(_chosen(options)), sys.stdout, sort_keys=False, allow_unicode=True)
    return 0


def _list_faults(options: argparse.Namespace) -> int:
    if options.json:
        _print([fault.told() for fault in FAULTS.values()])
    else:
        sys.stdout.writelines(f"{fault.id}  {fault.told()['title']}\n" for fault in FAULTS.values())
    return 0


def _switch(options: argparse.Namespace) -> int:
    directory = _directory(options)
    found = _published(directory)
    if found is None:
        raise WrongUse(f"Instance {directory.name} is not running: start it with `up`.")
    chosen = set(FAULTS) if options.fault == "all" else {options.fault}
    wanted = sorted(set(found["defects"]) | chosen if options.on else set(found["defects"]) - chosen)
    temporary = directory / f"{FAULTS_FILE}.new"
    temporary.write_text(json.dumps(wanted))
    temporary.replace(directory / FAULTS_FILE)
    deadline = time.monotonic() + READY_WITHIN_S
    while json.loads((directory / APPLIED_FILE).read_text() or "null") != wanted:
        if time.monotonic() > deadline:
            raise PlatformError(f"The platform has not changed its faults within {READY_WITHIN_S} s: see its logs.")
        time.sleep(PAUSE_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
