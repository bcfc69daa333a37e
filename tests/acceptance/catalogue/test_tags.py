"""Every tag is told with what it selects: as many scenarios as behave would run."""

from __future__ import annotations

from collections import Counter

from acceptance.catalogue.catalogue import read_catalogue
from acceptance.catalogue.tags import tags, told
from acceptance.runner.selection import parsed


def test_each_tag_counts_what_behave_would_run():
    scenarios = [one for feature in parsed() for one in feature.walk_scenarios()]
    theirs = Counter(tag for one in scenarios for tag in {str(tag) for tag in one.effective_tags})
    assert {tag.name: tag.scenarios for tag in tags(read_catalogue())} == dict(theirs)


def test_each_tag_of_the_specification_has_a_meaning():
    assert [tag.name for tag in tags(read_catalogue()) if "own" in tag.about.split()] == []


def test_the_title_of_a_control_stands_beside_its_tag_and_controls_come_last():
    found = tags(read_catalogue())
    assert any(line.startswith("@GDPR-06 ") and " control: " in line for line in told(found))
    kinds = [tag.about.startswith("control: ") for tag in found]
    assert kinds == sorted(kinds)
