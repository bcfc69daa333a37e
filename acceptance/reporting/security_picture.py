"""What scanners found and attacks came to, at a glance.

What was not assessed is hatched, with its reason: it is never zero.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind
from acceptance.reporting import canvas
from acceptance.reporting.account import Account, ScenarioTold
from acceptance.reporting.scanned import MISSING, SEVERITIES, WANTED, Scanned, attacks, scans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "security-dashboard.png"
_SEVERE: Mapping[str, tuple[str, str]] = {
    "critical": ("#7a0c0c", "xx"),
    "high": ("#d55e00", ".."),
    "medium": ("#e69f00", ""),
    "low": ("#56b4e9", ""),
}
_CAME: Mapping[Outcome, tuple[str, str]] = {
    Outcome.SATISFIED: (canvas.SATISFIED, ""),
    Outcome.NOT_ASSESSED: ("white", canvas.HATCH),
    Outcome.INCONCLUSIVE: (canvas.INCONCLUSIVE, ".."),
    Outcome.VIOLATED: (canvas.VIOLATED, "xx"),
}
_ACROSS = 3


def measures(account: Account) -> bool:
    """Whether a run looked at anything that is drawn here."""
    return bool(account.of(Kind.SCAN) or attacks(account))


def draw(account: Account, target: Path) -> Path:
    """Draws the picture of a run."""
    seen = {one.about: one for one in scans(account)}
    kinds = [*WANTED, *(about for about in seen if about not in WANTED)]
    rows = -(-len(kinds) // _ACROSS)

    def sheet(figure: Figure) -> None:
        grid = figure.add_gridspec(rows + 1, _ACROSS, height_ratios=[1.0] * rows + [1.15])
        for number, about in enumerate(kinds):
            axes = figure.add_subplot(grid[number // _ACROSS, number % _ACROSS])
            _found(axes, WANTED.get(about, about.capitalize()), seen.get(about))
        if len(kinds) % _ACROSS:
            _legend(figure.add_subplot(grid[rows - 1, len(kinds) % _ACROSS :]))
        _attacks(figure.add_subplot(grid[rows, :]), attacks(account))
        of = f"{account.summary.profile or 'a platform'}, run {account.summary.run_id}"
        figure.suptitle(canvas.short(f"{of}: what scanners found, and what attacks came to", 120), x=0.01, ha="left")

    return canvas.save(target, (13.0, 3.2 * rows + 3.6), sheet)


def _found(axes: Axes, title: str, scan: Scanned | None) -> None:
    axes.set_title(canvas.short(title, 46))
    if scan is None:
        _not_assessed(axes, f"not assessed: {MISSING}")
        return
    if scan.blind:
        _not_assessed(axes, "; ".join(filter(None, [f"not assessed: {scan.blind}", scan.nonetheless])))
        return
    from matplotlib.ticker import MaxNLocator

    counts = [scan.counts.get(one, 0) for one in SEVERITIES]
    for x, (severity, count) in enumerate(zip(SEVERITIES, counts, strict=True)):
        colour, hatch = _SEVERE[severity]
        axes.bar(x, count, 0.7, color=colour, hatch=hatch, edgecolor=canvas.INK, linewidth=0.5)
        axes.text(x, count, f"{count:,}", ha="center", va="bottom", fontsize=10)
    axes.set_xticks(range(len(SEVERITIES)), SEVERITIES)
    axes.set_ylim(0, max(1, *counts) * 1.2)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(canvas.short(scan.tool, 50), fontsize=8.5)


def _not_assessed(axes: Axes, why: str) -> None:
    """An area that nobody takes for zero."""
    axes.patch.set(hatch=canvas.HATCH, facecolor=canvas.GROUND)
    axes.set(xticks=[], yticks=[])
    words = "\n".join(textwrap.wrap(canvas.short(why, 200), 38))
    box = {"facecolor": "white", "edgecolor": canvas.LINE, "pad": 5}
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", fontsize=9.5, bbox=box)


def _attacks(axes: Axes, tried: Mapping[str, list[ScenarioTold]]) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_title("Attacks and open doors that were tried, by what came of them")
    if not tried:
        _not_assessed(axes, "not assessed: no attack was part of this run")
        return
    names = ["\n".join(textwrap.wrap(canvas.short(feature, 76), 40)) for feature in tried]
    left = [0] * len(tried)
    for outcome, (colour, hatch) in _CAME.items():
        counts = [Counter(one.summary.outcome for one in several)[outcome] for several in tried.values()]
        axes.barh(
            range(len(tried)), counts, 0.6, left, color=colour, hatch=hatch, edgecolor=canvas.INK, linewidth=0.5,
            label=outcome.words,
        )  # fmt: skip
        left = [before + count for before, count in zip(left, counts, strict=True)]
    for y, several in enumerate(tried.values()):
        counted = Counter(one.summary.outcome for one in several)
        told = ", ".join(f"{counted[one]} {one.words}" for one in reversed(Outcome) if counted[one])
        axes.text(left[y], y, f"  {told}", va="center", fontsize=9)
    axes.set_yticks(range(len(tried)), names, fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, max(left) * 1.45)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("scenarios")
    axes.legend(loc="lower right", ncols=1)


def _legend(axes: Axes) -> None:
    """What the marks mean, where a place is free."""
    from matplotlib.patches import Patch

    axes.set_axis_off()
    patches = [Patch(facecolor=c, hatch=h, edgecolor=canvas.INK, label=one) for one, (c, h) in _SEVERE.items()]
    patches.append(Patch(facecolor=canvas.GROUND, hatch=canvas.HATCH, edgecolor=canvas.INK, label="not assessed"))
    axes.legend(handles=patches, loc="center left", title="Findings by severity")
