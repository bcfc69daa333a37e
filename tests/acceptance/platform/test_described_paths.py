"""A path of a description is called below its base, and about nobody in the form that the description gives."""

import re
from datetime import date, datetime
from uuid import UUID

import pytest

from acceptance.platform.described_paths import base_in_use, bases, below, nobodys
from acceptance.platform.interface import Call, Interface
from tests.acceptance.platform.test_interface import DOCUMENT, exchange

SHARED = {"Number": {"type": "integer", "minimum": 1}, "Short": {"type": "string", "maxLength": 8}}


def resolve(node):
    return SHARED[node["$ref"]] if "$ref" in node else node


def made(schema, number=None):
    return nobodys(schema, resolve, number)


@pytest.mark.parametrize("schema", [{}, {"type": "string"}, {"type": "string", "format": "uuid"}, {"type": ["string"]}])
def test_nobody_is_a_uuid_where_nothing_else_is_described(schema):
    assert UUID(made(schema))


@pytest.mark.parametrize(
    ("schema", "least", "most"),
    [
        ({"type": "integer"}, 10**9, 2**31 - 1),
        ({"$ref": "Number"}, 10**9, 2**31 - 1),
        ({"anyOf": [{"type": "null"}, {"$ref": "Number"}]}, 10**9, 2**31 - 1),
        ({"allOf": [{"$ref": "Number"}], "maximum": 99}, 1, 99),
        ({"type": "integer", "exclusiveMaximum": 5, "minimum": 4}, 4, 4),
        ({"type": "integer", "multipleOf": 10, "maximum": 12}, 10, 10),
        ({"type": ["integer", "null"], "maximum": 7, "minimum": 7}, 7, 7),
    ],
)
def test_nobody_has_a_great_number_within_what_is_allowed_where_it_is_a_number(schema, least, most):
    if "multipleOf" in schema:
        assert int(made(schema)) in (0, 10)
    else:
        assert least <= int(made(schema)) <= most


def test_a_text_is_made_in_its_shape_and_length():
    assert re.fullmatch(r"PT[0-9]{9}", made({"type": "string", "pattern": r"^PT\d{9}$"}))
    assert len(made({"$ref": "Short"})) == 8
    assert len(made({"type": "string", "minLength": 40})) == 40
    assert made({"enum": ["car", "home"]}) == "car"
    assert made({"const": "v1"}) == "v1"
    assert made({"type": "boolean"}) == "true"
    assert date.fromisoformat(made({"type": "string", "format": "date"}))
    assert datetime.fromisoformat(made({"type": "string", "format": "date-time"}))


def test_a_number_that_no_customer_has_is_taken_where_it_fits():
    assert made({"type": "integer", "minimum": 1}, lambda: "123456789") == "123456789"
    assert made({"type": "string", "pattern": "^PT[0-9]{3}$"}, lambda: "PT999") == "PT999"
    assert UUID(made({"type": "string"}, lambda: "PT999"))
    assert int(made({"type": "integer", "maximum": 99}, lambda: "123456789")) <= 99


def test_a_shape_that_cannot_be_made_is_tried_with_a_uuid():
    assert UUID(made({"type": "string", "pattern": "^(a|b)+$"}))


SERVERS = {"servers": [{"url": "https://a.example/api/v1/"}, {"url": "/other"}]}


@pytest.mark.parametrize(
    ("document", "called", "base"),
    [
        (SERVERS, ["/api/v1/scores"], "/api/v1"),
        (SERVERS, ["/other/scores"], "/other"),
        (SERVERS, ["/scores"], ""),
        (SERVERS, ["/api/v10/scores"], ""),
        (SERVERS, [], ""),
        ({}, ["/scores"], ""),
        ({"servers": [{"url": "/"}]}, ["/scores"], ""),
        ({"basePath": "/v2"}, ["/v2/scores"], "/v2"),
    ],
)
def test_a_base_is_in_use_where_paths_that_are_called_begin_with_it(document, called, base):
    assert base_in_use(document, called) == base


def test_what_stands_below_a_base_is_judged_and_called_there():
    described = {**DOCUMENT, **SERVERS}
    here = Interface(described, ["/api/v1/things/special"])
    assert here.judge(exchange(path="/api/v1/things/1", content={"name": "a"})).fault is None
    assert here.judge(exchange(content={"name": "a"})).fault == "the operation is not described"
    assert here.concrete_path(Call("/api/v1/things/{id}", "GET"), "7") == "/api/v1/things/7"
    assert Interface(described, ["/things/special"]).judge(exchange(content={"name": "a"})).fault is None
    assert below({"paths": {"/a": {}}}, "") == {"paths": {"/a": {}}}
    assert bases({"servers": "nonsense"}) == []


def test_a_path_about_nobody_takes_each_parameter_as_it_is_described():
    by_all = {"name": "number", "in": "path", "schema": {"type": "string"}}
    own = {"$ref": "#/components/parameters/Number"}
    item = {
        "parameters": [by_all, {"name": "product", "in": "path", "schema": {"enum": ["car"]}}],
        "get": {"parameters": [own, {"name": "number", "in": "query"}]},
        "put": {},
    }
    number = {"name": "number", "in": "path", "schema": {"type": "integer"}}
    document = {"paths": {"/c/{number}/{product}": item}, "components": {"parameters": {"Number": number}}}
    found = Interface(document).concrete_path(Call("/c/{number}/{product}", "GET"))
    assert re.fullmatch(r"/c/\d+/car", found)
    _, _, text, _ = Interface(document).concrete_path(Call("/c/{number}/{product}", "PUT")).split("/")
    assert UUID(text)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 10**12},
        {"type": "integer", "minimum": 2**31, "exclusiveMinimum": True},
        {"type": "integer", "minimum": "5", "maximum": None, "multipleOf": 0},
        {"type": "integer", "minimum": 9, "maximum": 3},
        {"type": "string", "minLength": "long", "maxLength": None},
        {"type": "file"},
        {"pattern": r"^\\p{L}+$"},
        {"anyOf": None, "enum": [None]},
    ],
    ids=str,
)
def test_whatever_a_parameter_is_said_to_be_somebody_is_nobody(schema):
    assert nobodys(schema, lambda one: one if isinstance(one, dict) else {})


def test_numbers_above_the_usual_greatest_are_made_where_they_begin_there():
    assert int(nobodys({"type": "integer", "minimum": 10**12}, lambda one: one)) >= 10**12
