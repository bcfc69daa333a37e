"""The command line of the reference platform: `python -m reference_platform --help`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from reference_platform.defects import switch
from reference_platform.defects.catalogue import by_id, catalogue
from reference_platform.errors import PlatformError, WrongUse
from reference_platform.home import VARIABLE, check_instance_name, default_instance_name, home
from reference_platform.instance import lifecycle, record
from reference_platform.instance.digests import code_digest
from reference_platform.instance.record import Record
from reference_platform.instance.suite_environment import suite_environment
from reference_platform.progress import Progress

WRONG_USE = 3
INTERRUPTED = 130
FOLLOW_PAUSE_S = 0.2
DEFECTS = "deliberate faults of the platform, for proving that a suite notices them: list, on ID, off ID|all"
MUTANTS = "small changes of the platform's code, switched as defects are: list, watch on|off, reached"
DESCRIPTION = """\
A small, complete credit-scoring platform on real services, on this machine, without containers:
PostgreSQL, Valkey, Kafka, an S3 store, MLflow, a Scoring API with two replicas, a pipeline, doubles of the
outside world, and Toxiproxy in front of what applications use. Everything listens on loopback only, has
generated secrets of its own, and is gone after `down`.
"""
EPILOG = f"""\
a first visit:
  python -m reference_platform up            start it; the first time ever takes some minutes
  python -m reference_platform status        what runs, where, and how much memory it takes
  python -m reference_platform logs api -f   follow one service
  python -m reference_platform down          end it and remove its data

Parts are fetched or built once per machine and kept in the folder ${VARIABLE}, or else in the user's cache.
exit codes: 0 done; 1 (status) not running; 3 wrong use; 4 the platform could not be provided; 130 interrupted
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{message}; `{self.prog} --help` explains\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    # Asked to end in any way, clean up as for Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return options.run(options)
    except PlatformError as error:
        if str(error):
            sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted; what had been started is ended\n")
        return INTERRUPTED
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m reference_platform",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        return sub

    command("fetch", _fetch, "download and build all parts into the cache; afterwards no network is needed")
    up = command("up", _up, "start an instance, or find it running")
    up.add_argument("--owner-pid", type=int, metavar="PID", help="end the instance when this process ends")
    down = command("down", _down, "end an instance and remove its data")
    status = command("status", _status, "show the processes of an instance; exit code 1 when it is not running")
    logs = command("logs", _logs, "print the logs of an instance")
    logs.add_argument("service", nargs="?", help="only this service")
    logs.add_argument("-f", "--follow", action="store_true", help="go on printing what is written")
    up.add_argument(
        "--defect", action="append", default=[], metavar="ID", help="with this defect from the beginning (repeatable)"
    )
    audit = command(
        "audit", _verify_audit, "verify the audit log of an instance; exit code 1 names the first false entry"
    )
    audit.add_argument("act", choices=["verify"])
    defects = commands.add_parser("defects", help=DEFECTS, description=DEFECTS)
    acts = defects.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    listing, on, off = (
        acts.add_parser(name, help=help_, description=help_)
        for name, help_ in (
            ("list", "show every defect there is"),
            ("on", "switch a defect on"),
            ("off", "switch a defect off, or all"),
        )
    )
    listing.set_defaults(run=_list_defects)
    on.set_defaults(run=_switch_on)
    on.add_argument("defect", metavar="ID")
    off.set_defaults(run=_switch_off)
    off.add_argument("defect", metavar="ID|all")
    mutants = commands.add_parser("mutants", help=MUTANTS, description=MUTANTS)
    mutant_acts = mutants.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    all_mutants = mutant_acts.add_parser("list", help="show every mutant there is")
    all_mutants.set_defaults(run=_list_mutants)
    watch = mutant_acts.add_parser("watch", help="note which code runs when: on, off")
    watch.set_defaults(run=_watch)
    watch.add_argument("turn", choices=["on", "off"])
    reached = mutant_acts.add_parser("reached", help="print as JSON which code ran when, since `watch on`")
    reached.set_defaults(run=_print_reached)
    for sub in (up, down, status, logs, audit, listing, on, off, all_mutants, watch, reached):
        sub.add_argument(
            "--instance",
            metavar="NAME",
            default=default_instance_name(),
            help="several can run side by side (default: one for this checkout, %(default)s)",
        )
    for sub in (up, status, listing, all_mutants):
        sub.add_argument("--json", action="store_true", help="print JSON, for up and status with addresses and secrets")
    return parser


def _fetch(_: argparse.Namespace) -> int:
    home()
    lifecycle.fetch()
    return 0


def _up(options: argparse.Namespace) -> int:
    name, here = check_instance_name(options.instance), home()
    if options.owner_pid is not None and not Path(f"/proc/{options.owner_pid}").exists():
        raise WrongUse(f"--owner-pid {options.owner_pid}: there is no such process.")
    progress = Progress()
    try:
        for defect in options.defect:
            by_id(defect)
        running = lifecycle.up(here, name, options.owner_pid, progress, options.defect)
        if running.reused:
            changed = running.record.code != code_digest()
            advice = " from earlier code; `down` and `up` start it from the code of now" if changed else ""
            progress.say(f"instance {name} was already running{advice}")
            for defect in options.defect:
                switch.switch_on(here, running.record.plan, defect, progress)
        for defect in switch.are_on(running.record.plan):
            progress.say(f"the defect {defect} is on")
    finally:
        progress.close()
    if options.json:
        _print_json({**_published(running.record), "reused": running.reused})
    else:
        _print_table(running.record)
        sys.stdout.write(f"\nScoring API: {suite_environment(running.record.plan)['SCORING_API_URL']}\n")
        sys.stdout.write("addresses and secrets: python -m reference_platform status --json\n")
    return 0


def _down(options: argparse.Namespace) -> int:
    name = check_instance_name(options.instance)
    was_there = lifecycle.down(home(), name)
    sys.stderr.write(f"instance {name} {'is ended, its data removed' if was_there else 'was not running'}\n")
    return 0


def _status(options: argparse.Namespace) -> int:
    name, here = check_instance_name(options.instance), home()
    lifecycle.remove_the_dead(here)
    found = record.running(here, name)
    if found is None:
        if options.json:
            _print_json({"running": False})
        else:
            sys.stdout.write(f"instance {name} is not running\n")
        return 1
    if options.json:
        rows = lifecycle.processes(found)
        _print_json({**_published(found), "running": True, "services": lifecycle.as_json(rows)})
    else:
        _print_table(found)
    return 0


def _logs(options: argparse.Namespace) -> int:
    name = check_instance_name(options.instance)
    logs = lifecycle.log_files(home(), name)
    if not logs:
        raise WrongUse(f"Instance {name} is not running, and no start of it failed; `up` starts it.")
    if options.service and options.service not in logs:
        raise WrongUse(f"There is no log of {options.service!r}; there are {', '.join(logs)}.")
    chosen = {options.service: logs[options.service]} if options.service else logs
    _print_logs(chosen, follow=options.follow)
    return 0


def _verify_audit(options: argparse.Namespace) -> int:
    from reference_platform.audit.verification import verify

    verified = verify(_running(options).plan)
    sys.stdout.write(f"{verified}\n")
    return 0 if verified.found is None else 1


def _list_defects(options: argparse.Namespace) -> int:
    entries = catalogue().values()
    if options.json:
        _print_json([entry.as_json() for entry in entries])
        return 0
    width = max((len(entry.defect.id) for entry in entries), default=0)
    for entry in entries:
        sys.stdout.write(f"{entry.defect.id:{width}}  {', '.join(entry.defect.must_catch):16}  {entry.defect.title}\n")
    return 0


def _list_mutants(options: argparse.Namespace) -> int:
    from reference_platform.mutants.catalogue import mutants

    found = mutants().values()
    if options.json:
        _print_json([one.as_json() for one in found])
    else:
        sys.stdout.writelines(f"{one.id}  {one.title}\n" for one in found)
    return 0


def _watch(options: argparse.Namespace) -> int:
    from reference_platform.mutants.catalogue import WATCH

    found, progress = _running(options), Progress()
    try:
        if options.turn == "on":
            switch.switch_on(home(), found.plan, WATCH, progress)
        else:
            switch.switch_off(home(), found.plan, [WATCH], progress)
    finally:
        progress.close()
    return 0


def _print_reached(options: argparse.Namespace) -> int:
    from reference_platform.mutants.watch import spans

    _print_json(spans(_running(options).plan))
    return 0


def _switch_on(options: argparse.Namespace) -> int:
    found, progress = _running(options), Progress()
    try:
        switch.switch_on(home(), found.plan, options.defect, progress)
    finally:
        progress.close()
    sys.stderr.write(f"the defect {options.defect} is on\n")
    return 0


def _switch_off(options: argparse.Namespace) -> int:
    found, progress = _running(options), Progress()
    if options.defect != "all":
        by_id(options.defect)
    wanted = switch.are_on(found.plan) if options.defect == "all" else [options.defect]
    try:
        switch.switch_off(home(), found.plan, wanted, progress)
    finally:
        progress.close()
    sys.stderr.write(f"defects that are on: {', '.join(switch.are_on(found.plan)) or 'none'}\n")
    return 0


def _running(options: argparse.Namespace) -> Record:
    name = check_instance_name(options.instance)
    found = record.running(home(), name)
    if found is None:
        raise WrongUse(f"Instance {name} is not running; `up` starts it.")
    return found


def _print_logs(logs: dict[str, Path], *, follow: bool) -> None:
    width = max(map(len, logs))
    streams = {name: path.open(errors="replace") for name, path in logs.items()}
    while True:
        for name, stream in streams.items():
            prefix = f"{name:{width}}  " if len(streams) > 1 else ""
            sys.stdout.writelines(f"{prefix}{line}" for line in stream)
        sys.stdout.flush()
        if not follow:
            return
        time.sleep(FOLLOW_PAUSE_S)


def _published(found: Record) -> dict[str, object]:
    return {
        "instance": found.plan.name,
        "environment": suite_environment(found.plan),
        "defects": switch.are_on(found.plan),
        "processes": [record.keeper_pid(found.plan.directory)],
    }


def _print_json(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")


def _print_table(found: Record) -> None:
    rows = lifecycle.processes(found)
    sys.stdout.write(f"{'service':14}{'state':10}{'pid':>8}{'port':>7}{'PSS MB':>8}\n")
    for row in rows:
        port = row.port if row.port is not None else ""
        sys.stdout.write(f"{row.service:14}{row.state:10}{row.pid:>8}{port:>7}{row.pss_bytes / 1e6:>8.0f}\n")
    sys.stdout.write(f"{'in all':39}{sum(row.pss_bytes for row in rows) / 1e6:>8.0f}\n")
    for defect in switch.are_on(found.plan):
        sys.stdout.write(f"the defect {defect} is on: this platform is faulty on purpose\n")


if __name__ == "__main__":
    sys.exit(main())
