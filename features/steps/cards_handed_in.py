"""Card numbers on their way into the platform, and what must not be kept of a card."""

from hamcrest import (
    empty,
    has_length,
    is_,
    less_than,
)
from scene import Scene

from acceptance.checks import check, check_within, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.record.redaction import holds_any
from acceptance.requirements.cards import keeping as card_keeping
from acceptance.requirements.cards import secrets as card_secrets
from acceptance.requirements.cards import ways_in as card_ways
from acceptance.requirements.cards.ways_in import Offered
from acceptance.runner.steps import then, when
from acceptance.subjects.cards import as_spoken


class CardsHandedInScene(Scene):
    """What steps about cards on their way in hand on."""

    offered: list[Offered]
    without_secret: Answer | None


@when("card numbers made for this test are handed in with requests")
def hand_numbers_in_with_requests(scene: CardsHandedInScene) -> None:
    scene.mark = scene.suite.search.mark()
    scene.offered = [card_ways.by_request(scene.suite, row["way"], scene.customer) for row in scene.table]


@when("card numbers made for this test are handed in with messages")
def hand_numbers_in_with_messages(scene: CardsHandedInScene) -> None:
    scene.mark = scene.suite.search.mark()
    scene.offered = [card_ways.by_message(scene.suite, row["way"], scene.customer) for row in scene.table]


@when("a card number made for this test comes {way}")
def a_number_comes(scene: CardsHandedInScene, way: str) -> None:
    scene.mark = scene.suite.search.mark()
    number = scene.suite.card_number()
    card_keeping.comes(scene.suite, way, scene.customer, number.value)
    scene.offered = [card_ways.Offered(way, number)]


@then("no answer repeats any of them and none is a failure")
def no_answer_repeats(scene: CardsHandedInScene) -> None:
    check([one.way for one in scene.offered if one.repeated], empty(), "ways on which the answer repeats the number")
    for one in scene.offered:
        if one.answer is None:
            inconclusive(f"nobody answered a card number {one.way}", Cause.PLATFORM)
        check(one.answer.status, less_than(500), f"the status that answers a card number {one.way}")


@then("a search of every declared place finds none of the {things}")
def found_nowhere(scene: CardsHandedInScene, things: str) -> None:
    card_ways.check_found_nowhere(scene.suite, scene.offered, scene.mark, f"{things} that are kept")


@then("the customer's card is known by a token that holds no digits of its number")
def known_by_a_token(scene: CardsHandedInScene) -> None:
    [offered] = scene.offered
    tokens = check_within(
        scene.suite.limits.event_s,
        lambda: card_keeping.tokens_of(scene.suite, scene.customer),
        has_length(1),
        "tokens of the customer's cards",
    )
    check(holds_any(tokens[0], as_spoken(offered.value.value)), is_(False), "the token holds the number")
    digits = "".join(character for character in tokens[0] if character.isdigit())
    check(len(digits), less_than(13), "digits in the token, which must not be taken for a card number")


# -- codes, tracks and PINs


@when("a code, a track and a PIN of cards made for this test are handed in {way}")
def hand_secrets_in(scene: CardsHandedInScene, way: str) -> None:
    scene.mark = scene.suite.search.mark()
    offered = [card_secrets.offer(scene.suite, kind, way, scene.customer) for kind in card_secrets.FIELDS]
    scene.offered = [one for several in offered for one in several]
    scene.without_secret = card_secrets.without_secret(scene.suite, way, scene.customer)


@then("what is refused is refused for the secret, and no answer repeats one")
def refused_for_the_secret(scene: CardsHandedInScene) -> None:
    check([one.way for one in scene.offered if one.repeated], empty(), "ways on which the answer repeats the secret")
    unexplained = card_secrets.unexplained(scene.offered, scene.without_secret)
    check(unexplained, empty(), "secrets that may have been refused for something else")


@when("the card of one is handed in alone, and that of the other with its security code")
def hand_in_with_and_without(scene: CardsHandedInScene) -> None:
    suite = scene.suite
    alone, accompanied = scene.customers
    scene.kept = card_keeping.keep(suite, alone)
    number = suite.card_number()
    code = card_secrets.secret(suite, "security code", number)
    scene.answer = card_keeping.hand_in(suite, accompanied, number.value, cvv=code.value)


@then("the second card is not kept, or its record has the columns and the lengths of the first")
def kept_alike_or_not_at_all(scene: CardsHandedInScene) -> None:
    suite = scene.suite
    first = card_keeping.the_row(suite, scene.kept)
    second = card_keeping.stored(suite, scene.customers[1])
    if scene.answer.succeeded:
        check(second, has_length(1), "stored records of the card that came with a code")
        check(card_keeping.same_shape(first, second[0]), empty(), "columns in which the two records differ in length")
    else:
        check(second, empty(), "stored records of a card that was refused")
