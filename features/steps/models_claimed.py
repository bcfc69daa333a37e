"""Whom the record of changes names, whatever each request claims of who sends it."""

from hamcrest import empty, greater_than, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import claimed
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models import claimed_any_way
from acceptance.runner.steps import choose, then, when


class ModelsClaimedScene(Scene):
    """What steps about claimed names hand on: nothing beside what every file knows."""


choose(Claim=claimed.WAYS)


@when("three people bring the other one into use, while each request claims {claim:Claim}")
def claimed_in_each_request(scene: ModelsClaimedScene, claim: str) -> None:
    claimed_any_way.take_all(scene.suite, scene.acting, claim)


@then("every entry about it names who really took each step, and nothing that was claimed")
def only_real_names(scene: ModelsClaimedScene) -> None:
    entries = changing.after(scene.suite, scene.newest)
    applied = changing.with_reason(scene.suite, scene.acting.reason, "applied")
    check(applied, has_length(1), "applied changes with this reason")
    check(entries, has_length(greater_than(0)), "entries since then")
    wrong = claimed_any_way.wrongly_named(scene.suite, entries)
    check(wrong, empty(), f"of {len(entries)} entries, those that name anybody else")
