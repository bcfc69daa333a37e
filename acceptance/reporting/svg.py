"""Elements of SVG as text. Colours and patterns are classes of the page's style sheet: inline styles are forbidden."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(name: str, *inside: str, **attributes: object) -> Markup:
    """One element; what is put into it is escaped unless it is markup already.

    A name that ends with an underscore, or has one inside, is written without and with a dash.

    >>> element("text", "a < b", x=1, class_="axis", text_anchor="end")
    Markup('<text x="1" class="axis" text-anchor="end">a &lt; b</text>')
    """
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(_number(one))}"' for key, one in attributes.items())
    return Markup(f"<{name}{told}>{''.join(map(escape, inside))}</{name}>")


def picture(width: int, height: int, about: str, parts: Iterable[str], class_: str = "chart") -> Markup:
    """A whole picture. `about` is read aloud in its place, so it must say what a reader sees in it."""
    return element(
        "svg", *parts, viewBox=f"0 0 {width} {height}", role="img", aria_label=about, class_=class_, focusable="false"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start") -> Markup:
    """Words at a place; `anchor` says which part of them stands there."""
    return element("text", words, x=x, y=y, text_anchor=anchor)


def _number(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
