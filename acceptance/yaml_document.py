"""A YAML file that knows on which line each of its keys stands, so that a mistake in it can be pointed at."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from acceptance.outcome import ConfigurationError
from acceptance.text_file import text_of

Place = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 60
"""Levels of nesting. The parser has no limit of its own: it overflows the stack and takes the process with it."""
MOST_ITEMS = 200_000
"""Entries of a file with every alias written out: ten lines of aliases can stand for thousands of millions."""

_READ_AS = {
    "tag:yaml.org,2002:bool": "yes or no",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:timestamp": "a day",
}
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


_IN_OUR_WORDS = [
    (re.compile(words), ours)
    for words, ours in (
        ("^Input should be ", "it has to be "),
        (r"a valid dictionary or (instance of \w+|object to extract fields from)", "a map"),
        (r"an? instance of \w+", "another kind of value"),
        ("a valid (dictionary|mapping)", "a map"),
        ("a valid (tuple|list|set|frozenset)", "a list"),
        ("a valid string", "text"),
        ("a valid integer, unable to parse string as an integer", "a whole number"),
        ("a valid integer, got a number with a fractional part", "a whole number"),
        ("a valid integer", "a whole number"),
        ("a valid number, unable to parse string as a number", "a number"),
        ("a valid number", "a number"),
        ("a valid boolean, unable to interpret input", "true or false"),
        ("a valid boolean", "true or false"),
        ("a valid (date|datetime|time) or datetime, .*|a valid date.*", "a day"),
        (r"^(Tuple|List|Set|Dictionary) should have at least (\d+) items? .*", r"at least \2 are needed"),
        (r"^(Tuple|List|Set|Dictionary) should have at most (\d+) items? .*", r"at most \2 may stand here"),
        ("^String should ", "the text has to "),
    )
]
"""The words of the library that validates, which are Python's, and what stands for them."""
_LONGEST_TOLD = 400
"""Characters of one sentence: a value that it repeats may be long."""


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
        return ConfigurationError(f"{self.path}:{self.line(place)}: {_short(key)}: {_short(sentence)}")

    def invalid(self, error: ValidationError, model: type[BaseModel], prefix: Place = ()) -> ConfigurationError:
        """Every fault that a model found in the part of the file below `prefix`, each a line of its own."""
        faults = error.errors(include_input=False, include_url=False)
        told = [
            self.fault_of(sentence, (*prefix, *fault["loc"])).sentence
            for fault in faults
            if not _follows_from_another(fault, faults)
            for sentence in _sentence(fault, model).splitlines()
        ]
        return ConfigurationError("\n".join(told))

    def fault_of(self, sentence: str, place: Place = ()) -> ConfigurationError:
        """An error at a place; a sentence about a whole block begins with the key that it is about."""
        if place and place in self.lines:
            return self.fault(place, sentence)
        named, _, rest = sentence.partition(": ")
        below = next((one for one in self.lines if one and ".".join(map(str, one)) == named), None) if rest else None
        return self.fault(below, rest) if below is not None else self.fault(place, sentence)


def read_document(path: Path) -> Document:
    """Reads a file that holds one YAML document, or none.

    Raises:
        ConfigurationError: it cannot be read, is not YAML or more than one document, gives a key twice, or holds a key
            that is no text, a figure that is none, or more than a file that somebody wrote by hand.
    """
    documents = read_documents(path)
    if len(documents) > 1:
        raise documents[1].fault((), "a second document begins here; keep one, without the line `---`")
    return documents[0] if documents else Document(path, None, {})


def read_documents(path: Path) -> list[Document]:
    """Reads every document of a YAML file; lines count from the beginning of the file.

    Raises:
        ConfigurationError: as for `read_document`.
    """
    return documents_in(text_of(path), path)


def documents_in(text: str, path: Path) -> list[Document]:
    """As `read_documents`, of what was read already; `path` only names it.

    Raises:
        ConfigurationError: as for `read_document`.
    """
    try:
        _require_moderate(path, text)
        loader = _Loader(text)
        documents: list[Document] = []
        while loader.check_node():
            root = loader.get_node()
            documents.append(_document(path, loader, root, root.start_mark.line + 1 if documents else 1))
    except yaml.YAMLError as error:
        raise _not_yaml(path, error) from None
    return documents


class _Foreign(_Loader):
    """Reads what JSON has as well (YAML 1.2): days stay texts, and only `true` and `false` are yes and no."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, Any]]]] = {
        sign: [(tag, words) for tag, words in several if tag.rpartition(":")[2] not in ("timestamp", "bool")]
        for sign, several in _Loader.yaml_implicit_resolvers.items()
    }


_Foreign.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")


def foreign(text: str, path: Path) -> Any:
    """What a YAML document says that a program wrote: every key is a text, such as the status code 200.

    Raises:
        ConfigurationError: it is not YAML, or more than a document has.
    """
    try:
        _require_moderate(path, text)
        return _with_keys_of_text(yaml.load(text, Loader=_Foreign))
    except yaml.YAMLError as error:
        raise _not_yaml(path, error) from None
    except (ValueError, OverflowError, TypeError, RecursionError) as error:
        raise ConfigurationError(f"{path}: a value is not what it looks like ({error}).") from None


def _with_keys_of_text(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _with_keys_of_text(value) for key, value in content.items()}
    return [_with_keys_of_text(value) for value in content] if isinstance(content, list) else content


def _require_moderate(path: Path, text: str) -> None:
    """Refuses what would take all memory, all time or the stack, before anything of it is built."""
    whole: list[int] = [0]
    open_: list[str | None] = []
    sizes: dict[str, int] = {}
    for event in yaml.parse(text, Loader=_Loader):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.DocumentStartEvent):
            sizes = {}
        elif isinstance(event, yaml.AliasEvent):
            if anchor in open_:
                raise _at(path, event, f"*{anchor} stands for what it stands in itself; write out what is meant")
            whole[-1] += sizes.get(anchor or "", 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_.append(anchor)
            whole.append(1)
        elif isinstance(event, yaml.CollectionEndEvent):
            size, closed = whole.pop(), open_.pop()
            sizes |= {closed: size} if closed else {}
            whole[-1] += size
        elif isinstance(event, yaml.ScalarEvent):
            sizes |= {anchor: 1} if anchor else {}
            whole[-1] += 1
        if len(open_) > DEEPEST:
            raise _at(path, event, f"nested more than {DEEPEST} levels deep; write it flatter")
        if whole[-1] > MOST_ITEMS:
            raise _at(path, event, f"more than {MOST_ITEMS} entries, aliases written out; use fewer aliases")


def _document(path: Path, loader: Any, root: yaml.Node, begins: int) -> Document:
    lines: dict[Place, int] = {}
    for place, node in _walk(root, ()):
        line = node.start_mark.line + 1
        if place in lines and _is_map_key(place):
            sentence = f"this key stands on line {lines[place]} already; remove one of the two"
            raise Document(path, None, {place: line}).fault(place, sentence)
        lines[place] = line
    try:
        content = loader.construct_document(root)
    except (ValueError, OverflowError) as error:  # a day or a number that does not exist
        raise ConfigurationError(
            f"{path}: a value is not what it looks like ({error}); put it in quotation marks, or correct it."
        ) from None
    document = Document(path, content, {(): begins, **lines})
    _refuse_odd_words(document, root)
    return document


def _refuse_odd_words(document: Document, root: yaml.Node) -> None:
    """Refuses keys that YAML does not read as text, and figures that are none."""
    for place, node in _walk(root, ()):
        if _is_map_key(place) and isinstance(node, yaml.ScalarNode) and node.tag in _READ_AS:
            raise document.fault(
                place, f"YAML reads this key as {_READ_AS[node.tag]}; put it in quotation marks: {node.value!r}"
            )
    for place, value in _figures(document.content, ()):
        if not math.isfinite(value):
            raise document.fault(place, f"{value} is no figure; write a finite number")


def _figures(content: Any, place: Place) -> Iterator[tuple[Place, float]]:
    if isinstance(content, float):
        yield place, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _figures(value, (*place, key))
    elif isinstance(content, list):
        for number, item in enumerate(content):
            yield from _figures(item, (*place, number))


def _short(text: str) -> str:
    """A text without its middle where that is long."""
    half = _LONGEST_TOLD // 2
    return text if len(text) <= _LONGEST_TOLD else f"{text[:half]} ... {text[-half:]}"


def _at(path: Path, event: yaml.Event, sentence: str) -> ConfigurationError:
    mark: Any = event.start_mark
    return ConfigurationError(f"{path}:{mark.line + 1}: {sentence}.")


def nearest(word: str, known: Sequence[str]) -> str:
    """A hint at what was meant, or at what there is.

    >>> nearest("titel", ["title", "clause"])
    "did you mean 'title'?"
    """
    near = difflib.get_close_matches(word, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known)) or 'none'}"


def _walk(node: yaml.Node, place: Place) -> Iterator[tuple[Place, yaml.Node]]:
    """Every place of the file with the node that begins on its line: of a map's entry, its key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            yield here, key
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*place, number), item
            yield from _walk(item, (*place, number))


def _is_map_key(place: Place) -> bool:
    return isinstance(place[-1], str) and place[-1] != "<<"


def _not_yaml(path: Path, error: yaml.YAMLError) -> ConfigurationError:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "malformed"
    if what == "found unhashable key":
        what = "a key has to be text, not a list or a map"
    where = f":{mark.line + 1}: column {mark.column + 1}" if mark else ""
    return ConfigurationError(f"{path}{where}: not YAML ({what}); check indentation and quotation marks there.")


def _follows_from_another(fault: Any, faults: Sequence[Any]) -> bool:
    """A list is told to be too short as well when one of its items is wrong."""
    place = fault["loc"]
    return fault["type"] == "too_short" and any(one["loc"][: len(place)] == place != one["loc"] for one in faults)


def _sentence(fault: Any, model: type[BaseModel]) -> str:
    kind, place = fault["type"], fault["loc"]
    if kind == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        near = difflib.get_close_matches(str(place[-1]), known, 1)
        return "unknown key" + (f", did you mean {near[0]!r}?" if near else "; remove it, or correct its name")
    if kind == "missing":
        return "this key is missing; add it"
    message = plain(str(fault["msg"]).removeprefix("Value error, "))
    fix = _FIXES.get("date" if kind.startswith("date") else kind)
    return f"{message}; {fix.format(**fault.get('ctx', {}))}" if fix else message


def plain(message: str) -> str:
    """What a model says of a value, in words that need no knowledge of Python.

    >>> plain("Input should be a valid tuple")
    'it has to be a list'
    """
    for words, ours in _IN_OUR_WORDS:
        message = words.sub(ours, message)
    return message


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
