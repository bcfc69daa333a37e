"""A YAML file that knows on which line each of its keys stands, so that a mistake in it can be pointed at."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from acceptance.outcome import ConfigurationError

Place = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FIXES = {
    "date": "write a day such as 2027-06-30",
    "string_pattern_mismatch": "it must match {pattern}",
    "string_too_long": "at most {max_length} characters; shorten it",
    "string_too_short": "at least {min_length} characters; say more",
    "string_type": "write text, in quotation marks where it looks like a number",
    "list_type": "write a list, one item a line after a dash",
    "tuple_type": "write a list, one item a line after a dash",
    "model_type": "write a map of keys",
    "dict_type": "write a map of keys",
}


@dataclass(frozen=True)
class Document:
    """What a YAML file holds, and the line (from 1) of each place in it."""

    path: Path
    content: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest one around it that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def fault(self, place: Place, sentence: str) -> ConfigurationError:
        """An error that says file, line, key and what to do."""
        key = ".".join(map(str, place)) or "the whole file"
        return ConfigurationError(f"{self.path}:{self.line(place)}: {key}: {sentence}")

    def invalid(self, error: ValidationError, model: type[BaseModel], prefix: Place = ()) -> ConfigurationError:
        """The first fault that a model found in the part of the file below `prefix`."""
        first, *others = error.errors(include_input=False, include_url=False)
        more = f" ({len(others)} more in this file)" if others else ""
        sentence = _sentence(first, model) + more
        place = (*prefix, *first["loc"])
        if not place:  # a check of the whole file begins its sentence with the key that it is about
            named, _, rest = sentence.partition(": ")
            place = next((one for one in self.lines if ".".join(map(str, one)) == named), ())
            sentence = rest if place else sentence
        return self.fault(place, sentence)


def read_document(path: Path) -> Document:
    """Reads one YAML file.

    Raises:
        ConfigurationError: it cannot be read, is not YAML, or gives a key twice.
    """
    try:
        loader = _Loader(path.read_text("utf-8"))
        root = loader.get_single_node()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error}).") from None
    except yaml.YAMLError as error:
        raise _not_yaml(path, error) from None
    if root is None:
        return Document(path, None, {})
    lines: dict[Place, int] = {}
    for place, node in _walk(root, ()):
        if place in lines and _is_map_key(place):
            first = lines[place]
            raise Document(path, None, {place: node.start_mark.line + 1}).fault(
                place, f"this key stands on line {first} already; remove one of the two"
            )
        lines[place] = node.start_mark.line + 1
    try:
        return Document(path, loader.construct_document(root), lines)
    except yaml.YAMLError as error:
        raise _not_yaml(path, error) from None


def nearest(word: str, known: Sequence[str]) -> str:
    """A hint at what was meant, or at what there is.

    >>> nearest("titel", ["title", "clause"])
    "did you mean 'title'?"
    """
    near = difflib.get_close_matches(word, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known)) or 'none'}"


def _walk(node: yaml.Node, place: Place, above: tuple[int, ...] = ()) -> Iterator[tuple[Place, yaml.Node]]:
    """Every place of the file with the node that begins on its line: of a map's entry, its key."""
    if id(node) in above:  # an alias of what it stands in
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            yield here, key
            yield from _walk(value, here, (*above, id(node)))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*place, number), item
            yield from _walk(item, (*place, number), (*above, id(node)))


def _is_map_key(place: Place) -> bool:
    return isinstance(place[-1], str) and place[-1] != "<<"


def _not_yaml(path: Path, error: yaml.YAMLError) -> ConfigurationError:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "malformed"
    where = f":{mark.line + 1}: column {mark.column + 1}" if mark else ""
    return ConfigurationError(f"{path}{where}: not YAML ({what}); check indentation and quotation marks there.")


def _sentence(fault: Any, model: type[BaseModel]) -> str:
    kind, place = fault["type"], fault["loc"]
    if kind == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        near = difflib.get_close_matches(str(place[-1]), known, 1)
        return "unknown key" + (f", did you mean {near[0]!r}?" if near else "; remove it, or correct its name")
    if kind == "missing":
        return "this key is missing; add it"
    message = str(fault["msg"]).removeprefix("Value error, ")
    fix = _FIXES.get("date" if kind.startswith("date") else kind)
    return f"{message}; {fix.format(**fault.get('ctx', {}))}" if fix else message


def _keys_at(model: type[BaseModel], location: Place) -> list[str]:
    """The keys that may stand at a place in the model; a dictionary's own key is passed over."""
    for part in location:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        candidates = [field.annotation, *get_args(field.annotation)]
        nested = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
        if not nested:
            return []
        model = nested[0]
    return list(model.model_fields)
