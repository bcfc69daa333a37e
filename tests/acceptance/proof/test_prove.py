"""A defect counts as caught only when the right control turns red, for the right reason, and nobody else does."""

from __future__ import annotations

import json
import signal
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from acceptance.catalogue.claims import Claim, write_claims
from acceptance.runner.wanted import LEFT_OUT

if TYPE_CHECKING:
    from conftest import ProvingToy


def test_a_defect_that_its_control_catches_is_killed(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x"})
    proved = toy.prove()
    assert proved.code == 0, proved.told
    assert proved.answer["clean"] is True
    killed = proved.defects["gdpr-01-x"]
    assert (killed["killed"], killed["controls"], killed["bystanders"]) == (True, {"GDPR-01": "violated"}, [])
    assert "what the platform says of one" in killed["reason"]
    assert killed["beside"] == ["GDPR-02"], "three calls nothing of what one calls; two alone is serial"
    assert proved.answer["unproven_controls"] == ["GDPR-02", "GDPR-03"]
    run_id = toy.calls[1].split()[1]
    assert toy.calls == ["list", f"up {run_id}", f"on gdpr-01-x {run_id}", f"off gdpr-01-x {run_id}", f"down {run_id}"]
    assert not (toy.root / "reports/latest").exists(), "runs on a faulty platform are not the latest run"
    assert list((toy.root / "reports/proofs").glob("*/proof-matrix.png"))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"says": []}, "GDPR-01 is satisfied"),
        ({"says": [], "breaks": True}, "GDPR-01 is inconclusive"),
        ({"reason": "an older version"}, "GDPR-01 is violated for another reason than 'an older version'"),
        ({"must_catch": ["GDPR-01", "GDPR-03"]}, "GDPR-03 is satisfied"),
    ],
)
def test_a_defect_that_is_not_caught_for_the_right_reason_survives(toy: ProvingToy, entry, reason):
    toy.defects({"id": "gdpr-01-x", **entry})
    proved = toy.prove()
    assert proved.code == 1
    assert proved.defects["gdpr-01-x"]["killed"] is False
    assert reason in proved.defects["gdpr-01-x"]["reason"]
    assert "GDPR-01" in proved.answer["unproven_controls"]


def test_a_bystander_that_turns_red_is_a_failure_and_named(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x", "says": ["one", "two"]})
    proved = toy.prove()
    assert proved.code == 1
    (told,) = proved.defects["gdpr-01-x"]["bystanders"]
    assert told.startswith("GDPR-02: Toy > two: violated")


def test_a_control_that_may_catch_it_too_may_turn_red_or_not(toy: ProvingToy):
    toy.defects(
        {"id": "gdpr-01-x", "says": ["one", "two"], "may_also_catch": ["GDPR-02"]},
        {"id": "gdpr-01-y", "may_also_catch": ["GDPR-02"]},
    )
    proved = toy.prove("--all-bystanders")
    assert proved.code == 0, proved.told
    assert proved.defects["gdpr-01-x"]["controls"] == {"GDPR-01": "violated", "GDPR-02": "violated"}
    assert proved.defects["gdpr-01-y"]["controls"] == {"GDPR-01": "violated", "GDPR-02": "satisfied"}


def last_record(toy: ProvingToy) -> dict[str, dict[str, Any]]:
    newest = sorted((toy.root / "reports/proofs").glob("*/*/run.json"))[-1]
    return {one["name"]: one for one in json.loads(newest.read_text())["scenarios"]}


def test_once_a_defect_is_caught_nobody_looks_for_it_again_but_bystanders_are_asked(toy: ProvingToy):
    toy.defects({"id": "gdpr-02-x", "must_catch": ["GDPR-02"], "says": ["two"], "may_also_catch": ["GDPR-03"]})
    proved = toy.prove()
    assert proved.code == 0, proved.told
    assert proved.defects["gdpr-02-x"]["controls"] == {"GDPR-02": "violated"}, "who may catch it is not asked"
    told = last_record(toy)
    assert {name: one["outcome"] for name, one in told.items()} == {
        "two": "violated",
        "two alone": "not_assessed",
        "one": "satisfied",
    }
    assert told["two alone"]["reason"] == LEFT_OUT


def test_who_looks_in_vain_is_not_left_out(toy: ProvingToy):
    toy.defects({"id": "gdpr-02-x", "must_catch": ["GDPR-02"], "says": ["alone"]})
    proved = toy.prove()
    assert proved.code == 0, proved.told
    told = last_record(toy)
    assert (told["two"]["outcome"], told["two alone"]["outcome"]) == ("satisfied", "violated")


def test_a_violation_for_another_reason_does_not_end_the_search(toy: ProvingToy):
    toy.defects({"id": "gdpr-02-x", "must_catch": ["GDPR-02"], "says": ["two", "alone"], "reason": "says of alone"})
    proved = toy.prove()
    assert proved.code == 0, proved.told
    assert {name: one["outcome"] for name, one in last_record(toy).items() if "two" in name} == {
        "two": "violated",
        "two alone": "violated",
    }


def test_who_caught_a_defect_last_time_looks_first(toy: ProvingToy):
    toy.defects({"id": "gdpr-02-x", "must_catch": ["GDPR-02"], "says": ["two", "alone"], "reason": "says of alone"})
    assert toy.prove().code == 0
    assert toy.proof["gdpr-02-x"].by == ("Toy > two alone",)
    toy.write(
        "features/zzz.feature",
        "@compliance\nFeature: A\n  @prod.ro @GDPR-02\n  Scenario: quick\n"
        "    Given the platform is there\n    When asking is called\n    Then the platform does not say quick\n",
    )
    assert toy.prove().code == 0
    told = last_record(toy)
    assert next(iter(told)) == "two alone"
    assert told["two"]["reason"] == told["quick"]["reason"] == LEFT_OUT


def test_several_platforms_share_the_defects_and_none_is_left_behind(toy: ProvingToy):
    toy.defects(*({"id": f"gdpr-01-{letter}"} for letter in "abcd"), {"id": "gdpr-01-e", "says": []})
    proved = toy.prove("--instances", "2")
    assert proved.code == 1, proved.told
    assert {id_: one["killed"] for id_, one in proved.defects.items()} == {
        **{f"gdpr-01-{letter}": True for letter in "abcd"},
        "gdpr-01-e": False,
    }
    assert list(proved.defects) == sorted(proved.defects), "the order of the platform's list"
    ups = [call.split()[1] for call in toy.calls if call.startswith("up ")]
    downs = [call.split()[1] for call in toy.calls if call.startswith("down ")]
    assert len(set(ups)) == 2
    assert sorted(downs) == sorted(ups)
    used = {call.split()[2] for call in toy.calls if call.startswith("on ")}
    assert used == set(ups), "both have worked"


def test_no_more_platforms_are_started_than_there_are_defects(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-a"})
    assert toy.prove("--instances", "3").code == 0
    assert sum(call.startswith("up ") for call in toy.calls) == 1


def test_all_bystanders_see_what_a_choice_of_them_does_not(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x", "says": ["one", "three", "alone"]})
    assert toy.prove().code == 0
    told = toy.prove("--all-bystanders").defects["gdpr-01-x"]["bystanders"]
    assert [one.split(":")[0] for one in told] == ["GDPR-03", "GDPR-02"]


def test_what_is_red_without_any_defect_is_set_aside_with_the_defects_that_only_it_could_catch(toy: ProvingToy):
    toy.defects(
        {"id": "gdpr-01-x"},
        {"id": "gdpr-02-x", "must_catch": ["GDPR-02"]},
        {"id": "always", "must_catch": ["GDPR-02"], "says": ["two", "alone"]},
    )
    (toy.root / "toy_platform.py").write_text(
        (toy.root / "toy_platform.py")
        .read_text()
        .replace('case "up":', 'case "up":\n            (ON / "always").touch()')
        .replace('"defects": names', '"defects": []')
    )
    proved = toy.prove()
    assert proved.code == 1
    assert (proved.answer["clean"], list(proved.defects)) == (False, ["gdpr-01-x"])
    assert proved.defects["gdpr-01-x"]["killed"] is True
    assert not proved.defects["gdpr-01-x"]["bystanders"], "a scenario that was set aside stands by nowhere"
    assert "two: violated" in proved.answer["complaints"][0]
    assert [call.split()[1] for call in toy.calls if call.startswith("on ")] == ["gdpr-01-x"]


def test_what_somebody_left_on_is_switched_off_first(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x"}, {"id": "gdpr-02-y", "must_catch": ["GDPR-02"], "says": ["two"]})
    (toy.root / "on").mkdir()
    (toy.root / "on/gdpr-02-y").touch()
    proved = toy.prove("--defect", "gdpr-01-x")
    assert proved.code == 0, proved.told
    assert toy.calls[2].startswith("off gdpr-02-y ")


def wait_for(condition, within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize(("hanging", "instances"), [("scenario", 1), ("switch", 1), ("scenario", 2), ("switch", 2)])
def test_an_interrupted_proof_leaves_no_defect_on_and_keeps_what_it_knows(
    toy: ProvingToy, hanging: str, instances: int
):
    toy.defects({"id": "gdpr-01-a"}, {"id": "gdpr-01-b", "slow" if hanging == "scenario" else "hangs": True})
    process = toy.start_prove("--instances", str(instances))
    wait_for((toy.root / "controls/proofs/gdpr.txt").exists)
    wait_for((toy.root / "asleep").exists)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert list((toy.root / "on").iterdir()) == []
    since = [call for call in toy.calls if call.startswith(("on ", "off ", "down "))]
    since = since[[call.split()[:2] for call in since].index(["on", "gdpr-01-b"]) + 1 :]
    # Two platforms come to their ends side by side, and the first may still be switching its own defect off.
    assert [call.split()[1] for call in since if call.startswith("off ")].count("gdpr-01-b") == 1
    assert sum(call.startswith("down ") for call in since) == instances
    assert {id_: one.killed for id_, one in toy.proof.items()} == {"gdpr-01-a": True}


def test_what_another_proof_enters_meanwhile_stays(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-a"}, {"id": "gdpr-01-b", "slow": True})
    process = toy.start_prove("--defect", "gdpr-01-b")
    wait_for((toy.root / "asleep").exists)
    anothers = Claim("gdpr-01-a", False, "", date(2026, 11, 30), None, 1.0, "toy")
    write_claims([anothers], {"gdpr-01-a": "gdpr"}, toy.root / "controls")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert toy.proof == {"gdpr-01-a": anothers}


def test_a_defect_that_cannot_be_switched_on_survives_and_others_are_tried(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x", "stuck": "on"}, {"id": "gdpr-01-y"})
    proved = toy.prove()
    assert proved.code == 1
    assert "it could not be switched on" in proved.defects["gdpr-01-x"]["reason"]
    assert "the switch is stuck" in proved.defects["gdpr-01-x"]["reason"]
    assert {id_: one["killed"] for id_, one in proved.defects.items()} == {"gdpr-01-x": False, "gdpr-01-y": True}
    assert list((toy.root / "on").iterdir()) == []


def test_after_a_defect_that_cannot_be_switched_off_the_others_are_tried_on_another_platform(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x", "stuck": "off"}, {"id": "gdpr-01-y"})
    proved = toy.prove()
    assert {id_: one["killed"] for id_, one in proved.defects.items()} == {"gdpr-01-x": True, "gdpr-01-y": True}
    ups = [call for call in toy.calls if call.startswith("up ")]
    assert len(ups) == len(set(ups)) == 2
    on = next(call for call in toy.calls if call.startswith("on gdpr-01-y"))
    assert on.endswith(ups[1].removeprefix("up "))


def test_what_is_known_of_other_defects_is_kept_and_what_no_longer_exists_is_dropped(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-a"}, {"id": "gdpr-01-b"}, {"id": "gdpr-01-gone"})
    assert toy.prove().code == 0
    toy.defects({"id": "gdpr-01-a", "says": [], "digest": "another"}, {"id": "gdpr-01-b"})
    assert toy.prove("--defect", "gdpr-01-a").code == 1
    assert {id_: one.killed for id_, one in toy.proof.items()} == {"gdpr-01-a": False, "gdpr-01-b": True}


def test_every_report_tells_what_is_proven_and_why_something_is_not(toy: ProvingToy):
    toy.defects({"id": "gdpr-01-x"}, {"id": "gdpr-01-y"})
    assert toy.controls()["GDPR-01"] == "unproven (new: gdpr-01-x and 1 more)"
    assert toy.prove().code == 0
    said = "proven by 2 defects, the oldest today"
    assert toy.controls() == {"GDPR-01": said, "GDPR-02": "unproven", "GDPR-03": "unproven"}
    ended = toy.drive("tags='not @whole-run'", TOY_ADDRESS=str(toy.root))
    assert {one["id"]: one["proven"] for one in ended.summary["controls"]} == {
        "GDPR-01": True,
        "GDPR-02": False,
        "GDPR-03": False,
    }
    labels = [
        label["value"]
        for file in (toy.run_dir / "allure-results").glob("*-result.json")
        for label in json.loads(file.read_text())["labels"]
        if label["name"] == "proof"
    ]
    assert sorted(labels) == [said, "unproven", "unproven", "unproven"]
    claims = toy.proof
    assert {one["claim"] for one in ended.summary["proof"]} == {one.digest for one in claims.values()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--defect", "gdpr-01-z"), "did you mean gdpr-01-x?"),
        (("--control", "GDPR-09"), "did you mean GDPR-02?"),
        (("--framework", "gdpd"), "did you mean gdpr?"),
        (("--defect", "gdpr-01-x", "--control", "GDPR-02"), "No defect is left to prove"),
        (("--env", "none"), "No profile"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(toy: ProvingToy, arguments, said):
    toy.defects({"id": "gdpr-01-x"}, {"id": "gdpr-02-y", "must_catch": ["GDPR-02"]})
    proved = toy.prove(*arguments)
    assert proved.code == 3
    assert said in proved.told + proved.printed
    assert "Traceback" not in proved.told


def test_a_profile_without_defects_proves_nothing(toy: ProvingToy):
    toy.write(
        "profiles/toy.yaml", "provision: {up: [python, toy_platform.py, up], down: [python, toy_platform.py, down]}"
    )
    proved = toy.prove()
    assert proved.code == 3
    assert "provision.defects is not given" in proved.told


def test_a_list_that_is_no_list_of_defects_is_named(toy: ProvingToy):
    (toy.root / "defects.json").write_text('[{"id": "gdpr-01-x"}]')
    proved = toy.prove()
    assert proved.code == 4
    assert "0.title: Field required" in proved.told


TWO = ({"id": "gdpr-01-x", "digest": "1"}, {"id": "gdpr-02-z", "must_catch": ["GDPR-02"], "says": ["two"]})
PROVEN = "proven by 1 defect, the oldest today"


def test_each_change_makes_exactly_the_right_controls_unproven_and_says_why(toy: ProvingToy):
    toy.defects(*TWO)
    assert toy.prove().code == 0
    steps = toy.root / "features/steps/toy_steps.py"
    text = steps.read_text()
    steps.write_text("# a comment\n" + text.replace("def defects_on", "def unused(): pass\n\ndef defects_on"))
    assert toy.controls() == {"GDPR-01": PROVEN, "GDPR-02": PROVEN, "GDPR-03": "unproven"}
    steps.write_text(text.replace("time.sleep(0.5 ", "time.sleep(0.4 "))
    line = text.split("def says_not")[0].count("\n") + 1
    changed = f"unproven (changed: says_not in features/steps/toy_steps.py:{line})"
    assert toy.controls() == {"GDPR-01": changed, "GDPR-02": changed, "GDPR-03": "unproven"}
    steps.write_text(text)
    toy.defects({**TWO[0], "digest": "2"}, TWO[1])
    assert toy.controls()["GDPR-01"] == "unproven (changed: defect gdpr-01-x)"
    assert toy.controls()["GDPR-02"] == PROVEN
    toy.defects(*TWO)
    toy.catalogue({one["id"]: one.get("must_catch", ["GDPR-01"]) for one in TWO}, production="never")
    assert toy.controls()["GDPR-01"] == "unproven (changed: catalogue entry GDPR-01)"
    assert toy.controls()["GDPR-02"] == PROVEN
    toy.defects(*TWO, {"id": "gdpr-01-sixth"})
    assert toy.controls()["GDPR-01"] == "unproven (new: gdpr-01-sixth)"
    assert toy.controls()["GDPR-02"] == PROVEN
    told = toy.start("-c", "from acceptance.cli import main; main()", "prove", "--env", "toy", "--dry-run")
    output, _ = told.communicate(timeout=60)
    assert "gdpr-01-sixth: new: nobody has tried it" in output
    assert "2 defects are due" in output, "and the oldest"


def test_a_fresh_clone_knows_what_is_proven_and_sees_what_changed(toy: ProvingToy, monkeypatch: pytest.MonkeyPatch):
    toy.defects(*TWO)
    assert toy.prove().code == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(toy.root / "another state"))
    assert toy.controls() == {"GDPR-01": PROVEN, "GDPR-02": PROVEN, "GDPR-03": "unproven"}
    toy.defects({**TWO[0], "digest": "2"}, TWO[1])
    assert toy.controls()["GDPR-01"] == "unproven (changed: something it rests on)"
    assert toy.controls()["GDPR-02"] == PROVEN
    toy.defects(*TWO)
    steps = toy.root / "features/steps/toy_steps.py"
    steps.write_text(steps.read_text().replace("says_not", "never_says"))
    gone = "unproven (changed: something it executed or read is gone)"
    assert toy.controls() == {"GDPR-01": gone, "GDPR-02": gone, "GDPR-03": "unproven"}


def test_a_hole_of_a_key_is_found_by_proving_the_oldest_again_and_voids_what_shares_a_function(toy: ProvingToy):
    toy.defects(*TWO)
    assert toy.prove().code == 0
    toy.defects({**TWO[0], "says": []}, TWO[1])
    assert toy.controls()["GDPR-01"] == PROVEN, "nothing that the key sees has changed"
    proved = toy.prove()
    assert proved.code == 1
    assert list(proved.defects) == ["gdpr-01-x"], "the oldest twentieth, and no more"
    (hole,) = proved.answer["holes"]
    assert hole.startswith("HOLE OF THE KEY: gdpr-01-x survived although nothing in its key had changed; 1 claims")
    assert toy.controls()["GDPR-01"] == "unproven (survived: gdpr-01-x)"
    assert toy.controls()["GDPR-02"] == "unproven (new: gdpr-02-z)"


def test_where_catalogue_and_platform_disagree_nothing_is_proven(toy: ProvingToy):
    toy.defects(*TWO)
    toy.catalogue({"gdpr-01-x": ["GDPR-01"]})
    proved = toy.prove()
    assert proved.code == 3
    assert "the platform's defect gdpr-02-z must be caught by it, and the catalogue does not say so" in proved.told
