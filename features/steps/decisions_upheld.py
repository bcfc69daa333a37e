"""Who must not uphold a contested decision, and that a decided case is not upheld either."""

from hamcrest import equal_to
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.decisions import reviewing
from acceptance.runner.steps import given, then, when


class DecisionsUpheldScene(Scene):
    """What steps about upheld decisions hand on."""


@when("{who} tries to uphold the decision")
def somebody_else_upholds(scene: DecisionsUpheldScene, who: str) -> None:
    scene.answer = reviewing.decide(scene.suite, scene.case, "uphold_decision", who)


@given("a reviewer overturned the decision")
def overturned(scene: DecisionsUpheldScene) -> None:
    words = {"case_id": scene.case, "reason": reviewing.REASON, "outcome": scene.suite.product.granted}
    scene.suite.platform.operations.do("overturn_decision", **words)


@when("a reviewer tries to uphold the decided case")
def uphold_again(scene: DecisionsUpheldScene) -> None:
    scene.answer = reviewing.decide(scene.suite, scene.case, "uphold_decision")


@then("the result and the newest decision show the outcome that the reviewer gave")
def the_reviewers_outcome_shows(scene: DecisionsUpheldScene) -> None:
    shown = reviewing.outcomes_shown(scene.suite, scene.refused)
    check(shown, equal_to(dict.fromkeys(shown, scene.suite.product.granted)), "the outcome that each place shows")
