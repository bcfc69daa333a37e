"""Who may make which call is told by the call, or by the operation that makes it."""

from types import SimpleNamespace

import pytest

from acceptance.leftovers import Undoing
from acceptance.platform.platform import Platform
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import ScoringApi
from tests.acceptance.platform.test_interface import DOCUMENT


def operation(method, path):
    return Operation(service="scoring_api", method=method, path=path, needs="synthetic")


OPERATIONS = {
    "read_thing": operation("GET", "/things/{customer_id}?full=yes"),
    "read_its_name": operation("GET", "/things/{customer_id}"),
    "change_thing": operation("PUT", "/things/one"),
    "score": operation("POST", "/scores"),
}


def platform(document=DOCUMENT, **said):
    place = ScoringApi(url="https://scores.example", **said)
    profile = SimpleNamespace(
        services=SimpleNamespace(scoring_api=place),
        operations=OPERATIONS,
        procedures={},
        product=None,
        populations={},
        permissions=None,
        limits=SimpleNamespace(replicas_s=0),
    )
    return Platform(profile, ledger=None)


@pytest.fixture
def described(monkeypatch):
    def by(document):
        answer = SimpleNamespace(status=200 if document else 404, content=document)
        reader = SimpleNamespace(get=lambda _path, identity: answer, close=lambda: None)
        monkeypatch.setattr("acceptance.platform.published.HttpClient", lambda *_: reader)

    return by


def test_an_operation_stands_for_the_described_call_that_it_makes(described):
    described(DOCUMENT)
    allowed = {"read_thing": ["ana"], "read_its_name": ["eva", "ana"], "change_thing": ["ana"], "DELETE /x": ["eva"]}
    assert platform(allowed=allowed, public=["GET /health", "score"]).allowed == {
        "GET /things/{id}": {"ana", "eva"},
        "PUT /things/{id}": {"ana"},
        "DELETE /x": {"eva"},
    }


def test_an_operation_that_is_not_described_stands_for_its_own_path(described):
    described(DOCUMENT)
    assert platform(public=["GET /health", "score"]).public == {"GET /health", "POST /scores"}


def test_without_a_description_a_call_is_as_the_operation_makes_it(described):
    described(None)
    assert platform().as_described("read_its_name") == "GET /things/{customer_id}"


class Refusing:
    """A platform that refuses whatever would undo something, by names of the profile's for its status."""

    def __init__(self, status, *names):
        self.answer = SimpleNamespace(status=status, succeeded=False, same_code=frozenset(names))

    def undo(self, _name, **_words):
        return self.answer


@pytest.mark.parametrize(
    ("status", "names"), [(404, ()), (410, ("unknown",)), (409, ("unknown",)), (204, ("unknown",))]
)
def test_who_is_not_known_any_more_by_whatever_code_is_removed_already(status, names):
    removing = platform()
    removing.operations = Refusing(status, *names)
    removing.undo(Undoing("operation", "remove_customer", {}))


@pytest.mark.parametrize(("status", "names"), [(409, ()), (409, ("held",)), (409, ("held", "unknown")), (500, ())])
def test_what_may_still_be_there_was_not_removed(status, names):
    removing = platform()
    removing.operations = Refusing(status, *names)
    with pytest.raises(RuntimeError, match=str(status)):
        removing.undo(Undoing("operation", "remove_customer", {}))
