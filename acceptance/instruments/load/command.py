"""`acceptance load`: a load made by hand, and workers on other machines."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from acceptance.outcome import ConfigurationError, ExitCode, Inconclusive, NotAssessed

if TYPE_CHECKING:
    from acceptance.instruments.load.result import LoadResult
    from acceptance.instruments.load.workload import Workload


@click.group("load")
def load_command() -> None:
    """Puts a load on a platform by hand, or lends this machine to a load from elsewhere."""


@load_command.command("run")
@click.option("--env", "environment", envvar="TEST_ENV", default="local", show_default=True, metavar="NAME")
@click.option("--rate", "rates", multiple=True, type=float, metavar="N", help="Requests a second; several: stages.")
@click.option("--users", type=int, metavar="N", help="Users who think, instead of a rate.")
@click.option("--seconds", type=float, default=10.0, show_default=True, help="Duration, of each stage.")
@click.option("--think", type=(float, float), default=(1.0, 3.0), show_default=True, help="Seconds a user thinks.")
@click.option("--ramp-up", type=float, default=0.0, help="Seconds until all users are there.")
@click.option("--arrivals", type=click.Choice(["constant", "poisson"]), default="constant", show_default=True)
@click.option(
    "--operation", metavar="NAME", help="An operation of the profile that reads; by default performance.read."
)
@click.option("--word", "words", multiple=True, metavar="NAME=VALUE", help="A word that the operation needs.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that send.")
@click.option("--port", type=int, help="Wait on this port for workers of other machines.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def run_(
    environment: str,
    rates: tuple[float, ...],
    users: int | None,
    seconds: float,
    think: tuple[float, float],
    ramp_up: float,
    arrivals: str,
    operation: str | None,
    words: tuple[str, ...],
    workers: int,
    port: int | None,
    as_json: bool,
) -> None:
    """Sends one operation of a profile at a rate, or by users who think, and prints what came of it.

    \b
    acceptance load run --rate 100 --seconds 30
    acceptance load run --users 50 --ramp-up 30 --seconds 300
    acceptance load run --rate 2000 --workers 4 --port 5557     with `acceptance load worker` elsewhere

    \b
    Exit codes: 0 every answer was good, 1 not so, 2 the figures cannot be believed, 3 wrong use, 4 no platform.
    """
    from acceptance.instruments.load import run as loads
    from acceptance.instruments.load import table
    from acceptance.instruments.load.traffic import Ask, traffic
    from acceptance.platform.provision import provided_platform, say_on_stderr
    from acceptance.profile import find_profile, load

    workload = _workload(rates, users, seconds, think, ramp_up, arrivals)
    path = find_profile(environment)
    with provided_platform(path, f"load-{os.getpid()}", os.environ, say_on_stderr) as variables:
        profile = load(path, variables)
        name = operation or (
            profile.performance.read.operation if profile.performance and profile.performance.read else None
        )
        if name is None:
            raise ConfigurationError("Give --operation: the profile names none in performance.read.")
        asks = [Ask(name, dict(_word(text) for text in words))]
        try:
            plan = loads.planned(profile, workload, traffic(profile, asks, workload.total_s), workers)
            if port is not None:
                click.echo(
                    f"waiting for {workers} workers: acceptance load worker --master HOST --port {port}", err=True
                )
                result = loads.direct(plan, port, _tell)
            else:
                result = loads.run(plan, _tell)
        except (NotAssessed, Inconclusive) as error:
            click.echo(f"{error.outcome.words}: {error.reason}", err=True)
            sys.exit(int(ExitCode.GAPS))
    click.echo(json.dumps(table.figures(result), indent=1) if as_json else table.table(result))
    sys.exit(int(ExitCode.GAPS if result.doubts() else ExitCode.VIOLATED if result.failed else ExitCode.OK))


@load_command.command()
@click.option("--master", required=True, metavar="HOST", help="Where the load is directed.")
@click.option("--port", type=int, default=5557, show_default=True)
def worker(master: str, port: int) -> None:
    """Sends a part of a load that another machine directs; ends with it."""
    arguments = [sys.executable, "-m", "acceptance.instruments.load.generator", "worker", master, str(port)]
    os.execv(sys.executable, arguments)


def _workload(
    rates: tuple[float, ...],
    users: int | None,
    seconds: float,
    think: tuple[float, float],
    ramp_up: float,
    arrivals: str,
) -> Workload:
    from acceptance.instruments.load.workload import Closed, Open, Stage

    if bool(rates) == (users is not None):
        raise ConfigurationError("Give either --rate, once or several times, or --users.")
    if users is not None:
        return Closed(users, seconds, ramp_up, *think).overridden(os.environ)
    return Open(tuple(Stage(rate, seconds) for rate in rates), "poisson" if arrivals == "poisson" else "constant")


def _word(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ConfigurationError(f"--word {text!r} has no value; write NAME=VALUE.")
    return name, value


def _tell(result: LoadResult) -> None:
    from acceptance.instruments.load.table import progress

    click.echo(progress(result), err=True)
