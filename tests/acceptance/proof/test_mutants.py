"""A mutant is caught by any violation that is gone without it; what was found out is kept, and not tried again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from acceptance.platform.mutants import Mutant
from acceptance.proof.mutants import STAGES_S, sample, stages
from acceptance.proof.reach import Reach, executed

if TYPE_CHECKING:
    from conftest import Proved, ProvingToy


def came(proved: Proved) -> dict[str, str]:
    return {one["id"]: one["came"] for one in proved.answer["mutants"]}


def kept_lines(toy: ProvingToy) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (toy.root / "controls/mutants/toy.jsonl").read_text().splitlines()]


def test_each_mutant_is_killed_survives_or_is_broken_and_all_of_it_is_kept(toy: ProvingToy):
    toy.mutants(
        {"id": "m-killed", "says": ["two"]},
        {"id": "m-survivor", "says": []},
        {"id": "m-absent", "says": [], "breaks": True},
        {"id": "m-stuck", "stuck": "on"},
        {"id": "m-unreached", "places": ["nowhere"]},
        {"id": "m-untold", "places": [], "says": ["three"]},
    )
    proved = toy.prove("--mutants", "9")
    assert proved.code == 1, proved.told
    assert came(proved) == {
        "m-killed": "killed",
        "m-survivor": "survived",
        "m-absent": "broken",
        "m-stuck": "broken",
        "m-untold": "killed",
    }
    assert "1 (17%) are in code that none of them executes" in proved.told
    assert (proved.answer["killed"], proved.answer["valid"]) == (2, 3)
    assert proved.answer["by_control"] == {"GDPR-02": 1, "GDPR-03": 1}
    calls = [call.split()[0] for call in toy.calls if "m-killed" in call]
    assert calls == ["on", "off"], "once it was caught nobody looks again"
    head, *lines = kept_lines(toy)
    assert (head["seed"], head["mutants"], head["reached"], len(lines)) == (1, 6, 5, 5)
    assert next(one for one in lines if one["id"] == "m-killed")["by"] == "Toy > two"


def test_what_is_known_is_not_tried_again_and_a_larger_number_adds_to_it(toy: ProvingToy):
    toy.mutants(*({"id": f"m-{number}"} for number in range(4)))
    toy.prove("--mutants", "2")
    before = [call for call in toy.calls if call.startswith("on ")]
    again = toy.prove("--mutants", "3")
    switched = [call.split()[1] for call in toy.calls if call.startswith("on ")]
    assert len(before) == 2 and len(switched) == len(set(switched)) == 3
    assert len(came(again)) == 3
    assert sum(call.startswith("watch on") for call in toy.calls) == 1, "what reaches what was known"


def test_a_spoiled_platform_is_replaced_and_an_explained_mutant_is_left_out(toy: ProvingToy):
    toy.mutants(
        {"id": "m-stain", "stains": True},
        {"id": "m-harmless", "says": []},
        {"id": "m-same"},
        {"id": "m-moved", "says": []},
    )
    why = "digest-of-m-same m-same because nobody sees the order\nother m-moved because it was so before\n"
    toy.write("controls/mutants/equivalent.txt", why)
    proved = toy.prove("--mutants", "4")
    assert came(proved) == {
        "m-stain": "killed",
        "m-harmless": "survived",
        "m-same": "equivalent",
        "m-moved": "survived",
    }
    assert sum(call.startswith("up ") for call in toy.calls) >= 2
    assert not any(call.startswith("on m-same") for call in toy.calls)
    process = toy.start("-c", "from acceptance.cli import main; main()", "controls", "--format", "json")
    rows = {row["control"]: row for row in json.loads(process.communicate(timeout=60)[0])}
    assert "the first to catch 1 of 3 mutants tried" in rows["GDPR-01"]["detection"]
    assert "profile toy" in rows["GDPR-01"]["detection"]
    assert rows["GDPR-01"]["detected"] == "0/0 planted, 1 mutants"


def test_a_profile_without_mutants_is_told_what_to_bind(toy: ProvingToy):
    process = toy.start_prove("--mutants", "2")
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "provision.mutants is not given" in told


def test_a_place_is_executed_by_those_whose_time_it_meets():
    scenarios = {"a": (10.0, 11.0), "b": (12.0, 13.0)}
    spans = {"p": [(10.9, 11.0)], "q": [(11.4, 11.5)], "r": [(0.0, 99.0)], "s": [(9.0, 9.1), (12.9, 13.4)]}
    assert executed(spans, scenarios) == {"p": ("a",), "q": (), "r": ("a", "b"), "s": ("b",)}


def test_the_same_seed_draws_the_same_and_a_larger_draw_holds_the_smaller():
    all_ = [Mutant(id=str(number), title="t", digest="d", places=("p" if number % 2 else "q",)) for number in range(60)]
    reach = Reach({"a": 1.0}, {"p": ("a",), "q": ()})
    few, reached = sample(all_, reach, 5, 3)
    many, _ = sample(list(reversed(all_)), reach, 20, 3)
    assert reached == 30 and many[:5] == few and all(int(one.id) % 2 for one in many)
    assert sample(all_, reach, 5, 4)[0] != few


def test_the_quickest_look_first_and_what_takes_too_long_does_not_look():
    seconds = {"a": 1.0, "b": 8.0, "c": 20.0, "d": 100.0, "e": 300.0}
    assert stages(list(seconds), seconds) == [["a", "b"], ["c"], ["d"]]
    assert stages(["e"], {"e": STAGES_S[-1] * 2}) == [["e"]], "one always looks"


def test_a_scenario_that_was_not_satisfied_on_the_sound_platform_is_not_asked():
    reach = Reach({"a": 2.0, "b": 1.0}, {"p": ("a", "b", "red")})
    assert reach.scenarios(Mutant(id="m", title="t", digest="d", places=("p",))) == ["b", "a"]
    assert reach.scenarios(Mutant(id="m", title="t", digest="d")) == ["b", "a"]
