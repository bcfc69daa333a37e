"""The copy of the audit log: made in time, complete, locked, and missed when it is not made."""

from behave import given, then, when
from hamcrest import any_of, empty, equal_to, greater_than_or_equal_to, has_item, is_, less_than_or_equal_to

from acceptance.checks import check, check_every, check_within
from acceptance.requirements.audit import tampering
from acceptance.requirements.customers import access_copy as copying
from acceptance.requirements.service import services


@when("an auditor reads the audit log")
def an_auditor_reads(context):
    _, context.entry = tampering.own_entry(context.suite)


@then("the entry about that reading has a copy within the agreed time, the same in every word")
@then("that entry has a copy out of reach, the same in every word")
def the_copy_is_the_same(context):
    copies = tampering.copies_with(context.suite, context.entry)
    own = [one for one in copies if one["sequence"] == context.entry["sequence"]]
    check([tampering.plain(one) for one in own], equal_to([tampering.plain(context.entry)]), "the copy of the entry")
    waited_s = copying.waited_s(context.suite, context.entry)
    within_s = tampering.copy_place(context.suite).within_s
    check(waited_s, less_than_or_equal_to(within_s), "seconds that the entry waited for its copy")


@when("the copies of the audit log are read")
def read_the_copies(context):
    context.copies = tampering.Copies(context.suite).entries()


@then("no number is missing between the oldest copy and the newest")
def no_number_is_missing(context):
    check(len(context.copies), greater_than_or_equal_to(1), "entries that have a copy")
    check(copying.gaps(context.copies), empty(), "numbers that are missing among the copies")


@then("the oldest copy is that of the first entry, or at least {days:d} days old")
def the_copies_reach_back(context, days):
    oldest = context.copies[0]
    reach = (int(oldest["sequence"]) == 1, copying.age_days(oldest) >= days)
    check(reach, any_of(equal_to((True, True)), equal_to((True, False)), equal_to((False, True))), "how far they reach")


@when("the locks of the copies of the audit log are read")
def read_the_locks(context):
    context.locks = copying.locks(context.suite)


@then("every copy is locked against everybody for at least {days:d} days from when it was made")
def every_copy_is_locked(context, days):
    told = [copying.locked_for(lock, days) for lock in context.locks]
    check_every(told, 1, equal_to("locked"), "the locks of the copies")


@given("the way to the place where copies lie is cut")
def cut_the_way(context):
    _, before = tampering.own_entry(context.suite)
    tampering.copies_with(context.suite, before)
    context.before = before
    context.restore = services.cut(context.suite, copying.interruption(context.suite))


@when("{count:d} entries are written")
def entries_are_written(context, count):
    context.own = [tampering.own_entry(context.suite)[1] for _ in range(count)]


@then("an alarm about late copies is raised within the agreed time")
def an_alarm_is_raised(context):
    within_s = tampering.copy_place(context.suite).alarm_within_s
    check_within(
        within_s,
        lambda: copying.told_since(context.suite, context.before, "late copies"),
        greater_than_or_equal_to(1),
        "alarms about late copies since the way was cut",
    )


@then("when the way is open again each of the {count:d} entries has a copy, and no number is missing")
def nothing_is_lost(context, count):
    context.suite.settle(context.restore)
    copies = tampering.Copies(context.suite)
    newest = int(context.own[-1]["sequence"])
    within_s = tampering.copy_place(context.suite).within_s + context.suite.limits.recovery_s
    check_within(within_s, copies.numbers, has_item(newest), "numbers of the entries that have a copy")
    wanted = {int(entry["sequence"]) for entry in context.own}
    check(len(wanted), equal_to(count), "entries written while the way was cut")
    check(sorted(wanted - copies.numbers()), empty(), "entries of this scenario without a copy")
    check(copying.gaps(copies.entries()), empty(), "numbers that are missing among the copies")


@then("the audit log says that copying stood still, and that it went on")
def the_log_says_so(context):
    said = {
        word: copying.told_since(context.suite, context.before, word) for word in ("late copies", "copies back in time")
    }
    check(said["late copies"], is_(1), "entries that copying stood still")
    check_within(
        context.suite.limits.recovery_s,
        lambda: copying.told_since(context.suite, context.before, "copies back in time"),
        equal_to(1),
        "entries that copying went on",
    )
