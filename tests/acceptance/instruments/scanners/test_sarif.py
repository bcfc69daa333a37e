"""Every scan is a valid SARIF file, whatever was found."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_result import FINDINGS, FOUND, SCAN

from acceptance.instruments.scanners.sarif import to_sarif

SCHEMA = Path(__file__).parent / "sarif-schema-2.1.0.json.gz"


@pytest.fixture(scope="module")
def valid() -> Any:
    schema = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    return jsonschema.validators.validator_for(schema)(schema)


def test_a_finding_has_its_place_level_and_fingerprint(valid: Any):
    run = to_sarif(replace(SCAN, findings=(FOUND,)))["runs"][0]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"], result["partialFingerprints"]) == (
        "B602",
        "error",
        {"findingId/v1": FOUND.id},
    )
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "src/app.py"}, "region": {"startLine": 4}}
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_a_place_with_signs_of_its_own_is_still_an_address(valid: Any):
    place = to_sarif(replace(SCAN, findings=(replace(FOUND, place="src/my file#1.py"),)))["runs"][0]["results"][0]
    assert place["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/my%20file%231.py"


def test_a_blind_scan_says_that_it_did_not_succeed_and_why(valid: Any):
    sarif = to_sarif(replace(SCAN, blind="it looked away", version=""))
    valid.validate(sarif)
    (invocation,) = sarif["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "it looked away"


@settings(max_examples=30, deadline=None)
@given(found=st.lists(FINDINGS, max_size=4))
def test_whatever_was_found_is_valid(valid: Any, found: list[Any]):
    sarif = to_sarif(replace(SCAN, findings=tuple(found)))
    valid.validate(sarif)
    assert len(sarif["runs"][0]["results"]) == len(found)
