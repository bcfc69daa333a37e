"""Whether somebody without a key may put something into the object store, or remove something from it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from acceptance.platform.anonymous_writing import AnonymousWriter, names_in
from acceptance.profile.services import ObjectStore
from acceptance.requirements.service.storage import places_to_guard
from acceptance.suite import Suite

MOST_NAMES = 12
"""Names that are tried in one place."""


@dataclass(frozen=True)
class Written:
    """How many names were tried, and what strangers were let do, in words."""

    tried: int
    let: list[str]


def by_strangers(suite: Suite) -> Written:
    """Tries to put, to begin an upload and to remove, without a key, in each place that matters and the suite's own.

    Raises:
        NotAssessed: there is no object store, or the profile does not permit it.
    """
    store = suite.profile.service(ObjectStore)
    writer = AnonymousWriter(store, suite.profile.permissions)
    tried, let = 0, list[str]()
    for bucket in dict.fromkeys([*places_to_guard(suite), store.scratch_bucket]):
        keys = suite.platform.objects.keys(bucket) if bucket != store.scratch_bucket else []
        for key in islice(names_in(keys, f"acceptance-{uuid4().hex}"), MOST_NAMES):
            tried += 1
            let += [f"{way} in {bucket}" for way in writer.writes(bucket, key)]
    return Written(tried, sorted(set(let)))
