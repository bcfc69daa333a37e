"""The command `acceptance`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from acceptance.commands.book import book
from acceptance.commands.chaos import chaos
from acceptance.commands.explain import explain
from acceptance.commands.figures import baseline, compare, objectives
from acceptance.commands.profiles import doctor, init
from acceptance.commands.proving import prove
from acceptance.commands.reports import report, verify
from acceptance.commands.running import platform, run, stop
from acceptance.commands.specified import controls, sentences
from acceptance.commands.tags import tags
from acceptance.outcome import ConfigurationError, ExitCode
from acceptance.shell import ending, explained

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
    acceptance book                        the whole specification as one page, for officers
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


for command in (
    *(run, stop, platform, chaos, controls, sentences, tags, explain, book),
    *(report, verify, compare, baseline, objectives, prove, init, doctor),
):
    main.add_command(command)


if __name__ == "__main__":
    main()
