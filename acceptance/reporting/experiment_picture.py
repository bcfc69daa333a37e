"""The picture of an experiment: time and errors by second, the windows with the fault shaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, ROOM = 760, 300, 60, 40, 90
"""In pixels: of the picture, of its margins, and of each of its two parts."""


def picture(experiment: Mapping[str, Any]) -> str:
    """An SVG drawing of what the record keeps of one experiment."""
    seconds: Sequence[Sequence[Any]] = experiment["seconds"]
    total_s = max(len(seconds), experiment["phases"][-1]["end_s"], 1)
    across = (WIDTH - LEFT - 20) / total_s
    highest_ms = max((one[2] * 1000 for one in seconds if one[2] is not None), default=1.0) or 1.0
    most = max((one[0] + one[1] for one in seconds), default=1) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="11">',
        f'<text x="{LEFT}" y="20" font-size="13">{escape(str(experiment["about"]))}: '
        f"{escape(str(experiment['rating']))}</text>",
        *(_shade(phase, across) for phase in experiment["phases"] if phase["fault"] is not False),
        _line([(LEFT + at * across, one[2]) for at, one in enumerate(seconds)], highest_ms),
        *(_bar(LEFT + at * across, across, one, most) for at, one in enumerate(seconds)),
        _label(TOP + 8, f"{highest_ms:.0f} ms"),
        _label(TOP + ROOM, "p95"),
        _label(TOP + 2 * ROOM - 40, f"{most} a s"),
        _label(TOP + 2 * ROOM + 20, "good, failed"),
        *(_second(at, across) for at in range(0, total_s + 1, max(1, total_s // 10))),
        "</svg>",
    ]
    return "\n".join(parts)


def _shade(phase: Mapping[str, Any], across: float) -> str:
    color = "#f6c5c0" if phase["fault"] else "#fbe6e3"
    x, width = LEFT + phase["start_s"] * across, (phase["end_s"] - phase["start_s"]) * across
    title = f"<title>{escape(str(phase['name']))}</title>"
    return f'<rect x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{2 * ROOM + 40}" fill="{color}">{title}</rect>'


def _line(points: Sequence[tuple[float, float | None]], highest_ms: float) -> str:
    drawn = [f"{x:.1f},{TOP + ROOM - ROOM * value * 1000 / highest_ms:.1f}" for x, value in points if value is not None]
    return f'<polyline points="{" ".join(drawn)}" fill="none" stroke="#224b8f" stroke-width="1.5"/>'


def _bar(x: float, across: float, second: Sequence[Any], most: int) -> str:
    floor, room = TOP + 2 * ROOM + 40, ROOM
    good, failed = room * second[0] / most, room * second[1] / most
    width = max(1.0, across - 1)
    return (
        f'<rect x="{x:.1f}" y="{floor - good:.1f}" width="{width:.1f}" height="{good:.1f}" fill="#7fae8b"/>'
        f'<rect x="{x:.1f}" y="{floor - good - failed:.1f}" width="{width:.1f}" height="{failed:.1f}" fill="#b3261e"/>'
    )


def _label(y: float, text: str) -> str:
    return f'<text x="{LEFT - 6}" y="{y:.0f}" text-anchor="end">{escape(text)}</text>'


def _second(at: int, across: float) -> str:
    return f'<text x="{LEFT + at * across:.1f}" y="{HEIGHT - 12}" text-anchor="middle">{at} s</text>'
