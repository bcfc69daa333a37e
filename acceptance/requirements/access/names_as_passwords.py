"""Names that the product itself uses at services behind the scenes, tried there with passwords made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from acceptance.requirements.access.strangers import DOORS, Knocked, Login
from acceptance.suite import Suite

ENDINGS = ("", "123")
USUAL = ("password", "changeme")
MOST = 24
"""Names that are tried at one service."""
AT_ONCE = 12
SLOW = ("event broker",)
"""Services that keep whoever is refused waiting: there each name is tried with itself only, and with 123 behind it."""


def knock(suite: Suite, service: str) -> Knocked:
    """Tries every name of the profile at a service, each with itself and with what is set first.

    Raises:
        NotAssessed: the profile has no such service.
    """
    door = DOORS[service](suite)
    before = door.enters(door.own)
    usual = () if service in SLOW else USUAL
    tries = [login for name in names(suite)[:MOST] for login in _logins(name, usual) if login != door.own]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = list(pool.map(door.enters, tries))
    let_in = sorted({str(login[0]) for login, entered in zip(tries, came, strict=True) if entered})
    return Knocked(len(tries), let_in, (before, door.enters(door.own)))


def names(suite: Suite) -> list[str]:
    """The users of every service that the profile names, without repetition, those of the services themselves first."""
    profile = suite.profile
    found = list(_users(profile.services.model_dump(include={"model_registry", "cache", "database", "events"})))
    found += [user for one in profile.other_services.values() if (user := one.user)]
    found += [name for store in profile.stores.values() for name in _users(store.model_dump())]
    if profile.audit is not None:
        found += [one.access_key for one in profile.audit.store_identities.values()]
        found += [one.user for one in profile.audit.identities.values()]
    found += [user for hop in profile.encrypted_hops.values() for user in hop.users]
    found += list(profile.rights.writing) if profile.rights is not None else []
    return list(dict.fromkeys(found))


def _users(content: object) -> Iterator[str]:
    """What stands under `user` or `access_key`, at any depth."""
    for key, value in content.items() if isinstance(content, dict) else ():
        if key in ("user", "access_key") and isinstance(value, str):
            yield value
        else:
            yield from _users(value)


def _logins(name: str, usual: Sequence[str]) -> Iterator[Login]:
    yield from ((name, name + ending) for ending in ENDINGS)
    yield from ((name, word) for word in usual)
