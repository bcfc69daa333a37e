"""What bounds a run on a platform that people live on: how much it may ask, when, and who can stop it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from acceptance.profile.block import Block

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Ceiling(Block):
    """How many questions one run may put to the platform: HTTP and S3 requests, statements, commands, messages.

    Attributes:
        per_second: in any one second.
        per_run: in all.
    """

    per_second: Annotated[float, Field(gt=0, le=10_000)]
    per_run: Annotated[int, Field(ge=1, le=100_000_000)]


class Window(Block):
    """When the platform may be touched: from `begins` to `ends` on some days, over midnight where it ends earlier."""

    days: Annotated[tuple[Day, ...], Field(min_length=1)] = DAYS
    begins: datetime.time
    ends: datetime.time
    timezone: str = "UTC"

    @field_validator("timezone")
    @classmethod
    def is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"nobody knows the time zone {value!r}; write one such as Europe/Vienna") from None
        return value

    def holds(self, moment: datetime.datetime) -> bool:
        """Whether a moment lies in it."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        today, yesterday = DAYS[local.weekday()], DAYS[local.weekday() - 1]
        at = local.time()
        if self.begins < self.ends:
            return today in self.days and self.begins <= at < self.ends
        return (today in self.days and at >= self.begins) or (yesterday in self.days and at < self.ends)

    def __str__(self) -> str:
        days = "every day" if len(set(self.days)) == len(DAYS) else ", ".join(self.days)
        return f"{days} {self.begins:%H:%M}-{self.ends:%H:%M} {self.timezone}"


def is_open(windows: Iterable[Window], moment: datetime.datetime) -> bool:
    """Whether a moment lies in one of the windows; without any, every moment does."""
    several = list(windows)
    return not several or any(window.holds(moment) for window in several)
