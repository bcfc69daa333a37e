"""Topics, buckets and tables that services list are drafted as they stand in a company's files."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import yaml

from acceptance.drafting.listing import drafts
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.events import TopicLayout


class Without:
    """A platform whose profile has no service."""

    @property
    def broker(self) -> Any:
        raise NotAssessed("no event broker in the profile", Cause.BINDING)

    objects = database = broker


def refuses(*_: Any) -> Any:
    raise Unreachable("the database did not answer")


def test_what_is_listed_is_drafted() -> None:
    platform: Any = SimpleNamespace(
        broker=SimpleNamespace(topics=lambda: {"scores-v2": TopicLayout(3, 2)}),
        objects=SimpleNamespace(buckets=lambda: ["models", "documents"]),
        database=SimpleNamespace(
            columns=lambda: [
                {"schema": "public", "table": "customers", "column": "name"},
                {"schema": "risk", "table": "scores", "column": "points"},
            ]
        ),
    )
    assert yaml.safe_load("\n".join(drafts(platform))) == {
        "topics": {"scores-v2": {"name": "scores-v2", "partitions": 3, "replication": 2}},
        "required_buckets": ["documents", "models"],
        "places": {"database": {"to be written": ["customers name", "risk.scores points"]}},
    }


def test_services_that_are_not_there_are_left_out() -> None:
    platform: Any = Without()
    assert drafts(platform) == []


def test_a_service_that_does_not_answer_says_so() -> None:
    platform: Any = Without()
    with_database: Any = SimpleNamespace(database=SimpleNamespace(columns=refuses))
    for name in ("broker", "objects"):
        setattr(with_database, name, SimpleNamespace(topics=refuses, buckets=refuses))
    assert drafts(with_database) == ["# the database did not answer"] * 3
    assert drafts(platform) == []
