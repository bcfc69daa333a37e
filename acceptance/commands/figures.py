"""`compare`, `baseline` and `objectives`: the figures of runs, and what was promised of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal

import click

from acceptance.commands.options import ENVIRONMENT
from acceptance.outcome import ConfigurationError


@click.command()
@click.option(
    "--current",
    "runs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Folder of a run, or its run.json; more runs tell more of the noise.",
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), default=Path("performance-baseline.json"), show_default=True
)
@click.option(
    "--threshold", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, metavar="PERCENT"
)
@click.option("--other-machine", is_flag=True, help="Compare although machine or platform are others.")
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
def compare(
    runs: tuple[Path, ...], baseline: Path, threshold: float, other_machine: bool, form: Literal["markdown", "json"]
) -> None:
    """Compares the figures of runs with the accepted baseline.

    A difference counts only when it is larger than the threshold and than the noise.

    \b
    Exit codes: 0 no regression, 1 a regression, 2 the noise leaves both open, 3 a baseline that is missing,
    of another shape, or of another machine.
    """
    from acceptance.record.baseline import markdown
    from acceptance.reporting.command import as_json
    from acceptance.reporting.command import compare as compared

    comparisons, code = compared(list(runs), baseline, threshold, other_machine=other_machine)
    click.echo(markdown(comparisons) if form == "markdown" else json.dumps(as_json(comparisons), indent=1))
    sys.exit(int(code))


@click.group()
def baseline() -> None:
    """The accepted figures that later runs are compared with."""


@baseline.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--baseline", "path", type=click.Path(path_type=Path), default=Path("performance-baseline.json"))
def accept(runs: tuple[Path, ...], path: Path) -> None:
    """Makes the figures of RUNS the baseline; several runs tell more of the noise than one."""
    from acceptance.reporting.command import accept as accepted

    click.echo(accepted(list(runs), path))


@click.group()
def objectives() -> None:
    """Service-level objectives as OpenSLO documents."""


@objectives.command("export")
@ENVIRONMENT
def export_objectives(environment: str) -> None:
    """Prints the objectives of a profile as OpenSLO v1."""
    import yaml

    from acceptance.profile import find_profile
    from acceptance.profile.loading import read_objectives
    from acceptance.profile.openslo import exported

    documents = exported(read_objectives(find_profile(environment)), environment)
    if not documents:
        raise ConfigurationError(f"The profile {environment} agrees on no objective; write some into objectives.")
    click.echo(yaml.safe_dump_all(documents, sort_keys=False))


@objectives.command("import")
@click.argument("path", type=click.Path(path_type=Path))
def import_objectives(path: Path) -> None:
    """Prints the block `objectives` that the OpenSLO v1 documents in PATH amount to, as it belongs into each file."""
    import yaml

    from acceptance.profile.joining import split
    from acceptance.profile.openslo import read_file

    for file, content in sorted(split({"objectives": read_file(path)}).items(), key=lambda one: one[0].value):
        click.echo(f"# for the file in {file.value}/\n{yaml.safe_dump(content, sort_keys=False)}", nl=False)
