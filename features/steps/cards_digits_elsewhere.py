"""Parts and digests of card numbers in places where nobody looks for them."""

from collections.abc import Mapping, Sequence

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.instruments.search.report import SweepReport
from acceptance.requirements.cards import digits_elsewhere
from acceptance.requirements.cards.keeping import Kept
from acceptance.requirements.customers import searching
from acceptance.runner.steps import given, then, when
from acceptance.subjects.canaries import Canary


class DigitsScene(Scene):
    """What steps about digits elsewhere hand on."""

    cards: list[Kept]
    digests: list[Canary]
    found: SweepReport
    parts: Mapping[str, Sequence[Canary]]


@given("the cards were listed, their numbers read by a person with that duty, and paid with")
def cards_were_used(scene: DigitsScene) -> None:
    digits_elsewhere.use(scene.suite, scene.cards)


@when("every declared place is searched for more of their digits than anybody may be shown")
def search_for_parts(scene: DigitsScene) -> None:
    scene.parts = digits_elsewhere.parts_of(scene.suite, scene.cards)
    scene.found = scene.suite.search.sweep([one for several in scene.parts.values() for one in several])


@then("no place holds them of every card")
def no_place_holds_them(scene: DigitsScene) -> None:
    check(digits_elsewhere.found_of_each(scene.found, scene.parts), empty(), "parts of numbers that lie in a place")
    scene.found.require_searched()


@when("every declared place is searched for digests of their numbers, with what stands beside them as salt and as key")
def search_for_digests(scene: DigitsScene) -> None:
    scene.digests = [one for kept in scene.cards for one in digits_elsewhere.digests_of(scene.suite, kept)]
    scene.found = scene.suite.search.sweep(scene.digests)


@then("none of these digests is found")
def no_digest(scene: DigitsScene) -> None:
    check(len(scene.digests), greater_than(0), "digests that were looked for")
    check(searching.places(scene.found.finds), empty(), "places with a digest that anybody can make")
    scene.found.require_searched()
