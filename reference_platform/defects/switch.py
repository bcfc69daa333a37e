"""Switches defects of a running instance on and off.

A defect is on while its file is in the instance's folder `defects`: written before anything is changed, removed
after everything is changed back. So whatever is killed half-way, `off` knows what to repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reference_platform.defects.bench import Bench
from reference_platform.defects.catalogue import by_id
from reference_platform.defects.defect import Defect
from reference_platform.defects.run import wrapped
from reference_platform.errors import PlatformError, WrongUse
from reference_platform.home import Home
from reference_platform.instance.readiness import wait_until_ready
from reference_platform.locks import exclusive
from reference_platform.progress import Progress
from reference_platform.services import supervisor
from reference_platform.services.catalogue import SERVICES
from reference_platform.services.plan import Plan, write_private


def are_on(plan: Plan) -> list[str]:
    """The ids of the defects that are on, or half on."""
    return sorted(path.stem for path in _folder(plan).glob("*.json"))


def switch_on(here: Home, plan: Plan, wanted: str, progress: Progress) -> None:
    """Switch a defect on, and wait until the platform is ready with it.

    Raises:
        PlatformError: it cannot be switched on; it is off again.
    """
    defect = by_id(wanted)
    with exclusive(here.lock("defects", plan.name)):
        _note(plan, [wanted])
        try:
            _change_services(plan, defect)
            _start_anew(plan, defect.changes)
            wait_until_ready(plan, lambda: True, progress)
        except BaseException:
            _switch_off(plan, wanted, progress)
            raise


def switch_off(here: Home, plan: Plan, wanted: Sequence[str], progress: Progress) -> None:
    """Switch defects off, also such as are only half on, and wait until the platform is ready without them.

    Raises:
        PlatformError: the platform does not come back; `down` and `up` give a new one.
    """
    with exclusive(here.lock("defects", plan.name)):
        for each in wanted:
            _switch_off(plan, each, progress)


def prepare(plan: Plan, ids: Sequence[str]) -> None:
    """Have an instance whose programs are not started yet start them with these defects."""
    defects = [by_id(each) for each in ids]
    _note(plan, ids)
    for program in {program for defect in defects for program in defect.changes}:
        _set_command(plan, program)


def change_services(plan: Plan, ids: Iterable[str]) -> None:
    """Change the running services of an instance whose programs were started with these defects.

    Raises:
        PlatformError: one does not apply.
    """
    for each in ids:
        _change_services(plan, by_id(each))


def _folder(plan: Plan) -> Path:
    return plan.directory / "defects"


def _note(plan: Plan, ids: Iterable[str]) -> None:
    _folder(plan).mkdir(mode=0o700, exist_ok=True)
    for each in ids:
        if not _memory(plan, each).exists():
            write_private(_memory(plan, each), "{}")


def _memory(plan: Plan, defect: str) -> Path:
    return _folder(plan) / f"{defect}.json"


def _change_services(plan: Plan, defect: Defect) -> None:
    if defect.on is not None:
        with _told(f"The defect {defect.id} cannot be switched on"):
            defect.on(Bench(plan, _memory(plan, defect.id)))


def _switch_off(plan: Plan, wanted: str, progress: Progress) -> None:
    if not _memory(plan, wanted).exists():
        return
    defect = by_id(wanted)
    _start_anew(plan, defect.changes, without=wanted)
    # Not ready yet, perhaps: what the defect did to a service may be what keeps the programs from it.
    if defect.off is not None:
        with _told(f"The defect {wanted} cannot be switched off; `down` and `up` give a platform without it"):
            defect.off(Bench(plan, _memory(plan, wanted)))
    wait_until_ready(plan, lambda: True, progress)
    _memory(plan, wanted).unlink()


@contextmanager
def _told(sentence: str) -> Iterator[None]:
    """Any exception counts: a defect uses whichever client library it needs."""
    try:
        yield
    except Exception as error:
        raise PlatformError(f"{sentence} ({type(error).__name__}: {error}).") from error


def _start_anew(plan: Plan, programs: Sequence[str], without: str = "") -> None:
    for program in programs:
        _set_command(plan, program, without)
    if programs:
        supervisor.start_anew(plan, programs)


def _set_command(plan: Plan, program: str, without: str = "") -> None:
    """Have a program carry those defects that are on and concern it, except `without`."""
    if program not in {service.name for service in SERVICES}:
        raise WrongUse(f"There is no program {program!r} whose parts could be replaced.")
    ids = [each for each in are_on(plan) if each != without and program in by_id(each).changes]
    supervisor.set_command(plan, program, wrapped(supervisor.command_of(plan, program), ",".join(ids)))
