"""Draws the matrix of defects and controls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from acceptance.catalogue.proof import DefectProof
from acceptance.catalogue.proof_matrix import MARKS, Cell, cell, controls_of

NAME = "proof-matrix.png"
# Told apart also by people who see no red and green, and in print: every cell carries its mark besides.
COLOURS: Mapping[Cell, str] = {
    "caught": "#1b7f5c",
    "missed": "#c0392b",
    "caught too": "#8fd3b6",
    "red": "#e67e22",
    "quiet": "#eef1f4",
    "not run": "#ffffff",
}
# In square points; a dot fills its place where a letter would not.
SIZES: Mapping[Cell, float] = {"quiet": 2}


def draw(defects: Sequence[DefectProof], target: Path, stale: Collection[str] = ()) -> Path:
    """Draws one row a defect and one column a control; returns the path of the picture.

    Args:
        target: where to write it, a PNG.
        stale: ids of defects that were tried with other checks than those of now.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    controls = controls_of(defects)
    names = [f"{one.id} (stale)" if one.id in stale else one.id for one in defects]
    figure = Figure(figsize=(5.0 + 0.32 * len(controls), 2.2 + 0.24 * len(defects)), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    kinds: Sequence[Cell] = tuple(COLOURS)
    cells = [[kinds.index(cell(defect, control)) for control in controls] for defect in defects]
    if cells:
        colours = ListedColormap(list(COLOURS.values()))
        axes.pcolormesh(cells, cmap=colours, vmin=-0.5, vmax=len(kinds) - 0.5, edgecolors="#c9ced6", linewidth=0.6)
    for number, kind in enumerate(kinds):
        # One call a kind: ten thousand marks drawn one by one took longer than the rest of the report.
        here = [(x + 0.5, y + 0.5) for y, row in enumerate(cells) for x, each in enumerate(row) if each == number]
        if here and MARKS[kind].strip():
            colour = "white" if kind in ("caught", "missed") else "#39424e"
            across, down = zip(*here, strict=True)
            axes.scatter(across, down, SIZES.get(kind, 26), colour, marker=f"${MARKS[kind]}$", linewidth=0)
    axes.set_xlim(0, len(controls))
    axes.set_ylim(len(defects), 0)
    axes.set_xticks([column + 0.5 for column in range(len(controls))], controls, rotation=90, fontsize=8)
    axes.set_yticks([row + 0.5 for row in range(len(defects))], names, fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.suptitle(f"{sum(one.killed for one in defects)} of {len(defects)} defects killed", fontsize=11)
    patches = [Patch(facecolor=colour, edgecolor="#c9ced6", label=kind) for kind, colour in COLOURS.items()]
    figure.legend(handles=patches, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, format="png")
    return target
