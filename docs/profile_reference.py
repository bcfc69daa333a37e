"""Writes docs/profile-reference.md and docs/schema/ from the model of a profile: `make reference`.

What a key means stands beside its field, or in its class's list of attributes. A test fails when either is stale.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from acceptance.catalogue.needs import NEEDS, Needs, read_needs
from acceptance.profile.files import File, below, meant
from acceptance.profile.model import Profile

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/profile-reference.md"
SCHEMAS = {file: ROOT / f"docs/schema/{file.value}.json" for file in File}
UNITS = {
    "_per_s": "a second", "_per_min": "a minute", "_ms_per_min": "ms a minute", "_mb_per_1000": "MB for 1,000 requests",
    "_s": "seconds", "_ms": "milliseconds", "_minutes": "minutes", "_hours": "hours", "_days": "days",
    "_percent": "percent", "_bytes": "bytes",
}  # fmt: skip
HEAD = """# Every key of a profile
Written by `make reference` from the code. [Writing a profile](writing-a-profile.md) tells how to begin. Editors that
know JSON Schema complete and check the files when their first line names it, as in ours:
`# yaml-language-server: $schema=../docs/schema/profiles.json`.

`<name>` stands for a name of your own, `[]` for each entry of a list. *needed* means: within its block the key has no
default. **needed by** names the controls of which a scenario used the block in a clean run (`controls/needs.json`):
without it they stay *not assessed*, wholly or in part.
"""
NAMED_ONE_BY_ONE = {
    "services": "service",
    "operations": "operation",
    "messages": "message",
    "received": "received",
    "populations": "population",
}
"""The blocks whose entries bear names of the suite's -> what a need for one of them is called."""


@dataclass(frozen=True)
class Key:
    """A key of a profile: its place, the file it belongs to, and what is known of it."""

    place: str
    file: File
    field: FieldInfo
    meaning: str

    @property
    def default(self) -> str:
        value = self.field.get_default(call_default_factory=True)
        if self.field.is_required():
            return "*needed*"
        if value is None or value in ("", [], {}) or isinstance(value, BaseModel):
            return "none" if not isinstance(value, BaseModel) else ""
        return f"`{json.dumps(value)}`"

    @property
    def unit(self) -> str:
        name = self.place.rpartition(".")[2]
        found = [unit for ending, unit in UNITS.items() if name.endswith(ending)]
        return max(found, key=len) if name.endswith(("_per_min", "_per_1000")) else found[0] if found else ""


def keys() -> list[Key]:
    """Every key there is, in the order of the model."""
    return list(_keys(Profile, File.ENVIRONMENT, ""))


def _keys(model: type[BaseModel], file: File, place: str) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        found = below(model, name, file)
        assert found is not None
        kind, its = found
        here = f"{place}.{name}".lstrip(".")
        yield Key(here, its, field, meaning(model, name))
        for suffix, inner in _models(kind):
            yield from _keys(inner, its, here + suffix)


def _models(kind: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    """The models below a kind, with what stands between."""
    for one in meant(kind):
        if isinstance(one, type) and issubclass(one, BaseModel):
            variant = next((str(get_args(f.annotation)[0]) for n, f in one.model_fields.items() if n == "kind"), "")
            yield (f" ({variant})" if variant else ""), one
        elif get_origin(one) is dict:
            for between, inner in _models(get_args(one)[1]):
                yield f".<name>{between}", inner
        elif get_origin(one) is list:
            for between, inner in _models(get_args(one)[0]):
                yield f"[]{between}", inner


def meaning(model: type[BaseModel], name: str) -> str:
    """What a field means: its own docstring, its line in the class's list, or what the block behind it is about."""
    for one in model.__mro__:
        if issubclass(one, BaseModel) and one is not BaseModel and (told := _told(one).get(name)):
            return told
    behind = [inner for _, inner in _models(model.model_fields[name].annotation)]
    return _words((inspect.getdoc(behind[0]) or "").partition("\n\n")[0]) if behind else ""


@cache
def _told(model: type[BaseModel]) -> Mapping[str, str]:
    """What a class itself says of its fields."""
    source = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    body = source.body if isinstance(source, ast.ClassDef) else []
    told = dict(_attributes(inspect.cleandoc(model.__doc__ or "")))
    for field, after in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
            told[field.target.id] = _words(str(ast.literal_eval(after.value)))
    return told


def _attributes(docstring: str) -> Iterator[tuple[str, str]]:
    _, _, listed = docstring.partition("Attributes:\n")
    for names, text in re.findall(r"^    ([\w, ]+): (.*(?:\n {8}.*)*)", listed, re.M):
        for name in names.split(","):
            yield name.strip(), _words(text)


def _words(text: str) -> str:
    return " ".join(text.split())


def needed_by(needs: Needs, kind: str) -> str:
    """The controls of which a scenario of the clean run used something of a kind (`service`, `block audit`)."""
    used = [need for need in needs.all() if kind in (need, need.partition(" ")[0])]
    return ", ".join(needs.controls_for(used))


def _asked_for(needs: Needs, kind: str) -> Iterator[str]:
    """A row for each name of a kind that some scenario uses."""
    for need in needs.all():
        if need.startswith(f"{kind} "):
            yield f"| `{need.removeprefix(f'{kind} ')}` | {', '.join(needs.controls_for([need]))} |"


def reference() -> str:
    """The page."""
    needs = read_needs(ROOT / NEEDS)
    parts = [HEAD]
    known = keys()
    for top in Profile.model_fields:
        own = [key for key in known if re.match(rf"{top}(?![a-z_])", key.place)]
        controls = needed_by(needs, NAMED_ONE_BY_ONE.get(top, f"block {top}"))
        read = f" **needed by** {controls}." if controls else ""
        parts.append(
            f"## `{top}`\n{own[0].meaning}{read}\n\n| key | file | what | unit | default |\n|---|---|---|---|---|"
        )
        parts[-1] += "".join("\n" + _row(key) for key in own) + "\n"
        if kind := NAMED_ONE_BY_ONE.get(top):
            rows = "\n".join(_asked_for(needs, kind))
            parts.append(f"| the suite's word in `{top}` | needed by |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(key: Key) -> str:
    what = key.meaning.replace("|", "\\|")
    return f"| `{key.place}` | {key.file.value} | {what} | {key.unit} | {key.default} |".replace("  ", " ")


def schema(file: File) -> str:
    """The JSON Schema of one of the three files, for editors. What has to be there is judged when files are joined."""
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A file in {file.value}/ of a scoring platform's acceptance profile",
        **_schema(Profile, File.ENVIRONMENT, file),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _schema(kind: Any, its: File, file: File) -> dict[str, Any]:
    choices = [_schema_of(one, its, file) for one in meant(kind)]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _schema_of(one: Any, its: File, file: File) -> dict[str, Any]:
    origin, inside = get_origin(one), get_args(one)
    if isinstance(one, type) and issubclass(one, BaseModel):
        return _schema_of_block(one, its, file)
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inside[1], its, file)}
    if origin is list:
        return {"type": "array", "items": _schema(inside[0], its, file)}
    if origin is Literal:
        return {"enum": list(inside)}
    plain = {type(None): "null", bool: "boolean"}.get(one)
    if plain:
        return {"type": plain}
    numbers = {int: "integer", float: "number"}.get(one)
    if numbers:  # a variable may stand for it
        return {"anyOf": [{"type": numbers}, {"type": "string", "pattern": r"\$\{"}]}
    return {"type": "string"} if one in (str, SecretStr) else {}


def _schema_of_block(model: type[BaseModel], its: File, file: File) -> dict[str, Any]:
    properties = {}
    for name in model.model_fields:
        kind, belongs = below(model, name, its) or (Any, its)
        if file in reach(kind, belongs):
            properties[name] = {**_schema(kind, belongs, file), "description": meaning(model, name)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def reach(kind: Any, its: File) -> set[File]:
    """The files in which something below a key may stand."""
    found = {its}
    for _, model in _models(kind):
        for name in model.model_fields:
            found |= reach(*(below(model, name, its) or (Any, its)))
    return found


def written() -> dict[Path, str]:
    """Every file that is made here, with what it must hold."""
    return {REFERENCE: reference(), **{path: schema(file) for file, path in SCHEMAS.items()}}


if __name__ == "__main__":
    for path, text in written().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
