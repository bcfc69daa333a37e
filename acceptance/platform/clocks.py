"""How far the clock of a service is off ours, and whether a time that it wrote lies within what this run did."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from hamcrest import all_of, equal_to, greater_than_or_equal_to, is_, less_than_or_equal_to

from acceptance.checks import check, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.access import ServiceError

ASK_EVERY_S = 0.05


@dataclass(frozen=True)
class Offset:
    """A service's clock minus ours, in seconds, and how far that may be wrong in either direction."""

    service: str
    seconds: float
    uncertainty_s: float


def measured(service: str, ask: Callable[[], datetime], resolution_s: float = 0.0, times: int = 3) -> Offset:
    """Asks a service for its time and takes the quickest of several answers, which is the least uncertain.

    Args:
        ask: returns the service's time.
        resolution_s: how old a time may be when it is told; on average it is half of that.
    """
    offsets = []
    for _ in range(times):
        before = datetime.now(UTC)
        told = ask()
        after = datetime.now(UTC)
        halfway = before + (after - before) / 2
        off_s = (told - halfway).total_seconds() + resolution_s / 2
        offsets.append(Offset(service, off_s, (after - before).total_seconds() / 2 + resolution_s / 2))
    return min(offsets, key=lambda offset: offset.uncertainty_s)


def measured_at_a_step(service: str, ask: Callable[[], datetime], step_s: float, within_s: float = 5.0) -> Offset:
    """Waits until a time that is told in steps makes one, and takes that answer: its time was made anew just now.

    A busy server may tell the same time for long, so an answer alone says little: one that still told the old time
    and the first that told the new one enclose when it was made. Where it makes no step in time, that is how old its
    time may be, and what is measured then says so by being off.

    Args:
        step_s: to what its time is cut off, such as whole seconds.
    """
    old_asked = datetime.now(UTC)
    first, end = ask(), time.monotonic() + within_s
    while time.monotonic() < end:
        asked = datetime.now(UTC)
        told = ask()
        answered = datetime.now(UTC)
        if told != first:
            low_s = (told - answered).total_seconds()
            high_s = (told - asked + (answered - old_asked)).total_seconds() + step_s
            return Offset(service, (low_s + high_s) / 2, (high_s - low_s) / 2)
        old_asked = asked
        time.sleep(ASK_EVERY_S)
    return measured(service, ask, resolution_s=2 * step_s)


def of_http_date(headers: Mapping[str, str]) -> datetime:
    """The time in the Date header of an HTTP answer.

    Raises:
        ServiceError: there is none, or it cannot be read.
    """
    text = headers.get("Date", "")
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (TypeError, ValueError):
        raise ServiceError(f"the answer has no readable Date header ({text!r})", Cause.PLATFORM) from None


def check_time(written: object, begun: datetime, ended: datetime, offset: Offset, meaning: str) -> None:
    """Checks that a time is UTC, says so, and lies between the begin and the end of an act by the service's clock.

    Args:
        written: what the service wrote, in ISO 8601.
        begun, ended: around the act, by our clock.
        offset: of the service that wrote it.

    Raises:
        Violated: it is no time, has no offset or another than UTC, or lies outside.
    """
    moment = as_time(written)
    in_utc = moment is not None and moment.utcoffset() == timedelta(0)
    check(in_utc, is_(True), f"{meaning}: the time {written} is given in UTC with its offset")
    skew = timedelta(seconds=offset.uncertainty_s)
    shift = timedelta(seconds=offset.seconds)
    within = all_of(greater_than_or_equal_to(begun + shift - skew), less_than_or_equal_to(ended + shift + skew))
    check(moment, within, f"{meaning}: the time lies within the act, by the clock of {offset.service}")


def as_time(written: object) -> datetime | None:
    """What the platform tells as a time, as one; None when it is none.

    >>> as_time("2026-11-30T12:00:00Z")
    datetime.datetime(2026, 11, 30, 12, 0, tzinfo=datetime.timezone.utc)
    >>> as_time("None") is as_time(None) is None
    True
    """
    try:
        return written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        return None


def comparable_time(written: object, what: str) -> datetime:
    """What the platform tells as a time, to be set against another time; `what` tells it, for a reader.

    Raises:
        Violated: it is no time.
        Inconclusive: there is nothing, or it has no offset from UTC.
    """
    moment = as_time(written)
    if written is None:
        inconclusive(f"{what} has nothing where a time belongs", Cause.PLATFORM)
    if moment is None:
        check(str(written), equal_to("a time"), f"{what} has a time where one belongs")
    assert moment is not None, "was just checked"
    if moment.utcoffset() is None:
        inconclusive(f"{what} has the time {written!r} without its offset from UTC", Cause.PLATFORM)
    return moment
