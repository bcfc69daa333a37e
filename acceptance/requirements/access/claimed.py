"""Who acted, whatever a request says of that: each way to claim to be somebody else, and what the platform names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.profile.audit import Audit
from acceptance.requirements.access.ways_around import NAMED
from acceptance.requirements.audit.auditing import CLAIMS as CLAIMED_BESIDE
from acceptance.requirements.audit.auditing import ELSEWHERE, LONG_AGO, identities_without
from acceptance.suite import Suite

CLAIMED = "chief.operating.officer"
NOTHING, IN_HEADERS, IN_PARAMETERS, IN_CONTENTS = (
    "nothing",
    "a name in headers",
    "a name in parameters and cookies",
    "a name in the contents",
)
"""What a request claims beside what it asks for, in the features' words."""
WAYS = (NOTHING, IN_HEADERS, IN_PARAMETERS, IN_CONTENTS)
HEADERS: Mapping[str, str] = {
    **dict.fromkeys((*NAMED, "From", "X-Username", "X-Actor", "X-Operator"), CLAIMED),
    **{name: value for name, value in CLAIMED_BESIDE.items() if name not in NAMED and name != "From"},
}
"""Headers that name somebody else, elsewhere, long ago."""
NAMES = ("user", "username", "user_id", "actor", "person", "on_behalf_of", "impersonate", "operator")
"""What parameters, cookies and fields that name somebody are called, beside the platform's own words."""
TRACES = (CLAIMED, ELSEWHERE, LONG_AGO[:10])
"""What is claimed: nothing of it may stand in a record."""
PLACES: Mapping[str, Sequence[str]] = {
    "operations": ("requested_by", "stopped_by", "decided_by"),
    "populations": ("recorded_by", "requested_by", "approved_by", "deployed_by", "reviewed_by"),
}
"""In which words the profile says where the platform tells who acted."""


def by_every_way(suite: Suite, operation: str, way: str, **words: Any) -> Answer:
    """Calls an operation with one kind of claim; without any where the platform does not take it with one."""
    for how in _claims(suite, way):
        answer = suite.platform.operations.try_(operation, **how, **words)
        if answer.succeeded:
            return answer
    return suite.platform.operations.try_(operation, **words)


def _claims(suite: Suite, way: str) -> list[dict[str, Any]]:
    """What is sent besides, the most of it first: a platform may refuse what another one would believe."""
    fields = own_words(suite)
    named, cookie = dict.fromkeys(fields, CLAIMED), {"Cookie": "; ".join(f"{name}={CLAIMED}" for name in fields)}
    ways: dict[str, list[dict[str, Any]]] = {
        NOTHING: [],
        IN_HEADERS: [{"headers": HEADERS}],
        IN_PARAMETERS: [{"query": named, "headers": cookie}, {"query": named}, {"headers": cookie}],
        IN_CONTENTS: [{"more": named}, *({"more": {name: CLAIMED}} for name in fields)],
    }
    return ways[way]


def own_words(suite: Suite) -> list[str]:
    """What the platform itself calls whoever acted, and what others do."""
    operations, populations = suite.profile.operations.values(), suite.profile.populations.values()
    told = [_places(one.answer, PLACES["operations"]) for one in operations]
    told += [_places(one.fields, PLACES["populations"]) for one in populations]
    return [*dict.fromkeys(re.split(r"\W", place)[-1] for places in told for place in places), *NAMES]


def _places(told: Mapping[str, str], words: Iterable[str]) -> list[str]:
    return [told[word] for word in words if word in told and re.search(r"\w$", told[word])]


def rightful(suite: Suite, operation: str) -> list[str]:
    """The identities that may call an operation, as far as the profile tells them; the operation's own at least."""
    own = suite.platform.operations.bound(operation).identity
    if own is None:
        raise NotAssessed(f"the profile's operation {operation!r} is called as nobody", Cause.BINDING)
    try:
        without = identities_without(suite, operation)
    except (NotAssessed, Inconclusive):
        return [own]
    return list(dict.fromkeys([own, *(one for one in suite.profile.agreed(Audit).users if one not in without)]))


def name_of(suite: Suite, identity: str) -> str:
    """What the platform calls whoever acts as an identity.

    Raises:
        NotAssessed: the profile does not say.
    """
    users = suite.profile.agreed(Audit).users
    if identity not in users:
        raise NotAssessed(
            f"the profile does not say what the audit log calls {identity!r} (audit.users)", Cause.BINDING
        )
    return users[identity]


def is_named(suite: Suite, told: Any, identity: str) -> bool:
    """Whether a name on record is that of an identity, or holds it beside others that say where and what it is."""
    return name_of(suite, identity).casefold() in str(told).casefold()


def wrongly_named(suite: Suite, told: Iterable[tuple[str, Any]]) -> list[str]:
    """Who is on record as somebody else, in words: of pairs of the identity that acted and the name on record."""
    return [
        f"{identity} is named {name!r}"
        for identity, name in told
        if not is_named(suite, name, identity) or any(trace in str(name) for trace in TRACES)
    ]
