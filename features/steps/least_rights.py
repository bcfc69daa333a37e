"""Who can do what at the database: nobody more than the work needs."""

from behave import then, when
from hamcrest import empty, equal_to, greater_than_or_equal_to

from acceptance.checks import check, check_every
from acceptance.compliance import least_rights


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
