"""What the audit log says of this run and of itself, its copy, and who can do what to both."""

from typing import Any

from hamcrest import (
    any_of,
    contains_inanyorder,
    empty,
    equal_to,
    greater_than_or_equal_to,
    has_entries,
    has_item,
    has_length,
    is_,
    less_than_or_equal_to,
    none,
)
from scene import Scene

from acceptance.checks import check, check_every, check_within
from acceptance.platform.clocks import check_time
from acceptance.platform.object_lock import ATTEMPTS
from acceptance.platform.told import Told
from acceptance.profile.audit import Audit
from acceptance.profile.services import Database
from acceptance.requirements.audit import auditing, chain, copies, searches, tampering
from acceptance.requirements.audit.auditing import Act, MadeAndRemoved, Refused
from acceptance.requirements.audit.copies import Locked, TriedOnCopy
from acceptance.requirements.audit.searches import Search
from acceptance.requirements.audit.tampering import Forged, Tried
from acceptance.requirements.service import services
from acceptance.runner.steps import choose, given, then, when


class AuditScene(Scene):
    """What steps about the audit log, its entries and its copies hand on."""

    acts: list[Act]
    burst: list[Refused]
    entry_before_cut: dict[str, Any]
    forged: Forged
    forging_attempt: str
    locks: list[Locked]
    log_copies: list[dict[str, Any]]
    unreadable_copies: list[str]
    looked_for: str
    made: MadeAndRemoved
    own: list[dict[str, Any]]
    reading: Act
    rights: list[Told]
    searches: list[Search]
    tried: list[Tried]
    tried_on_copy: list[TriedOnCopy]


choose(
    AuditedAct=auditing.ACTS,
    ForgingAttempt=tampering.FORGING,
    Forgery=tampering.FORGERIES,
    LockAttempt=ATTEMPTS,
)


@when("there is {act:AuditedAct}")
def there_is(scene: AuditScene, act: str) -> None:
    scene.act = auditing.ACTS[act](scene.suite, customer=scene.customer)


@when(
    "there is {act:AuditedAct}, which claims another user, another address and another time, "
    "from a second address of ours"
)
def there_is_with_claims(scene: AuditScene, act: str) -> None:
    second = auditing.addresses(scene.suite)[1]
    scene.act = auditing.ACTS[act](scene.suite, customer=scene.customer, source=second, headers=dict(auditing.CLAIMS))


@then("the audit log has exactly one entry about it")
def exactly_one_entry(scene: AuditScene) -> None:
    found = auditing.about(scene.suite, scene.act)
    check(found, has_length(1), "entries about the act")
    scene.entry = found[0]


@then("the entry names the true user, the kind of event, the outcome, the address it came from and what it was about")
def the_entry_is_true(scene: AuditScene) -> None:
    check(scene.entry, has_entries(scene.act.expected), "what the entry says")


@then("the time of the entry lies within the time of the act, in UTC, by the server's clock")
def the_time_is_true(scene: AuditScene) -> None:
    offset = scene.suite.platform.clock_offset("scoring_api")
    check_time(str(scene.entry["time"]), scene.act.begun, scene.act.ended, offset, "when it was recorded")


@when("an auditor reads the whole audit log")
def read_the_whole_log(scene: AuditScene) -> None:
    scene.reading = auditing.by_an_auditor(scene.suite)
    scene.entries = auditing.entries(scene.suite)


@then("every entry has a user, a kind of event, a time in UTC, an outcome, an address and what it was about")
def every_entry_is_complete(scene: AuditScene) -> None:
    auditing.check_complete(scene.entries, "what entries lack of the six elements")


@then("the newest entries include that of an earlier reading by this run")
def the_log_is_of_now(scene: AuditScene) -> None:
    own = scene.reading.nonce.value
    check([entry["correlation"] for entry in scene.entries], has_item(own), "the names of the requests in the log")


@when(
    "{count:d} calls are refused, by turns for a wrong token and for a missing right, each over a connection of its own"
)
def a_burst_of_refusals(scene: AuditScene, count: int) -> None:
    scene.burst = auditing.burst(scene.suite, scene.customer, count)


@then("each of the {count:d} refusals has exactly one entry when it is looked for at once")
def each_has_one_entry(scene: AuditScene, count: int) -> None:
    kinds = auditing.REFUSALS
    refused = [one.act for one in scene.burst if auditing.refused_as(scene.suite, one.act, *kinds) in kinds]
    check(len(refused), equal_to(count), "calls that were refused")
    check([one.found for one in scene.burst], equal_to([1] * count), "entries about each refusal, at once")


@when("a table is created in the database and removed again, under a name made up for this scenario")
def create_and_remove_a_table(scene: AuditScene) -> None:
    scene.made = auditing.make_and_remove_an_object(scene.suite)


@then("the audit log has exactly one entry about its creation and one about its removal, with who did it and when")
def creation_and_removal_are_told(scene: AuditScene) -> None:
    suite, offset = scene.suite, scene.suite.platform.clock_offset("database")
    for event in ("creation of an object", "removal of an object"):
        found = auditing.about_object(suite, scene.made, event)
        check(found, has_length(1), f"entries about the {event}")
        expected = {
            "actor": suite.profile.service(Database).user,
            "outcome": suite.profile.agreed(Audit).word("success", "outcomes"),
        }
        check(found[0], has_entries(expected), f"what the entry about the {event} says")
        check_time(str(found[0]["time"]), scene.made.begun, scene.made.ended, offset, f"the {event}")


@when("each identity without the right to read the audit log tries to read it")
def each_tries_to_read(scene: AuditScene) -> None:
    others = auditing.identities_without(scene.suite, "read_audit_entries")
    scene.acts = [auditing.without_the_right(scene.suite, identity=identity) for identity in others]


@then("each is refused, and the audit log has exactly one entry with the name of each")
def each_is_refused_and_named(scene: AuditScene) -> None:
    answers = [auditing.refused_as(scene.suite, one, "no_right") for one in scene.acts]
    check(answers, equal_to(["no_right"] * len(scene.acts)), "the answers")
    for act in scene.acts:
        found = auditing.about(scene.suite, act)
        check(found, has_length(1), "entries about an attempt")
        check(found[0], has_entries(act.expected), "what the entry says")


@then("none of them was shown an entry")
def nobody_was_shown_an_entry(scene: AuditScene) -> None:
    shown = [one for one in scene.acts if auditing.shown(scene.suite, one)]
    check(shown, empty(), "attempts that were shown something of the log")


@when("the customer's figures are asked for without a token, with an empty one and with the first half of a true one")
def half_tokens(scene: AuditScene) -> None:
    scene.acts = auditing.with_no_whole_token(scene.suite, scene.customer)


@then("each is refused as unknown, and the audit log has exactly one entry about each")
def each_is_unknown(scene: AuditScene) -> None:
    answers = [auditing.refused_as(scene.suite, one, "no_identity") for one in scene.acts]
    check(answers, equal_to(["no_identity"] * len(scene.acts)), "the answers")
    check(len(scene.acts), greater_than_or_equal_to(3), "attempts")
    for act in scene.acts:
        found = auditing.about(scene.suite, act)
        check(found, has_length(1), "entries about an attempt")
        check(found[0], has_entries(act.expected), "what the entry says")


@when("an auditor looks in the audit log for the acts of one user")
def look_for_one_user(scene: AuditScene) -> None:
    scene.looked_for = scene.suite.profile.agreed(Audit).word(auditing.scorer(scene.suite), "users")
    scene.act = auditing.by_an_auditor(scene.suite, actor=scene.looked_for)


@when("an auditor looks for something in the audit log in every way that there is")
def look_in_every_way(scene: AuditScene) -> None:
    scene.searches = searches.in_every_way(scene.suite)


@then("the audit log has exactly one entry about each search, with the auditor who made it")
def every_search_is_told(scene: AuditScene) -> None:
    untold = [word for search in scene.searches for word in searches.untold(scene.suite, search)]
    check(len(scene.searches), greater_than_or_equal_to(1), "searches")
    check(untold, empty(), f"of {len(scene.searches)} searches, what the log does not tell")


@then("each of these entries tells what was looked for")
def every_search_is_named(scene: AuditScene) -> None:
    unnamed = [word for search in scene.searches for word in searches.unnamed(scene.suite, search)]
    check(unnamed, empty(), f"of {len(scene.searches)} searches, what the log does not tell")


@then("the entry tells whose acts were looked for")
def the_entry_tells_what_was_looked_for(scene: AuditScene) -> None:
    told = scene.entry["details"].values()
    check(list(told), has_item(scene.looked_for), "what the entry says of the reading")


@when("an auditor reads the audit log")
def an_auditor_reads(scene: AuditScene) -> None:
    _, scene.entry = tampering.own_entry(scene.suite)


@then("the entry about that reading has a copy within the agreed time, the same in every word")
@then("that entry has a copy out of reach, the same in every word")
def the_copy_is_the_same(scene: AuditScene) -> None:
    kept = tampering.copies_with(scene.suite, scene.entry)
    own = [one for one in kept if one["sequence"] == scene.entry["sequence"]]
    check([tampering.plain(one) for one in own], equal_to([tampering.plain(scene.entry)]), "the copy of the entry")
    waited_s = copies.waited_s(scene.suite, scene.entry)
    within_s = tampering.copy_place(scene.suite).within_s
    check(waited_s, less_than_or_equal_to(within_s), "seconds that the entry waited for its copy")


@when("the copies of the audit log are read")
def read_the_copies(scene: AuditScene) -> None:
    copied = tampering.Copies(scene.suite)
    scene.log_copies, scene.unreadable_copies = copied.entries(), copied.unreadable


@then("no number is missing between the oldest copy and the newest")
def no_number_is_missing(scene: AuditScene) -> None:
    check(len(scene.log_copies), greater_than_or_equal_to(1), "entries that have a copy")
    check(copies.gaps(scene.log_copies), empty(), "numbers that are missing among the copies")


@then("the oldest copy is that of the first entry, or at least {days:d} days old")
def the_copies_reach_back(scene: AuditScene, days: int) -> None:
    oldest = scene.log_copies[0]
    reach = (chain.number_of(oldest) == 1, copies.age_days(oldest) >= days)
    check(reach, any_of(equal_to((True, True)), equal_to((True, False)), equal_to((False, True))), "how far they reach")


@when("the locks of the copies of the audit log are read")
def read_the_locks(scene: AuditScene) -> None:
    scene.locks = copies.locks(scene.suite)


@then("every copy is locked against everybody for at least {days:d} days from when it was made")
def every_copy_is_locked(scene: AuditScene, days: int) -> None:
    told = [copies.locked_for(lock, days) for lock in scene.locks]
    check_every(told, 1, equal_to("locked"), "the locks of the copies")


@given("the way to the place where copies lie is cut")
def cut_the_way(scene: AuditScene) -> None:
    _, before = tampering.own_entry(scene.suite)
    tampering.copies_with(scene.suite, before)
    scene.entry_before_cut = before
    scene.restore = services.cut(scene.suite, copies.interruption(scene.suite))


@when("{count:d} entries are written")
def entries_are_written(scene: AuditScene, count: int) -> None:
    scene.own = [tampering.own_entry(scene.suite)[1] for _ in range(count)]


@then("an alarm about late copies is raised within the agreed time")
def an_alarm_is_raised(scene: AuditScene) -> None:
    within_s = tampering.copy_place(scene.suite).alarm_within_s
    check_within(
        within_s,
        lambda: copies.told_since(scene.suite, scene.entry_before_cut, "late copies"),
        greater_than_or_equal_to(1),
        "alarms about late copies since the way was cut",
    )


@then("when the way is open again each of the {count:d} entries has a copy, and no number is missing")
def nothing_is_lost(scene: AuditScene, count: int) -> None:
    scene.suite.settle(scene.restore)
    kept = tampering.Copies(scene.suite)
    newest = chain.number_of(scene.own[-1])
    within_s = tampering.copy_place(scene.suite).within_s + scene.suite.limits.recovery_s
    check_within(within_s, kept.numbers, has_item(newest), "numbers of the entries that have a copy")
    wanted = {chain.number_of(entry) for entry in scene.own}
    check(len(wanted), equal_to(count), "entries written while the way was cut")
    check(sorted(wanted - kept.numbers()), empty(), "entries of this scenario without a copy")
    check(copies.gaps(kept.entries()), empty(), "numbers that are missing among the copies")


@then("the audit log says that copying stood still, and that it went on")
def the_log_says_so(scene: AuditScene) -> None:
    said = {
        word: copies.told_since(scene.suite, scene.entry_before_cut, word)
        for word in ("late copies", "copies back in time")
    }
    check(said["late copies"], is_(1), "entries that copying stood still")
    check_within(
        scene.suite.limits.recovery_s,
        lambda: copies.told_since(scene.suite, scene.entry_before_cut, "copies back in time"),
        equal_to(1),
        "entries that copying went on",
    )


@when("the rights to the audit log are listed for every identity that can sign in at the database")
def list_the_rights(scene: AuditScene) -> None:
    scene.rights = scene.suite.platform.populations.read("rights_to_audit_log")


@then("none of at least {least:d} identities may add to it directly, change it, remove from it or empty it")
def nobody_has_a_right(scene: AuditScene, least: int) -> None:
    identities = {right["who"] for right in scene.rights}
    check(len(identities), greater_than_or_equal_to(least), "identities whose rights were listed")
    kinds = {right["what"] for right in scene.rights}
    check(len(kinds), greater_than_or_equal_to(4), "kinds of right that were asked for")
    held = [f"{right['who']} may {right['what']}" if right["held"] else "" for right in scene.rights]
    check_every(held, least * 4, equal_to(""), "rights to the audit log that an identity holds")


@then("its owner cannot sign in, and nobody is a member of it")
def the_owner_is_nobody(scene: AuditScene) -> None:
    owners = scene.suite.platform.populations.read("owners_of_audit_log")
    check_every(owners, 1, has_entries(can_log_in=False, members=0), "owners of the audit log")


@then("a protection that cannot be slept through stands against change, removal and emptying")
def the_protection_stands(scene: AuditScene) -> None:
    found = {row["against"] for row in scene.suite.platform.populations.read("protection_of_audit_log")}
    check(found, contains_inanyorder("change", "removal", "emptying"), "what the protection stands against")


@when("each of the platform's identities tries {attempt:ForgingAttempt} on an entry just written")
def each_identity_tries(scene: AuditScene, attempt: str) -> None:
    scene.forging_attempt = attempt
    scene.tried = tampering.tries(scene.suite, attempt)


@then("each attempt is refused for lack of rights, and the entry is still the same")
def each_attempt_is_refused(scene: AuditScene) -> None:
    told = [one.told for one in scene.tried]
    check_every(told, 2, equal_to(tampering.refusal(scene.suite, scene.forging_attempt)), "what became of each attempt")


@then("every entry is linked to the one before it, without a gap from the first one on")
def the_log_is_linked(scene: AuditScene) -> None:
    check(len(scene.entries), greater_than_or_equal_to(2), "entries of the log")
    found = chain.first_break(scene.entries, tampering.chain(scene.suite))
    check(found, none(), "the first entry that is not what it should be")


@then("every entry that has a copy out of reach is the same as its copy")
def log_and_copy_agree(scene: AuditScene) -> None:
    copied = tampering.copies_with(scene.suite, scene.entries[-1])
    check(len(copied), greater_than_or_equal_to(len(scene.entries)), "entries that have a copy")
    found = chain.first_break(scene.entries, tampering.chain(scene.suite), copied[: len(scene.entries)])
    check(found, none(), "the first entry that is not the same as its copy")
    differing = tampering.not_as_copied(scene.entries, copied)
    check(differing, empty(), "what entries and their copies tell differently")


@given("an entry just written that has a copy out of reach")
def an_entry_with_a_copy(scene: AuditScene) -> None:
    _, scene.entry = tampering.own_entry(scene.suite)
    tampering.copies_with(scene.suite, scene.entry)


@when("an auditor has the platform verify its audit log")
def the_platform_verifies(scene: AuditScene) -> None:
    scene.answer = scene.suite.platform.operations.do("verify_audit_log")


@then("the platform says that the log is whole, and has compared it with a copy that includes the entry")
def the_platform_finds_it_whole(scene: AuditScene) -> None:
    said = scene.answer.words
    check(said["whole"], is_(True), f"the platform says that its log is whole (first false entry: {said['first_bad']})")
    check(said["copied"], greater_than_or_equal_to(scene.entry["sequence"]), "entries of the copy it compared with")


@when("the owner of the database forges the log so that {forgery:Forgery}")
def forge(scene: AuditScene, forgery: str) -> None:
    scene.forged = tampering.forge(scene.suite, forgery)


@then("the platform's verification names the first false entry")
def the_platform_names_it(scene: AuditScene) -> None:
    named = scene.forged.by_the_platform
    check(named, equal_to(scene.forged.begins), "the first false entry, by the platform's verification")


@then("a verification that does not rely on the platform names the same one")
def the_suite_names_it(scene: AuditScene) -> None:
    named = scene.forged.by_the_suite
    check(named, equal_to(scene.forged.begins), "the first false entry, by a verification of our own")


@when("each identity of the object store that could try it tries to {attempt:LockAttempt}")
def each_tries_the_lock(scene: AuditScene, attempt: str) -> None:
    scene.tried_on_copy = copies.try_on_copy(scene.suite, attempt, scene.entry)


@then("each is refused, and the copy is still the same")
def the_tried_copy_is_the_same(scene: AuditScene) -> None:
    check_every([one.told for one in scene.tried_on_copy], 2, equal_to("refused"), "what became of each attempt")


@then("the copy that was made first is still the same, whatever was written over it")
def the_first_copy_is_kept(scene: AuditScene) -> None:
    check_every([one.kept for one in scene.tried_on_copy], 2, equal_to("refused or kept"), "what became of the copy")


@then("each line of the copies is an entry that can be read")
def every_copy_can_be_read(scene: AuditScene) -> None:
    check(scene.unreadable_copies, empty(), "copies of entries that nobody can read")
    check(len(scene.log_copies), greater_than_or_equal_to(1), "entries that have a copy")


@then("no entry has two copies that differ")
def no_copies_differ(scene: AuditScene) -> None:
    check(len(scene.log_copies), greater_than_or_equal_to(1), "entries that have a copy")
    check(tampering.Copies(scene.suite).differing(), empty(), "entries that have two copies that differ")
