"""What a profile does not say is a gap of the profile, wherever it would have stood."""

import copy
import pickle
from collections.abc import Iterator
from typing import get_args, get_origin

import pytest
from pydantic import ValidationError

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.block import Block, Entries, Service, _is_number
from acceptance.profile.http_services import ScoringApi
from acceptance.profile.model import Profile
from acceptance.profile.services import Services
from profiles import profile_with


def blocks() -> Iterator[type[Block]]:
    """Every class of block that a profile may hold."""
    waiting, seen = [Profile], set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        yield kind
        waiting += [one for field in kind.model_fields.values() for one in _blocks_in(field.annotation)]


def _blocks_in(annotation: object) -> Iterator[type[Block]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, Block):
        yield annotation
    for inner in get_args(annotation):
        yield from _blocks_in(inner)


MAPS = [
    (kind, name)
    for kind in blocks()
    for name, field in kind.model_fields.items()
    if get_origin(field.annotation) is dict
]


@pytest.mark.parametrize(("kind", "name"), MAPS, ids=[f"{kind.__name__}.{name}" for kind, name in MAPS])
def test_an_entry_that_a_map_of_the_profile_lacks_is_not_assessed_and_named(kind, name):
    with pytest.raises(NotAssessed, match=rf"{name} has no 'nowhere'") as raised:
        getattr(kind.model_construct(**{name: {"here": 1}}), name)["nowhere"]
    assert raised.value.cause is Cause.BINDING


def test_all_maps_are_looked_at():
    assert {"Profile.operations", "Events.topics", "Audit.attempts"} <= {f"{k.__name__}.{n}" for k, n in MAPS}


@pytest.mark.parametrize("kind", [kind for kind in blocks() if issubclass(kind, Service) and kind is not ScoringApi])
def test_a_service_that_is_not_there_is_not_assessed_by_its_plain_name(kind):
    profile = profile_with(services=Services.model_construct())
    with pytest.raises(NotAssessed) as raised:
        profile.service(kind)
    assert raised.value.reason == f"no {kind.plain} in the profile"
    assert raised.value.cause is Cause.BINDING


def test_every_service_may_be_asked_for():
    assert {kind.called for kind in blocks() if issubclass(kind, Service)} == set(Services.model_fields)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda entries: pickle.loads(pickle.dumps(entries))])
def test_entries_are_copied_and_handed_to_other_processes_as_they_are(again):
    entries = Entries("operations", {"score": 1})
    assert again(entries) == {"score": 1}
    assert again(entries).place == "operations"


NUMBERS = [
    (block, key) for block in blocks() for key, field in block.model_fields.items() if _is_number(field.annotation)
]


@pytest.mark.parametrize(("block", "key"), NUMBERS, ids=str)
def test_yes_and_no_are_no_numbers(block, key):
    for truth in (True, False):
        with pytest.raises(ValidationError, match=f"{key}: {str(truth).lower()} is no number; write one"):
            block.model_validate({key: truth})


def test_there_are_numbers_in_profiles():
    assert len(NUMBERS) > 50
