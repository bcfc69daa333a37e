"""The reference of profiles and the schemas for editors are those of the model; every key says what it means."""

import json
import re
import runpy
from pathlib import Path

import pytest

from acceptance.profile.files import File
from acceptance.profile.joining import join

PAGE = runpy.run_path("docs/profile_reference.py")


def test_nothing_is_stale():
    stale = [path.name for path, text in PAGE["written"]().items() if not path.exists() or path.read_text() != text]
    assert stale == [], "make reference"


def test_every_key_says_what_it_means():
    assert [key.place for key in PAGE["keys"]() if not key.meaning] == []


def test_the_page_tells_which_controls_need_what():
    page = PAGE["reference"]()
    assert re.search(r"^\| `remove_customer` \| .*GDPR-06.* \|$", page, re.M)
    assert re.search(r"^\| `cache` \| .*E2E-03.* \|$", page, re.M)
    assert re.search(r"\*\*needed by\*\* .*PCI-11.*\.$", page.split("## `audit`")[1].splitlines()[1])


def allowed(schema, content):
    """The keys of a file that its schema does not know."""
    if "anyOf" in schema:
        return min((allowed(one, content) for one in schema["anyOf"]), key=len)
    if schema.get("type") == "array" and isinstance(content, list):
        return [odd for one in content for odd in allowed(schema["items"], one)]
    if schema.get("type") != "object" or not isinstance(content, dict):
        return []
    known, further = schema.get("properties", {}), schema.get("additionalProperties")
    odd = [key for key in content if key not in known and not isinstance(further, dict)]
    inside = [(known.get(key, further), value) for key, value in content.items() if key not in odd]
    return odd + [one for below, value in inside for one in allowed(below, value)]


@pytest.mark.parametrize("name", ["local", "staging", "production"])
def test_the_schemas_know_every_key_of_our_own_files(name):
    for file, part in join(Path(f"profiles/{name}.yaml")).parts.items():
        assert allowed(json.loads(PAGE["schema"](file)), part.content) == []


def test_a_schema_knows_no_key_of_another_file():
    local = join(Path("profiles/local.yaml")).parts
    schema = json.loads(PAGE["schema"](File.PLATFORM))
    assert {"permissions", "limits", "name"} <= set(allowed(schema, local[File.ENVIRONMENT].content))
