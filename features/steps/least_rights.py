"""Who can do what, at the database and after signing in: nobody more than the work needs."""

from datetime import UTC, datetime

from behave import given, then, when
from hamcrest import empty, equal_to, greater_than_or_equal_to, has_length, is_

from acceptance.checks import check, check_every
from acceptance.profile.audit import Audit
from acceptance.requirements.access import least_rights, signing_in
from acceptance.requirements.audit import auditing


@when("the powers of every identity that can sign in at the database are listed")
def list_the_powers(context):
    context.identities = least_rights.identities(context.suite)
    context.in_use = least_rights.in_use(context.suite)


@then(
    "none of at least {least:d} that programs and people use can override rights, make identities or databases, "
    "or act as an owner"
)
def nobody_has_powers(context, least):
    used = [one for one in context.identities if one["who"] in context.in_use]
    check(len(used), greater_than_or_equal_to(least), "identities of programs and people that were listed")
    check(sorted(context.in_use - {one["who"] for one in used}), empty(), "identities in use that were not listed")
    check_every([least_rights.powers(one) for one in used], least, equal_to(""), "powers beyond the work")


@then("whoever can do everything there is nobody that programs and people use")
def nobody_is_the_administrator(context):
    mighty = {one["who"] for one in context.identities if one["can_do_everything"]}
    check(len(mighty), greater_than_or_equal_to(1), "identities that can do everything")
    check(sorted(mighty & context.in_use), empty(), "those of them that programs and people use")


@when("each identity of the database without business with {what:Secret} tries to read it")
def each_tries_to_read(context, what):
    context.tried = least_rights.try_to_read(context.suite, what)


@then("each attempt to read is refused for lack of rights")
def each_reading_is_refused(context):
    check_every([one.told for one in context.tried], 1, equal_to("refused"), "what became of each attempt")


# -- people who sign in


@given("a person with an account of their own, who can sign in")
def a_person_with_an_account(context):
    context.person = signing_in.new_person(context.suite)
    context.signed_in = signing_in.sign_in(context.suite, context.person)
    check(context.signed_in.succeeded, is_(True), f"the person signs in (status {context.signed_in.status})")


@when("{count:d} wrong passwords are tried on the account, by turns from two addresses")
def wrong_passwords(context, count):
    context.addresses = auditing.addresses(context.suite)
    context.wrong = signing_in.fail(context.suite, context.person, count, context.addresses)
    context.last_failure = datetime.now(UTC)


@then("the right password is refused from either address")
def the_right_password_is_refused(context):
    check({one.refusal for one in context.wrong}, equal_to({"refused"}), "what came of the wrong passwords")
    answers = [signing_in.sign_in(context.suite, context.person, source=one) for one in context.addresses]
    check([one.refusal for one in answers], equal_to(["refused"] * len(answers)), "what comes of the right password")


@then("the account says that it is locked for at least {minutes:d} minutes from the last failure")
def the_account_is_locked(context, minutes):
    offset = context.suite.clock_offset("scoring_api")
    locked = signing_in.locked_minutes(context.suite, context.person, context.last_failure)
    slack = (abs(offset.seconds) + offset.uncertainty_s + 1) / 60
    check(locked + slack, greater_than_or_equal_to(minutes), "minutes for which the account is locked")


@then("another person signs in from the same addresses")
def another_signs_in(context):
    other = signing_in.new_person(context.suite)
    answers = [signing_in.sign_in(context.suite, other, source=one) for one in context.addresses]
    check([one.succeeded for one in answers], equal_to([True] * len(answers)), "another person signs in")


@then("once an administrator has unlocked the account its owner signs in again")
def unlocked_again(context):
    context.suite.operations.do("unlock_account", account=context.person.account)
    answer = signing_in.sign_in(context.suite, context.person)
    check(answer.succeeded, is_(True), f"the owner signs in after the lock (status {answer.status})")


@then("its owner signs in, and after {count:d} more failures once again")
def the_owner_signs_in_twice(context, count):
    first = signing_in.sign_in(context.suite, context.person)
    check(first.succeeded, is_(True), f"the owner signs in (status {first.status})")
    signing_in.fail(context.suite, context.person, count, context.addresses)
    second = signing_in.sign_in(context.suite, context.person)
    check(second.succeeded, is_(True), f"the owner signs in once again (status {second.status})")


@when("each program tries to sign in under its own name with its own token")
def programs_sign_in(context):
    context.statuses = signing_in.programs_signing_in(context.suite)


@then("each program is refused")
def each_program_is_refused(context):
    check_every(list(context.statuses.values()), 2, equal_to(401), "what came of programs that signed in")


@when("the account is disabled while its owner is signed in")
def disable_while_signed_in(context):
    context.token = context.signed_in.words["token"]
    seen = context.suite.operations.try_("read_account", token=context.token, account=context.person.account)
    check(seen.succeeded, is_(True), f"the token is good for a call (status {seen.status})")
    context.suite.operations.do("disable_account", account=context.person.account)


@then("its owner is refused at once, with the token as with the password")
def the_owner_is_refused(context):
    with_token = context.suite.operations.try_("read_account", token=context.token, account=context.person.account)
    check(with_token.status, equal_to(401), "what comes of the token")
    with_password = signing_in.sign_in(context.suite, context.person)
    check(with_password.refusal, equal_to("refused"), f"what comes of the password (status {with_password.status})")


@then("no second account of the same name can be made")
def no_second_account(context):
    again = context.suite.operations.try_(
        "create_account", account=context.person.account, password=signing_in.new_password()
    )
    check(again.refusal, equal_to("taken"), f"the refusal (status {again.status})")


@when("the account is given another password, unlocked and disabled by an administrator")
def change_credentials(context):
    operations, account = context.suite.operations, context.person.account
    operations.do("change_password", account=account, password=signing_in.new_password())
    operations.do("unlock_account", account=account)
    operations.do("disable_account", account=account)


@then("the audit log has exactly one entry about each of the {count:d} changes, with the administrator's name")
def each_change_has_an_entry(context, count):
    found = signing_in.changes_of(context.suite, context.person)
    check(found, has_length(count), "entries about changes of the account")
    told = {str(sorted(one["details"].items())) for one in found}
    check(told, has_length(count), "different changes that the entries tell")
    actor = context.suite.profile.agreed(Audit).word("administrator", "users")
    check_every([one["actor"] for one in found], count, equal_to(actor), "who made the changes")
