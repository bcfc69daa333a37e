"""What a company has agreed about personal data on its platform."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from acceptance.profile.block import Agreement, Block
from acceptance.profile.declarations import Reason
from acceptance.profile.files import File


class Kept(Block):
    """A place where details of an erased customer may stay, and the listed legal reason.

    Attributes:
        store: one of `stores`.
        why: the legal reason.
    """

    store: str
    place: str
    """A pattern: `*` stands for anything."""
    why: Reason


class Privacy(Agreement):
    """What was agreed about personal data on this platform.

    Attributes:
        purposes: file beside the agreements with the approved list of purposes, if there is one yet.
        words: the platform's own word for each purpose and each basis that the features name.
        recorded: every purpose for which a basis may be recorded, in the platform's own words.
        scored_for: those of them for which customers are scored -> the words with which that is asked for.
        scores_renew: whether a new score makes all data of a customer new, so that nobody scored today can be too old.
        retention_days: longest age of a customer's data, in days of 24 hours.
        customer_data_in: stores in which the details of a customer who went through the platform are found.
        telemetry: stores that hold technical records.
        measurements: whether the platform publishes measurements; false where there are none to be searched.
        recipients: who was given customers' details, in the features' words -> the population of what they keep of one.
        kept: where what stays after an erasure.
        declined: risk levels that mean a refusal.
        reviewers: who of those that decide contested cases is a natural person, as cases name them.
        not_reviewers: who must not decide a case, in the features' words -> identity of the scoring API.
    """

    called: ClassVar[str] = "privacy"

    purposes: str | None = None
    words: Annotated[dict[str, str], File.PLATFORM] = Field(default_factory=dict)
    recorded: Annotated[list[str], File.PLATFORM] = Field(default_factory=list)
    scored_for: Annotated[dict[str, dict[str, str]], File.PLATFORM] = Field(default_factory=dict)
    scores_renew: Annotated[bool, File.PLATFORM] = False
    retention_days: Annotated[int, Field(ge=1)] = 2555
    customer_data_in: list[str]
    telemetry: list[str]
    measurements: Annotated[bool, File.PLATFORM] = True
    declined: list[str]
    reviewers: list[str]
    not_reviewers: dict[str, str] = Field(default_factory=dict)
    recipients: Annotated[dict[str, str], File.PLATFORM] = Field(default_factory=dict)
    kept: list[Kept] = Field(default_factory=list)
