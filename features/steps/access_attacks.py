"""Requests of who has no right to them, what comes of them, and what refusals tell."""

from hamcrest import empty, greater_than, greater_than_or_equal_to, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import attacks, belonging, errors, extra_fields, forged_lines
from acceptance.requirements.access.attacks import About, Attack
from acceptance.requirements.access.belonging import Party, Reached
from acceptance.requirements.access.errors import Told
from acceptance.requirements.access.forged_lines import Sent
from acceptance.requirements.access.targets import changed, state, steady
from acceptance.requirements.access.ways_around import WAYS
from acceptance.runner.steps import choose, given, then, when


class AttackScene(Scene):
    """What steps about attacks hand on."""

    about: About
    attack: Attack
    came: dict[str, str]
    told: Told
    parties: list[Party]
    with_numbers: Reached
    line_breaks: Sent


choose(Proof=attacks.TOKENS, Way=WAYS)


@given("a fictitious customer with a score, about whom the platform says the same each time")
def somebody_with_a_score(scene: AttackScene) -> None:
    scene.about = attacks.scored_customer(scene.suite)
    check(steady(scene.about.before), has_length(greater_than(0)), "readings that stay the same")


@when("every call is made to every replica with {kind:Proof}")
def call_with_tokens(scene: AttackScene, kind: str) -> None:
    scene.attack = attacks.try_tokens(scene.suite, scene.about, kind)


@when("the rule of every call is walked around by {way:Way}, at every replica")
def walk_around(scene: AttackScene, way: str) -> None:
    scene.attack = attacks.try_ways(scene.suite, scene.about, way)


@then("no call lets it in")
def nothing_let_in(scene: AttackScene) -> None:
    check(scene.attack.let_in, empty(), "calls that did not refuse who has no right")
    attacks.require_answers(scene.attack)
    check(scene.attack.tried, greater_than_or_equal_to(scene.attack.replicas), "requests without the right")


@then("nothing about the customer has changed")
def nothing_changed(scene: AttackScene) -> None:
    after = state(scene.suite, scene.about.customer, scene.about.request_id)
    check(changed(scene.about.before, after), empty(), "readings about the customer that changed")


@then("each call lets in somebody who has the right")
def the_right_is_let_in(scene: AttackScene) -> None:
    check(scene.attack.not_let_in, empty(), "calls that refuse also who has the right")
    attacks.require_rights(scene.attack)


@given("two parties that may see only their own customers, each with a customer of its own")
def two_parties(scene: AttackScene) -> None:
    scene.parties = belonging.parties(scene.suite)
    for party in scene.parties:
        check(steady(party.before), has_length(greater_than(0)), "readings that stay the same")


@when("each makes every call that it may make with the numbers of the other's customer, at every replica")
def call_with_the_numbers_of_others(scene: AttackScene) -> None:
    scene.with_numbers = belonging.try_numbers(scene.suite, scene.parties)


@then("no call reaches what belongs to the other")
def nothing_of_others(scene: AttackScene) -> None:
    check(scene.with_numbers.tried, greater_than(0), "requests with the numbers of others")
    check(sorted(scene.with_numbers.reached), empty(), "calls that reached what belongs to somebody else")


@then("nothing about either customer has changed")
def nothing_changed_for_either(scene: AttackScene) -> None:
    check(scene.with_numbers.changed, empty(), "readings about somebody else's customer that changed")


@then("each call lets in the party to which the customer belongs")
def the_owner_is_let_in(scene: AttackScene) -> None:
    check(sorted(scene.with_numbers.owner_refused), empty(), "calls that refuse also the owner")
    belonging.require_tried(scene.with_numbers)


@when("a score is asked for with fields that say what only the platform decides")
def ask_with_extra_fields(scene: AttackScene) -> None:
    scene.came = extra_fields.smuggled(scene.suite, scene.customer)


@then("each field is refused, or the answer is as without it")
def no_field_decides(scene: AttackScene) -> None:
    check(len(scene.came), greater_than(0), "fields that were tried")
    wrong = {name: came for name, came in scene.came.items() if came not in ("refused", "as without it")}
    check(wrong, empty(), "fields that a request can set though only the platform decides them")


@when("every call is made in wrong forms, by nobody and by who has the right")
def call_in_wrong_forms(scene: AttackScene) -> None:
    scene.told = errors.provoked(scene.suite, scene.about)


@then("every call refused some of it")
def every_call_refused(scene: AttackScene) -> None:
    check(len(scene.told.refused), greater_than(0), "calls that were made")
    check(scene.told.let_be, empty(), "calls that refused no wrong form")


@then("no refusal repeats what was sent or shows the inside of the platform")
def refusals_tell_nothing(scene: AttackScene) -> None:
    check(scene.told.leaks, empty(), "what refusals told")
    attacks.require_whole_answers(scene.told.unanswered)


@when("values with line breaks and control characters are sent in every way in, to every replica")
def send_line_breaks(scene: AttackScene) -> None:
    scene.line_breaks = forged_lines.send_everywhere(scene.suite, scene.about)


@then("no line of a log begins with what was sent")
def no_forged_line(scene: AttackScene) -> None:
    check(scene.line_breaks.requests, greater_than(0), "requests with such values")
    check(forged_lines.forged_lines(scene.suite, scene.line_breaks), empty(), "lines of logs that a value began")


@then("no part of an entry of the audit log begins with what was sent")
def no_forged_entry(scene: AttackScene) -> None:
    entries, forged = forged_lines.forged_entries(scene.suite, scene.line_breaks)
    check(entries, greater_than(0), "entries of the audit log about what was sent")
    check(forged, empty(), "entries of the audit log that a value began")
