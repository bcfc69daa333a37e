"""Who can do what, at the database and after signing in, and how connections are protected."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_entries,
    has_length,
    is_,
    is_in,
    less_than,
    only_contains,
)
from scene import Scene

from acceptance.checks import check, check_every
from acceptance.instruments.search.report import SweepReport
from acceptance.platform.answers import Answer
from acceptance.platform.http import REDIRECTION, class_of
from acceptance.platform.told import Told
from acceptance.profile.audit import Audit
from acceptance.profile.encrypted_hops import EncryptedHop
from acceptance.requirements.access import encryption, least_rights, powers, signing_in
from acceptance.requirements.access.encryption import Contact
from acceptance.requirements.access.least_rights import TriedToRead
from acceptance.requirements.access.powers import Reached
from acceptance.requirements.access.signing_in import Refusals
from acceptance.requirements.audit import auditing
from acceptance.requirements.audit.auditing import Act
from acceptance.requirements.customers import journeys, searching
from acceptance.runner.steps import choose, given, then, when


class AccessScene(Scene):
    """What steps about who can do what, and how connections are protected hand on."""

    able: bool
    accepting: list[str]
    addresses: Sequence[str]
    believed: list[str]
    contact: Contact
    failed_sign_ins: list[Answer]
    hops: dict[str, EncryptedHop]
    identities: list[Told]
    in_use: set[str]
    last_failure: datetime
    attempts: list[Act]
    asleep: list[str]
    new_password: str
    passwords_found: SweepReport
    refused_sign_ins: Refusals
    tokens: list[str]
    open_later: list[str]
    reached: list[Reached]
    ways: list[str]
    sign_ins: dict[str, Answer]
    token: str
    tried_readings: list[TriedToRead]
    unproven: list[str]


choose(Secret=least_rights.SECRETS)


@when("the powers of every identity that can sign in at the database are listed")
def list_the_powers(scene: AccessScene) -> None:
    scene.identities = least_rights.identities(scene.suite)
    scene.in_use = least_rights.in_use(scene.suite)


@then(
    "none of at least {least:d} that programs and people use can override rights, make identities or databases, "
    "or act as an owner"
)
def nobody_has_powers(scene: AccessScene, least: int) -> None:
    used = [one for one in scene.identities if one["who"] in scene.in_use]
    check(len(used), greater_than_or_equal_to(least), "identities of programs and people that were listed")
    check(sorted(scene.in_use - {one["who"] for one in used}), empty(), "identities in use that were not listed")
    check_every([least_rights.powers(one) for one in used], least, equal_to(""), "powers beyond the work")


@then("whoever can do everything there is nobody that programs and people use")
def nobody_is_the_administrator(scene: AccessScene) -> None:
    mighty = {one["who"] for one in scene.identities if one["can_do_everything"]}
    check(len(mighty), greater_than_or_equal_to(1), "identities that can do everything")
    check(sorted(mighty & scene.in_use), empty(), "those of them that programs and people use")


@when("each identity of the database without business with {what:Secret} tries to read it")
def each_tries_to_read(scene: AccessScene, what: str) -> None:
    scene.tried_readings = least_rights.try_to_read(scene.suite, what)


@then("each attempt to read is refused for lack of rights")
def each_reading_is_refused(scene: AccessScene) -> None:
    check_every([one.told for one in scene.tried_readings], 1, equal_to("refused"), "what became of each attempt")


@when("the ways to every right at the database are followed for every identity that can sign in")
def follow_the_ways(scene: AccessScene) -> None:
    scene.ways = powers.ways_to_everything(scene.suite)


@then("nobody but its named administrators comes to them, neither as such nor as a member of anything")
def only_administrators(scene: AccessScene) -> None:
    check(scene.ways, empty(), "who else comes to every right at the database")


@when("the settings of the database and the rights to what is made later are listed")
def list_settings_and_later_rights(scene: AccessScene) -> None:
    scene.asleep, scene.open_later = powers.asleep(scene.suite), powers.open_later(scene.suite)


@then("no setting puts a protection to sleep, and nobody but its administrators may set one so")
def nothing_sleeps(scene: AccessScene) -> None:
    check(scene.asleep, empty(), "settings that put protections to sleep")


@then("what the owner of the audit log makes later is open to nobody else, and nothing to everybody")
def nothing_is_open_later(scene: AccessScene) -> None:
    check(scene.open_later, empty(), "rights to what is made later")


@given("a fictitious customer whose figures and contact details the platform keeps")
def a_customer_who_is_kept(scene: AccessScene) -> None:
    scene.customer = journeys.person(scene.suite)
    journeys.passes_through(scene.suite, scene.customer)


@when(
    "each identity of the database without business with {what:Secret} looks wherever it may for those of the customer"
)
def each_looks_everywhere(scene: AccessScene, what: str) -> None:
    scene.reached = powers.tells_of(scene.suite, scene.customer, what)


@then("no table, view or procedure of the database tells it to them")
def nothing_tells_them(scene: AccessScene) -> None:
    looked = sum(one.looked_at for one in scene.reached)
    check_every(
        [one.told for one in scene.reached], 1, equal_to("nothing"), f"where they are told it, of {looked} places"
    )


@when("each of the platform's identities hands a statement to every procedure that runs with the rights of others")
def hand_statements(scene: AccessScene) -> None:
    scene.reached = powers.run_what_they_are_handed(scene.suite)


@then("no procedure runs the statement")
def nothing_runs_it(scene: AccessScene) -> None:
    handed = sum(one.looked_at for one in scene.reached)
    check_every([one.told for one in scene.reached], 2, equal_to("nothing"), f"procedures that run it, of {handed}")


# -- people who sign in


@given("a person with an account of their own, who can sign in")
def a_person_with_an_account(scene: AccessScene) -> None:
    scene.person = signing_in.new_person(scene.suite)
    scene.signed_in = signing_in.sign_in(scene.suite, scene.person)
    check(scene.signed_in.succeeded, is_(True), f"the person signs in (status {scene.signed_in.status})")


@when("{count:d} wrong passwords are tried on the account, by turns from two addresses")
def wrong_passwords(scene: AccessScene, count: int) -> None:
    scene.addresses = auditing.addresses(scene.suite)
    scene.failed_sign_ins = signing_in.fail(scene.suite, scene.person, count, scene.addresses)
    scene.last_failure = datetime.now(UTC)


@then("the right password is refused from either address")
def the_right_password_is_refused(scene: AccessScene) -> None:
    came_of = {one.refused_as("refused") for one in scene.failed_sign_ins}
    check(came_of, equal_to({"refused"}), "what came of the wrong passwords")
    names = signing_in.spellings(scene.suite, scene.person)
    check(names, equal_to([scene.person.account]), "spellings of its name under which the account is open")
    answers = [signing_in.sign_in(scene.suite, scene.person, source=one) for one in scene.addresses]
    comes_of = [one.refused_as("refused") for one in answers]
    check(comes_of, equal_to(["refused"] * len(answers)), "what comes of the right password")


@then("the account says that it is locked for at least {minutes:d} minutes from the last failure")
def the_account_is_locked(scene: AccessScene, minutes: int) -> None:
    offset = scene.suite.platform.clock_offset("scoring_api")
    locked = signing_in.locked_minutes(scene.suite, scene.person, scene.last_failure)
    slack = (abs(offset.seconds) + offset.uncertainty_s + 1) / 60
    check(locked + slack, greater_than_or_equal_to(minutes), "minutes for which the account is locked")


@then("another person signs in from the same addresses")
def another_signs_in(scene: AccessScene) -> None:
    other = signing_in.new_person(scene.suite)
    answers = [signing_in.sign_in(scene.suite, other, source=one) for one in scene.addresses]
    check([one.succeeded for one in answers], equal_to([True] * len(answers)), "another person signs in")


@then("once an administrator has unlocked the account its owner signs in again")
def unlocked_again(scene: AccessScene) -> None:
    scene.suite.platform.operations.do("unlock_account", account=scene.person.account)
    answer = signing_in.sign_in(scene.suite, scene.person)
    check(answer.succeeded, is_(True), f"the owner signs in after the lock (status {answer.status})")


@then("its owner signs in, and after {count:d} more failures once again")
def the_owner_signs_in_twice(scene: AccessScene, count: int) -> None:
    first = signing_in.sign_in(scene.suite, scene.person)
    check(first.succeeded, is_(True), f"the owner signs in (status {first.status})")
    signing_in.fail(scene.suite, scene.person, count, scene.addresses)
    second = signing_in.sign_in(scene.suite, scene.person)
    check(second.succeeded, is_(True), f"the owner signs in once again (status {second.status})")


@when("the person signs in rightly, with a wrong password, under a name that nobody has, and once disabled")
def sign_in_in_every_way(scene: AccessScene) -> None:
    scene.attempts = signing_in.attempts(scene.suite, scene.person)


@then("each attempt has exactly one entry, with who it was about, how it ended and where it came from")
def each_attempt_is_told(scene: AccessScene) -> None:
    ended = [one.answer.succeeded for one in scene.attempts]
    check(ended, equal_to([True, False, False, False]), "which attempts succeeded")
    for attempt in scene.attempts:
        found = auditing.about(scene.suite, attempt)
        check(found, has_length(1), "entries about an attempt to sign in")
        check(found[0], has_entries(attempt.expected), "what the entry says")


@when("sign-ins with wrong passwords are refused, by turns for the person and under names that nobody has")
def refused_by_turns(scene: AccessScene) -> None:
    scene.refused_sign_ins = signing_in.refusals(scene.suite, scene.person)


@then("nothing in the refusals, nor their time, tells whether there is such an account")
def refusals_are_alike(scene: AccessScene) -> None:
    check(len(scene.refused_sign_ins.of_somebody), greater_than(1), "refusals of each kind")
    check(scene.refused_sign_ins.succeeded(), empty(), "sign-ins with a wrong password that succeeded")
    check(scene.refused_sign_ins.differences(), empty(), "in what refusals differ")


@given("the person is signed in twice")
def signed_in_twice(scene: AccessScene) -> None:
    scene.tokens = signing_in.sessions(scene.suite, scene.person, 2)
    before = max(signing_in.uses_of(scene.suite, scene.person, scene.tokens))
    check(class_of(before), less_than(REDIRECTION), f"the class of the worst status of the sessions before ({before})")


@when("an administrator gives the account another password")
def another_password(scene: AccessScene) -> None:
    scene.new_password = signing_in.new_password()
    words = {"account": scene.person.account, "password": scene.new_password}
    scene.suite.platform.operations.do("change_password", **words)


@then("both sessions are refused at every replica, and stay so")
def sessions_are_over(scene: AccessScene) -> None:
    refused = only_contains(is_in(scene.suite.profile.services.scoring_api.no_identity))
    check(signing_in.uses_of(scene.suite, scene.person, scene.tokens), refused, "what comes of them")
    time.sleep(scene.suite.limits.settles_s)
    again = signing_in.uses_of(scene.suite, scene.person, scene.tokens)
    check(again, refused, f"what comes of them {scene.suite.limits.settles_s:g} s later")


@then("the old password is refused, and the new one signs in")
def only_the_new_password(scene: AccessScene) -> None:
    old = signing_in.sign_in(scene.suite, scene.person)
    check(old.refused_as("refused"), equal_to("refused"), f"what comes of the old password (status {old.status})")
    new = signing_in.sign_in(scene.suite, scene.person, scene.new_password)
    check(new.succeeded, is_(True), f"the new password signs in (status {new.status})")


@when("passwords are given to the account, tried rightly and wrongly, and every declared place is searched for them")
def search_for_passwords(scene: AccessScene) -> None:
    suite, wrong, later = scene.suite, signing_in.new_password(), signing_in.new_password()
    signing_in.sign_in(suite, scene.person, wrong)
    suite.platform.operations.do("change_password", account=scene.person.account, password=later)
    signing_in.sign_in(suite, scene.person, later)
    time.sleep(suite.limits.settles_s)
    scene.passwords_found = suite.search.sweep(
        [suite.canary("text", one) for one in (scene.person.password, wrong, later)]
    )


@then("none of the passwords is found")
def no_password_is_found(scene: AccessScene) -> None:
    check(searching.places(scene.passwords_found.finds), empty(), "places in which a password is readable")
    scene.passwords_found.require_searched()


@when("each program tries to sign in under its own name with its own token")
def programs_sign_in(scene: AccessScene) -> None:
    scene.sign_ins = signing_in.programs_signing_in(scene.suite)


@then("each program is refused")
def each_program_is_refused(scene: AccessScene) -> None:
    refused = [answer.refused_as("refused") for answer in scene.sign_ins.values()]
    check_every(refused, 2, equal_to("refused"), "what came of programs that signed in")


@when("the account is disabled while its owner is signed in")
def disable_while_signed_in(scene: AccessScene) -> None:
    scene.token = str(scene.signed_in.words["token"])
    seen = scene.suite.platform.operations.try_("read_account", token=scene.token, account=scene.person.account)
    check(seen.succeeded, is_(True), f"the token is good for a call (status {seen.status})")
    scene.suite.platform.operations.do("disable_account", account=scene.person.account)


@then("its owner is refused at once, with the token as with the password")
def the_owner_is_refused(scene: AccessScene) -> None:
    with_token = scene.suite.platform.operations.try_("read_account", token=scene.token, account=scene.person.account)
    unknown = scene.suite.profile.services.scoring_api.no_identity
    check(with_token.status, is_in(unknown), "what comes of the token")
    with_password = signing_in.sign_in(scene.suite, scene.person)
    check(
        with_password.refused_as("refused"),
        equal_to("refused"),
        f"what comes of the password (status {with_password.status})",
    )


@then("no second account of the same name can be made")
def no_second_account(scene: AccessScene) -> None:
    again = scene.suite.platform.operations.try_(
        "create_account", account=scene.person.account, password=signing_in.new_password()
    )
    check(again.refused_as("taken"), equal_to("taken"), f"the refusal (status {again.status})")


@when("the account is given another password, unlocked and disabled by an administrator")
def change_credentials(scene: AccessScene) -> None:
    operations, account = scene.suite.platform.operations, scene.person.account
    operations.do("change_password", account=account, password=signing_in.new_password())
    operations.do("unlock_account", account=account)
    operations.do("disable_account", account=account)


@then("the audit log has exactly one entry about each of the {count:d} changes, with the administrator's name")
def each_change_has_an_entry(scene: AccessScene, count: int) -> None:
    found = signing_in.changes_of(scene.suite, scene.person)
    check(found, has_length(count), "entries about changes of the account")
    told = {str(sorted(one["details"].items())) for one in found}
    check(told, has_length(count), "different changes that the entries tell")
    actor = scene.suite.profile.agreed(Audit).word("administrator", "users")
    check_every([one["actor"] for one in found], count, equal_to(actor), "who made the changes")


@when("the {service} is contacted with and without encryption")
def contact_with_and_without_encryption(scene: AccessScene, service: str) -> None:
    scene.contact = encryption.contact(scene.suite, service)


@then("the encrypted contact proves to be the right server")
def the_server_is_the_right_one(scene: AccessScene) -> None:
    check(scene.contact.encrypted, is_(True), f"the encrypted contact succeeds ({scene.contact.says})")


@then("the unencrypted contact gets no service")
def no_service_in_the_clear(scene: AccessScene) -> None:
    check(scene.contact.served_in_the_clear, is_(False), "the server serves an unencrypted contact")


@when("every public endpoint is contacted by a careful client, and by one that trusts another authority")
def contact_carefully(scene: AccessScene) -> None:
    scene.hops = encryption.public_hops(scene.suite)
    scene.unproven = encryption.unproven(scene.suite, scene.hops)
    scene.believed = encryption.believed_by_strangers(scene.suite, scene.hops)


@then("the careful client reaches the right server each time, over TLS 1.2 or later")
def reached(scene: AccessScene) -> None:
    check(len(scene.hops), greater_than(0), "number of public endpoints")
    check(scene.unproven, empty(), "endpoints that do not prove who they are over a current protocol")


@then("the client that trusts another authority reaches none")
def not_believed(scene: AccessScene) -> None:
    check(scene.believed, empty(), "endpoints that a client believed which trusts another authority")


@given("a client that is shown to be able to speak {version}")
def able_to_speak(scene: AccessScene, version: str) -> None:
    scene.able = encryption.client_speaks(encryption.VERSIONS[version])
    check(scene.able, is_(True), f"the cryptographic library of this machine is able to speak {version}")


@when("the client asks every public endpoint for {version} only")
def ask_for_a_version(scene: AccessScene, version: str) -> None:
    scene.hops = encryption.public_hops(scene.suite)
    scene.accepting = encryption.accepting(scene.suite, scene.hops, encryption.VERSIONS[version])


@when("the client asks the {service} for {version} only")
def ask_one_for_a_version(scene: AccessScene, service: str, version: str) -> None:
    scene.hops = {service: encryption.hop_to(scene.suite, service)}
    scene.accepting = encryption.accepting(scene.suite, scene.hops, encryption.VERSIONS[version])


@then("none of them speaks it, at any attempt")
@then("it does not speak it, at any attempt")
def nobody_speaks_it(scene: AccessScene) -> None:
    check(len(scene.hops), greater_than(0), "number of servers")
    check(scene.accepting, empty(), "servers that speak a version that is out of date")


@then("each of them speaks a current version with the same client")
@then("it speaks a current version with the same client")
def current_is_spoken(scene: AccessScene) -> None:
    spoken = {
        name
        for version in ("TLS 1.2", "TLS 1.3")
        for name in encryption.accepting(scene.suite, scene.hops, encryption.VERSIONS[version])
    }
    check(spoken, equal_to(set(scene.hops)), "servers that speak a current version")


@when("a request with contents is sent to every public endpoint without encryption")
def send_in_the_clear(scene: AccessScene) -> None:
    scene.hops = encryption.public_hops(scene.suite)
    scene.accepting = encryption.accepting_in_the_clear(scene.suite, scene.hops)


@then("none of them accepts it, and none tells where it should have gone")
def nothing_accepted(scene: AccessScene) -> None:
    check(len(scene.hops), greater_than(0), "number of public endpoints")
    check(scene.accepting, empty(), "where a request in the clear is accepted")
