"""What is left of cards that were removed, and which of a customer's cards go."""

from hamcrest import empty, equal_to, is_
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.requirements.cards import gone as cards_gone
from acceptance.requirements.cards import keeping as card_keeping
from acceptance.requirements.cards import watch as card_watch
from acceptance.requirements.customers import searching
from acceptance.runner.steps import given, then, when
from acceptance.subjects.canaries import Canary


class CardsGoneScene(Scene):
    """What steps about removed cards hand on."""

    seal: Canary
    third_number: str
    used_number: str


@given("what is stored of the older card is known, and a search finds it")
def the_seal_is_known(scene: CardsGoneScene) -> None:
    scene.seal = cards_gone.seal_of(scene.suite, *scene.older)
    found = cards_gone.search(scene.suite, scene.seal)
    check(bool(found.finds), is_(True), "what is stored of the card is found while it is there")


@then("nothing that was stored of the older card is left in any declared place")
def nothing_is_left(scene: CardsGoneScene) -> None:
    report = cards_gone.search(scene.suite, scene.seal)
    check(searching.places(report.finds), empty(), "places with what was stored of a card that is gone")
    report.require_searched()


@given("a fictitious customer with a card that was not used for longer than agreed, and one that was used today")
def two_cards(scene: CardsGoneScene) -> None:
    suite, scene.customer = scene.suite, scene.suite.customer()
    scene.used_number = cards_gone.pays_with_two(suite, scene.customer)[1]
    known = lambda: card_watch.known_cards(suite, scene.customer)  # noqa: E731
    check_within(suite.limits.event_s, known, equal_to(2), "cards that are known")


@when("the message of a payment of long ago with the card that is in use arrives late, and one of today after it")
def a_late_message(scene: CardsGoneScene) -> None:
    suite = scene.suite
    cards_gone.late_message(suite, scene.customer, scene.used_number)
    scene.third_number = suite.card_number().value
    card_keeping.pay(suite, scene.customer, scene.third_number)
    known = lambda: card_watch.known_cards(suite, scene.customer)  # noqa: E731
    check_within(suite.limits.event_s, known, equal_to(3), "cards that are known once a later payment came through")


@then("the card that was not used is gone, and those in use can be read")
def one_is_gone(scene: CardsGoneScene) -> None:
    left = card_keeping.tokens_of(scene.suite, scene.customer)
    answers = [card_keeping.read_number(scene.suite, token) for token in left]
    check([one.status for one in answers if not one.succeeded], empty(), "cards that are listed and cannot be read")
    numbers = {str(one.words["card_number"]) for one in answers}
    check(numbers == {scene.used_number, scene.third_number}, is_(True), f"the {len(left)} cards left are those in use")
