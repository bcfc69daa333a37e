"""What a company has agreed about changes of what decides: models and the limits between risk levels."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from acceptance.profile.audit import Tried
from acceptance.profile.block import Agreement
from acceptance.profile.files import File


class ModelChanges(Agreement):
    """Who takes part in a change of model here, and how its record speaks of it.

    Attributes:
        environment: what the record calls this environment.
        words: the record's own word for each of: model, cut-offs, rollback, emergency, applied, refused, failed,
            unauthorised.
        people: identity of the scoring API -> who the record must name when that identity acts.
        asks, approves, deploys: the identities of three different people.
        must_not_approve: who must not approve a change that `asks` has asked for, in the features' words -> identity.
        levels: risk level -> the name of its lowest score among the cut-offs; the worst level has none.
        review_within_hours: how soon an emergency change has to be reviewed.
        found_within_s: how soon a change that went around the procedure has to be on record.
        kept: what even the owner of the database must be refused, in the features' words; `%(change_id)s` is a change
            of the run's own.
        logged: what the audit log repeats of a change in its details, in the words of the population `model_changes`.
        limits_logged: the detail of entries of the audit log that repeats the limits of a change of limits.
        reason_at_least: characters that a reason has, at least.
    """

    called: ClassVar[str] = "model_changes"

    environment: Annotated[str, File.ENVIRONMENT] = ""
    words: dict[str, str]
    people: Annotated[dict[str, str], File.ENVIRONMENT] = Field(default_factory=dict)
    asks: str
    approves: str
    deploys: str
    must_not_approve: dict[str, str] = Field(default_factory=dict)
    levels: dict[str, str] = Field(default_factory=dict)
    kept: dict[str, Tried] = Field(default_factory=dict)
    logged: list[str] = Field(default_factory=lambda: ["reason"])
    limits_logged: str | None = None
    review_within_hours: Annotated[float, Field(gt=0), File.AGREEMENTS] = 24
    found_within_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 60
    reason_at_least: Annotated[int, Field(ge=1), File.AGREEMENTS] = 10
