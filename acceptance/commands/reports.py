"""`report` and `verify`: the reports of a run, made again, and whether its record can be trusted."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from acceptance.outcome import ConfigurationError


@click.command()
@click.argument("run_dir", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--prepare", is_flag=True, help="Only install what building a report needs.")
def report(run_dir: Path | None, prepare: bool) -> None:
    """Builds all reports of RUN_DIR (by default of the latest run) again, also of one that was killed.

    They begin with index.html. Only Allure's needs Node; of each report that cannot be made a sentence says why.
    """
    from acceptance.platform.provision import say_on_stderr
    from acceptance.record.folder import reports_root
    from acceptance.record.kept import kept_run
    from acceptance.record.summary import SUMMARY, write_summary
    from acceptance.reporting.allure import build_report
    from acceptance.reporting.allure_tool import AllureUnavailable, allure
    from acceptance.reporting.build import build_reports

    if prepare:
        try:
            allure(say_on_stderr)
        except AllureUnavailable as error:
            say_on_stderr(f"The HTML report will not be built: {error} Everything else works.")
        return
    latest = run_dir or reports_root() / "latest"
    if not latest.exists():
        raise ConfigurationError(f"There is no run yet: {latest} is missing; start one with `acceptance run`.")
    kept = kept_run(latest)
    if not (latest / SUMMARY).exists():
        write_summary(latest)
        click.echo(f"This run was cut off; {latest / SUMMARY} says what is known of it.", err=True)
    made = build_reports(latest.resolve(), kept.summary)
    for path in made.paths:
        click.echo(path)
    for sentence in made.missing:
        click.echo(sentence, err=True)
    built = build_report(latest.resolve(), say_on_stderr)
    click.echo(built.sentence, err=built.path is None)
    if built.path is not None:
        click.echo(built.path)
    kept.require_trust()


@click.command()
@click.argument("run_dir", metavar="RUN", type=click.Path(path_type=Path))
def verify(run_dir: Path) -> None:
    """Says whether the record in the folder RUN is as it was written, and what was derived from it too.

    \b
    Exit codes: 0 it is, and complete; 1 it is not: the sentence says what and in which line; 3 there is no record.
    """
    from acceptance.record.kept import verdict_on

    sentence, code = verdict_on(run_dir)
    click.echo(sentence)
    sys.exit(int(code))
