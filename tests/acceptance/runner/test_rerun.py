"""A part of the suite can be named in words, run again where it was left open, and stopped at the first violation."""

from __future__ import annotations

from toy import Toy

SCENARIOS = """
@E2E-01
Scenario: first
  Then a check that fails
@E2E-02
Scenario: second
  Then a check that holds
"""


def test_words_choose_and_what_is_left_open_is_found_again(toy: Toy, monkeypatch):
    toy.feature(SCENARIOS)
    assert list(toy.drive("words=('E2E-02',)").outcomes()) == ["second"]
    assert list(toy.drive("words=('features/end_to_end',)").outcomes()) == ["first", "second"]
    from acceptance.runner.rerun import left_open

    monkeypatch.chdir(toy.root)
    again = left_open(toy.run_dir)
    assert again.places == ("features/end_to_end/toy.feature:5",)
    assert again.run_id == toy.run_dir.resolve().name


def test_a_word_that_means_nothing_is_refused_before_a_run_exists(toy: Toy):
    toy.feature(SCENARIOS)
    ended = toy.drive("words=('E2E-20',)")
    assert ended.code == 3
    assert "No selected scenario is meant by 'E2E-20'" in ended.output
    assert not toy.run_dir.exists()


def test_fail_fast_leaves_the_rest_inconclusive_and_ends_with_violated(toy: Toy):
    toy.feature(
        "Scenario: first\n  Then a check that fails\nScenario: second\n  Given it takes long\n  Then a check that holds"
    )
    ended = toy.drive("fail_fast=True")
    assert ended.code == 1
    assert {name: outcome for name, (outcome, _) in ended.outcomes().items()} == {
        "first": "violated",
        "second": "inconclusive",
    }
    assert "The run was stopped at its first violation, as asked for by --fail-fast." in ended.problems()
