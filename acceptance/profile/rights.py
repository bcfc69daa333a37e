"""What a company has agreed about who may write what at the platform's database."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from acceptance.profile.block import Agreement

Right = Literal["insert", "update", "delete", "truncate", "trigger"]


class Rights(Agreement):
    """The rights to write that somebody needs; whatever is not named here nobody may write but the administrators.

    Attributes:
        writing: user of the database, by the name with which it signs in -> `schema.table` -> what it may do there.
            The right to a column counts as one to its table.
        running: user of the database, or `everybody` -> `schema.name` of each procedure that runs with its owner's
            rights and which that user may run.
    """

    called: ClassVar[str] = "rights"

    writing: Annotated[dict[str, dict[str, list[Right]]], Field(min_length=1)]
    running: dict[str, list[str]] = {}
