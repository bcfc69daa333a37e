"""The templates of pages: what is put into HTML is escaped, and a name that is unknown is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@cache
def pages() -> Environment:
    """Where every template is found; only those of HTML escape by themselves."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def asset(name: str) -> str:
    """A style sheet or script that goes into a page."""
    return (TEMPLATES / name).read_text("utf-8")
