"""Cards that are kept: sealed, found by no hash, shown in part, read by few, and gone in time."""

import time

from behave import given, then, when
from hamcrest import (
    empty,
    equal_to,
    greater_than,
    has_entries,
    has_length,
    is_,
    is_not,
    less_than_or_equal_to,
    only_contains,
)

from acceptance.checks import check, check_every, check_within
from acceptance.profile.cards import Cards
from acceptance.record.redaction import holds_any
from acceptance.requirements.cards import access as card_access
from acceptance.requirements.cards import channels as card_channels
from acceptance.requirements.cards import display as card_display
from acceptance.requirements.cards import hashes as card_hashes
from acceptance.requirements.cards import keeping as card_keeping
from acceptance.requirements.cards import sealing as card_sealing
from acceptance.requirements.cards import watch as card_watch
from acceptance.requirements.customers import searching
from acceptance.subjects.cards import as_spoken


@given("a fictitious customer whose card is kept")
def a_kept_card(context):
    context.kept = card_keeping.keep(context.suite)


@given("another fictitious customer whose card is kept")
@when("a card is handed in for another fictitious customer")
def another_kept_card(context):
    context.other = card_keeping.keep(context.suite)


# -- sealing


@when("the same card is handed in for both of them, and another card for each")
def the_same_card_for_both(context):
    suite = context.suite
    number = suite.card_number()
    context.same = [card_keeping.keep(suite, customer, number) for customer in context.customers]
    context.different = [card_keeping.keep(suite, customer) for customer in context.customers]
    context.values = {
        kept.token: card_sealing.stored_value(suite, kept) for kept in (*context.same, *context.different)
    }


@then("the stored values of the same number differ")
def stored_values_differ(context):
    first, second = (context.values[kept.token] for kept in context.same)
    check(first == second, is_(False), "the two stored values of one number are equal")


@then("no stored value gives its number away to somebody without the key")
def nothing_is_given_away(context):
    for kept in (*context.same, *context.different):
        given_away = card_sealing.read_without_key(kept.number.value, context.values[kept.token])
        check(given_away, empty(), "ways in which a stored value gives its number away")


@then("no two stored values are their numbers changed in the same way")
def no_common_stream(context):
    first, second = context.different
    for one, other in ((first, second), (context.same[0], first), (context.same[1], second)):
        values = (context.values[one.token], context.values[other.token])
        alike = card_sealing.same_stream((one.number.value, other.number.value), values)
        check(alike, is_(False), "one stored value undoes the other")


@when("the same card is handed in again")
def hand_in_again(context):
    context.again = card_keeping.keep(context.suite, context.kept.customer, context.kept.number)


@then("its token is the one that the profile announces for a card that comes again")
def the_announced_token(context):
    same = context.suite.profile.agreed(Cards).tokens == "same"
    check(context.again.token == context.kept.token, equal_to(same), "the card that came again has the token it had")
    tokens = card_keeping.tokens_of(context.suite, context.kept.customer)
    check(tokens, has_length(1 if same else 2), "tokens of the customer's cards")


@when("the stored card is altered by one bit, cut short, or exchanged for that of the other customer")
def alter_the_stored_card(context):
    suite = context.suite
    value, foreign = (card_sealing.stored_value(suite, kept) for kept in (context.kept, context.other))
    values = {**card_sealing.altered(value), "exchanged": foreign}
    context.said = card_sealing.answers_when_altered(suite, context.kept, values)


@then("reading the number is an error each time, and gives no digits")
def altered_is_an_error(context):
    check(sorted(context.said), has_length(5), "ways in which the card was altered")
    check(
        {way: said for way, said in context.said.items() if said != "an error"}, equal_to({}), "altered cards that open"
    )


@then("the number is read unchanged once the stored card is as it was")
@then("the number of the earlier card is read unchanged")
def read_unchanged(context):
    answer = card_keeping.read_number(context.suite, context.kept.token)
    check(answer.succeeded, is_(True), f"the number can be read (status {answer.status})")
    check(answer.words["card_number"] == context.kept.number.value, is_(True), "the number is the one handed in")


@when("everybody named in the profile tries to read the whole number")
def everybody_tries(context):
    suite, duty = context.suite, card_keeping.duty(context.suite)
    token = context.kept.token
    context.by_people = {who: card_keeping.read_number(suite, token, who) for who in duty.people}
    context.by_others = {word: card_keeping.read_number(suite, token, who) for word, who in duty.not_people.items()}


@then("each person with that duty reads exactly the number that was handed in")
def people_read_it(context):
    right = [answer.words.get("card_number") == context.kept.number.value for answer in context.by_people.values()]
    check_every(right, 2, is_(True), "persons with that duty read the number")


@then("everybody else is refused and told no digit of it")
def others_are_refused(context):
    refused = {word: answer.refusal for word, answer in context.by_others.items()}
    check(refused.values(), only_contains("not_permitted"), f"how others are refused: {', '.join(refused)}")
    told = [word for word, answer in context.by_others.items() if card_sealing.holds_digits(answer.exchange.body)]
    check(told, empty(), "others who are told digits")


@when("the key is changed")
def change_the_key(context):
    context.key_before = card_keeping.key_of(context.suite, context.kept)
    context.suite.operations.do("rotate_card_key")


@then("the later card is stored under another key than the earlier one was")
def another_key(context):
    later = card_keeping.key_of(context.suite, context.other)
    check(later, is_not(equal_to(context.key_before)), "the id of the key of the later card")


@given("the keys of the vault as the key store holds them")
def the_keys(context):
    context.keys = card_sealing.keys(context.suite)
    check(len(context.keys), greater_than(0), "keys in the key store")


@when("every declared place is searched for them")
def search_for_keys(context):
    context.report = context.suite.sweep(context.keys)


@then("none of the keys is found")
def no_key_is_found(context):
    check(searching.places(context.report.finds), empty(), "places in which a key lies")
    context.report.require_searched()


# -- hashes


@when("each stored value is compared with the common digests of the number, with its neighbours as salt and as key")
def compare_with_digests(context):
    row = card_keeping.the_row(context.suite, context.kept)
    context.compared = len(row)
    context.matches = card_hashes.guessable(context.kept.number.value, row)


@then("none of them is such a digest")
def none_is_a_digest(context):
    check(context.compared, greater_than(1), "stored values that were compared")
    check([str(match) for match in context.matches], empty(), "stored values that are digests of the number")


@when("all 100,000 numbers with the same six first and four last digits are tried against each stored value")
def try_all_numbers(context):
    number, row = context.kept.number.value, card_keeping.the_row(context.suite, context.kept)
    started = time.process_time()
    context.matches = card_hashes.found_by_trying(number[:6], number[-4:], len(number), row)
    context.seconds = time.process_time() - started


@then("none of them fits")
def none_fits(context):
    check([str(match) for match in context.matches], empty(), "stored values that a number was found for")


@then("the trial takes at most {limit_s:g} s of computing time")
def the_trial_took(context, limit_s):
    check(context.seconds, less_than_or_equal_to(limit_s), "seconds for all numbers")


@given("the customer's card was listed, and its number read by a person with that duty")
def listed_and_read(context):
    card_keeping.tokens_of(context.suite, context.kept.customer)
    card_keeping.read_number(context.suite, context.kept.token)


@when("every declared place is searched for the number and its digests")
def search_for_digests(context):
    context.report = context.suite.sweep([context.kept.number])


@then("none of them is found")
def nothing_found(context):
    check(searching.places(context.report.finds), empty(), "places with the number or a digest of it")
    context.report.require_searched()


# -- channels and display


@when("the card is read in every other way that the profile names")
def read_in_every_way(context):
    context.channels = card_channels.contents(context.suite, context.kept)


@then("each of them returned something about that card")
def each_returned_something(context):
    silent = [name for name, text in context.channels.items() if not card_channels.tells_of(text, context.kept)]
    check(len(context.channels), greater_than(1), "ways of reading a card")
    check(silent, empty(), "ways that returned nothing about the card")


@then("none of them returned its number, in whatever way it is written")
def no_channel_returns_it(context):
    clear = [name for name, text in context.channels.items() if card_channels.holds(text, context.kept.number)]
    check(clear, empty(), "ways that return the number")


@then("a search of every declared place, row by row and file by file, finds it nowhere")
def the_number_is_nowhere(context):
    report = context.suite.sweep([context.kept.number])
    check(searching.places(report.finds), empty(), "places with the number")
    report.require_searched()


@given("at least one card is stored")
def at_least_one_card(context):
    card_channels.make_sure_there_is_a_card(context.suite)


@when("the stored values of all cards are looked through")
def look_through_all(context):
    context.rows = context.suite.populations.raw("all_stored_cards")


@then("none of them holds 13 to 19 digits with a valid check digit")
def none_reads_as_a_number(context):
    check_every(
        [card_channels.reads_as_a_number(row) for row in context.rows], 1, equal_to([]), "columns of stored cards"
    )


@when("both cards are looked at on every surface, by everybody who may use it")
def look_at_every_surface(context):
    context.shown = card_display.shown(context.suite, [context.kept, context.other])
    agreed = context.suite.profile.agreed(Cards)
    context.allowed = card_display.allowed(context.kept.number.value, agreed.issuer_digits)


@then("at least one surface shows some of its digits")
def something_is_shown(context):
    check([one for one in context.shown if one.positions], has_length(greater_than(0)), "surfaces that show digits")


@then("no surface shows anybody a digit between the issuer's and the last four")
def no_surface_shows_more(context):
    more = {
        f"{one.surface}, to the {one.identity}": sorted(one.positions - context.allowed)
        for one in context.shown
        if one.positions - context.allowed
    }
    check(more, equal_to({}), "positions shown beyond those")


@then("all surfaces together show no digit between the issuer's and the last four")
def together_no_more(context):
    check(sorted(card_display.together(context.shown) - context.allowed), empty(), "positions shown beyond those")


# -- in time, and in the wrong place


@given("a fictitious customer whose card was last used one day before the longest time was over")
def a_younger_card(context):
    context.younger = _used_days_ago(context, -1)


@given("another fictitious customer whose card was last used one day after the longest time was over")
def an_older_card(context):
    context.older = _used_days_ago(context, 1)


def _used_days_ago(context, beyond):
    suite, customer = context.suite, context.suite.customer()
    card_watch.paid_days_ago(suite, customer, beyond)
    check_within(
        suite.limits.event_s, lambda: card_watch.known_cards(suite, customer), equal_to(1), "the card is known"
    )
    return customer, card_keeping.tokens_of(suite, customer)[0]


@when("cards that are not needed any more are removed")
def remove_old_cards(context):
    context.suite.operations.do("remove_old_cards")


@then("the older card can neither be listed nor read")
def the_older_card_is_gone(context):
    customer, token = context.older
    check(card_keeping.tokens_of(context.suite, customer), empty(), "cards that are listed")
    answer = card_keeping.read_number(context.suite, token)
    check(answer.refusal, equal_to("unknown"), f"what reading the number says (status {answer.status})")


@then("the younger card can be read")
def the_younger_card_stays(context):
    answer = card_keeping.read_number(context.suite, context.younger[1])
    check(answer.succeeded, is_(True), f"the number can be read (status {answer.status})")


@given("an object with a number that is no card number, in a place not meant for cards")
def an_object_without(context):
    context.without = card_watch.plant(context.suite, card_watch.no_card_number(context.suite).value)


@when("an object with a card number made for this test is put beside it")
def an_object_with(context):
    context.number = context.suite.card_number()
    context.with_number = card_watch.plant(context.suite, context.number.value)


@then("within the agreed time the incidents name the object with the card number, once")
def an_incident_in_time(context):
    suite = context.suite
    limit_s = card_keeping.bound(suite.profile.agreed(Cards).incident_s, "how soon a find is an incident (incident_s)")
    context.incidents = check_within(
        limit_s,
        lambda: card_watch.incidents_about(suite, context.with_number),
        has_length(1),
        "incidents that name the object",
    )


@then("the incident tells when it was found and repeats no digits of the number")
def the_incident_repeats_nothing(context):
    [incident] = context.incidents
    check(bool(incident["time"]), is_(True), "the incident tells when")
    told = card_display.positions_shown(context.number.value, str(incident))
    check(holds_any(str(incident), as_spoken(context.number.value)), is_(False), "the incident repeats the number")
    check(sorted(told - card_display.allowed(context.number.value, 6)), empty(), "positions that the incident shows")


@then("the incidents do not name the object without one")
def no_false_incident(context):
    check(card_watch.incidents_about(context.suite, context.without), empty(), "incidents that name the other object")


@when("the watch is asked when it last came round")
def ask_the_watch(context):
    context.ago_s = card_watch.last_round_s_ago(context.suite)


@then("that was not longer ago than agreed")
def it_came_round_lately(context):
    limit_s = card_keeping.bound(
        context.suite.profile.agreed(Cards).watch_s, "how often the watch comes round (watch_s)"
    )
    check(context.ago_s, less_than_or_equal_to(limit_s), "seconds since the watch came round last")


@then("it has looked at something and left nothing unread")
def it_left_nothing_out(context):
    said = context.suite.operations.do("read_card_incidents").words
    check(said["objects"], greater_than(0), "objects that the watch looked at")
    check(said, has_entries(unread=0), "what the watch left out")


# -- access


@given("the cards of {count:d} fictitious customers are kept")
def several_kept_cards(context, count):
    context.cards = [card_keeping.keep(context.suite) for _ in range(count)]


@when("two persons with that duty read numbers of random cards, {times:d} in all, one by one")
def read_at_random(context, times):
    context.done = card_access.read_at_random(context.suite, context.cards, times, seed=9)


@when("a person with that duty reads all their numbers at once")
def read_at_once(context):
    context.done = card_access.read_at_once(context.suite, context.cards)


@when("a person with an account of their own reads a card in the database")
def read_by_sql(context):
    context.done = card_access.read_by_sql(context.suite, context.cards[0])


@then("the audit log has exactly one entry for each reading, with the true person and the card, and no other")
def one_entry_each(context):
    check(context.done.total(), greater_than(0), "readings that were done")
    said = card_access.logged(context.suite, context.cards)
    check(card_access.differences(context.done, said), empty(), "readings and entries that do not fit")
