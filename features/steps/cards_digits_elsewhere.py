"""Parts and digests of card numbers in places where nobody looks for them."""

from collections.abc import Mapping, Sequence

from hamcrest import greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.cards import digits_elsewhere
from acceptance.runner.steps import given, then, when
from acceptance.subjects.canaries import Canary


class DigitsScene(Scene):
    """What steps about digits elsewhere hand on."""

    digests_looked_for: list[Canary]
    parts_looked_for: Mapping[str, Sequence[Canary]]


@given("the cards were listed, their numbers read by a person with that duty, and paid with")
def cards_were_used(scene: DigitsScene) -> None:
    digits_elsewhere.use(scene.suite, scene.cards)


@when("more of their digits than anybody may be shown are looked for")
def search_for_parts(scene: DigitsScene) -> None:
    scene.parts_looked_for = digits_elsewhere.parts_of(scene.suite, scene.cards)


@then("no declared place holds them of every card")
def no_place_holds_them(scene: DigitsScene) -> None:
    digits_elsewhere.check_no_parts(scene.suite, scene.parts_looked_for)


@when("digests of their numbers are looked for, with what stands beside them as salt and as key")
def search_for_digests(scene: DigitsScene) -> None:
    scene.digests_looked_for = [one for kept in scene.cards for one in digits_elsewhere.digests_of(scene.suite, kept)]


@then("no declared place holds any of these digests")
def no_digest(scene: DigitsScene) -> None:
    check(len(scene.digests_looked_for), greater_than(0), "digests that were looked for")
    digits_elsewhere.check_no_digests(scene.suite, scene.digests_looked_for)
