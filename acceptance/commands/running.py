"""`run`, `stop` and `platform`: a run, its end before its time, and the platform that it needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext

import click

from acceptance.commands.options import ADDED, ENVIRONMENT
from acceptance.outcome import ConfigurationError, PlatformNotProvided


@click.command()
@ENVIRONMENT
@ADDED
@click.argument("words", nargs=-1, metavar="[WHAT]...")
@click.option("--tags", multiple=True, metavar="EXPRESSION", help="Tag expression, such as '@gdpr and not @serial'.")
@click.option("--critical", is_flag=True, help="The end-to-end layer only.")
@click.option("--performance-only", is_flag=True, help="The performance and objectives layers only.")
@click.option("--security-only", is_flag=True, help="The security layer only.")
@click.option("--chaos-only", is_flag=True, help="The chaos layer only: faults on purpose.")
@click.option("--parallel", type=click.IntRange(1, 32), default=1, show_default=True, metavar="N", help="Processes.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, metavar="N", help="Processes that generate load.")
@click.option("--verbose", is_flag=True, help="Every step as it runs, not only every scenario.")
@click.option("--coverage", is_flag=True, help="Measure which lines of the suite itself the run used.")
@click.option("--rerun-failed", is_flag=True, help="Only what the latest run of this environment left open.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first violation.")
@click.option("--no-report", is_flag=True, help="Do not build Allure's report.")
@click.option("--i-understand", "understood", metavar="ENV", help="In production, permit more than reading.")
def run(
    environment: str,
    words: tuple[str, ...],
    tags: tuple[str, ...],
    critical: bool,
    performance_only: bool,
    security_only: bool,
    chaos_only: bool,
    parallel: int,
    workers: int,
    verbose: bool,
    coverage: bool,
    rerun_failed: bool,
    fail_fast: bool,
    no_report: bool,
    understood: str | None,
) -> None:
    """Runs the specification, writes the run record and builds the reports.

    With WHAT only a part of it: a file of features, a place in it such as features/x.feature:12, a folder, a tag, a
    control such as GDPR-06, or words of a name.
    """
    from acceptance.chaos.journal import Journal
    from acceptance.instruments.load.run import WORKERS as LOAD_WORKERS
    from acceptance.platform.lease import leased
    from acceptance.platform.provision import provided_platform, say_on_stderr
    from acceptance.profile import find_profile, load
    from acceptance.record.folder import reports_root
    from acceptance.record.redaction import redactor
    from acceptance.runner.driver import RunOptions, run_suite
    from acceptance.runner.own_coverage import measured_by_coverage
    from acceptance.runner.platform_logs import keep_logs
    from acceptance.runner.rerun import left_open
    from acceptance.runner.run import Run
    from acceptance.state import state_folder

    if sum((critical, performance_only, security_only, chaos_only)) > 1:
        raise ConfigurationError(
            "Give one of --critical, --performance-only, --security-only and --chaos-only at most."
        )
    if understood is not None and understood != environment:
        raise ConfigurationError(f"--i-understand {understood} says nothing of {environment}, which is to be tested.")
    if rerun_failed and words:
        raise ConfigurationError("Give either --rerun-failed or what to run, not both.")
    profile = find_profile(environment)
    again = left_open(reports_root() / "latest") if rerun_failed else None
    if again is not None and again.profile != environment:
        raise ConfigurationError(
            f"The latest run was one of {again.profile}; say --env {again.profile} to go on there."
        )
    state_folder()  # refused now, not when a platform has been started
    options = RunOptions(
        env=environment,
        tags=" and ".join(f"({expression})" for expression in tags),
        critical=critical,
        performance_only=performance_only,
        security_only=security_only,
        chaos_only=chaos_only,
        parallel=parallel,
        verbose=verbose,
        html_report=not no_report,
        understood=understood,
        words=words,
        places=again.places if again else (),
        rerun_of=again.run_id if again else "",
        fail_fast=fail_fast,
    )
    measured = measured_by_coverage() if coverage else nullcontext()
    with measured as variables:

        @contextmanager
        def provide(started: Run) -> Iterator[Mapping[str, str]]:
            own = {**os.environ, **(variables or {}), LOAD_WORKERS: str(workers)}
            with (
                provided_platform(
                    profile, started.id, own, say_on_stderr, lambda words: keep_logs(started, words, redactor)
                ) as there,
                leased(load(profile, there), started.id, say_on_stderr, started.problem),
            ):
                Journal(load(profile, there)).require_clean()
                yield there

        code = run_suite(options, provide)
    sys.exit(int(code))


@click.command()
@click.option("--lift", is_flag=True, help="Let runs ask again.")
@click.option("--reason", default="by acceptance stop", show_default=True, help="Why; written into the file.")
def stop(lift: bool, reason: str) -> None:
    """Stops every run of yours on this machine at its next question, until it is lifted."""
    from acceptance.platform import switch

    if lift:
        click.echo("Runs may ask again." if switch.release() else "No run was stopped.")
    else:
        click.echo(f"Stopped: no run of yours asks anything while {switch.pull(reason)} is there.")


@click.command()
@ENVIRONMENT
@click.argument("act", type=click.Choice(["up", "down", "status", "logs"]))
@click.argument("rest", nargs=-1)
def platform(environment: str, act: str, rest: tuple[str, ...]) -> None:
    """Starts, stops or shows the platform of a profile by the profile's own commands.

    \b
    acceptance platform up       start it; later runs use it as long as it runs
    acceptance platform status   what runs, and where
    acceptance platform logs     what its services wrote; add a service's name
    acceptance platform down     stop it
    """
    import signal
    import subprocess

    from acceptance.profile import find_profile, read_provision

    path = find_profile(environment)
    provision = read_provision(path)
    if provision is None:
        raise PlatformNotProvided(f"{path} has no block 'provision': its platform is started by somebody else.")
    words = {"up": provision.up, "down": provision.down, "status": provision.status, "logs": provision.logs}[act]
    if not words:
        raise ConfigurationError(f"{path}: provision.{act} is not given.")
    code = subprocess.run([*_by_hand(words), *rest], check=False).returncode
    if code < 0:
        killed = signal.Signals(-code).name
        raise PlatformNotProvided(f"The command `{' '.join(words)}` of {path} was killed by {killed}.")
    sys.exit(code)


def _by_hand(words: list[str]) -> list[str]:
    """A profile's command without what ties it to one run: each option whose value is a placeholder, and --json."""
    from acceptance.platform.provision import command

    kept: list[str] = []
    for word in words:
        if word in ("{run_id}", "{pid}"):
            kept.pop()
        elif word != "--json":
            kept.append(word)
    return command(kept, "")
