"""Tokens and passwords that the suite holds: used once, and then looked for wherever they must not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from acceptance.instruments.search.report import Find, SweepReport
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.interface import Call
from acceptance.profile.secrets import secrets_of
from acceptance.profile.stores import CacheStore
from acceptance.requirements.access.targets import WITHOUT_BODY
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

SHORTEST = 12
"""Characters. Shorter ones are words that may stand anywhere by chance."""
SETTINGS = "server: settings"
"""What a cache tells of itself to whoever may ask; its own password is one of them."""


def held(suite: Suite) -> list[Canary]:
    """Every token and password of the profile that is long enough, as something to search for.

    Raises:
        NotAssessed: the profile holds none.
    """
    values = {secret.get_secret_value().strip() for _, secret in secrets_of(suite.profile)}
    found = sorted(value for value in values if len(value) >= SHORTEST and "\n" not in value)
    if not found:
        raise NotAssessed("the profile holds no token or password that could be searched for", Cause.BINDING)
    return [suite.canary("secret", value) for value in found]


def use(suite: Suite) -> int:
    """Has every identity make a call that can be read, one that cannot, and one to nowhere; returns how many."""
    made = 0
    with clients_of_all(suite) as replicas:
        for identity in sorted(suite.profile.services.scoring_api.identities):
            for replica in replicas:
                for method, path, body in _calls(suite):
                    headers = {"Content-Type": "application/json"} if body is not None else {}
                    try:
                        replica.unrecorded().call(
                            method, path, needs="synthetic", identity=identity, body=body, headers=headers
                        )
                    except Unreachable:
                        continue
                    made += 1
    return made


def _calls(suite: Suite) -> Iterator[tuple[str, str, bytes | None]]:
    """A reading call and a changing one of the description, about nobody, and an address that is none."""
    calls, interface = suite.platform.interface.calls(), suite.platform.interface
    reading = next((call for call in calls if call.method == "GET" and _asks_who(suite, call)), None)
    changing = next((call for call in calls if call.method not in WITHOUT_BODY and _asks_who(suite, call)), None)
    if reading is not None:
        yield "GET", interface.concrete_path(reading), None
    if changing is not None:
        yield changing.method, interface.concrete_path(changing), b'{"broken": '
    yield "GET", "/acceptance-nowhere", None


def _asks_who(suite: Suite, call: Call) -> bool:
    return str(call) not in suite.platform.public


def readable(suite: Suite, report: SweepReport, wanted: Sequence[Canary]) -> list[Find]:
    """The finds that nobody can explain.

    A cache tells its administrator its own password among its settings, and it may be where sessions are kept, each
    under its token, until they end.
    """
    own, values = _passwords_of_caches(suite), {canary.id: canary.value for canary in wanted}
    sessions = {secret.get_secret_value() for _, secret in secrets_of(suite.profile.services.scoring_api.tokens)}

    def explained(find: Find) -> bool:
        value = values.get(find.canary_id)
        settings = find.place.startswith(SETTINGS)
        return find.store in own and (value in own[find.store] if settings else value in sessions)

    return [find for find in report.finds if not explained(find)]


def _passwords_of_caches(suite: Suite) -> Mapping[str, set[str]]:
    """By the name of a store that is a cache, the passwords with which it is entered."""
    cache = suite.profile.services.cache
    told = {secret.get_secret_value() for _, secret in secrets_of(cache)} if cache is not None else set[str]()
    return {
        name: told | {secret.get_secret_value() for _, secret in secrets_of(store)}
        for name, store in suite.profile.stores.items()
        if isinstance(store, CacheStore)
    }
