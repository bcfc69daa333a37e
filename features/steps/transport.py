"""Weak and plain transport: old protocols, wrong certificates, requests in the clear."""

from behave import given, then, when
from hamcrest import empty, equal_to, greater_than, is_

from acceptance.checks import check
from acceptance.requirements.access import encryption


@when("every public endpoint is contacted by a careful client, and by one that trusts another authority")
def contact_carefully(context):
    context.hops = encryption.public_hops(context.suite)
    context.unproven = encryption.unproven(context.hops)
    context.believed = encryption.believed_by_strangers(context.hops)


@then("the careful client reaches the right server each time, over TLS 1.2 or later")
def reached(context):
    check(len(context.hops), greater_than(0), "number of public endpoints")
    check(context.unproven, empty(), "endpoints that do not prove who they are over a current protocol")


@then("the client that trusts another authority reaches none")
def not_believed(context):
    check(context.believed, empty(), "endpoints that a client believed which trusts another authority")


@given("a client that is shown to be able to speak {version}")
def able_to_speak(context, version):
    context.able = encryption.client_speaks(encryption.VERSIONS[version])
    check(context.able, is_(True), f"the cryptographic library of this machine is able to speak {version}")


@when("the client asks every public endpoint for {version} only")
def ask_for_a_version(context, version):
    context.hops = encryption.public_hops(context.suite)
    context.accepting = encryption.accepting(context.hops, encryption.VERSIONS[version])


@when("the client asks the {service} for {version} only")
def ask_one_for_a_version(context, service, version):
    context.hops = {service: encryption.hop_to(context.suite, service)}
    context.accepting = encryption.accepting(context.hops, encryption.VERSIONS[version])


@then("none of them speaks it, at any attempt")
@then("it does not speak it, at any attempt")
def nobody_speaks_it(context):
    check(len(context.hops), greater_than(0), "number of servers")
    check(context.accepting, empty(), "servers that speak a version that is out of date")


@then("each of them speaks a current version with the same client")
@then("it speaks a current version with the same client")
def current_is_spoken(context):
    spoken = {
        name
        for version in ("TLS 1.2", "TLS 1.3")
        for name in encryption.accepting(context.hops, encryption.VERSIONS[version])
    }
    check(spoken, equal_to(set(context.hops)), "servers that speak a current version")


@when("a request with contents is sent to every public endpoint without encryption")
def send_in_the_clear(context):
    context.hops = encryption.public_hops(context.suite)
    context.accepting = encryption.accepting_in_the_clear(context.hops)


@then("none of them accepts it, and none tells where it should have gone")
def nothing_accepted(context):
    check(len(context.hops), greater_than(0), "number of public endpoints")
    check(context.accepting, empty(), "where a request in the clear is accepted")
