"""The profile of the second platform can be read in every dialect, and says what the dialect says."""

from __future__ import annotations

import re

import certifi
import pytest
import yaml

from acceptance.platform.interface import Interface
from acceptance.platform.platform import Platform
from acceptance.profile import load
from acceptance.subjects.customers import new_customer, singular_income, usual, varied_figures
from tests.second_platform import scorecard
from tests.second_platform.dialect import PORTUGUESE, Dialect
from tests.second_platform.profile import profile
from tests.second_platform.profile_product import FIGURES
from tests.second_platform.suite import Plain

SEEDS = range(12)
DIALECTS = {"portuguese": PORTUGUESE} | {f"seed-{seed}": PORTUGUESE.renamed(seed) for seed in SEEDS}
VARIABLE = re.compile(r"\$\{(\w+)\}")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory):
    known = {}

    def give(dialect: Dialect):
        key = dialect.to_json()
        if key not in known:
            path = tmp_path_factory.mktemp("profile") / "second.yaml"
            path.write_text(yaml.dump(profile(dialect), Dumper=Plain))
            known[key] = load(path, {name: _value(name) for name in VARIABLE.findall(path.read_text())})
        return known[key]

    return give


def _value(name: str) -> str:
    given = {
        "CREDITO_URL": "https://127.0.0.1:8443",
        "CREDITO_CA": certifi.where(),
        "CREDITO_DOCUMENTS": "https://127.0.0.1:9000",
    }
    if name in given:
        return given[name]
    if name.endswith("_PORT"):
        return "5432"
    if name in ("CREDITO_EVENTS", "CREDITO_DATABASE", "CREDITO_CACHE"):
        return "127.0.0.1:9092"
    return "127.0.0.1" if name.endswith("_HOST") else f"a-secret-of-{name.lower()}"


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_the_profile_of_a_dialect_can_be_read(loaded, dialect):
    read = loaded(dialect)
    assert read.product is not None
    assert read.product.levels == [level.word for level in reversed(dialect.levels)]
    assert {"cache", "events", "object_store"} & {name for name, service in read.services if service is not None} == {
        {"documents": "object_store"}.get(service, service) for service in dialect.services
    }


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_customers_of_the_suite_are_such_as_the_dialect_accepts(loaded, dialect):
    product = loaded(dialect).product
    number = re.compile(dialect.number_shape)
    numbers = {new_customer(product).customer_id for _ in range(200)}
    assert len(numbers) == 200
    assert all(number.fullmatch(one) for one in numbers)
    people = [*varied_figures(product, 200, seed=7), usual(product, income=singular_income(product))]
    for person in people:
        for word, value in person.words().items():
            unit = dialect.units[FIGURES[word]]
            assert type(value) is int
            assert unit.lowest <= value <= unit.highest


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_people_of_many_kinds_reach_every_level_of_the_dialect(loaded, dialect):
    product = loaded(dialect).product
    reached = set()
    for person in varied_figures(product, 200, seed=7):
        figures = {FIGURES[word]: value for word, value in person.words().items()}
        reached.add(scorecard.level_of(scorecard.score(figures, dialect), dialect).word)
    assert reached == set(product.levels)


@pytest.mark.parametrize("dialect", [PORTUGUESE, PORTUGUESE.renamed(1)], ids=["portuguese", "seed-1"])
def test_each_described_call_is_open_to_everybody_or_somebodys_right(loaded, company, monkeypatch, dialect):
    platform = Platform(loaded(dialect), ledger=None)
    document = company(dialect).session.get("/openapi.json").json()
    called = [operation.path for operation in platform.profile.operations.values()]
    monkeypatch.setitem(platform.__dict__, "interface", Interface(document, called))
    described = {str(call) for call in platform.interface.calls()}
    assert platform.public | platform.allowed.keys() == described
    assert not platform.public & platform.allowed.keys()
