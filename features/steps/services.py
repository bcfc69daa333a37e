"""Signs of life, records of experiments, the cache, the object store and the channels for events."""

import os

from behave import given, then, when
from hamcrest import (
    all_of,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_item,
    has_length,
    is_,
    is_in,
    less_than_or_equal_to,
    none,
    not_,
    only_contains,
)

from acceptance.checks import check, check_within
from acceptance.requirements.service import flows, services, storage


@when("the {service} is asked for a sign of life")
def ask_for_a_sign_of_life(context, service):
    context.sign = services.sign_of_life(context.suite, service)


@then("the {service} gives one")
def it_gives_a_sign_of_life(context, service):
    check(context.sign.alive, is_(True), f"the {service} is alive ({context.sign.says})")


@when("the scoring API is asked whether it is ready")
def ask_whether_it_is_ready(context):
    context.readiness = services.readiness(context.suite)


@then("it says that it is ready")
def it_is_ready(context):
    check(context.readiness.ready, is_(True), "the scoring API is ready")


@then("it names each service that it depends on and says that each one works")
def every_dependency_works(context):
    works = context.readiness.works
    check(len(works), greater_than_or_equal_to(1), "the profile names services that the scoring API depends on")
    check(works, equal_to(dict.fromkeys(works, True)), "each service is named and works")


@given("the scoring API says that it is ready")
def the_scoring_api_is_ready(context):
    check(services.readiness(context.suite).ready, is_(True), "the scoring API is ready")


@when("the platform's connection to the {service} is cut")
def cut_the_connection(context, service):
    context.restore = services.cut(context.suite, service)


@then("the scoring API says that the {service} does not work and that it is not ready itself")
def it_says_not_ready(context, service):
    seen = check_within(
        context.suite.limits.recovery_s,
        lambda: services.readiness(context.suite),
        services.admits_that(service, ready=False),
        f"the scoring API says that the {service} is down",
    )
    check(seen.works[service], is_(False), f"the {service} is named as down")


@then("the scoring API says that the {service} does not work")
def it_says_that_a_service_is_down(context, service):
    check_within(
        context.suite.limits.recovery_s,
        lambda: services.readiness(context.suite).works.get(service),
        is_(False),
        f"the scoring API says that the {service} is down",
    )


@then("everything works again soon after the connection is restored")
def it_is_ready_again(context):
    context.suite.settle(context.restore)
    check(services.wait_until_all_works(context.suite), is_(True), "everything works again")


@when("the database is asked for its version")
def ask_for_the_version(context):
    context.version = context.suite.database.version()


@then("it names version {least:d} or later")
def it_names_a_version(context, least):
    check(
        int(context.version.split(".")[0]),
        greater_than_or_equal_to(least),
        "the major version of the database",
    )


@given("an experiment that the suite has just recorded in the registry")
def record_an_experiment(context):
    context.experiment = storage.record_experiment(context.suite)


@when("the registry is asked for all experiments")
def ask_the_registry_for_experiments(context):
    context.registered = context.suite.registry.experiments()


@when("the database is asked for all experiments")
def ask_the_database_for_experiments(context):
    context.stored = storage.experiments_in_the_database(context.suite)


@then("there is at least {least:d} experiment")
def there_are_experiments(context, least):
    check(len(context.registered), greater_than_or_equal_to(least), "number of experiments in the registry")


@then("both name exactly the same experiments")
def both_name_the_same_experiments(context):
    check(context.stored, equal_to(context.registered), "experiments in the database, as in the registry")


@then("the new experiment is among them under the same number")
def the_new_experiment_is_found(context):
    name, number = context.experiment
    check(context.stored.get(name), equal_to(number), "the number of the new experiment in the database")


@when("a value is stored in the cache for {ttl_s:d} seconds")
def store_a_value(context, ttl_s):
    context.values = [storage.store_value(context.suite, ttl_s)]


@given("two values stored in the cache under different names for {ttl_s:d} seconds")
def store_two_values(context, ttl_s):
    context.values = [storage.store_value(context.suite, ttl_s) for _ in range(2)]


@given("a value was stored in the cache for {ttl_s:d} second and read back")
def store_and_read_a_value(context, ttl_s):
    context.values, context.agreed_s = [storage.store_value(context.suite, ttl_s)], ttl_s
    key, value = context.values[0]
    check(context.suite.cache.get(key), equal_to(value), "the value is read back")


@when("its time passes")
def its_time_passes(context):
    """Nothing to do: the Then waits for it, so that a value that stays is a finding and not a failed wait."""


@then("the value is gone")
def the_value_is_gone(context):
    storage.check_gone_after(context.suite, context.values[0][0], context.agreed_s)


@given("the customer was scored from figures that the platform holds")
def scored_from_stored_figures(context):
    listener = flows.Listener(context.suite)
    context.add_cleanup(listener.close)
    sent = flows.send(context.suite, "customer record", context.customer)
    check(listener.results({sent.correlation}, context.suite.limits.event_s), has_length(1), "results of the record")
    context.suite.operations.do("score_from_stored_figures", customer_id=context.customer.customer_id)


@when("the platform's copies that name the customer are listed")
def list_the_copies(context):
    context.copies = context.suite.cache.keys_naming(context.customer.customer_id)


@then("there is at least one, and each is gone within the agreed time for copies")
def copies_vanish(context):
    check(context.copies, has_length(greater_than(0)), "the platform's copies that name the customer")
    longest = context.suite.limits.copy_s
    for key in context.copies:
        remaining = context.suite.cache.remaining_s(key)
        check(remaining, all_of(not_(equal_to(-1)), less_than_or_equal_to(longest)), "seconds until a copy is gone")


@given("the cache answers the suite")
def the_cache_answers(context):
    check(context.suite.cache.ping(), is_(True), "the cache answers the suite")


@when("the cache is asked without a password and with a wrong one")
def ask_the_cache_as_a_stranger(context):
    context.answered = context.suite.cache.answers_strangers()


@then("it answers neither")
def it_answers_no_stranger(context):
    check(context.answered, equal_to({"no password": False, "a wrong password": False}), "strangers it answers")


@when("the object store is asked by somebody without a key")
def ask_the_store_as_a_stranger(context):
    needed = context.suite.profile.services.object_store.required_buckets
    context.answered = {name: context.suite.objects.shows_strangers(name) for name in needed}


@then("it shows nothing of the places that the platform needs")
def it_shows_nothing(context):
    check(len(context.answered), greater_than(0), "number of places that the profile requires")
    check(context.answered, equal_to(dict.fromkeys(context.answered, False)), "places shown to strangers")


@when("the first one is removed")
def remove_the_first_value(context):
    context.suite.cache.remove(context.values[0][0])


@then("the first one is gone")
def the_first_value_is_gone(context):
    check(context.suite.cache.get(context.values[0][0]), none(), "the removed value")


@then("the same value is read back")
@then("the second one is read back as it was stored")
def the_value_is_read_back(context):
    key, value = context.values[-1]
    check(context.suite.cache.get(key), equal_to(value), "the value as it was stored")


@then("its remaining time is more than {low:d} and at most {high:d} seconds")
def its_remaining_time(context, low, high):
    remaining = context.suite.cache.remaining_s(context.values[0][0])
    check(remaining, all_of(greater_than(low), less_than_or_equal_to(high)), "remaining time in seconds")


@when("the object store is asked for the places that the platform needs")
def ask_for_buckets(context):
    needed = context.suite.profile.services.object_store.required_buckets
    context.places = {name: context.suite.objects.has_bucket(name) for name in needed}


@then("each of them exists")
def each_place_exists(context):
    check(len(context.places), greater_than(0), "number of places that the profile requires")
    check(context.places, equal_to(dict.fromkeys(context.places, True)), "each place exists")


@when("an object of {size} made of random bytes is stored as {content_type}")
def store_an_object(context, size, content_type):
    context.content_type = content_type
    context.content = os.urandom(storage.bytes_of(size))
    context.key = storage.store_object(context.suite, context.content, content_type)


@then("the same bytes are read back")
def the_same_bytes_are_read_back(context):
    digest = storage.sha256(context.suite.objects.get(context.key))
    check(digest, equal_to(storage.sha256(context.content)), "digest of the bytes read back")


@then("the store gives the object's size and says that it is {content_type}")
def the_store_describes_the_object(context, content_type):
    described = context.suite.objects.describe(context.key)
    check(described and described.bytes, equal_to(len(context.content)), "size in bytes")
    check(described and described.content_type, equal_to(content_type), "content type")


@given("an object that was stored and read back")
def an_object_that_was_stored(context):
    context.key = storage.store_object(context.suite, b"to be removed", "text/plain")
    check(context.suite.objects.get(context.key), equal_to(b"to be removed"), "the object is read back")


@when("the object is removed")
def remove_the_object(context):
    context.suite.objects.remove(context.key)


@then("the store no longer has it")
def the_object_is_gone(context):
    check(context.suite.objects.describe(context.key), none(), "the removed object")


@given("the object store accepts the suite's own key")
def the_own_key_is_accepted(context):
    check(context.suite.objects.buckets(), has_length(greater_than(0)), "places that the own key may see")


@when("the object store is asked with a wrong secret key")
def ask_with_a_wrong_key(context):
    context.refusal = context.suite.objects.refusal_of(f"wrong-{os.urandom(12).hex()}")


@then("it refuses because the key is wrong")
def it_refuses_the_key(context):
    check(context.refusal, is_in(storage.WRONG_KEY), "the reason of the refusal")


@when("the event broker is asked for its channels")
def ask_for_topics(context):
    context.topics = context.suite.broker.topics()


@then("there is one for {events} with the agreed number of partitions and copies")
def the_topic_is_as_agreed(context, events):
    agreed = storage.agreed_topic(context.suite, events)
    layout = context.topics.get(agreed.name)
    check(layout, not_(none()), f"the channel for {events} exists")
    check(layout.partitions, equal_to(agreed.partitions), "number of partitions")
    check(layout.replication, greater_than_or_equal_to(agreed.replication), "copies of each partition")


@given("somebody waits at the channel for {events} before anything is sent")
def somebody_waits_for_events(context, events):
    context.watch = context.suite.broker.watch(context.suite.events.topic(events))
    context.add_cleanup(context.watch.close)


@when("a message that only this scenario knows is sent to the channel for {events}")
def send_a_known_message(context, events):
    context.sent, context.content = storage.send_to_nobody(context.suite, events)


@then("the one who waits receives exactly this message, once, from the place that the broker acknowledged")
def the_message_is_received_once(context):
    received = storage.received_until_sentinel(context.suite, context.watch, context.sent)
    check([r.content for r in received], equal_to([context.content]), "the messages with this scenario's mark")
    places = [(r.topic, r.partition, r.offset) for r in received]
    check(places, only_contains(storage.place_of(context.sent)), "where the message stood")
    check(places, has_item(storage.place_of(context.sent)), "where the broker acknowledged it")
