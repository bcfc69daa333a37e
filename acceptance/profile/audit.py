"""What a profile says about the platform's audit log."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Audit(BaseModel):
    """Where the log is read is the population `audit_entries`; this says how to read it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: Annotated[int, Field(ge=1)]
    """How many entries one reading gives at most."""
    correlation_header: str
    """The header by which a caller names a request; entries about it carry that name."""
    events: dict[str, str]
    """The kinds of event in the features' words, and what the log calls them."""
