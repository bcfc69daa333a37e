"""What the register says of whoever recorded a basis, and by which channel the profile says that it was."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive
from acceptance.requirements.customers.who_did_it import Done, channel_told, recorded_by

DONE: Any = Done(SimpleNamespace(customer_id="7"), "clerk", "nothing", None, None, None)  # type: ignore[arg-type]


def suite(*entries: dict[str, str], body: Any = None) -> Any:
    population = SimpleNamespace(fields={"channel": "entry.by_way_of"})
    return SimpleNamespace(
        platform=SimpleNamespace(
            populations=SimpleNamespace(read_if_known=lambda *_, **__: list(entries)),
            operations=SimpleNamespace(bound=lambda _: SimpleNamespace(body=body)),
        ),
        profile=SimpleNamespace(populations={"lawful_bases": population}),
    )


def test_the_one_entry_says_who_and_how() -> None:
    assert recorded_by(suite({"recorded_by": "Ann", "channel": "web"}), DONE) == ("Ann", "web")


@pytest.mark.parametrize("entries", [(), ({"recorded_by": "a", "channel": "b"},) * 2])
def test_with_none_or_two_nobody_can_tell(entries: tuple[dict[str, str], ...]) -> None:
    with pytest.raises(Inconclusive, match="entries about a customer with one basis"):
        recorded_by(suite(*entries), DONE)


@pytest.mark.parametrize(
    ("body", "channel"),
    [({"by_way_of": "web"}, "web"), ({"by_way_of": "{channel}"}, None), ({"channel": "web"}, None), (None, None)],
)
def test_a_channel_is_compared_where_the_profile_names_one(body: Any, channel: str | None) -> None:
    assert channel_told(suite(body=body)) == channel
