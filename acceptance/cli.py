"""The command `acceptance`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from acceptance.commands.explain import explain
from acceptance.commands.figures import baseline, compare, objectives
from acceptance.commands.options import ADDED, ENVIRONMENT
from acceptance.commands.tags import tags
from acceptance.outcome import ConfigurationError, ExitCode, PlatformNotProvided
from acceptance.shell import ending, explained

if TYPE_CHECKING:
    from acceptance.catalogue.traceability import Format

# Each command imports what it needs itself: `--help` shall not wait for a database's client.


class Command(click.Group):
    """Ends every command with one sentence and the right exit code, and finds `load` only when it is asked for."""

    def main(self, *arguments: Any, standalone_mode: bool = True, **options: Any) -> Any:
        run: Callable[..., Any] = super().main
        if not standalone_mode:
            return run(*arguments, standalone_mode=False, **options)

        def work() -> None:
            try:
                code = run(*arguments, standalone_mode=False, **options)
            except click.UsageError as error:
                error.show()
                sys.exit(int(ExitCode.WRONG_USE))
            except click.ClickException as error:
                raise ConfigurationError(error.format_message()) from None
            except click.Abort:
                raise KeyboardInterrupt from None
            sys.exit(code if isinstance(code, int) else 0)

        sys.exit(ending(work, lambda sentence: click.secho(sentence, fg="red", err=True)))

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        with _read_to_the_end():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> object:
        with _read_to_the_end():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "load"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "load":
            from acceptance.instruments.load.command import load_command

            return load_command
        return super().get_command(ctx, cmd_name)


@contextmanager
def _read_to_the_end() -> Iterator[None]:
    """Where nobody reads the output any more, click would end with 1, which means *violated* here."""
    try:
        yield
    except BrokenPipeError as error:
        raise explained(error) from None


@click.group(
    cls=Command,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.pass_context
def main(context: click.Context) -> None:
    """Checks a credit-scoring platform against its acceptance specification.

    \b
    acceptance run                         everything, against the embedded reference platform
    acceptance run --tags @gdpr            what carries a tag; any behave tag expression works
    acceptance run --env staging           another environment: profiles/staging.yaml
    acceptance prove                       can every control turn red?
    acceptance                             how the last run stands, and what to do next
    acceptance explain GDPR-06             a control, a scenario or a run: claim, outcome, what to do, who
    acceptance controls                    every requirement, its scenarios and their last outcome
    acceptance init NAME --openapi FILE    draft the files of your own environment
    acceptance doctor --env staging        can everything in a profile be used, and what for?
    acceptance sentences erased            the sentences that scenarios are made of
    acceptance tags                        what can be selected, and how many scenarios that is
    acceptance load run --rate 100         a load by hand, with its figures
    acceptance stop                        no run of yours asks anything more
    acceptance chaos undo                  take away what a killed experiment has left
    acceptance report                      build the HTML report of the latest run again
    acceptance verify reports/latest       is the record of a run as it was written?

    \b
    Exit codes of `run`: 0 everything selected is satisfied or accepted, 1 something is violated,
    2 something is inconclusive or not assessed, 3 wrong use or configuration, 4 no platform,
    70 a fault of the suite itself, 130 interrupted. Commands that read an earlier run end with 5 where its
    record was changed, or where `run.json` says otherwise.
    """
    if context.invoked_subcommand is not None:
        return
    from acceptance.commands.home import home
    from acceptance.record.folder import reports_root

    lines, doubt = home(reports_root())
    click.echo("\n".join(lines))
    if doubt:
        from acceptance.record.kept import Untrusted

        raise Untrusted(doubt)


@main.command()
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


@main.command()
@click.option("--lift", is_flag=True, help="Let runs ask again.")
@click.option("--reason", default="by acceptance stop", show_default=True, help="Why; written into the file.")
def stop(lift: bool, reason: str) -> None:
    """Stops every run of yours on this machine at its next question, until it is lifted."""
    from acceptance.platform import switch

    if lift:
        click.echo("Runs may ask again." if switch.release() else "No run was stopped.")
    else:
        click.echo(f"Stopped: no run of yours asks anything while {switch.pull(reason)} is there.")


@main.group()
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


@main.command()
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


@main.command()
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


@main.command()
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


@main.command()
@ADDED
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table")
def controls(form: Format) -> None:
    """Prints every control: its clause, its scenarios, what the last run said of it, and the defects it caught."""
    from acceptance.catalogue import traceability as matrix
    from acceptance.catalogue.catalogue import read_catalogue
    from acceptance.record.folder import reports_root
    from acceptance.record.last import last_told
    from acceptance.runner.proven import proven

    told, doubt = last_told(reports_root())
    frameworks = read_catalogue()
    known = proven(frameworks)
    tagged = matrix.tagged_scenarios()
    click.echo(matrix.printed(matrix.rows(frameworks, tagged, told, known.proofs, known.detections), form))
    if doubt:
        from acceptance.record.kept import Untrusted

        raise Untrusted(doubt)


def _shard(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    number, _, of = given.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise click.BadParameter(f"{given!r} is no part such as 2/3: the second of three")
    return int(number), int(of)


@main.command()
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

    A platform of its own is started (with --instances, several) and must be clean first. Each defect must then be
    caught by its controls, by a failed check of a Then, and everything else must stay as it was. Once a defect is
    caught, the other scenarios that would catch it too are left out, unless --all-bystanders asks for every scenario.
    What is found out goes to controls/proofs/.

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


@main.command()
@click.argument("name", metavar="NAME")
@click.option("--openapi", "source", metavar="ADDRESS|FILE", help="The OpenAPI document of the scoring API.")
@click.option("--url", metavar="ADDRESS", help="Where the scoring API is, where the document does not say so.")
@click.option("--ca-file", metavar="FILE", help="The certificate authority of that address.")
@click.option("--services", is_flag=True, help="Print what the services of the environment NAME list of themselves.")
def init(name: str, source: str | None, url: str | None, ca_file: str | None, services: bool) -> None:
    """Drafts the files of your own environment NAME from what your platform publishes about itself.

    They are written into the folder at hand: profiles/NAME.yaml (address, token, permissions), platforms/NAME.yaml
    (how the product does things), agreements/NAME.yaml with a draft of the list of purposes, and folders for scenarios
    and controls of your own. Every guess is marked with `# check:`; no file that is there is written over.

    Once the profile has a broker, an object store or a database, `--services` prints drafts of what stands in the files
    about their topics, buckets and tables.
    """
    from acceptance.drafting.command import draft, told
    from acceptance.drafting.listing import listing
    from acceptance.profile import find_profile

    if services == (source is not None):
        raise ConfigurationError("Give either --openapi, to draft the files, or --services, to print what those list.")
    lines = listing(find_profile(name), os.environ) if source is None else told(draft(name, source, url, ca_file), name)
    for line in lines:
        click.echo(line)


@main.command()
@ENVIRONMENT
@ADDED
@click.option("--names", is_flag=True, help="Name every scenario that stays open, with what it lacks.")
def doctor(environment: str, names: bool) -> None:
    """Asks whether everything in a profile can be used, changing nothing, and says what stays open without the rest.

    \b
    Looked at, side by side and within a minute: addresses, credentials, identities, permissions, topics, buckets,
    tables, clocks, stores; and every operation, event, population and block that scenarios use.
    Exit codes: 0 all is well, 2 something is missing, 3 the profile cannot be read, 4 no platform.
    """
    from acceptance.doctor import examine
    from acceptance.profile import find_profile

    sys.exit(int(examine(find_profile(environment), os.environ, click.secho, names=names)))


@main.command()
@ADDED
@click.argument("words", nargs=-1)
def sentences(words: tuple[str, ...]) -> None:
    """Lists the sentences that scenarios are made of; with WORDS, those that hold all of them.

    Beside each stands what every scenario uses that it stands in: operations, populations, events, services, blocks.
    """
    from acceptance.runner.sentences import sentences as known
    from acceptance.runner.sentences import told

    found = known(words)
    for line in told(found):
        click.echo(line)
    if not found:
        raise ConfigurationError(
            f"No sentence holds {' and '.join(map(repr, words))}; try fewer words, or a part of one."
        )


for command in (explain, tags, compare, baseline, objectives):
    main.add_command(command)


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


if __name__ == "__main__":
    main()
