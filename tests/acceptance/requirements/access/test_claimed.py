"""Each kind of claim is sent, the most of it first, and a name on record is that of whoever signed in."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.access import claimed


def suite(taken: tuple[str, ...] = (), users: dict[str, str] | None = None) -> Any:
    """A platform that takes requests with these kinds of claim only, and those without any."""
    sent: list[dict[str, Any]] = []

    def try_(_name: str, **how: Any) -> Any:
        kinds = {kind for kind in ("headers", "query", "more") if kind in how}
        sent.append(how)
        return SimpleNamespace(succeeded=kinds <= set(taken))

    operation = SimpleNamespace(answer={"requested_by": "record.asked_by", "status": "state"})
    population = SimpleNamespace(fields={"recorded_by": "given_by", "approved_by": "max(x)[]", "channel": "channel"})
    block = SimpleNamespace(users=users or {"clerk": "Ann Clerk"})
    profile = SimpleNamespace(operations={"one": operation}, populations={"two": population}, agreed=lambda _: block)
    return SimpleNamespace(platform=SimpleNamespace(operations=SimpleNamespace(try_=try_)), profile=profile, sent=sent)


def test_a_platforms_own_words_for_whoever_acted_are_claimed_too() -> None:
    assert claimed.own_words(suite())[:3] == ["asked_by", "given_by", "user"]


@pytest.mark.parametrize(("way", "kind"), [(claimed.IN_HEADERS, "headers"), (claimed.IN_CONTENTS, "more")])
def test_a_claim_that_is_taken_is_sent_once(way: str, kind: str) -> None:
    platform = suite((kind,))
    assert claimed.by_every_way(platform, "act", way, reason="r").succeeded
    assert len(platform.sent) == 1
    assert claimed.CLAIMED in platform.sent[0][kind].values()
    assert platform.sent[0]["reason"] == "r"


def test_what_is_refused_as_a_whole_is_claimed_by_one_name_after_the_other_and_then_not_at_all() -> None:
    platform = suite()
    assert claimed.by_every_way(platform, "act", claimed.IN_CONTENTS).succeeded
    fields = claimed.own_words(platform)
    assert [len(how.get("more", {})) for how in platform.sent] == [len(fields), *[1] * len(fields), 0]


def test_a_name_on_record_is_that_of_the_account_whatever_stands_beside_it() -> None:
    told = [("clerk", "ann clerk"), ("clerk", "Ann Clerk (branch 7)"), ("clerk", "system")]
    assert claimed.wrongly_named(suite(), told) == ["clerk is named 'system'"]
    assert claimed.wrongly_named(suite(), [("clerk", f"Ann Clerk for {claimed.CLAIMED}")])


def test_a_profile_that_does_not_say_who_that_is_cannot_be_judged() -> None:
    with pytest.raises(NotAssessed, match="what the audit log calls"):
        claimed.name_of(suite(), "robot")
