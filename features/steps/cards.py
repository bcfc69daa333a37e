"""Cards that are kept: sealed, found by no hash, and read by few."""

import time
from collections.abc import Mapping
from typing import Any

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_length,
    is_,
    is_not,
    less_than_or_equal_to,
    only_contains,
)
from scene import Scene

from acceptance.checks import check, check_every, not_assessed
from acceptance.instruments.search.report import SweepReport
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.profile.cards import Cards
from acceptance.requirements.audit.auditing import Act
from acceptance.requirements.cards import access as card_access
from acceptance.requirements.cards import elsewhere as card_elsewhere
from acceptance.requirements.cards import guessed_keys as card_guessed_keys
from acceptance.requirements.cards import hashes as card_hashes
from acceptance.requirements.cards import keeping as card_keeping
from acceptance.requirements.cards import refused as card_refused
from acceptance.requirements.cards import sealing as card_sealing
from acceptance.requirements.cards import worked_out as card_worked_out
from acceptance.requirements.cards.hashes import Match
from acceptance.requirements.cards.keeping import Kept
from acceptance.requirements.customers import searching
from acceptance.runner.steps import given, then, when
from acceptance.subjects.canaries import Canary


class CardsScene(Scene):
    """What steps about cards that are kept hand on."""

    again: Kept
    by_others: dict[str, Answer]
    by_people: dict[str, Answer]
    different: list[Kept]
    key_before: str
    keys: list[Canary]
    matches: list[Match]
    refused_readings: dict[str, Act]
    report: SweepReport
    said: dict[str, str]
    same: list[Kept]
    seconds: float
    stored_rows: dict[str, Mapping[str, Any]]
    stored_values: dict[str, bytes]
    values_compared: int
    worked_out: list[str]


@given("a fictitious customer whose card is kept")
def a_kept_card(scene: CardsScene) -> None:
    scene.kept = card_keeping.keep(scene.suite)


@given("another fictitious customer whose card is kept")
@when("a card is handed in for another fictitious customer")
def another_kept_card(scene: CardsScene) -> None:
    scene.other_kept = card_keeping.keep(scene.suite)


# -- sealing


@when("the same card is handed in for both of them, and another card for each")
def the_same_card_for_both(scene: CardsScene) -> None:
    suite = scene.suite
    number = suite.card_number()
    scene.same = [card_keeping.keep(suite, customer, number) for customer in scene.customers]
    scene.different = [card_keeping.keep(suite, customer) for customer in scene.customers]
    scene.stored_values = {
        kept.token: card_sealing.stored_value(suite, kept) for kept in (*scene.same, *scene.different)
    }
    scene.stored_rows = {kept.token: card_keeping.the_row(suite, kept) for kept in (*scene.same, *scene.different)}


@then("the stored values of the same number differ")
def stored_values_differ(scene: CardsScene) -> None:
    first, second = (scene.stored_values[kept.token] for kept in scene.same)
    check(first == second, is_(False), "the two stored values of one number are equal")


@then("no other column is the same for the same number, but agreed keyed hashes")
def no_column_is_alike(scene: CardsScene) -> None:
    first, second, other = (scene.stored_rows[kept.token] for kept in (*scene.same, scene.different[0]))
    alike = card_sealing.alike((first, second), other)
    hashes = scene.suite.profile.agreed(Cards).keyed_hashes
    if alike and hashes is None:
        not_assessed(f"say under cards.keyed_hashes whether {', '.join(alike)} holds a keyed hash", Cause.BINDING)
    check(sorted({*alike} - {*(hashes or ())}), empty(), "columns that are the same for the same number")


@then("no column of a stored card gives its number away to somebody without the key")
def nothing_is_given_away(scene: CardsScene) -> None:
    for kept in (*scene.same, *scene.different):
        given_away = {
            column: ways
            for column, value in scene.stored_rows[kept.token].items()
            if (ways := card_sealing.read_without_key(kept.number.value, card_sealing.as_bytes(value)))
        }
        check(given_away, equal_to({}), "columns that give a number away, and how")


@then("no value anywhere in the database is a number with each digit changed in the same way")
def nothing_is_changed_alike(scene: CardsScene) -> None:
    values = card_elsewhere.everything(scene.suite)
    check(len(values), greater_than(0), "values in the database")
    numbers = [kept.number.value for kept in (*scene.same, *scene.different)]
    check(card_elsewhere.hidden(values, numbers), empty(), f"where a number is hidden, of {len(values)} values")


@then("no two stored values are their numbers changed in the same way")
def no_common_stream(scene: CardsScene) -> None:
    first, second = scene.different
    for one, other in ((first, second), (scene.same[0], first), (scene.same[1], second)):
        values = (scene.stored_values[one.token], scene.stored_values[other.token])
        alike = card_sealing.same_stream((one.number.value, other.number.value), values)
        check(alike, is_(False), "one stored value undoes the other")


@when("the same card is handed in again")
def hand_in_again(scene: CardsScene) -> None:
    scene.again = card_keeping.keep(scene.suite, scene.kept.customer, scene.kept.number)


@then("its token is the one that the profile announces for a card that comes again")
def the_announced_token(scene: CardsScene) -> None:
    same = scene.suite.profile.agreed(Cards).tokens == "same"
    check(scene.again.token == scene.kept.token, equal_to(same), "the card that came again has the token it had")
    tokens = card_keeping.tokens_of(scene.suite, scene.kept.customer)
    check(tokens, has_length(1 if same else 2), "tokens of the customer's cards")


@when("the stored card is altered by one bit, cut short, or exchanged for that of the other customer")
def alter_the_stored_card(scene: CardsScene) -> None:
    suite = scene.suite
    value, foreign = (card_sealing.stored_value(suite, kept) for kept in (scene.kept, scene.other_kept))
    values = {**card_sealing.altered(value), "exchanged": foreign}
    scene.said = card_sealing.answers_when_altered(suite, scene.kept, values)


@then("reading the number is an error each time, and gives no digits")
def altered_is_an_error(scene: CardsScene) -> None:
    check(sorted(scene.said), has_length(5), "ways in which the card was altered")
    check(
        {way: said for way, said in scene.said.items() if said != "an error"}, equal_to({}), "altered cards that open"
    )


@then("the number is read unchanged once the stored card is as it was")
@then("the number of the earlier card is read unchanged")
def read_unchanged(scene: CardsScene) -> None:
    answer = card_keeping.read_number(scene.suite, scene.kept.token)
    check(answer.succeeded, is_(True), f"the number can be read (status {answer.status})")
    check(answer.words["card_number"] == scene.kept.number.value, is_(True), "the number is the one handed in")


@when("everybody named in the profile tries to read the whole number")
def everybody_tries(scene: CardsScene) -> None:
    suite, duty = scene.suite, card_keeping.duty(scene.suite)
    token = scene.kept.token
    scene.by_people = {who: card_keeping.read_number(suite, token, who) for who in duty.people}
    scene.by_others = {word: card_keeping.read_number(suite, token, who) for word, who in duty.not_people.items()}


@then("each person with that duty reads exactly the number that was handed in")
def people_read_it(scene: CardsScene) -> None:
    right = [answer.words.get("card_number") == scene.kept.number.value for answer in scene.by_people.values()]
    check_every(right, 2, is_(True), "persons with that duty read the number")


@then("everybody else is refused and told no digit of it")
def others_are_refused(scene: CardsScene) -> None:
    refused = {word: answer.refused_as("not_permitted") for word, answer in scene.by_others.items()}
    check(refused.values(), only_contains("not_permitted"), f"how others are refused: {', '.join(refused)}")
    told = [word for word, answer in scene.by_others.items() if card_sealing.holds_digits(answer.exchange.body)]
    check(told, empty(), "others who are told digits")


@when("the key is changed")
def change_the_key(scene: CardsScene) -> None:
    scene.key_before = card_keeping.key_of(scene.suite, scene.kept)
    scene.suite.platform.operations.do("rotate_card_key")


@then("the later card is stored under another key than the earlier one was")
def another_key(scene: CardsScene) -> None:
    later = card_keeping.key_of(scene.suite, scene.other_kept)
    check(later, is_not(equal_to(scene.key_before)), "the id of the key of the later card")


@given("the keys of the vault as the key store holds them")
def the_keys(scene: CardsScene) -> None:
    scene.keys = card_sealing.keys(scene.suite)
    check(len(scene.keys), greater_than(0), "keys in the key store")


@when("every declared place is searched for them")
def search_for_keys(scene: CardsScene) -> None:
    scene.report = scene.suite.search.sweep(scene.keys)


@then("none of the keys is found")
def no_key_is_found(scene: CardsScene) -> None:
    check(searching.places(scene.report.finds), empty(), "places in which a key lies")
    scene.report.require_searched()


# -- hashes


@when("each stored value is compared with the common digests of the number, with its neighbours as salt and as key")
def compare_with_digests(scene: CardsScene) -> None:
    row = card_keeping.the_row(scene.suite, scene.kept)
    scene.values_compared = len(row)
    scene.matches = card_hashes.guessable(scene.kept.number.value, row)


@then("none of them is such a digest")
def none_is_a_digest(scene: CardsScene) -> None:
    check(scene.values_compared, greater_than(1), "stored values that were compared")
    check([str(match) for match in scene.matches], empty(), "stored values that are digests of the number")


@when("every word that stands anywhere in the database is tried as salt and as key of a digest of the number")
def try_every_word(scene: CardsScene) -> None:
    row = card_keeping.the_row(scene.suite, scene.kept)
    words = card_elsewhere.words(card_elsewhere.everything(scene.suite))
    scene.values_compared = min(len(row), len(words))
    scene.matches = card_hashes.guessable(scene.kept.number.value, row, words)


@when("words that everybody tries first, and all names that are known here, are tried as key of a digest of the number")
def try_guessed_keys(scene: CardsScene) -> None:
    row, keys = card_keeping.the_row(scene.suite, scene.kept), card_guessed_keys.keys(scene.suite)
    scene.values_compared = min(len(row), len(keys))
    scene.matches = card_hashes.guessable(scene.kept.number.value, row, keys)


@when("all 100,000 numbers with the same six first and four last digits are tried against each stored value")
def try_all_numbers(scene: CardsScene) -> None:
    number, row = scene.kept.number.value, card_keeping.the_row(scene.suite, scene.kept)
    started = time.process_time()
    scene.matches = card_hashes.found_by_trying(number[:6], number[-4:], len(number), row)
    scene.seconds = time.process_time() - started


@then("none of them fits")
def none_fits(scene: CardsScene) -> None:
    check([str(match) for match in scene.matches], empty(), "stored values that a number was found for")


@then("the trial takes at most {limit_s:g} s of computing time")
def the_trial_took(scene: CardsScene, limit_s: float) -> None:
    check(scene.seconds, less_than_or_equal_to(limit_s), "seconds for all numbers")


@given("the customer's card was listed, and its number read by a person with that duty")
def listed_and_read(scene: CardsScene) -> None:
    card_keeping.tokens_of(scene.suite, scene.kept.customer)
    card_keeping.read_number(scene.suite, scene.kept.token)


@when("every declared place is searched for the number and its digests")
def search_for_digests(scene: CardsScene) -> None:
    scene.report = scene.suite.search.sweep([scene.kept.number])


@then("none of them is found")
def nothing_found(scene: CardsScene) -> None:
    check(searching.places(scene.report.finds), empty(), "places with the number or a digest of it")
    scene.report.require_searched()


# -- access


@given("the cards of {count:d} fictitious customers are kept")
def several_kept_cards(scene: CardsScene, count: int) -> None:
    scene.cards = [card_keeping.keep(scene.suite) for _ in range(count)]


@when("what is kept and listed of each card is set against what follows from its hidden digits")
def set_against_what_follows(scene: CardsScene) -> None:
    scene.worked_out = card_worked_out.held(scene.suite, scene.cards)


@then("nothing follows from them by one rule for all cards")
def nothing_follows(scene: CardsScene) -> None:
    different = {kept.number.value for kept in scene.cards}
    check(len(different), greater_than_or_equal_to(card_worked_out.CARDS), "cards with a number of their own")
    check(scene.worked_out, empty(), "values that follow from the hidden digits")


@when("everybody without that duty tries to read its number")
def read_without_that_duty(scene: CardsScene) -> None:
    scene.refused_readings = card_refused.read_without_that_duty(scene.suite, scene.kept)


@then("each is refused as not permitted")
def each_reading_is_refused(scene: CardsScene) -> None:
    told = [tried.answer.refused_as("not_permitted") for tried in scene.refused_readings.values()]
    check_every(told, 1, equal_to("not_permitted"), "what became of each reading")


@then("the audit log has exactly one entry about each, as refused, with who it was and which card")
def each_refused_reading_is_told(scene: CardsScene) -> None:
    tried = scene.refused_readings.items()
    untold = [word for who, one in tried for word in card_refused.untold(scene.suite, scene.kept, who, one)]
    check(untold, empty(), f"of {len(tried)} refused readings, what the log does not tell")


@when("two persons with that duty read numbers of random cards, {times:d} in all, one by one")
def read_at_random(scene: CardsScene, times: int) -> None:
    scene.done = card_access.read_at_random(scene.suite, scene.cards, times, seed=9)


@when("a person with that duty reads all their numbers at once")
def read_at_once(scene: CardsScene) -> None:
    scene.done = card_access.read_at_once(scene.suite, scene.cards)


@when("a person with an account of their own reads a card in the database")
def read_by_sql(scene: CardsScene) -> None:
    scene.done = card_access.read_by_sql(scene.suite, scene.cards[0])


@then("the audit log has exactly one entry for each reading, with the true person and the card, and no other")
def one_entry_each(scene: CardsScene) -> None:
    check(scene.done.total(), greater_than(0), "readings that were done")
    said = card_access.logged(scene.suite, scene.cards)
    check(card_access.differences(scene.done, said), empty(), "readings and entries that do not fit")
