"""What `acceptance init` drafts from the descriptions of platforms that nobody made for it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from acceptance.drafting.command import draft
from acceptance.drafting.described import calls_of
from acceptance.drafting.matching import matched
from acceptance.drafting.wanted import WANTED
from acceptance.outcome import ConfigurationError
from acceptance.profile import load

GERMAN: dict[str, Any] = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://auskunft.example/v2"}],
    "security": [{"schluessel": []}],
    "paths": {
        "/kunden/{kundennummer}": {
            "get": {
                "operationId": "kundeLesen",
                "responses": {"200": {"description": "da"}, "404": {"description": ""}},
            },
            "delete": {"operationId": "kundeLoeschen", "responses": {"204": {"description": "fort"}}},
        },
        "/kunden/{kundennummer}/einwilligungen": {
            "put": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Zweck"}}}},
                "responses": {"201": {"description": "gemerkt"}},
            }
        },
        "/bewertungen": {
            "post": {
                "summary": "Bewertung eines Antrags",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Antrag"}}}},
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ergebnis"}}}},
                    "422": {"description": "unbrauchbar"},
                },
            }
        },
        "/lebendig": {"get": {"security": [], "responses": {"204": {"description": "ja"}}}},
        "/filialen": {"get": {"responses": {"200": {"description": "alle"}}}},
    },
    "components": {
        "schemas": {
            "Zweck": {
                "properties": {"zweck": {"enum": ["kredit"]}, "kanal": {"type": "string"}},
                "required": ["kanal"],
            },
            "Antrag": {
                "required": ["kundennummer"],
                "properties": {
                    "kundennummer": {"type": "string"},
                    "daten": {
                        "type": "object",
                        "properties": {
                            "alter": {"type": "integer"},
                            "einkommen": {"type": "number"},
                            "schulden": {"type": "number"},
                            "beschaeftigung_jahre": {"type": "number"},
                        },
                    },
                },
            },
            "Ergebnis": {"properties": {"anfrage_id": {"type": "string"}, "punkte": {"type": "integer"}}},
        }
    },
}


@pytest.fixture
def german(tmp_path: Path) -> Path:
    path = tmp_path / "german.json"
    path.write_text(json.dumps(GERMAN))
    return path


def test_calls_are_found_by_what_they_say_in_whatever_language() -> None:
    found = {name: str(match.call) for name, match in matched(WANTED, calls_of(GERMAN)).items()}
    assert found["score"] == "POST /bewertungen"
    assert found["record_lawful_basis"] == "PUT /kunden/{kundennummer}/einwilligungen"
    assert found["remove_customer"] == "DELETE /kunden/{kundennummer}"
    assert "GET /filialen" not in found.values()
    assert not {"store_card", "train_model", "sign_in", "read_audit_entries"} & found.keys()


def test_fields_are_found_by_what_they_say(german: Path, tmp_path: Path) -> None:
    draft("lender", str(german), None, None, tmp_path)
    score = yaml.safe_load((tmp_path / "platforms/lender.yaml").read_text())["operations"]["score"]
    figures = {"alter": "{age}", "einkommen": "{income}", "schulden": "{debt_ratio}"}
    assert score["body"] == {
        "kundennummer": "{customer_id}",
        "daten": figures | {"beschaeftigung_jahre": "{employment_years}"},
    }
    assert score["answer"] == {"request_id": "anfrage_id", "credit_score": "punkte"}
    assert (score["success"], score["refusals"], score["needs"]) == ([201], {"invalid": [422]}, "synthetic")


def test_every_guess_is_marked_and_everything_that_was_not_found_is_named(german: Path, tmp_path: Path) -> None:
    draft("lender", str(german), None, None, tmp_path)
    text = (tmp_path / "platforms/lender.yaml").read_text()
    lines = text.splitlines()
    for name in yaml.safe_load(text)["operations"]:
        above = lines[: lines.index(f"  {name}:")]
        while above[-1].startswith("  #   "):
            above.pop()
        assert "# check:" in above[-1], name
    assert "# check: the suite has no word for kanal: what is written there is an example" in text
    lacking = next(line for line in lines if line.startswith("#   read_explanation, which explains a result: "))
    assert re.fullmatch(r".*: \d+ scenarios, ([A-Z0-9]+-\d+, )+[A-Z0-9]+-\d+ and \d+ more", lacking), lacking


def test_the_smallest_profile_is_one_address_and_one_token(german: Path, tmp_path: Path) -> None:
    draft("lender", str(german), None, None, tmp_path)
    text = (tmp_path / "profiles/lender.yaml").read_text()
    written = yaml.safe_load(text)
    assert len(text.splitlines()) <= 20
    assert written["services"] == {
        "scoring_api": {"url": "https://auskunft.example/v2", "tokens": {"suite": "${LENDER_TOKEN}"}}
    }
    assert written["permissions"] == {"read": True, "synthetic": False}


@pytest.mark.parametrize(
    ("servers", "url", "address", "path"),
    [
        ([{"url": "/api/v2"}], "https://lender.example", "https://lender.example", "/api/v2/bewertungen"),
        ([{"url": "https://x.example/v2"}], None, "https://x.example/v2", "/bewertungen"),
        ([{"url": "/api/v2"}], "https://lender.example/credit", "https://lender.example/credit", "/bewertungen"),
        ([{"url": "/"}], "https://lender.example/", "https://lender.example/", "/bewertungen"),
    ],
)
def test_paths_stand_below_what_their_server_has_unless_the_address_has_it(
    tmp_path: Path, servers: Any, url: str | None, address: str, path: str
) -> None:
    source = tmp_path / "description.json"
    source.write_text(json.dumps({**GERMAN, "servers": servers}))
    draft("lender", str(source), url, None, tmp_path)
    api = yaml.safe_load((tmp_path / "profiles/lender.yaml").read_text())["services"]["scoring_api"]
    operations = yaml.safe_load((tmp_path / "platforms/lender.yaml").read_text())["operations"]
    assert (api["url"], operations["score"]["path"]) == (address, path)


def test_what_only_the_company_knows_is_told_in_one_list(german: Path, tmp_path: Path) -> None:
    drafted = draft("lender", str(german), None, None, tmp_path)
    text = (tmp_path / "platforms/lender.yaml").read_text()
    assert "\n# product:\n" in text and "product" not in yaml.safe_load(text)
    assert any("age: {least: REPLACE" in line for line in drafted.open)
    lines = text.splitlines()
    for line in drafted.open:
        path, number, what = line.split(":", 2)
        assert path == "platforms/lender.yaml"
        assert what.strip() in lines[int(number) - 1]


def test_a_list_of_purposes_is_drafted_and_approved_by_nobody(german: Path, tmp_path: Path) -> None:
    draft("lender", str(german), None, None, tmp_path)
    listed = yaml.safe_load((tmp_path / "agreements/lender/purposes.yaml").read_text())
    assert listed == {"places": {"answer to a scoring request": {"to be written": ["anfrage_id", "punkte"]}}}


@pytest.mark.parametrize(
    ("schemes", "told"),
    [
        ({"a": {"type": "http", "scheme": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "X-Key"}}, {}),
        ({"b": {"type": "apiKey", "in": "header", "name": "X-Key"}}, {"token_header": "X-Key", "token_scheme": ""}),
        ({"b": {"type": "apiKey", "in": "query", "name": "key"}}, {}),
    ],
)
def test_how_a_key_is_sent_is_taken_from_the_description(tmp_path: Path, schemes: Any, told: dict[str, str]) -> None:
    described = GERMAN | {"components": GERMAN["components"] | {"securitySchemes": schemes}}
    (tmp_path / "x.json").write_text(json.dumps(described))
    draft("lender", str(tmp_path / "x.json"), None, None, tmp_path)
    api = yaml.safe_load((tmp_path / "profiles/lender.yaml").read_text())["services"]["scoring_api"]
    assert {key: value for key, value in api.items() if key.startswith("token_")} == told


def test_what_is_drafted_can_be_loaded_as_it_is(german: Path, tmp_path: Path) -> None:
    draft("lender", str(german), None, None, tmp_path)
    profile = load(tmp_path / "profiles/lender.yaml", {"LENDER_TOKEN": "a-token-of-the-suite"})
    assert {"score", "remove_customer"} <= profile.operations.keys()


def test_no_file_that_is_there_is_written_over(german: Path, tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms/lender.yaml").write_text("ours")
    with pytest.raises(ConfigurationError, match=r"platforms/lender\.yaml: there is such a file"):
        draft("lender", str(german), None, None, tmp_path)
    assert (tmp_path / "platforms/lender.yaml").read_text() == "ours"
    assert not (tmp_path / "profiles").exists()


@pytest.mark.parametrize("content", ["[]", '{"openapi": "3.1.0"}', '{"paths": {}}', "no: [", ""])
def test_what_is_no_description_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"odd\.json"):
        draft("lender", str(tmp_path / "odd.json"), "https://x.example", None, tmp_path)


@pytest.mark.parametrize("name", ["../evil", "Big", "", "a b"])
def test_a_name_is_no_path(german: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot name an environment"):
        draft(name, str(german), None, None, tmp_path)


def test_a_description_that_contains_itself_comes_to_an_end() -> None:
    tree = {"properties": {"left": {"$ref": "#/components/schemas/Tree"}, "age": {"type": "integer"}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}}
    paths = {"/score": {"post": {"requestBody": body, "responses": {}}}}
    calls = calls_of({"paths": paths, "components": {"schemas": {"Tree": tree}}})
    assert "age" in [field.place for field in calls[0].sent]
