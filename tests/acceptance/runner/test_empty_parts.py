"""What looks like a requirement and is never run is named, by the lint and by the run."""

from __future__ import annotations

from pathlib import Path

import pytest
from behave.parser import parse_feature

from acceptance.runner.selection import empty_parts

FULL = """
Feature: f

  Scenario Outline: a score of <a>
    Then a score of <a> is given

    Examples: small
      | a |
      | 1 |

    Examples: large
      | a |
{large}

  Rule: always
{rule}
"""
ROW = "      | 9 |"
SCENARIO = "    Scenario: s\n      Then x"


@pytest.mark.parametrize(
    ("large", "rule", "told"),
    [
        (ROW, SCENARIO, []),
        ("", SCENARIO, [(11, "this block of examples has no row, so it is never run.")]),
        (ROW, "", [(15, "this rule has no scenario, so nothing of it is checked.")]),
        ("", "", [(15, "this rule"), (11, "this block of examples")]),
    ],
)
def test_an_empty_block_or_rule_beside_full_ones_is_named_with_its_line(large, rule, told):
    feature = parse_feature(FULL.format(large=large, rule=rule), filename=str(Path("x.feature")))
    found = list(empty_parts(feature))
    assert [line for line, _ in found] == [line for line, _ in told]
    assert all(sentence.startswith(begin) for (_, sentence), (_, begin) in zip(found, told, strict=True))
