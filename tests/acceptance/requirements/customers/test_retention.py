"""What can be said of ages without a platform."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from acceptance.outcome import Inconclusive
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import retention
from profiles import profile_with


@pytest.mark.parametrize(("left_s", "enough"), [(60, True), (21, True), (19, False), (-5, False)])
def test_a_young_customer_must_still_be_young_when_the_clean_up_has_run(left_s, enough):
    suite = SimpleNamespace(profile=profile_with(privacy=Privacy.model_construct(retention_days=100)))
    newest = datetime.now(UTC) - timedelta(days=100) + timedelta(seconds=left_s)
    customers = [retention.Aged(None, newest, {})]
    if enough:
        retention.require_still_young(suite, customers)
    else:
        with pytest.raises(Inconclusive, match="so late"):
            retention.require_still_young(suite, customers)


@pytest.mark.parametrize(
    ("told", "seen"), [([99.2], True), ([3, 99], True), ([3], False), ([None], False), ([], False)]
)
def test_ages_are_believed_only_where_a_customer_recorded_just_now_is_among_them(told, seen):
    planted = datetime.now(UTC) - timedelta(days=99)
    found = [{"oldest_days": days} for days in told]
    if seen:
        retention.require_seen(found, planted)
    else:
        with pytest.raises(Inconclusive, match="a customer of 99 days"):
            retention.require_seen(found, planted)
