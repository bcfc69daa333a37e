"""The three files that a profile is made of, and to which of them each key belongs.

A key belongs where the key around it does, unless its field in the model is marked with another file:
`Annotated[str, File.PLATFORM]`. That mark is the one place that says so.
"""

from __future__ import annotations

from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


class File(Enum):
    """A kind of file; its value is the folder in which files of this kind lie, one beside the other."""

    ENVIRONMENT = "profiles"
    """Where a platform is, who may do what there, and how much."""
    PLATFORM = "platforms"
    """How a product does things, and its words for them; the same in every environment."""
    AGREEMENTS = "agreements"
    """What a company has agreed; the same in every environment."""


def below(kind: Any, key: str, file: File) -> tuple[Any, File] | None:
    """What may stand under a key of a block, and the file to which it belongs; None where no such key is known.

    Args:
        kind: the block: a model, a map of names, or either of several.
        file: the file to which the block belongs.
    """
    for one in meant(kind):
        if _is_model(one) and key in one.model_fields:
            field = one.model_fields[key]
            return field.annotation, next((mark for mark in field.metadata if isinstance(mark, File)), file)
        if get_origin(one) is dict:
            return get_args(one)[1], file
    return None


def home(kind: Any, place: tuple[str | int, ...], file: File = File.ENVIRONMENT) -> File:
    """The file to which a place belongs, as far as it is known."""
    for part in place:
        found = below(kind, str(part), file)
        if found is None:
            break
        kind, file = found
    return file


def homes(value: Any, kind: Any, file: File) -> set[File]:
    """The files to which what was written under a key belongs, all keys below it included."""
    inside = value.items() if isinstance(value, dict) else ()
    found = [(one, its) for key, one in inside if (its := below(kind, key, file))]
    return {place for one, its in found for place in homes(one, *its)} or {file}


def may_be_missing(kind: Any, key: str) -> bool:
    """Whether a key stands for a block that is there only where somebody wrote it."""
    for one in meant(kind):
        if _is_model(one) and key in one.model_fields:
            field = one.model_fields[key]
            return _is_block(field.annotation) and not isinstance(field.default, BaseModel)
        if get_origin(one) is dict:
            return _is_block(get_args(one)[1])
    return False


def meant(kind: Any) -> list[Any]:
    """What an option, a union or an annotation stands for."""
    origin = get_origin(kind)
    if origin is Annotated:
        return meant(get_args(kind)[0])
    if origin in (Union, UnionType):
        return [one for part in get_args(kind) for one in meant(part)]
    return [kind]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_block(kind: Any) -> bool:
    return any(_is_model(one) for one in meant(kind))
