"""A small shape for each status: a matrix of requirements is read at a glance, by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from acceptance.reporting.svg import element

_CIRCLE = element("circle", cx=10, cy=10, r=8)
_SHAPES: Mapping[str, Markup] = {
    "satisfied": _CIRCLE + element("path", d="M6 10.5 9 13.5 14.5 7"),
    "violated": element("rect", x=1, y=1, width=18, height=18)
    + element("path", d="M5.5 5.5 14.5 14.5M14.5 5.5 5.5 14.5"),
    "inconclusive": element("path", d="M10 .5 19.5 10 10 19.5 .5 10Z") + element("path", d="M10 5V11M10 13.5V15"),
    "waived": element("path", d="M10 1 19 18H1Z") + element("path", d="M6.5 14H13.5"),
    "self check": element("rect", x=4, y=4, width=12, height=12),
}
_EMPTY, _BESIDE = _CIRCLE, element("circle", cx=10, cy=10, r=3)
_OUT_OF_SCOPE = ("not applicable", "provided by another system")

MARKS: Mapping[str, str] = {
    "satisfied": "\N{CHECK MARK}",
    "violated": "\N{MULTIPLICATION X}",
    "inconclusive": "?",
    "not assessed": "\N{EN DASH}",
    "not looked at": "\N{EN DASH}",
    "waived": "~",
}
"""A mark beside each word, so that nothing is said by colour alone."""
_OTHER_MARK = "\N{WHITE CIRCLE}"


def mark(status: str) -> str:
    """The mark beside the word of a status."""
    return MARKS.get(status, _OTHER_MARK)


def glyph(status: str) -> Markup:
    """The shape of a status; an empty circle for what was not looked at, a dot for what is out of scope."""
    kind = status.split()[0]
    inside = _SHAPES.get(status, _BESIDE if status in _OUT_OF_SCOPE else _EMPTY)
    return element("svg", inside, viewBox="0 0 20 20", class_=f"glyph {kind}", aria_hidden="true", focusable="false")
