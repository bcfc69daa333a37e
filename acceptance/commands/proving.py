"""`prove`: whether the controls can turn red."""

from __future__ import annotations

import sys
from typing import Literal

import click

from acceptance.commands.options import ENVIRONMENT


def _shard(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    number, _, of = given.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise click.BadParameter(f"{given!r} is no part such as 2/3: the second of three")
    return int(number), int(of)


@click.command()
@ENVIRONMENT
@click.option("--control", "controls", multiple=True, metavar="ID", help="Only defects that this control must catch.")
@click.option("--defect", "defects", multiple=True, metavar="ID", help="Only this defect.")
@click.option("--framework", metavar="NAME", help="Only the defects of one framework, such as gdpr.")
@click.option("--all", "everything", is_flag=True, help="Every defect, not only those that are due.")
@click.option("--dry-run", is_flag=True, help="Only say what is due, why, and how long it will take.")
@click.option("--shard", metavar="I/N", callback=_shard, help="Only part I of N of what is due, for several machines.")
@click.option(
    "--mutants",
    type=click.IntRange(min=1),
    metavar="N",
    help="Instead of deliberate faults, try N small changes of the platform's own code.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Which of them, with --mutants.")
@click.option("--all-bystanders", is_flag=True, help="Run every scenario with every defect, not only a choice of them.")
@click.option(
    "--instances",
    type=click.IntRange(1, 32),
    default=1,
    show_default=True,
    metavar="N",
    help="Platforms that work off the defects side by side.",
)
@click.option("--parallel", type=click.IntRange(1, 32), default=1, show_default=True, metavar="N", help="Processes.")
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
def prove(
    environment: str,
    controls: tuple[str, ...],
    defects: tuple[str, ...],
    framework: str | None,
    everything: bool,
    dry_run: bool,
    shard: tuple[int, int] | None,
    mutants: int | None,
    seed: int,
    all_bystanders: bool,
    instances: int,
    parallel: int,
    form: Literal["table", "json", "markdown"],
) -> None:
    """Proves that the controls can turn red: switches each deliberate fault of the platform on, one at a time.

    Without options those that are due: new ones, those whose claim does not stand any more because something changed
    that it rests on, and the oldest twentieth of the others, to see whether anything changed unseen.

    A platform of its own is started (with --instances, several, which share the scenarios) and must be clean first.
    Each defect must then be caught by its controls, by a failed check of a Then, and everything else must stay as
    it was. Once a defect is caught, the other scenarios that would catch it too are left out, unless --all-
    bystanders asks for every scenario. What is found out goes to controls/proofs/.

    With --mutants nobody chose the faults: a seeded sample of single changes of the platform's code, each tried by the
    scenarios that execute it, the quickest first, until one is violated. A survivor is a gap to close, or changes
    nothing that anybody could see: then controls/mutants/equivalent.txt says why. With --control or --framework only
    these scenarios look. Repeated with the same seed, the command goes on where it ended.

    \b
    Exit codes: 0 every defect was caught and nothing else turned red, 1 not so, 3 wrong use, or a profile
    without defects, 4 no platform, 130 interrupted.
    """
    from acceptance.platform.provision import say_on_stderr
    from acceptance.proof import printed as matrix
    from acceptance.proof.due import told
    from acceptance.proof.prove import ProveOptions, plan, prove
    from acceptance.reporting import proof_picture

    options = ProveOptions(
        env=environment,
        defects=defects,
        controls=controls,
        framework=framework,
        everything=everything,
        shard=shard,
        all_bystanders=all_bystanders,
        instances=instances,
        parallel=parallel,
    )
    if mutants is not None:
        if defects or everything or dry_run or shard or all_bystanders:
            raise click.UsageError(
                "--mutants goes with --control, --framework, --seed, --instances and --parallel only."
            )
        from acceptance.proof.mutants import prove_mutants

        done = prove_mutants(options, mutants, seed, say_on_stderr)
        click.echo(matrix.printed_mutants(done, form))
        sys.exit(int(done.exit_code))
    if dry_run:
        due = plan(options).due
        click.echo("\n".join(told(due, min(instances, len(due) or 1))))
        return
    proving = prove(options, say_on_stderr)
    if proving.defects:
        drawn = proof_picture.draw(proving.defects, proving.directory / proof_picture.NAME)
        say_on_stderr(f"the matrix as a picture: {drawn}")
    click.echo(matrix.printed(proving, form))
    sys.exit(int(proving.exit_code))
