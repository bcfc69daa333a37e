"""An exchange is judged by the published description, and only true answers count as covered."""

import copy
import json

import pytest

from acceptance.platform.http import Exchange
from acceptance.platform.interface import Interface, coverage

DOCUMENT = {
    "openapi": "3.1.0",
    "security": [],
    "paths": {
        "/things/{id}": {
            "get": {
                "security": [{"bearer": []}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
                },
            },
            "put": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}},
            "patch": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "additionalProperties": {"$ref": "#/components/schemas/Thing"},
                                }
                            }
                        }
                    }
                }
            },
            "delete": {"responses": {"204": {"description": "gone"}, "4XX": {"description": "a range"}}},
        },
        "/things/special": {"get": {"responses": {"200": {"content": {"application/json": {}}}}}},
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "part": {"$ref": "#/components/schemas/Thing"}},
                "additionalProperties": False,
            }
        }
    },
}
JSON = "application/json"


def exchange(method="GET", path="/things/1", status=200, content_type=JSON, content=None, body=None):
    sent = body if body is not None else b"" if content is None else json.dumps(content).encode()
    return Exchange("scoring_api", method, path, status, content_type, sent, content, {}, 0.0)


@pytest.mark.parametrize(
    ("seen", "fault"),
    [
        (exchange(content={"name": "a"}), None),
        (exchange(content={"name": "a", "part": {"name": "b"}}), None),
        (exchange(content={"name": "a", "part": {"name": 1}}), "breaks the described rule 'type'"),
        (exchange(content={"name": "a", "extra": 1}), "additionalProperties"),
        (exchange(content={}), "required"),
        (exchange(status=500, content={}), "500 is not described"),
        (exchange(status=404, content={}), "content type application/json"),
        (exchange(status=404, content={}, content_type="application/problem+json"), None),
        (exchange("PUT", content={"a": 1}), None),
        (exchange("PUT", content={}), None),
        (exchange(method="PATCH", content={"any": {"name": "a"}, "other": {"name": "b"}}), None),
        (exchange(method="PATCH", content={"any": {"name": "a", "extra": 1}}), "additionalProperties"),
        (exchange(body=b"<html>"), "not readable as JSON"),
        (exchange(path="/other", content={}), "the operation is not described"),
        (exchange(path="/other", status=503, content={}), "the operation is not described"),
        (exchange(path="/other", status=404, content={}), None),
        (exchange(path="/other", status=401, content={}), None),
        (exchange(method="POST", content={}), "the operation is not described"),
        (exchange(path="/things/1/2", content={}), "the operation is not described"),
        (exchange("DELETE", status=204, content_type=""), None),
        (exchange("DELETE", status=204, content={"a": 1}), "none is described"),
        (exchange(path="/things/special", content={}), None),
    ],
)
def test_an_exchange_is_judged(seen, fault):
    judged = Interface(DOCUMENT).judge(seen)
    assert (judged.fault is None) if fault is None else fault in judged.fault


def test_an_answer_that_is_no_json_is_judged_as_text():
    described = {"responses": {"200": {"content": {"text/plain": {"schema": {"type": "string", "pattern": "^a"}}}}}}
    interface = Interface({**DOCUMENT, "paths": {"/figures": {"get": described}}})
    for body, fault in ((b"a 1\n", None), (b"b 1\n", "breaks the described rule 'pattern'")):
        judged = interface.judge(exchange(path="/figures", content_type="text/plain", body=body))
        assert (judged.fault is None) if fault is None else fault in judged.fault


def test_pairs_are_operations_times_status_codes_and_a_range_is_no_code():
    assert {str(pair) for pair in Interface(DOCUMENT).pairs()} == {
        "GET /things/{id} 200",
        "GET /things/{id} 404",
        "PUT /things/{id} 200",
        "PATCH /things/{id} 200",
        "DELETE /things/{id} 204",
        "GET /things/special 200",
    }


def test_only_an_answer_without_a_fault_counts_as_covered():
    seen = [
        {"call": "GET /things/{id}", "status": 200, "fault": None},
        {"call": "GET /things/{id}", "status": 404, "fault": "something"},
        {"call": "GET /elsewhere", "status": 200, "fault": None},
    ]
    found = coverage(Interface(DOCUMENT), seen)
    assert found.share == pytest.approx(1 / 6)
    assert found.missing == [
        "GET /things/special 200",
        "DELETE /things/{id} 204",
        "GET /things/{id} 404",
        "PATCH /things/{id} 200",
        "PUT /things/{id} 200",
    ]


def test_nothing_documented_is_no_coverage():
    assert coverage(Interface({"paths": {}}), []).share == 0


def described(responses, version="3.1.0", schemas=None, path="/a"):
    return Interface(
        {
            "openapi": version,
            "paths": {path: {"get": {"responses": responses}}},
            "components": {
                "schemas": schemas or {},
                "responses": {"Far": {"$ref": "#/components/responses/Near"}, "Near": answer({"type": "object"})},
            },
        }
    )


def answer(schema, media=JSON):
    return {"content": {media: {"schema": schema}}}


NAMED = {
    "Named": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Aged": {"type": "object", "properties": {"age": {"type": "integer"}}},
    "Again": {"$ref": "#/components/schemas/Once"},
    "Once": {"$ref": "#/components/schemas/Named"},
}
BOTH = [{"$ref": "#/components/schemas/Again"}, {"$ref": "#/components/schemas/Aged"}]


@pytest.mark.parametrize("way", ["allOf", "anyOf"])
def test_a_schema_is_all_that_it_is_put_together_from(way):
    interface = described({"200": answer({way: BOTH})}, schemas=NAMED)
    assert interface.judge(exchange(path="/a", content={"name": "x", "age": 3})).fault is None
    fault = interface.judge(exchange(path="/a", content={"name": "x", "nick": "y"})).fault
    assert fault == "GET /a 200: the answer has the field nick, which is not described"


def test_only_the_alternative_that_fits_describes_the_fields():
    one = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}, "additionalProperties": False}
    other = {
        "type": "object",
        "required": ["b"],
        "properties": {"b": {"type": "integer"}},
        "additionalProperties": False,
    }
    interface = described({"200": answer({"oneOf": [one, other]})})
    assert interface.judge(exchange(path="/a", content={"b": 1})).fault is None
    assert interface.judge(exchange(path="/a", content={"a": 1, "b": 1})).fault is not None


@pytest.mark.parametrize(
    ("version", "schema"),
    [
        ("3.0.3", {"type": "object", "properties": {"a": {"type": "string", "nullable": True}}}),
        ("3.1.0", {"type": ["object", "null"], "properties": {"a": {"type": ["string", "null"]}}}),
    ],
)
def test_what_may_be_nothing_may_be_nothing(version, schema):
    interface = described({"200": answer(schema)}, version)
    assert interface.judge(exchange(path="/a", content={"a": None})).fault is None
    assert interface.judge(exchange(path="/a", content={"a": 3})).fault is not None


def test_a_bound_that_is_excluded_in_the_older_words_is_excluded():
    interface = described({"200": answer({"type": "integer", "minimum": 0, "exclusiveMinimum": True})}, "3.0.1")
    assert interface.judge(exchange(path="/a", content=1)).fault is None
    assert interface.judge(exchange(path="/a", content=0, body=b"0")).fault is not None


@pytest.mark.parametrize("code", ["default", "4XX", "4xx"])
def test_an_answer_described_with_others_is_described(code):
    interface = described({"200": answer({}), code: answer({"type": "object"})})
    assert interface.judge(exchange(path="/a", status=404, content={})).fault is None


def test_the_code_itself_is_asked_before_its_hundred():
    interface = described({"404": answer({"type": "string"}), "4XX": answer({"type": "object"})})
    assert interface.judge(exchange(path="/a", status=404, content={})).fault is not None


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON", "application/*", "*/*"])
def test_a_media_type_is_compared_as_a_media_type(media):
    interface = described({"200": answer({"type": "object"}, media)})
    assert interface.judge(exchange(path="/a", content={})).fault is None
    text = interface.judge(exchange(path="/a", content_type="text/html", body=b"<p>")).fault
    assert text is not None


def test_an_answer_may_be_a_reference_to_a_reference():
    interface = described({"200": {"$ref": "#/components/responses/Far"}})
    assert interface.judge(exchange(path="/a", content={})).fault is None


def test_of_two_operations_at_one_address_either_may_answer():
    paths = {
        "/a/{id}": {"get": {"responses": {"200": answer({"type": "integer"})}}},
        "/a/{name}": {"get": {"responses": {"200": answer({"type": "string"})}}, "put": {"responses": {"204": {}}}},
    }
    interface = Interface({"openapi": "3.1.0", "paths": paths})
    assert interface.judge(exchange(path="/a/x", content="found")).fault is None
    assert interface.judge(exchange("PUT", "/a/x", 204, "")).fault is None
    assert interface.judge(exchange(path="/a/x", content=None, body=b"null")).fault is not None


NODES = [
    None, True, False, 7, "text", [], {}, [{}], {"$ref": "common.json#/Thing"}, {"$ref": "#/nowhere"}, {"$ref": 3},
    {"type": "file"}, {"pattern": r"^\p{L}+$"}, {"patternProperties": {r"\p{L}": {}}}, {"required": True},
    {"minimum": "5"}, {"enum": 3}, {"allOf": [True, None]}, {"properties": {"name": True}}, {"items": True},
]  # fmt: skip


def places(node, path=()):
    """Every place in a document."""
    yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


@pytest.mark.parametrize("node", NODES, ids=str)
def test_a_description_that_is_wrong_anywhere_stops_nobody(node):
    for place in places(DOCUMENT):
        if not place:
            continue
        document = copy.deepcopy(DOCUMENT)
        target = document
        for key in place[:-1]:
            target = target[key]
        target[place[-1]] = copy.deepcopy(node)
        interface = Interface(document)
        for call in interface.calls():
            interface.concrete_path(call)
            interface.judge(exchange(call.method, call.path.replace("{id}", "1"), content={"name": "a"}))
        coverage(interface, [])


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"$ref": "common.json#/Thing"}, "refers to common.json#/Thing, which is not in it"),
        ({"$ref": "#/components/schemas/Gone"}, "refers to #/components/schemas/Gone, which is not in it"),
        ({"type": "string", "pattern": r"^\p{L}+$"}, r"is no pattern that can be read here: ^\p{L}+$"),
        ({"type": "file"}, "is 'file', which is no type of JSON"),
        ({"patternProperties": {r"\p{L}": {}}}, "has patterns that cannot be read here"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said_and_the_rest_is_judged(node, said):
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"]["Thing"]["properties"]["part"] = node
    interface = Interface(document)
    assert said in interface.unread
    part = "é" if node.get("type") == "string" else {"x": "é"}
    assert interface.judge(exchange(content={"name": "a", "part": part})).fault is None
    assert "type" in interface.judge(exchange(content={"name": 3})).fault
    assert Interface(DOCUMENT).unread == ""


def test_words_of_security_and_of_fields_are_no_schemas():
    document = copy.deepcopy(DOCUMENT)
    document["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    document["components"]["schemas"]["Thing"]["properties"] |= {"type": {"type": "string"}, "pattern": {}, "$ref": {}}
    assert Interface(document).unread == ""
    assert Interface(document).judge(exchange(content={"name": "a", "type": "file", "pattern": "("})).fault is None


def test_an_answer_whose_description_is_no_schema_is_not_judged_and_covers_nothing():
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"]["Thing"]["properties"]["name"] = {"minLength": "long"}
    interface = Interface(document)
    judged = interface.judge(exchange(content={"name": "a"}))
    assert judged.fault is None
    assert judged.unread.startswith("GET /things/{id} 200: ")
    told = {"call": str(judged.call), "status": 200, "fault": None, "unread": judged.unread}
    assert not coverage(interface, [told]).exercised


CLOSED_BY_ITS_NAMES = {"type": "object", "properties": {"a": {"type": "integer"}}}


@pytest.mark.parametrize(
    "schema",
    [
        {**CLOSED_BY_ITS_NAMES, "additionalProperties": True},
        {**CLOSED_BY_ITS_NAMES, "additionalProperties": {}},
        {**CLOSED_BY_ITS_NAMES, "unevaluatedProperties": True},
        {**CLOSED_BY_ITS_NAMES, "unevaluatedProperties": {"type": "integer"}},
        {"allOf": [CLOSED_BY_ITS_NAMES, {"type": "object", "additionalProperties": True}]},
        {**CLOSED_BY_ITS_NAMES, "if": {"required": ["a"]}, "then": {"properties": {"x": {}}}},
        {**CLOSED_BY_ITS_NAMES, "if": {"required": ["b"]}, "else": {"properties": {"x": {}}}},
        {**CLOSED_BY_ITS_NAMES, "dependentSchemas": {"a": {"properties": {"x": {}}}}},
        {"type": "object", "properties": {"a": {"type": "object", "additionalProperties": True}, "x": {}}},
    ],
)
def test_what_a_description_says_to_be_open_is_open(schema):
    content = {"a": 1, "x": 2} if schema.get("properties", {}).get("a", {}).get("type") != "object" else {"a": {"y": 1}}
    judged = described({"200": answer(schema)}).judge(exchange(path="/a", content=content))
    assert (judged.fault, judged.unread) == (None, None)


@pytest.mark.parametrize(
    "schema",
    [
        CLOSED_BY_ITS_NAMES,
        {"allOf": [CLOSED_BY_ITS_NAMES, {"type": "object"}]},
        {**CLOSED_BY_ITS_NAMES, "if": {"required": ["b"]}, "then": {"properties": {"x": {}}}},
        {**CLOSED_BY_ITS_NAMES, "if": {"required": ["a"]}, "else": {"properties": {"x": {}}}},
        {**CLOSED_BY_ITS_NAMES, "dependentSchemas": {"b": {"properties": {"x": {}}}}},
        {**CLOSED_BY_ITS_NAMES, "unevaluatedProperties": False},
        {**CLOSED_BY_ITS_NAMES, "additionalProperties": False},
        {**CLOSED_BY_ITS_NAMES, "additionalProperties": {"type": "string"}},
    ],
)
def test_a_field_beside_those_that_a_description_names_is_a_fault(schema):
    judged = described({"200": answer(schema)}).judge(exchange(path="/a", content={"a": 1, "x": 2}))
    assert judged.fault is not None


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (answer({"type": "object"}), "leaves open which fields an object has"),
        (answer({"type": "array", "items": {"type": "object"}}), "leaves open which fields an object has"),
        (answer({}), "described without a schema"),
        ({"content": {JSON: {}}}, "described without a schema"),
        ({"description": "refused"}, "has a body, none is described"),
    ],
)
def test_what_a_description_leaves_unsaid_is_neither_kept_nor_broken(response, told):
    content = [{"x": 1}] if "array" in str(response) else {"x": 1}
    judged = described({"200": response}).judge(exchange(path="/a", content=content))
    assert judged.fault is None
    assert told in judged.unread


def test_an_open_object_hides_no_field_beside_those_that_another_names():
    schema = {"type": "object", "properties": {"a": {"type": "object"}, "b": CLOSED_BY_ITS_NAMES}}
    judged = described({"200": answer(schema)}).judge(exchange(path="/a", content={"a": {"x": 1}, "b": {"x": 1}}))
    assert "the field x, which is not described" in judged.fault


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_may_have_no_body_has_none(status):
    judged = described({f"{status}": {"description": "none"}}).judge(exchange(path="/a", status=status, content=1))
    assert "none is described" in judged.fault


def test_answers_of_an_old_description_are_not_compared_and_those_that_it_does_not_name_are_told():
    interface = Interface({"swagger": "2.0", "paths": {"/a": {"get": {"responses": {"200": {"schema": {}}}}}}})
    judged = interface.judge(exchange(path="/a", content={"x": 1}))
    assert judged.fault is None
    assert "Swagger 2.0" in judged.unread
    assert "500 is not described" in interface.judge(exchange(path="/a", status=500)).fault
