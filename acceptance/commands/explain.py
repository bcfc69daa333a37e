"""`acceptance explain`: one control, scenario or run, from what it claims to what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acceptance.commands.options import ADDED
from acceptance.outcome import ConfigurationError

if TYPE_CHECKING:
    from acceptance.catalogue.catalogue import Control, Framework
    from acceptance.catalogue.texts import Text
    from acceptance.record.kept import KeptRun
    from acceptance.reporting.account import Account

_SEVERAL = 3
"""A word that means more scenarios than these gets a list of them."""


@click.command()
@ADDED
@click.option("--run", "run_dir", metavar="RUN", help="What came of it in this run; by default in the latest.")
@click.argument("words", nargs=-1, required=True, metavar="CONTROL|SCENARIO|RUN...")
def explain(run_dir: str | None, words: tuple[str, ...]) -> None:
    """Explains controls, scenarios or runs: what they claim, how they go red, what came of them, what to do, and who.

    \b
    acceptance explain GDPR-06                        a control
    acceptance explain features/x.feature:12          a scenario, by its place
    acceptance explain "found in no declared place"   a scenario, by words of its name
    acceptance explain 20261130-030806-6c850e         a run, by its id, its folder, or the word latest
    """
    known = _Known(run_dir)
    for number, word in enumerate(words):
        if number:
            click.echo("")
        for line in known.explained(word):
            click.echo(line)
    known.require_trust()


class _Known:
    """Catalogue, features and the run in question, each read when it is first needed."""

    def __init__(self, run_dir: str | None) -> None:
        from acceptance.catalogue.catalogue import read_catalogue
        from acceptance.catalogue.texts import texts

        self._frameworks = read_catalogue()
        self._texts = texts()
        self._kept: dict[Path, KeptRun] = {}
        self._run = run_folder(run_dir or "latest")
        if run_dir is not None and self._run is None:
            raise ConfigurationError(f"There is no run {run_dir!r}; give its id, or its folder.")

    def explained(self, word: str) -> Iterator[str]:
        """The lines about what a word means.

        Raises:
            ConfigurationError: it means nothing that is known here.
        """
        from acceptance.reporting.explained import explained_control, explained_scenario

        if found := self._control(word):
            framework, control = found
            own = [text for text in self._texts if control.id in text.tags]
            return explained_control(
                framework, control, proof_words(self._frameworks)[control.id], own, self._account(self._run, [])
            )
        if folder := run_folder(word):
            return self._explained_run(folder)
        meant = _meant(word, self._texts)
        if not meant:
            raise ConfigurationError(self._unknown(word))
        if len(meant) > _SEVERAL:
            listed = (f"  {text.place}  {text.name}" for text in meant)
            return iter([f"{word!r} means {len(meant)} scenarios; name one of them by its place:", *listed])
        account = self._account(self._run, meant)
        return (
            line
            for number, text in enumerate(meant)
            for line in [*([""] if number else []), *explained_scenario(text, self._proves(text), account)]
        )

    def require_trust(self) -> None:
        """Raises:
        Untrusted: a record that something was told of was changed.
        """
        for kept in self._kept.values():
            kept.require_trust()

    def _explained_run(self, folder: Path) -> Iterator[str]:
        from acceptance.record.summary import RECORD
        from acceptance.reporting.explained import explained_run
        from acceptance.reporting.first_page import NAME
        from acceptance.reporting.listing import listing

        account = self._account(folder)
        assert account is not None
        files = {"record": RECORD, "first page": NAME}
        places = [(name, str(folder / file)) for name, file in files.items() if (folder / file).exists()]
        return explained_run(account, listing(account.summary), places)

    def _account(self, folder: Path | None, about: Sequence[Text] | None = None) -> Account | None:
        """The run in a folder; with `about`, what was seen in these scenarios only."""
        from acceptance.record.last import known_run
        from acceptance.record.reading import lines_about
        from acceptance.record.summary import RECORD
        from acceptance.reporting.account import read_account

        if folder is None:
            return None
        kept = self._kept[folder] = self._kept.get(folder) or known_run(folder)
        if about is None or kept.doubt or kept.summary.damage is not None:
            return read_account(folder, kept.summary)
        wanted = {one.id for one in kept.summary.scenarios for text in about if text.runs_as(one.feature, one.name)}
        return read_account(folder, kept.summary, lines_about(folder / RECORD, wanted))

    def _control(self, word: str) -> tuple[Framework, Control] | None:
        id_ = word.removeprefix("@").upper()
        found = ((one, control) for one in self._frameworks for control in one.controls if control.id == id_)
        return next(found, None)

    def _proves(self, text: Text) -> list[str]:
        return [f"{one.id}: {one.title}" for of in self._frameworks for one in of.controls if one.id in text.tags]

    def _unknown(self, word: str) -> str:
        from acceptance.yaml_document import nearest

        ids = [one.id for of in self._frameworks for one in of.controls]
        near = nearest(word.upper(), ids)
        hint = near if near.startswith("did") else "`acceptance controls` and `acceptance tags` list what there is"
        return f"{word!r} is no control, no scenario and no run here; {hint}."


def proof_words(frameworks: Sequence[Framework]) -> dict[str, str]:
    """What is known of whether each control can turn red, and of what it catches, in words."""
    from acceptance.catalogue.claims import ControlProof
    from acceptance.catalogue.detection import Detection
    from acceptance.runner.proven import proven

    known = proven(frameworks)
    return {
        one.id: f"{known.proofs.get(one.id, ControlProof()).words}; {known.detections.get(one.id, Detection()).words}"
        for framework in frameworks
        for one in framework.controls
    }


def _meant(word: str, texts: Sequence[Text]) -> list[Text]:
    """The scenarios that a word means: the one at a place, else those with these words in their names."""
    at = [text for text in texts if text.stands_at(word)]
    return at or [text for text in texts if word.casefold() in f"{text.feature} > {text.name}".casefold()]


def run_folder(word: str) -> Path | None:
    """The folder of a run, by its id, its folder, or the word latest; None where there is none."""
    from acceptance.record.folder import reports_root
    from acceptance.record.summary import RECORD

    for folder in (reports_root() / word, Path(word)):
        if (folder / RECORD).is_file():
            return folder.resolve()
    return None
