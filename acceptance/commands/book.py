"""`acceptance book`: the whole specification as one page, with what is known of each requirement."""

from __future__ import annotations

from pathlib import Path

import click

from acceptance.commands.options import ADDED
from acceptance.outcome import ConfigurationError


@click.command()
@ADDED
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option(
    "--changes",
    "since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="BOOK",
    help="Show what is said otherwise than in an earlier book, sentence by sentence.",
)
@click.option("--run", "run_dir", metavar="RUN", help="What came of it in this run; by default in the latest.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where to write it.")
def book(language: str, since: Path | None, run_dir: str | None, out: Path | None) -> None:
    """Writes the specification as a book: each framework, requirement and scenario in full, and what came of it.

    It is one page that needs no network: for compliance officers, to search, to print, to keep. A kept book can be
    compared with a later one.

    \b
    acceptance book                                   reports/book.html
    acceptance book --language fr --out livre.html    headings, duties and outcomes in French
    acceptance book --changes kept/book.html          what is said otherwise since then
    """
    from acceptance.catalogue.catalogue import read_catalogue
    from acceptance.catalogue.texts import texts
    from acceptance.catalogue.translations import sentences, translations
    from acceptance.commands.explain import proof_words, run_folder
    from acceptance.record.folder import reports_root
    from acceptance.record.last import known_run
    from acceptance.reporting.account import read_account
    from acceptance.reporting.book import NAME, book_of, data_of, page
    from acceptance.reporting.book_changes import changes, kept_in

    folder = run_folder(run_dir or "latest")
    if run_dir is not None and folder is None:
        raise ConfigurationError(f"There is no run {run_dir!r}; give its id, or its folder.")
    before = kept_in(since) if since is not None else None
    frameworks, written = read_catalogue(), texts()
    account = read_account(folder, known_run(folder).require_trust()) if folder is not None else None
    made = book_of(
        frameworks,
        written,
        proof_words(frameworks),
        translations(written, language) if language != "en" else {},
        account,
    )
    changed = changes(before, data_of(made)) if before is not None else None
    translated = sentences(language) if language != "en" else {}
    text = page(made, language, changed, since.name if since else "", sentences=translated)
    target = out or reports_root() / NAME
    fresh = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, "utf-8", "backslashreplace")
        fresh.replace(target)
    except OSError as error:
        raise ConfigurationError(f"{target} cannot be written ({error.strerror}); name another with --out.") from None
    click.echo(target)
    if changed is not None:
        click.echo(f"{len(changed)} sentences are said otherwise than in {since}.")
