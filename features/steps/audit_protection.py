"""Who can do what to the audit log and its copy, and how forgeries are found out."""

from behave import given, then, when
from hamcrest import contains_inanyorder, equal_to, greater_than_or_equal_to, has_entries, is_, none

from acceptance.checks import check, check_every
from acceptance.requirements.audit import tampering
from acceptance.requirements.customers import access_copy as copying


@when("the rights to the audit log are listed for every identity that can sign in at the database")
def list_the_rights(context):
    context.rights = context.suite.populations.read("rights_to_audit_log")


@then("none of at least {least:d} identities may add to it directly, change it, remove from it or empty it")
def nobody_has_a_right(context, least):
    identities = {right["who"] for right in context.rights}
    check(len(identities), greater_than_or_equal_to(least), "identities whose rights were listed")
    kinds = {right["what"] for right in context.rights}
    check(len(kinds), greater_than_or_equal_to(4), "kinds of right that were asked for")
    held = [f"{right['who']} may {right['what']}" if right["held"] else "" for right in context.rights]
    check_every(held, least * 4, equal_to(""), "rights to the audit log that an identity holds")


@then("its owner cannot sign in, and nobody is a member of it")
def the_owner_is_nobody(context):
    owners = context.suite.populations.read("owners_of_audit_log")
    check_every(owners, 1, has_entries(can_log_in=False, members=0), "owners of the audit log")


@then("a protection that cannot be slept through stands against change, removal and emptying")
def the_protection_stands(context):
    found = {row["against"] for row in context.suite.populations.read("protection_of_audit_log")}
    check(found, contains_inanyorder("change", "removal", "emptying"), "what the protection stands against")


@when("each of the platform's identities tries {attempt:ForgingAttempt} on an entry just written")
def each_identity_tries(context, attempt):
    context.attempt = attempt
    context.tried = tampering.tries(context.suite, attempt)


@then("each attempt is refused for lack of rights, and the entry is still the same")
def each_attempt_is_refused(context):
    told = [one.told for one in context.tried]
    check_every(told, 2, equal_to(tampering.refusal(context.suite, context.attempt)), "what became of each attempt")


@then("every entry is linked to the one before it, without a gap from the first one on")
def the_log_is_linked(context):
    check(len(context.entries), greater_than_or_equal_to(2), "entries of the log")
    found = tampering.first_break(context.entries, tampering.chain(context.suite))
    check(found, none(), "the first entry that is not what it should be")


@then("every entry that has a copy out of reach is the same as its copy")
def log_and_copy_agree(context):
    copied = tampering.copies_with(context.suite, context.entries[-1])
    check(len(copied), greater_than_or_equal_to(len(context.entries)), "entries that have a copy")
    found = tampering.first_break(context.entries, tampering.chain(context.suite), copied[: len(context.entries)])
    check(found, none(), "the first entry that is not the same as its copy")


@given("an entry just written that has a copy out of reach")
def an_entry_with_a_copy(context):
    _, context.entry = tampering.own_entry(context.suite)
    tampering.copies_with(context.suite, context.entry)


@when("an auditor has the platform verify its audit log")
def the_platform_verifies(context):
    context.answer = context.suite.operations.do("verify_audit_log")


@then("the platform says that the log is whole, and has compared it with a copy that includes the entry")
def the_platform_finds_it_whole(context):
    said = context.answer.words
    check(said["whole"], is_(True), f"the platform says that its log is whole (first false entry: {said['first_bad']})")
    check(said["copied"], greater_than_or_equal_to(context.entry["sequence"]), "entries of the copy it compared with")


@when("the owner of the database forges the log so that {forgery:Forgery}")
def forge(context, forgery):
    context.forged = tampering.forge(context.suite, forgery)


@then("the platform's verification names the first false entry")
def the_platform_names_it(context):
    named = context.forged.by_the_platform
    check(named, equal_to(context.forged.begins), "the first false entry, by the platform's verification")


@then("a verification that does not rely on the platform names the same one")
def the_suite_names_it(context):
    named = context.forged.by_the_suite
    check(named, equal_to(context.forged.begins), "the first false entry, by a verification of our own")


@when("each identity of the object store that could try it tries to {attempt:LockAttempt}")
def each_tries_the_lock(context, attempt):
    context.tried = copying.try_on_copy(context.suite, attempt, context.entry)


@then("each is refused, and the copy is still the same")
def the_copy_is_the_same(context):
    check_every([one.told for one in context.tried], 2, equal_to("refused"), "what became of each attempt")
