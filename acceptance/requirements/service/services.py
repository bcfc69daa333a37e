"""Signs of life, readiness, and cutting the platform off from what it depends on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from hamcrest import is_
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description
from hamcrest.core.matcher import Matcher

from acceptance.checks import check_within
from acceptance.leftovers import Undoing
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.places import dig
from acceptance.profile.http_services import ModelRegistry
from acceptance.suite import Suite

READINGS = 8
"""How often the readiness is asked for one answer, at once and each time over a connection of its own."""


SUCCESS = range(200, 300)
"""Status codes that say that a request succeeded, whichever of them (RFC 9110, section 15.3)."""


@dataclass(frozen=True)
class Sign:
    """What a service answered when asked for a sign of life; `says` names it, or why there is none."""

    alive: bool
    says: str


@dataclass(frozen=True)
class Readiness:
    """What the scoring API says of itself and of each service that it depends on (True: it works).

    None stands for what it does not say, or for what its replicas do not agree on.
    """

    ready: bool | None
    works: dict[str, bool | None]


def sign_of_life(suite: Suite, service: str) -> Sign:
    """Asks a service of the platform, or a party outside it, in its own language.

    An answer that does not come is a finding about the service, so it is returned and not raised.
    """
    try:
        return _ask(suite, service)
    except Unreachable as error:
        return Sign(False, str(error))


def readiness(suite: Suite) -> Readiness:
    """The scoring API's own answer, asked several times so that every replica has its say."""
    with ThreadPoolExecutor(READINGS) as threads:
        readings = list(threads.map(lambda _: _reading(suite), range(READINGS)))

    def agreed(values: list[bool | None]) -> bool | None:
        return values[0] if len(set(values)) == 1 else None

    names = suite.profile.services.scoring_api.dependencies
    return Readiness(agreed([r.ready for r in readings]), {n: agreed([r.works[n] for r in readings]) for n in names})


def _reading(suite: Suite) -> Readiness:
    place = suite.profile.services.scoring_api
    client = suite.platform.another_api_client()
    try:
        exchange = client.get(place.readiness)
    except Unreachable:
        return Readiness(False, dict.fromkeys(place.dependencies))
    finally:
        client.close()
    states = {name: dig(exchange.content, where) for name, where in place.dependencies.items()}
    return Readiness(
        exchange.status in SUCCESS,
        {name: None if s is None else s == place.state_up for name, s in states.items()},
    )


def require_dependencies(suite: Suite, *services: str) -> None:
    """Refuses to judge what the readiness answer says of services that the profile names no place for.

    Raises:
        NotAssessed: it names no place for one of them, or for none at all.
    """
    named = suite.profile.services.scoring_api.dependencies
    lacking = [service for service in services if service not in named]
    if lacking or not named:
        what = f"the {lacking[0]}" if lacking else "any service"
        raise NotAssessed(
            f"the profile does not say where the readiness answer names {what} (dependencies)", Cause.BINDING
        )


def cut(suite: Suite, service: str) -> Undoing:
    """Cuts the platform's connection to a service; what restores it is written down first and returned."""
    if service not in suite.profile.interruptions:
        raise NotAssessed(f"the profile does not say how the connection to the {service} is cut", Cause.BINDING)
    interruption = suite.profile.interruptions[service]
    restore = suite.owe("operation", interruption.restore, act=interruption.cut)
    suite.platform.operations.do(interruption.cut)
    return restore


def _ask(suite: Suite, service: str) -> Sign:
    asked: dict[str, Callable[[], Sign]] = {
        "scoring API": lambda: _http_health(suite, "scoring_api", suite.profile.services.scoring_api.health),
        "model registry": lambda: _http_health(suite, "model_registry", suite.profile.service(ModelRegistry).health),
        "database": lambda: Sign(True, f"version {suite.platform.database.version()}"),
        "cache": lambda: Sign(suite.platform.cache.ping(), "answered the ping"),
        "object store": lambda: Sign(True, f"{len(suite.platform.objects.buckets())} buckets"),
        "event broker": lambda: Sign(bool(suite.platform.broker.topics()), "listed its topics"),
    }
    if service in asked:
        return asked[service]()
    for integration in suite.profile.integrations.values():
        if integration.title == service:
            answer = suite.platform.operations.try_(integration.probe)
            return Sign(answer.succeeded, f"status {answer.status}")
    raise NotAssessed(f"the profile names no {service!r}", Cause.BINDING)


def _http_health(suite: Suite, service: str, path: str) -> Sign:
    status = suite.platform.http(service).get(path).status
    return Sign(status in SUCCESS, f"status {status}")


def all_works(suite: Suite) -> bool:
    """True when the scoring API is ready and says so of every service it depends on."""
    return not amiss(suite)


def amiss(suite: Suite) -> str:
    """What the scoring API says does not work, itself or what it depends on, in half a sentence; empty for nothing."""
    seen = readiness(suite)
    broken = [f"the {name} does not work" for name, works in seen.works.items() if not works]
    return ", ".join(([] if seen.ready is True else ["not ready"]) + broken)


def wait_until_all_works(suite: Suite) -> bool:
    """Waits for `all_works` at most the profile's recovery time; checks it once."""
    return check_within(
        suite.limits.recovery_s,
        lambda: all_works(suite),
        is_(True),
        "the platform works again, with all it depends on",
    )


class _Admits(BaseMatcher[Readiness]):
    def __init__(self, service: str, ready: bool) -> None:
        self._service, self._ready = service, ready

    def _matches(self, item: Readiness) -> bool:
        return item.works.get(self._service) is False and item.ready is self._ready

    def describe_to(self, description: Description) -> None:
        state = "ready" if self._ready else "not ready"
        description.append_text(f"{state}, with the {self._service} named as not working")


def admits_that(service: str, *, ready: bool) -> Matcher[Readiness]:
    """Matches a readiness that names `service` as down."""
    return _Admits(service, ready)
