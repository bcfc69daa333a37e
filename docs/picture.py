"""Draws docs/layers.svg: the layers of the import contracts, and which room knows which; `make picture`.

The layers come from pyproject.toml, the arrows from the imports of the code. A test fails when the picture is stale.
"""

from __future__ import annotations

import ast
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/layers.svg"
WIDTH, LEFT, LINE, GAP = 1120, 190, 17, 10
COLUMN = 132
"""Characters of a line beside a room."""


@dataclass(frozen=True)
class Room:
    """A folder or file of a container: its name, what it is, and which of its neighbours it knows."""

    name: str
    about: str
    knows: tuple[str, ...]

    def lines(self) -> list[str]:
        """What stands beside it."""
        knows = f"knows {', '.join(self.knows)}" if self.knows else "knows none of the others"
        return [*textwrap.wrap(self.about, COLUMN), *textwrap.wrap(knows, COLUMN)]


def layers() -> Iterator[tuple[str, list[list[str]]]]:
    """Each container of an exhaustive contract with its layers from top to bottom, the rooms of each beside another."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    for contract in contracts:
        for container in contract.get("containers", ()):
            yield container, [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


def drawn() -> str:
    """The picture as SVG."""
    graph = grimp.build_graph("acceptance")
    parts: list[str] = []
    top = 0
    for container, found in layers():
        top += 34
        parts.append(f'<text x="20" y="{top}" class="container">{escape(container)}</text>')
        top += 14
        for number, layer in enumerate(found):
            rooms = [_room(graph, container, name, {other for one in found for other in one}) for name in layer]
            text, height = _layer(rooms, top, shaded=number % 2 == 0)
            parts.append(text)
            top += height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top + 20}" role="img" '
        'aria-label="The layers of the suite, from top to bottom: each knows only those below it">\n'
        "<style>text{font:13px sans-serif;fill:#1d2733}.container{font-weight:bold;font-size:16px}"
        ".name{font-weight:bold}.even{fill:#eef3f8}.odd{fill:#ffffff}</style>\n"
        f'<rect width="{WIDTH}" height="{top + 20}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _room(graph: grimp.ImportGraph, container: str, name: str, neighbours: set[str]) -> Room:
    module = f"{container}.{name}"
    inside = {module, *graph.find_descendants(module)}
    known = {found for one in inside for found in graph.find_modules_directly_imported_by(one)}
    rooms = {one.removeprefix(f"{container}.").split(".")[0] for one in known if one.startswith(f"{container}.")}
    return Room(name, _about(module), tuple(sorted((rooms & neighbours) - {name})))


def _about(module: str) -> str:
    """The first sentence of a module about itself."""
    place = ROOT / module.replace(".", "/")
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    told = ast.get_docstring(ast.parse(file.read_text())) or ""
    return told.splitlines()[0] if told else ""


def _layer(rooms: list[Room], top: int, *, shaded: bool) -> tuple[str, int]:
    rows: list[str] = []
    y = top
    for room in rooms:
        lines = room.lines()
        rows.append(f'<text x="36" y="{y + LINE + 3}" class="name">{escape(room.name)}</text>')
        rows += [
            f'<text x="{LEFT}" y="{y + LINE * (number + 1) + 3}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        ]
        y += LINE * len(lines) + GAP
    kind = "even" if shaded else "odd"
    box = f'<rect x="20" y="{top}" width="{WIDTH - 40}" height="{y - top}" class="{kind}" stroke="#9fb3c8"/>'
    return "\n".join([box, *rows]), y - top


if __name__ == "__main__":
    PICTURE.write_text(drawn())
