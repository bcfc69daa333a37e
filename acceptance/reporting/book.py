"""The specification book: what is required, in full sentences, and what is known of each requirement.

One page that asks no network, for who never opens a feature file. It holds its own content as data too, so that a later
book can say what changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from acceptance.catalogue.catalogue import Control, Framework
from acceptance.catalogue.texts import Text
from acceptance.catalogue.translations import Translated, plain
from acceptance.outcome import Outcome
from acceptance.record.summary import control_ids
from acceptance.reporting.account import Account, ControlTold, ScenarioTold, anchor_of
from acceptance.reporting.book_changes import SHAPE, Change, embedded
from acceptance.reporting.book_text import Part, parts, title
from acceptance.reporting.book_words import told_in
from acceptance.reporting.first_page import policy
from acceptance.reporting.glyphs import glyph, mark
from acceptance.reporting.pages import asset, pages
from acceptance.reporting.verdict import moment

NAME = "book.html"
NOT_LOOKED_AT = "not looked at"
_ORDER = {
    status: n
    for n, status in enumerate(("violated", "inconclusive", "not assessed", NOT_LOOKED_AT, "waived", "satisfied"))
}


@dataclass(frozen=True)
class ScenarioInBook:
    """One scenario in full. `came` are its outcomes in the run, one for each of its examples.

    Attributes:
        translated: the pieces in the language of the book; None where nobody translated it.
        stale: whether the English has changed since it was translated.
    """

    text: Text
    anchor: str
    name: str
    background: tuple[Part, ...]
    parts: tuple[Part, ...]
    came: tuple[ScenarioTold, ...]
    translated: tuple[Part, ...] | None = None
    stale: bool = False

    @property
    def status(self) -> str:
        """The worst of what its examples came to."""
        outcomes = {one.summary.outcome for one in self.came}
        worst = next((one for one in reversed(Outcome) if one in outcomes), None)
        return worst.words if worst else NOT_LOOKED_AT


@dataclass(frozen=True)
class ControlInBook:
    """One control with everything that is known of it. `told` is None where the run knew nothing of it."""

    control: Control
    proof: str
    scenarios: tuple[ScenarioInBook, ...]
    told: ControlTold | None

    @property
    def status(self) -> str:
        """What it counts as, in the words of the run's own page."""
        return self.told.status if self.told else NOT_LOOKED_AT


@dataclass(frozen=True)
class Chapter:
    """One framework, its controls in the catalogue's order."""

    framework: Framework
    controls: tuple[ControlInBook, ...]

    @property
    def statuses(self) -> Mapping[str, int]:
        """How many of its controls count as what, the worst first."""
        return _counted(self.controls)


@dataclass(frozen=True)
class Book:
    """All of it. `alone` are scenarios that name no control; `run` is the run whose outcomes are told, if any."""

    chapters: tuple[Chapter, ...]
    alone: tuple[ScenarioInBook, ...]
    run: Account | None

    @property
    def statuses(self) -> Mapping[str, int]:
        """How many controls count as what, the worst first."""
        return _counted(one for chapter in self.chapters for one in chapter.controls)


def book_of(
    frameworks: Sequence[Framework],
    texts: Sequence[Text],
    proofs: Mapping[str, str],
    translated: Mapping[str, Translated],
    run: Account | None,
) -> Book:
    """Brings together what is required, in which sentences, and what came of it.

    Args:
        proofs: what is known of whether a control can turn red, by its id.
        translated: scenarios in the language of the book, by their places.
    """
    scenarios = [_scenario(text, translated.get(text.place), run) for text in texts]
    told = {one.id: one for one in run.controls} if run else {}
    chapters = tuple(
        Chapter(
            framework,
            tuple(
                ControlInBook(
                    control,
                    proofs.get(control.id, ""),
                    tuple(one for one in scenarios if control.id in one.text.tags),
                    told.get(control.id),
                )
                for control in framework.controls
            ),
        )
        for framework in frameworks
    )
    known = {control.id for framework in frameworks for control in framework.controls}
    alone = tuple(one for one in scenarios if not known.intersection(control_ids(tuple(one.text.tags))))
    return Book(chapters, alone, run)


def data_of(book: Book) -> dict[str, Any]:
    """What the book says, for a later one to compare itself with."""
    controls = [
        {
            "id": one.control.id,
            "framework": f"{chapter.framework.title} {chapter.framework.version}".strip(),
            **{name: getattr(one.control, name) for name in ("clause", "title", "obligation", "why", "evidence")},
            "covers": " ".join(f"{words}." for words in one.control.covers),
            "severity": one.control.severity,
            "gap": one.control.gap,
            "status": one.status,
        }
        for chapter in book.chapters
        for one in chapter.controls
    ]
    every = {one.anchor: one for chapter in book.chapters for each in chapter.controls for one in each.scenarios}
    every |= {one.anchor: one for one in book.alone}
    scenarios = [
        {
            "feature": one.text.feature,
            "name": one.text.name,
            "anchor": anchor,
            "lines": plain([*one.text.background, *one.text.lines[1:]]).split("\n"),
        }
        for anchor, one in every.items()
    ]
    return {"shape": SHAPE, "controls": controls, "scenarios": scenarios}


def page(
    book: Book,
    language: str,
    changed: Sequence[Change] | None = None,
    since: str = "",
    *,
    sentences: Mapping[str, str] | None = None,
) -> str:
    """The book as a page; the same book gives the same text.

    Args:
        language: `en` or `fr`: of headings, outcomes and everything around what the catalogue and the features say.
        changed: what it says otherwise than an earlier book; None where it was compared with none.
        since: the name of that book.
        sentences: titles and obligations in the language, by their English.
    """
    style, script, templates = asset("page.css") + asset("book.css"), asset("page.js"), pages()
    templates.filters |= {"mark": mark, "glyph": glyph}
    return templates.get_template(NAME).render(
        book=book,
        run=book.run.summary if book.run else None,
        when=moment(book.run.summary.started) if book.run else "",
        t=told_in(language),
        language=language,
        foreign=language != "en",
        translated=(sentences or {}).get,
        changed=changed,
        since=since,
        shown=_placed(book),
        data=Markup(embedded(data_of(book))),
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
    )


def _counted(controls: Iterable[ControlInBook]) -> Mapping[str, int]:
    counts = Counter(one.status for one in controls)
    return {status: counts[status] for status in sorted(counts, key=lambda one: (_ORDER.get(one, len(_ORDER)), one))}


def _placed(book: Book) -> Mapping[str, str]:
    """Under which control the full text of a scenario stands: below the first that it proves; others lead there."""
    placed: dict[str, str] = {}
    for chapter in book.chapters:
        for one in chapter.controls:
            for scenario in one.scenarios:
                placed.setdefault(scenario.anchor, one.control.id)
    return placed


def _scenario(text: Text, translated: Translated | None, run: Account | None) -> ScenarioInBook:
    came = [one for one in (run.scenarios if run else ()) if text.runs_as(one.summary.feature, one.summary.name)]
    return ScenarioInBook(
        text=text,
        anchor=anchor_of(f"{text.feature} > {text.name}"),
        name=title(translated.lines) if translated and not translated.stale else text.name,
        background=parts(text.background),
        parts=parts(text.lines),
        came=tuple(came),
        translated=parts(translated.lines) if translated else None,
        stale=bool(translated and translated.stale),
    )
