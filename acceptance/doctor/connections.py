"""What of a profile can be asked without changing anything: services, identities, topics, buckets, tables, clocks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from acceptance.doctor.looking import Probe, Seen
from acceptance.instruments.search.store import Store
from acceptance.instruments.search.stores import stores_of
from acceptance.platform.http import HttpClient
from acceptance.platform.templates import PLACEHOLDER
from acceptance.profile import Profile
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import HttpService
from acceptance.requirements.service.services import sign_of_life
from acceptance.suite import Suite

SERVICES = {
    "scoring_api": "scoring API",
    "model_registry": "model registry",
    "database": "database",
    "cache": "cache",
    "object_store": "object store",
    "events": "event broker",
}
"""The key of a service -> what features call it."""
NOBODY = "acceptance-doctor-0"
"""A number that nobody has: what is asked about it is found nowhere."""
TOLERATED_OFFSET_S = 2.0
"""A clock that is further off than this makes times that cannot be compared with ours."""
_PARAMETER = re.compile(r"%\((\w+)\)s")
_BUSY = (429, 503)
_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 0.0)
_NOT_FOUND = 404


def probes_of(suite: Suite) -> list[Probe]:
    """Everything of a profile that can be asked."""
    makers = (_services, _others, _identities, _topics, _buckets, _tables, _clocks, _stores)
    return [probe for make in makers for probe in make(suite)]


def _services_of(profile: Profile) -> list[str]:
    return [key for key in SERVICES if getattr(profile.services, key) is not None]


def _services(suite: Suite) -> Iterator[Probe]:
    for key in _services_of(suite.profile):
        what = SERVICES[key]
        fix = f"check address, credentials and certificate under services.{key}"
        yield Probe(what, partial(_sign, suite, what), fix, _needs_of_service(suite.profile, key))
    for key, integration in suite.profile.integrations.items():
        fix = f"check the operation {integration.probe}, and the service that it calls"
        needs = frozenset(f"operation {name}" for name in integration.operations())
        yield Probe(f"outside party {key}", partial(_sign, suite, integration.title), fix, needs)


def _sign(suite: Suite, service: str) -> Seen:
    sign = sign_of_life(suite, service)
    return sign.alive, sign.says


def _others(suite: Suite) -> Iterator[Probe]:
    for key, service in suite.profile.other_services.items():
        fix = f"check the address under other_services.{key}"
        yield Probe(f"service {key}", partial(_any_answer, suite, key, service), fix, _calls_of(suite.profile, key))


def _any_answer(suite: Suite, name: str, service: HttpService) -> Seen:
    return True, f"status {_asked(suite, name, service, '/', None, {})} at its root"


def _asked(
    suite: Suite, name: str, service: HttpService, path: str, identity: str | None, query: dict[str, str]
) -> int:
    """The status of a reading call over a connection of its own: probes work side by side.

    They may be more at once than the service can take, so one that is busy is asked again, a few times.
    """
    client = HttpClient(name, service, suite.profile.permissions)
    try:
        for pause_s in _PAUSES_S:
            status = client.call("GET", path, needs="read", identity=identity, query=query).status
            if status not in _BUSY:
                break
            time.sleep(pause_s)
        return status
    finally:
        client.close()


def _identities(suite: Suite) -> Iterator[Probe]:
    """Each identity by a call that only reads, about somebody whom nobody knows."""
    profile = suite.profile
    api: dict[str, HttpService] = {key: getattr(profile.services, key) for key in _services_of(profile)}
    services = {key: one for key, one in {**api, **profile.other_services}.items() if isinstance(one, HttpService)}
    for name, service in services.items():
        for identity in sorted(service.identities):
            look = partial(_accepted, suite, name, service, identity)
            needs = _calls_of(profile, name, identity)
            fix = f"check its credential under {name}, and who has which right"
            yield Probe(f"identity {identity} of {name}", look, fix, needs)


def _accepted(suite: Suite, name: str, service: HttpService, identity: str) -> Seen:
    found = _reading_call(suite.profile, name, identity)
    if found is None:
        return None, "not tried: the profile names no call that it could only read with"
    path, query = found
    status = _asked(suite, name, service, path, identity, query)
    refused = _refusal(service, status)
    if refused:
        return False, f"{refused} ({status} for GET {path})"
    return status < 500, f"status {status} for GET {path}"


def _refusal(service: HttpService, status: int) -> str:
    """What a code says of who asked; nothing where it may as well say that there is nobody of that number."""
    codes = {"its credential is refused": service.no_identity, "it has no right to": service.no_right}
    return " or ".join(said for said, listed in codes.items() if status in listed and status != _NOT_FOUND)


def _reading_call(profile: Profile, service: str, identity: str) -> tuple[str, dict[str, str]] | None:
    """Path and query of a call that only reads, as this identity."""
    for operation in profile.operations.values():
        if (operation.service, operation.identity, operation.method) == (service, identity, "GET"):
            return _about_nobody(operation)
    if service == "scoring_api":
        for call, names in profile.services.scoring_api.allowed.items():
            named = profile.operations.get(call)
            if identity in names and named is not None and named.method == "GET":
                return _about_nobody(named)
            if identity in names and call.startswith("GET "):
                return re.sub(r"\{[^}]*\}", NOBODY, call.removeprefix("GET ")), {}
    return None


def _about_nobody(operation: Operation) -> tuple[str, dict[str, str]]:
    given = {key: value for key, value in operation.query.items() if not PLACEHOLDER.search(value)}
    return PLACEHOLDER.sub(NOBODY, operation.path), given


def _topics(suite: Suite) -> Iterator[Probe]:
    events = suite.profile.services.events
    if events is None:
        return
    listed = cache(lambda: suite.platform.broker.topics())
    for plain, topic in events.topics.items():
        look = partial(_listed, listed, topic.name, "topic")
        fix = f"check services.events.topics.{plain}, and that the suite's user may see it"
        yield Probe(f"topic {topic.name}", look, fix, _events_in(suite.profile, plain))


def _buckets(suite: Suite) -> Iterator[Probe]:
    store = suite.profile.services.object_store
    if store is None:
        return
    for bucket in dict.fromkeys([store.scratch_bucket, *store.required_buckets]):
        fix = "check services.object_store, and that the suite's key may see it"
        yield Probe(f"bucket {bucket}", partial(_has_bucket, suite, bucket), fix, frozenset({"service object_store"}))


def _has_bucket(suite: Suite, bucket: str) -> Seen:
    there = suite.platform.objects.has_bucket(bucket)
    return there, "is there" if there else "is not there"


def _listed(listed: Callable[[], Any], name: str, what: str) -> Seen:
    there = name in listed()
    return there, "is there" if there else f"there is no {what} of this name that the suite may see"


def _tables(suite: Suite) -> Iterator[Probe]:
    """Each reading statement of a population, explained and not executed."""
    for name, population in suite.profile.populations.items():
        if population.sql is not None:
            look = partial(_explained, suite, population.sql, population.database or "platform")
            fix = f"check populations.{name}: tables, columns, and the rights of the suite's user"
            yield Probe(f"population {name}", look, fix, frozenset({f"population {name}"}))


def _explained(suite: Suite, sql: str, which: Any) -> Seen:
    nothing = dict.fromkeys(_PARAMETER.findall(sql))
    suite.platform.database.rows(f"explain {sql}", nothing, which)
    return True, "its tables can be read"


def _clocks(suite: Suite) -> Iterator[Probe]:
    for key in _services_of(suite.profile):
        if key != "events":  # a broker has no clock that can be asked
            yield Probe(f"clock of the {SERVICES[key]}", partial(_clock, suite, key), "set that clock, or ours")


def _clock(suite: Suite, service: str) -> Seen:
    offset = suite.platform.clock_offset(service)
    far = abs(offset.seconds) - offset.uncertainty_s > TOLERATED_OFFSET_S
    return not far, f"{offset.seconds:+.1f} s from ours, give or take {offset.uncertainty_s:.1f} s"


def _stores(suite: Suite) -> Iterator[Probe]:
    """Whether each declared store can be read by its searcher; a decoy is planted by runs alone."""
    for store in stores_of(suite.profile):
        fix = f"check stores.{store.name}, and the rights of the searcher"
        yield Probe(f"store {store.name}", partial(_reading, store), fix, frozenset({"block stores"}))


def _reading(store: Store) -> Seen:
    with store.opened(None) as (parts, unread):
        if not unread:
            return bool(parts), f"{len(parts)} parts" if parts else "there is nothing in it"
        others = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        return False, f"{unread[0].place}: {unread[0].reason}{others}"


def _needs_of_service(profile: Profile, key: str) -> frozenset[str]:
    needs = {f"service {key}", *_calls_of(profile, key)}
    if key == "database":
        needs |= {f"population {name}" for name, one in profile.populations.items() if one.sql is not None}
    if key == "events":
        needs |= {f"message {name}" for name in profile.messages} | {f"received {name}" for name in profile.received}
    return frozenset(needs)


def _calls_of(profile: Profile, service: str, identity: str | None = None) -> frozenset[str]:
    """The operations of a service, or those that one identity calls there."""
    return frozenset(
        f"operation {name}"
        for name, one in profile.operations.items()
        if one.service == service and identity in (None, one.identity)
    )


def _events_in(profile: Profile, topic: str) -> frozenset[str]:
    sent = {f"message {name}" for name, one in profile.messages.items() if one.topic == topic}
    return frozenset(sent | {f"received {name}" for name, one in profile.received.items() if one.topic == topic})
