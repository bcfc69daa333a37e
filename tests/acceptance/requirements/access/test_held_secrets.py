"""Secrets of the profile are searched for where they are long enough, and a cache may know its own password."""

from __future__ import annotations

from types import SimpleNamespace as Some

import pytest
from pydantic import BaseModel, SecretStr

from acceptance.instruments.search.report import Find, SweepReport
from acceptance.outcome import NotAssessed
from acceptance.profile.stores import CacheStore
from acceptance.requirements.access import held_secrets
from acceptance.subjects.canaries import Canary, new_canary

TOKEN, PASSWORD = "token-of-anna-0123456789", "password-of-the-cache-77"


class Cache(BaseModel):
    password: SecretStr | None = SecretStr(PASSWORD)


class Profile(BaseModel):
    token: SecretStr = SecretStr(TOKEN)
    short: SecretStr = SecretStr("dba")
    cache: Cache = Cache()


def suite(profile):
    return Some(profile=profile, canary=lambda kind, value: new_canary("run", kind, value))


def test_every_secret_that_is_long_enough_is_searched_for():
    assert {(one.kind, one.value) for one in held_secrets.held(suite(Profile()))} == {
        ("secret", TOKEN),
        ("secret", PASSWORD),
    }


def test_without_a_secret_that_is_long_enough_nothing_is_assessed():
    with pytest.raises(NotAssessed, match="no token or password"):
        held_secrets.held(suite(Cache(password=SecretStr("short"))))


@pytest.mark.parametrize(
    ("store", "place", "secret", "stays"),
    [
        ("cache", "server: settings", PASSWORD, False),
        ("cache", "server: settings", TOKEN, True),
        ("cache", "database 0, string session", PASSWORD, True),
        ("cache", "database 0, string session", TOKEN, False),
        ("logs", "file api.log", TOKEN, True),
        ("logs", "server: settings", PASSWORD, True),
    ],
)
def test_only_a_cache_may_tell_its_own_password_among_its_settings_and_keep_sessions_by_their_tokens(
    store, place, secret, stays
):
    canary = Canary("s", "secret", secret)
    find = Find("s", "secret", store, place, "raw")
    api = Some(tokens={"anna": SecretStr(TOKEN)})
    services, stores = Some(cache=Cache(), scoring_api=api), {"cache": CacheStore(kind="redis"), "logs": Cache()}
    found = held_secrets.readable(
        Some(profile=Some(services=services, stores=stores)), SweepReport([find], {}, []), [canary]
    )
    assert found == ([find] if stays else [])
