"""A sheet that pictures are drawn on: without a display, and the same bytes wherever the same is drawn."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00")
"""Told apart also by people who see no red and green (Okabe and Ito)."""
MARKERS = ("o", "s", "^", "D", "v", "P")
INK, SOFT, LINE, GROUND = "#1c2430", "#5a6472", "#cdd3db", "#f5f7f9"
SATISFIED, VIOLATED, INCONCLUSIVE, OPEN = "#009e73", "#a61b1b", "#e69f00", "#8b95a5"
HATCH = "///"
"""Only what was not assessed is hatched like this."""
_DPI = 100


def save(target: Path, inches: tuple[float, float], draw: Callable[[Figure], None]) -> Path:
    """Draws a picture into a PNG; returns its path.

    Nothing of what is drawn is taken for a formula, and no setting of the machine counts.

    Args:
        inches: width and height, of 100 points each.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "text.parse_math": False,
                "axes.edgecolor": INK,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.titlelocation": "left",
                "axes.titlesize": 12,
                "text.color": INK,
                "axes.labelcolor": SOFT,
                "xtick.color": SOFT,
                "ytick.color": SOFT,
                "hatch.color": OPEN,
                "legend.frameon": False,
                "legend.fontsize": 9,
            }
        )
        figure = Figure(figsize=inches, dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure)
        figure.savefig(target, format="png", metadata={"Software": None})
    return target


def short(words: str, most: int) -> str:
    """At most so many characters, on one line.

    >>> short("as long as it is", 8)
    'as long…'
    """
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
