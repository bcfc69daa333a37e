"""States that are looked at again."""

from acceptance.requirements.decisions.still_so import State, act_again, not_so


def test_only_what_is_otherwise_is_told():
    states = [
        State("a withdrawal", lambda: {"not_permitted"}, {"not_permitted"}),
        State("a hold", lambda: None, "held"),
    ]
    assert not_so(states) == ["a hold: None instead of held"]


def test_acts_come_before_all_looks():
    seen = []
    act_again([State("once", lambda: seen, [], lambda: seen.append("act")), State("other", lambda: seen, [])])
    assert seen == ["act"]
