"""The description as a scanner gets it: with the suite's own as examples, wherever it was written down."""

from __future__ import annotations

from typing import Any

from acceptance.platform.interface import Call
from acceptance.requirements.interface.scan_description import (
    described_headers,
    json_schema_of,
    parameters_of,
    queries_of,
    resolved,
    values_by_name,
    with_examples,
)

CALL = Call("/customers/{id}/figures", "PUT")
ID = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}, "examples": {"x": {"value": "x"}}}
DOCUMENT: dict[str, Any] = {
    "components": {
        "parameters": {"Id": ID},
        "requestBodies": {"Figures": {"content": {"application/json; charset=utf-8": {"schema": {"type": "object"}}}}},
    },
    "paths": {
        CALL.path: {
            "parameters": [{"$ref": "#/components/parameters/Id"}, {"in": "query", "name": "at", "schema": {}}],
            "put": {
                "parameters": [{"in": "header", "name": "X-Key"}, {"in": "query", "name": "at", "deprecated": True}],
                "requestBody": {"$ref": "#/components/requestBodies/Figures"},
                "responses": {},
            },
        }
    },
}


def test_parameters_of_the_path_and_of_the_call_are_put_together_and_the_calls_own_count():
    told = {one["name"]: one for one in parameters_of(DOCUMENT, CALL)}
    assert told.keys() == {"id", "at", "X-Key"}
    assert told["at"]["deprecated"] is True
    assert (described_headers(DOCUMENT, CALL), queries_of(DOCUMENT, CALL)) == ({"x-key"}, ["at"])


def test_the_suites_own_is_the_example_of_path_and_body():
    found = with_examples(DOCUMENT, [CALL], {CALL: "/customers/c-1%20/figures"}, {CALL: {"income": 1}})
    operation = found["paths"][CALL.path]["put"]
    (ours,) = [one for one in operation["parameters"] if one["name"] == "id"]
    assert (ours["example"], "examples" in ours) == ("c-1 ", False)
    assert operation["requestBody"]["content"]["application/json; charset=utf-8"]["example"] == {"income": 1}


def test_the_description_itself_stays_as_it_is():
    before = repr(DOCUMENT)
    with_examples(DOCUMENT, [CALL], {CALL: "/customers/c-1/figures"}, {CALL: {"income": 1}})
    assert repr(DOCUMENT) == before


def test_a_call_that_nothing_is_known_of_keeps_its_parameters():
    operation = with_examples(DOCUMENT, [CALL], {}, {})["paths"][CALL.path]["put"]
    assert not any("example" in one for one in operation["parameters"])


def test_the_schema_of_a_body_is_found_behind_a_reference():
    assert json_schema_of(DOCUMENT, CALL) == {"type": "object"}
    assert json_schema_of(DOCUMENT, Call(CALL.path, "GET")) is None


def test_a_reference_that_leads_nowhere_or_in_a_circle_is_nothing():
    circle = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    assert resolved(circle, {"$ref": "#/a"}) == {}
    assert resolved(circle, {"$ref": "#/c"}) == {}
    assert resolved(circle, {"$ref": "https://elsewhere.example"}) == {}


def test_values_of_a_path_are_known_by_their_names():
    assert values_by_name("/c/{id}/of-{x}", "/c/%C3%A9/of-3") == {"id": "é"}
