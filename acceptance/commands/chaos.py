"""`chaos`: what experiments have left, and whether any may be made."""

from __future__ import annotations

import os
import sys

import click

from acceptance.commands.options import ENVIRONMENT


@click.group()
def chaos() -> None:
    """Faults that experiments have brought about: take them away, end all experiments, allow them again."""


@chaos.command("undo")
@ENVIRONMENT
def undo_faults(environment: str) -> None:
    """Takes away every fault that a run has left on the platform.

    \b
    Exit codes: 0 none is there, 2 one is still there, 3 the profile cannot be read, 4 its platform does not run.
    """
    from acceptance.chaos.command import undo_all

    sys.exit(int(undo_all(environment, os.environ, click.echo)))


@chaos.command("stop")
@ENVIRONMENT
@click.option("--reason", default="by acceptance chaos stop", show_default=True, help="Why; told by what it ends.")
def stop_experiments(environment: str, reason: str) -> None:
    """Ends every experiment on the platform at once, and refuses new ones until `acceptance chaos allow`."""
    from acceptance.chaos.command import lever_of

    lever = lever_of(environment, os.environ)
    lever.pull(reason)
    click.echo(f"Stopped: no experiment is made on this platform while {lever.file} is there.")


@chaos.command("allow")
@ENVIRONMENT
def allow_experiments(environment: str) -> None:
    """Allows experiments again."""
    from acceptance.chaos.command import lever_of

    was_pulled = lever_of(environment, os.environ).put_back()
    click.echo("Experiments are allowed again." if was_pulled else "Experiments were not stopped.")
