"""What is due, and the valve for what a key does not see."""

from __future__ import annotations

from datetime import date, timedelta

from acceptance.catalogue.claims import Claim
from acceptance.platform.defects import Defect
from acceptance.proof.due import ONE_IN, due, share, told, voided_by

DAY = date(2026, 11, 1)
IDS = [f"d{number:03}" for number in range(100)]
DEFECTS = [Defect(id=id_, title="t", must_catch=("X-01",)) for id_ in IDS]


def claim(id_: str, days: int = 0, *, killed: bool = True, executed: str = "") -> Claim:
    key = f"{int(id_[1:]):016x}" if killed else ""
    return Claim(id_, killed, key, DAY + timedelta(days), None, 10.0, "local", executed=frozenset(executed))


def claims() -> dict[str, Claim]:
    return {id_: claim(id_, number) for number, id_ in enumerate(IDS)}


def test_new_survived_and_changed_ones_are_due_and_the_oldest_twentieth_of_the_others() -> None:
    known = claims() | {"d050": claim("d050", killed=False)}
    del known["d051"]
    found = {one.defect.id: one for one in due(DEFECTS, known, {"d052": "look in x.py:3"}, everything=False)}
    assert found["d050"].why == "survived the last time"
    assert found["d051"].why == "new: nobody has tried it"
    assert found["d052"].why == "changed: look in x.py:3"
    oldest = [id_ for id_, one in found.items() if one.checks_the_key]
    assert oldest == ["d000", "d001", "d002", "d003", "d004"]
    assert len(found) == 8
    assert told(found.values(), 1)[-1] == "8 defects are due, about 2 minutes, and a clean run before."


def test_everything_is_due_when_everything_is_asked_for() -> None:
    assert len(due(DEFECTS, claims(), {}, everything=True, why="asked for")) == len(DEFECTS)


def test_each_defect_falls_to_one_machine_and_all_get_about_the_same_time() -> None:
    all_ = due(DEFECTS, claims(), {}, everything=True)
    shares = [share(all_, number, 3) for number in (1, 2, 3)]
    assert sorted(one.defect.id for part in shares for one in part) == IDS
    assert {len(part) for part in shares} == {33, 34}


def test_a_claim_that_fails_with_its_key_takes_along_all_that_share_something() -> None:
    executed = {"d000": "fg", "d001": "g", "d002": "h", "d003": ""}
    known = {id_: claim(id_, executed=own) for id_, own in executed.items()}
    assert voided_by(known["d000"], known) == ["d000", "d001", "d003"], "of d003 nothing is known"
    assert voided_by(known["d003"], known) == list(known)


def test_a_hole_that_the_keys_do_not_see_is_found_within_twenty_proofs() -> None:
    for blinded in (IDS[0], IDS[49], IDS[99]):
        known, found_after = claims(), 0
        for number in range(1, ONE_IN + 1):
            tried = [one.defect.id for one in due(DEFECTS, known, {}, everything=False) if one.checks_the_key]
            if blinded in tried:
                found_after = number
                break
            known |= {id_: claim(id_, 1000 + number) for id_ in tried}
        assert 0 < found_after <= ONE_IN
