"""Scenarios are read as they stand, with what their feature says and does before each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from acceptance.catalogue.texts import texts
from acceptance.catalogue.translations import translations
from acceptance.outcome import ConfigurationError

FEATURE = '''Feature: F
  Why it matters.
    """
    Scenario: in quotes
    """

  Background:
    # nobody reads this
    Given one

  Scenario: First
    Then it holds

  Rule: R
    Words of the rule.
    Background:
      Given two

    Scenario: Second
      Then it holds

  Rule: S

    Scenario: Third
      Then it holds
'''


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "features").mkdir()
    (tmp_path / "features/environment.py").touch()
    (tmp_path / "features/f.feature").write_text(FEATURE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_scenario_knows_its_story_and_the_steps_before_it(written: Path):
    found = {one.name: [line.strip() for line in one.background] for one in texts()}
    assert found == {"First": ["Given one"], "Second": ["Given one", "Given two"], "Third": ["Given one"]}
    assert {one.story[0].strip() for one in texts()} == {"Why it matters."}
    assert [one.lines[-1].strip() for one in texts()] == ["Then it holds"] * 3


@pytest.mark.parametrize(
    ("content", "said"), [("[]", "is a map with translated_by"), ("translated_by: x\nscenarios: []\n", "scenarios")]
)
def test_a_translation_of_another_shape_is_refused(written: Path, content: str, said: str):
    (written / "features/f.fr.yaml").write_text(content)
    with pytest.raises(ConfigurationError, match=said):
        translations(texts(), "fr")
    assert translations(texts(), "de") == {}
