"""What the audit log says of acts of this run, and of itself."""

from behave import then, when
from hamcrest import empty, equal_to, greater_than_or_equal_to, has_entries, has_item, has_length

from acceptance.checks import check
from acceptance.platform.clocks import check_time
from acceptance.profile.audit import Audit
from acceptance.requirements.audit import auditing


@when("there is {act:AuditedAct}")
def there_is(context, act):
    context.act = auditing.ACTS[act](context.suite, customer=context.customer)


@when(
    "there is {act:AuditedAct}, which claims another user, another address and another time, "
    "from a second address of ours"
)
def there_is_with_claims(context, act):
    second = auditing.addresses(context.suite)[1]
    context.act = auditing.ACTS[act](
        context.suite, customer=context.customer, source=second, headers=dict(auditing.CLAIMS)
    )


@then("the audit log has exactly one entry about it")
def exactly_one_entry(context):
    found = auditing.about(context.suite, context.act)
    check(found, has_length(1), "entries about the act")
    context.entry = found[0]


@then("the entry names the true user, the kind of event, the outcome, the address it came from and what it was about")
def the_entry_is_true(context):
    check(context.entry, has_entries(context.act.expected), "what the entry says")


@then("the time of the entry lies within the time of the act, in UTC, by the server's clock")
def the_time_is_true(context):
    offset = context.suite.clock_offset("scoring_api")
    check_time(str(context.entry["time"]), context.act.begun, context.act.ended, offset, "when it was recorded")


@when("an auditor reads the whole audit log")
def read_the_whole_log(context):
    context.reading = auditing.by_an_auditor(context.suite)
    context.entries = auditing.entries(context.suite)


@then("every entry has a user, a kind of event, a time in UTC, an outcome, an address and what it was about")
def every_entry_is_complete(context):
    auditing.check_complete(context.entries, "what entries lack of the six elements")


@then("the newest entries include that of an earlier reading by this run")
def the_log_is_of_now(context):
    own = context.reading.nonce.value
    check([entry["correlation"] for entry in context.entries], has_item(own), "the names of the requests in the log")


@when(
    "{count:d} calls are refused, by turns for a wrong token and for a missing right, each over a connection of its own"
)
def a_burst_of_refusals(context, count):
    context.burst = auditing.burst(context.suite, context.customer, count)


@then("each of the {count:d} refusals has exactly one entry when it is looked for at once")
def each_has_one_entry(context, count):
    refused = [one.act for one in context.burst if one.act.answer.status in (401, 403)]
    check(len(refused), equal_to(count), "calls that were refused")
    check([one.found for one in context.burst], equal_to([1] * count), "entries about each refusal, at once")


@when("a table is created in the database and removed again, under a name made up for this scenario")
def create_and_remove_a_table(context):
    context.made = auditing.make_and_remove_an_object(context.suite)


@then("the audit log has exactly one entry about its creation and one about its removal, with who did it and when")
def creation_and_removal_are_told(context):
    suite, offset = context.suite, context.suite.clock_offset("database")
    for event in ("creation of an object", "removal of an object"):
        found = auditing.about_object(suite, context.made, event)
        check(found, has_length(1), f"entries about the {event}")
        expected = {
            "actor": suite.profile.services.database.user,
            "outcome": suite.profile.agreed(Audit).word("success", "outcomes"),
        }
        check(found[0], has_entries(expected), f"what the entry about the {event} says")
        check_time(str(found[0]["time"]), context.made.begun, context.made.ended, offset, f"the {event}")


@when("each identity without the right to read the audit log tries to read it")
def each_tries_to_read(context):
    others = auditing.identities_without(context.suite, "read_audit_entries")
    context.acts = [auditing.without_the_right(context.suite, identity=identity) for identity in others]


@then("each is refused, and the audit log has exactly one entry with the name of each")
def each_is_refused_and_named(context):
    check([one.answer.status for one in context.acts], equal_to([403] * len(context.acts)), "the answers")
    for act in context.acts:
        found = auditing.about(context.suite, act)
        check(found, has_length(1), "entries about an attempt")
        check(found[0], has_entries(act.expected), "what the entry says")


@then("none of them was shown an entry")
def nobody_was_shown_an_entry(context):
    shown = [one for one in context.acts if b"digest" in one.answer.exchange.body or one.answer.succeeded]
    check(shown, empty(), "attempts that were shown something of the log")


@when("the customer's figures are asked for without a token, with an empty one and with the first half of a true one")
def half_tokens(context):
    context.acts = auditing.with_no_whole_token(context.suite, context.customer)


@then("each is refused as unknown, and the audit log has exactly one entry about each")
def each_is_unknown(context):
    check([one.answer.status for one in context.acts], equal_to([401] * len(context.acts)), "the answers")
    check(len(context.acts), greater_than_or_equal_to(3), "attempts")
    for act in context.acts:
        found = auditing.about(context.suite, act)
        check(found, has_length(1), "entries about an attempt")
        check(found[0], has_entries(act.expected), "what the entry says")


@when("an auditor looks in the audit log for the acts of one user")
def look_for_one_user(context):
    context.looked_for = context.suite.profile.agreed(Audit).word("scorer", "users")
    context.act = auditing.by_an_auditor(context.suite, actor=context.looked_for)


@then("the entry tells whose acts were looked for")
def the_entry_tells_what_was_looked_for(context):
    told = context.entry["details"].values()
    check(list(told), has_item(context.looked_for), "what the entry says of the reading")
