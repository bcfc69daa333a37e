"""Where cards are shown and by whom, when they go, and how one in a wrong place is found."""

from typing import Any

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    has_entries,
    has_length,
    is_,
    less_than_or_equal_to,
)
from scene import Scene

from acceptance.checks import check, check_every, check_within
from acceptance.profile.cards import Cards
from acceptance.record.redaction import holds_any
from acceptance.requirements.cards import channels as card_channels
from acceptance.requirements.cards import display as card_display
from acceptance.requirements.cards import keeping as card_keeping
from acceptance.requirements.cards import watch as card_watch
from acceptance.requirements.cards.display import Shown
from acceptance.requirements.customers import searching
from acceptance.runner.steps import choose, given, then, when
from acceptance.subjects.canaries import Canary
from acceptance.subjects.cards import as_spoken
from acceptance.subjects.customers import Customer


class CardsSeenScene(Scene):
    """What steps about where cards are shown and found hand on."""

    ago_s: float
    allowed_positions: frozenset[int]
    channels: dict[str, str]
    incidents: list[dict[str, Any]]
    planted_number: Canary
    rows: list[Any]
    shown_cards: list[Shown]
    with_number: str
    without: str
    younger: tuple[Customer, str]


choose(Form=card_watch.FORMS)

# -- channels and display


@when("the card is read in every other way that the profile names")
def read_in_every_way(scene: CardsSeenScene) -> None:
    scene.channels = card_channels.contents(scene.suite, scene.kept)


@then("each of them returned something about that card")
def each_returned_something(scene: CardsSeenScene) -> None:
    silent = [name for name, text in scene.channels.items() if not card_channels.tells_of(text, scene.kept)]
    check(len(scene.channels), greater_than(1), "ways of reading a card")
    check(silent, empty(), "ways that returned nothing about the card")


@then("none of them returned its number, in whatever way it is written")
def no_channel_returns_it(scene: CardsSeenScene) -> None:
    clear = [name for name, text in scene.channels.items() if card_channels.holds(text, scene.kept.number)]
    check(clear, empty(), "ways that return the number")


@then("a search of every declared place, row by row and file by file, finds it nowhere")
def the_number_is_nowhere(scene: CardsSeenScene) -> None:
    report = scene.suite.search.sweep([scene.kept.number])
    check(searching.places(report.finds), empty(), "places with the number")
    report.require_searched()


@given("at least one card is stored")
def at_least_one_card(scene: CardsSeenScene) -> None:
    card_channels.make_sure_there_is_a_card(scene.suite)


@when("the stored values of all cards are looked through")
def look_through_all(scene: CardsSeenScene) -> None:
    scene.rows = scene.suite.platform.populations.raw("all_stored_cards")


@then("none of them holds 13 to 19 digits with a valid check digit")
def none_reads_as_a_number(scene: CardsSeenScene) -> None:
    check_every(
        [card_channels.reads_as_a_number(row) for row in scene.rows], 1, equal_to([]), "columns of stored cards"
    )


@when("both cards are looked at on every surface, by everybody who may use it")
def look_at_every_surface(scene: CardsSeenScene) -> None:
    scene.shown_cards = card_display.shown(scene.suite, [scene.kept, scene.other_kept])
    agreed = scene.suite.profile.agreed(Cards)
    scene.allowed_positions = card_display.allowed(scene.kept.number.value, agreed.issuer_digits)


@then("at least one surface shows some of its digits")
def something_is_shown(scene: CardsSeenScene) -> None:
    check([one for one in scene.shown_cards if one.positions], has_length(greater_than(0)), "surfaces that show digits")


@then("no surface shows anybody a digit between the issuer's and the last four")
def no_surface_shows_more(scene: CardsSeenScene) -> None:
    more = {
        f"{one.surface}, to the {one.identity}": sorted(one.positions - scene.allowed_positions)
        for one in scene.shown_cards
        if one.positions - scene.allowed_positions
    }
    check(more, equal_to({}), "positions shown beyond those")


@then("all surfaces together show no digit between the issuer's and the last four")
def together_no_more(scene: CardsSeenScene) -> None:
    check(
        sorted(card_display.together(scene.shown_cards) - scene.allowed_positions),
        empty(),
        "positions shown beyond those",
    )


# -- in time, and in the wrong place


@given("a fictitious customer whose card was last used one day before the longest time was over")
def a_younger_card(scene: CardsSeenScene) -> None:
    scene.younger = _used_days_ago(scene, -1)


@given("another fictitious customer whose card was last used one day after the longest time was over")
@given("a fictitious customer whose card was last used one day after the longest time was over")
def an_older_card(scene: CardsSeenScene) -> None:
    scene.older = _used_days_ago(scene, 1)


def _used_days_ago(scene: CardsSeenScene, beyond: int) -> tuple[Customer, str]:
    suite, customer = scene.suite, scene.suite.customer()
    card_watch.paid_days_ago(suite, customer, beyond)
    check_within(
        suite.limits.event_s, lambda: card_watch.known_cards(suite, customer), equal_to(1), "the card is known"
    )
    return customer, card_keeping.tokens_of(suite, customer)[0]


@given("a person with that duty has read the number of the older card, and the customer had a copy of everything")
def the_older_card_was_looked_at(scene: CardsSeenScene) -> None:
    customer, token = scene.older
    answer = card_keeping.read_number(scene.suite, token)
    check(answer.succeeded, is_(True), f"the number can be read (status {answer.status})")
    if scene.suite.platform.operations.offers("export_everything"):
        scene.suite.platform.operations.do("export_everything", customer_id=customer.customer_id)


@when("cards that are not needed any more are removed")
def remove_old_cards(scene: CardsSeenScene) -> None:
    scene.suite.platform.operations.do("remove_old_cards")


@then("the older card can neither be listed nor read")
def the_older_card_is_gone(scene: CardsSeenScene) -> None:
    customer, token = scene.older
    check(card_keeping.tokens_of(scene.suite, customer), empty(), "cards that are listed")
    answer = card_keeping.read_number(scene.suite, token)
    check(answer.refused_as("unknown"), equal_to("unknown"), f"what reading the number says (status {answer.status})")


@then("the younger card can be read")
def the_younger_card_stays(scene: CardsSeenScene) -> None:
    answer = card_keeping.read_number(scene.suite, scene.younger[1])
    check(answer.succeeded, is_(True), f"the number can be read (status {answer.status})")


@given("an object with a number that is no card number, in a place not meant for cards")
def an_object_without(scene: CardsSeenScene) -> None:
    scene.without = card_watch.plant(scene.suite, card_watch.no_card_number(scene.suite).value)


@when("an object with a card number made for this test is put beside it")
def an_object_with(scene: CardsSeenScene) -> None:
    scene.planted_number = scene.suite.card_number()
    scene.with_number = card_watch.plant(scene.suite, scene.planted_number.value)


@when("an object holds a card number made for this test {form:Form}")
def an_object_in_a_form(scene: CardsSeenScene, form: str) -> None:
    scene.planted_number = scene.suite.card_number()
    scene.with_number = card_watch.plant_as(scene.suite, form, scene.planted_number.value)


@then("within the agreed time the incidents name the object with the card number, once")
def an_incident_in_time(scene: CardsSeenScene) -> None:
    suite = scene.suite
    limit_s = card_keeping.bound(suite.profile.agreed(Cards).incident_s, "how soon a find is an incident (incident_s)")
    scene.incidents = check_within(
        limit_s,
        lambda: card_watch.incidents_about(suite, scene.with_number),
        has_length(1),
        "incidents that name the object",
    )


@then("the incident tells when it was found and repeats no digits of the number")
def the_incident_repeats_nothing(scene: CardsSeenScene) -> None:
    [incident] = scene.incidents
    check(bool(incident["time"]), is_(True), "the incident tells when")
    told = card_display.positions_shown(scene.planted_number.value, str(incident))
    check(
        holds_any(str(incident), as_spoken(scene.planted_number.value)), is_(False), "the incident repeats the number"
    )
    check(
        sorted(told - card_display.allowed(scene.planted_number.value, 6)), empty(), "positions that the incident shows"
    )


@then("the incidents do not name the object without one")
def no_false_incident(scene: CardsSeenScene) -> None:
    check(card_watch.incidents_about(scene.suite, scene.without), empty(), "incidents that name the other object")


@when("the watch is asked when it last came round")
def ask_the_watch(scene: CardsSeenScene) -> None:
    scene.ago_s = card_watch.last_round_s_ago(scene.suite)


@then("that was not longer ago than agreed")
def it_came_round_lately(scene: CardsSeenScene) -> None:
    limit_s = card_keeping.bound(scene.suite.profile.agreed(Cards).watch_s, "how often the watch comes round (watch_s)")
    check(scene.ago_s, less_than_or_equal_to(limit_s), "seconds since the watch came round last")


@then("it has looked at something and left nothing unread")
def it_left_nothing_out(scene: CardsSeenScene) -> None:
    said = scene.suite.platform.operations.do("read_card_incidents").words
    check(said["objects"], greater_than(0), "objects that the watch looked at")
    check(said, has_entries(unread=0), "what the watch left out")
