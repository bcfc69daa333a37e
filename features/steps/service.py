"""Signs of life, records of experiments, the cache, the object store and the channels for events."""

import os
from typing import Any

from hamcrest import (
    all_of,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_items,
    has_length,
    is_,
    is_in,
    less_than_or_equal_to,
    none,
    not_,
)
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.platform.events import Place, TopicLayout, Watch
from acceptance.requirements.service import flows, services, storage
from acceptance.requirements.service.services import Readiness, Sign
from acceptance.runner.steps import given, then, when


class ServiceScene(Scene):
    """What steps about the services that the platform is made of hand on."""

    agreed_s: int
    fetched: dict[str, tuple[int, list[str]]]
    answered: dict[str, bool]
    cached_values: list[tuple[str, str]]
    content: bytes
    content_type: str
    database_version: str
    events: str
    experiment: tuple[str, str]
    key: str
    key_refusal: str | None
    places: dict[str, bool]
    readiness: Readiness
    registered: dict[str, str]
    sent_messages: dict[Place, Any]
    sign: Sign
    stored: dict[str, str]
    topics: dict[str, TopicLayout]
    watch: Watch


@when("the {service} is asked for a sign of life")
def ask_for_a_sign_of_life(scene: ServiceScene, service: str) -> None:
    scene.sign = services.sign_of_life(scene.suite, service)


@then("the {service} gives one")
def it_gives_a_sign_of_life(scene: ServiceScene, service: str) -> None:
    check(scene.sign.alive, is_(True), f"the {service} is alive ({scene.sign.says})")


@when("the scoring API is asked whether it is ready")
def ask_whether_it_is_ready(scene: ServiceScene) -> None:
    scene.readiness = services.readiness(scene.suite)


@then("it says that it is ready")
def it_is_ready(scene: ServiceScene) -> None:
    check(scene.readiness.ready, is_(True), "the scoring API is ready")


@then("it names each service that it depends on and says that each one works")
def every_dependency_works(scene: ServiceScene) -> None:
    services.require_dependencies(scene.suite)
    check_within(
        scene.suite.limits.settles_s,  # one that did not answer for a moment is asked again
        lambda: services.readiness(scene.suite).works,
        equal_to(dict.fromkeys(scene.readiness.works, True)),
        "each service is named and works",
    )


@given("the scoring API says that it is ready")
def the_scoring_api_is_ready(scene: ServiceScene) -> None:
    check(services.readiness(scene.suite).ready, is_(True), "the scoring API is ready")


@when("the platform's connection to the {service} is cut")
def cut_the_connection(scene: ServiceScene, service: str) -> None:
    scene.restore = services.cut(scene.suite, service)


@then("the scoring API says that the {service} does not work and that it is not ready itself")
def it_says_not_ready(scene: ServiceScene, service: str) -> None:
    services.require_dependencies(scene.suite, service)
    seen = check_within(
        scene.suite.limits.recovery_s,
        lambda: services.readiness(scene.suite),
        services.admits_that(service, ready=False),
        f"the scoring API says that the {service} is down",
    )
    check(seen.works[service], is_(False), f"the {service} is named as down")


@then("the scoring API says that the {service} does not work")
def it_says_that_a_service_is_down(scene: ServiceScene, service: str) -> None:
    services.require_dependencies(scene.suite, service)
    check_within(
        scene.suite.limits.recovery_s,
        lambda: services.readiness(scene.suite).works.get(service),
        is_(False),
        f"the scoring API says that the {service} is down",
    )


@then("everything works again soon after the connection is restored")
def it_is_ready_again(scene: ServiceScene) -> None:
    scene.suite.settle(scene.restore)
    check(services.wait_until_all_works(scene.suite), is_(True), "everything works again")


@when("the database is asked for its version")
def ask_for_the_version(scene: ServiceScene) -> None:
    scene.database_version = scene.suite.platform.database.version()


@then("it names version {least:d} or later")
def it_names_a_version(scene: ServiceScene, least: int) -> None:
    check(
        int(scene.database_version.split(".")[0]),
        greater_than_or_equal_to(least),
        "the major version of the database",
    )


@given("an experiment that the suite has just recorded in the registry")
def record_an_experiment(scene: ServiceScene) -> None:
    scene.experiment = storage.record_experiment(scene.suite)


@when("the registry is asked for all experiments")
def ask_the_registry_for_experiments(scene: ServiceScene) -> None:
    scene.registered = scene.suite.platform.registry.experiments()


@when("the database is asked for all experiments")
def ask_the_database_for_experiments(scene: ServiceScene) -> None:
    scene.stored = storage.experiments_in_the_database(scene.suite)


@then("there is at least {least:d} experiment")
def there_are_experiments(scene: ServiceScene, least: int) -> None:
    check(len(scene.registered), greater_than_or_equal_to(least), "number of experiments in the registry")


@then("both name exactly the same experiments")
def both_name_the_same_experiments(scene: ServiceScene) -> None:
    check(scene.stored, equal_to(scene.registered), "experiments in the database, as in the registry")


@then("the new experiment is among them under the same number")
def the_new_experiment_is_found(scene: ServiceScene) -> None:
    name, number = scene.experiment
    check(scene.stored.get(name), equal_to(number), "the number of the new experiment in the database")


@when("a value is stored in the cache for {ttl_s:d} seconds")
def store_a_value(scene: ServiceScene, ttl_s: int) -> None:
    scene.cached_values = [storage.store_value(scene.suite, ttl_s)]


@given("two values stored in the cache under different names for {ttl_s:d} seconds")
def store_two_values(scene: ServiceScene, ttl_s: int) -> None:
    scene.cached_values = [storage.store_value(scene.suite, ttl_s) for _ in range(2)]


@given("a value was stored in the cache for {ttl_s:d} second and read back")
def store_and_read_a_value(scene: ServiceScene, ttl_s: int) -> None:
    scene.cached_values, scene.agreed_s = [storage.store_value(scene.suite, ttl_s)], ttl_s
    key, value = scene.cached_values[0]
    check(scene.suite.platform.cache.get(key), equal_to(value), "the value is read back")


@when("its time passes")
def its_time_passes(scene: ServiceScene) -> None:
    """Nothing to do: the Then waits for it, so that a value that stays is a finding and not a failed wait."""


@then("the value is gone")
def the_value_is_gone(scene: ServiceScene) -> None:
    storage.check_gone_after(scene.suite, scene.cached_values[0][0], scene.agreed_s)


@given("the customer was scored from figures that the platform holds")
def scored_from_stored_figures(scene: ServiceScene) -> None:
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    sent = flows.send(scene.suite, "customer record", scene.customer)
    check(listener.results({sent.correlation}, scene.suite.limits.event_s), has_length(1), "results of the record")
    scene.suite.platform.operations.do("score_from_stored_figures", customer_id=scene.customer.customer_id)


@when("the platform's copies that name the customer are listed")
def list_the_copies(scene: ServiceScene) -> None:
    scene.cached_copies = scene.suite.platform.cache.keys_naming(scene.customer.customer_id)


@then("there is at least one, and each is gone within the agreed time for copies")
def copies_vanish(scene: ServiceScene) -> None:
    check(scene.cached_copies, has_length(greater_than(0)), "the platform's copies that name the customer")
    longest = scene.suite.limits.copy_s
    for key in scene.cached_copies:
        remaining = scene.suite.platform.cache.remaining_s(key)
        check(remaining, all_of(not_(equal_to(-1)), less_than_or_equal_to(longest)), "seconds until a copy is gone")


@given("the cache answers the suite")
def the_cache_answers(scene: ServiceScene) -> None:
    check(scene.suite.platform.cache.ping(), is_(True), "the cache answers the suite")


@when("the cache is asked without a password and with a wrong one")
def ask_the_cache_as_a_stranger(scene: ServiceScene) -> None:
    scene.answered = scene.suite.platform.cache.answers_strangers()


@then("it answers neither")
def it_answers_no_stranger(scene: ServiceScene) -> None:
    check(scene.answered, equal_to({"no password": False, "a wrong password": False}), "strangers it answers")


@when("the object store is asked by somebody without a key")
def ask_the_store_as_a_stranger(scene: ServiceScene) -> None:
    needed = storage.places_to_guard(scene.suite)
    objects = scene.suite.platform.objects
    scene.answered = {name: objects.shows_strangers(name) for name in needed}
    scene.fetched = {name: objects.given_to_strangers(name) for name in needed}


@then("it shows nothing of the places that the platform needs")
def it_shows_nothing(scene: ServiceScene) -> None:
    check(scene.answered, equal_to(dict.fromkeys(scene.answered, False)), "places shown to strangers")


@then("it gives out no object of theirs, new or old")
def it_gives_out_nothing(scene: ServiceScene) -> None:
    asked = sum(count for count, _ in scene.fetched.values())
    check(asked, greater_than(0), "objects that were asked for without a key")
    given = {place: len(out) for place, (_, out) in scene.fetched.items() if out}
    check(given, equal_to({}), f"objects given to strangers, of {asked}")


@when("the first one is removed")
def remove_the_first_value(scene: ServiceScene) -> None:
    scene.suite.platform.cache.remove(scene.cached_values[0][0])


@then("the first one is gone")
def the_first_value_is_gone(scene: ServiceScene) -> None:
    check(scene.suite.platform.cache.get(scene.cached_values[0][0]), none(), "the removed value")


@then("the same value is read back")
@then("the second one is read back as it was stored")
def the_value_is_read_back(scene: ServiceScene) -> None:
    key, value = scene.cached_values[-1]
    check(scene.suite.platform.cache.get(key), equal_to(value), "the value as it was stored")


@then("its remaining time is more than {low:d} and at most {high:d} seconds")
def its_remaining_time(scene: ServiceScene, low: int, high: int) -> None:
    remaining = scene.suite.platform.cache.remaining_s(scene.cached_values[0][0])
    check(remaining, all_of(greater_than(low), less_than_or_equal_to(high)), "remaining time in seconds")


@when("the object store is asked for the places that the platform needs")
def ask_for_buckets(scene: ServiceScene) -> None:
    needed = storage.required_places(scene.suite)
    scene.places = {name: scene.suite.platform.objects.has_bucket(name) for name in needed}


@then("each of them exists")
def each_place_exists(scene: ServiceScene) -> None:
    check(scene.places, equal_to(dict.fromkeys(scene.places, True)), "each place exists")


@when("an object of {size} made of random bytes is stored as {content_type}")
def store_an_object(scene: ServiceScene, size: str, content_type: str) -> None:
    scene.content_type = content_type
    scene.content = os.urandom(storage.bytes_of(size))
    scene.key = storage.store_object(scene.suite, scene.content, content_type)


@then("the same bytes are read back")
def the_same_bytes_are_read_back(scene: ServiceScene) -> None:
    digest = storage.sha256(scene.suite.platform.objects.get(scene.key))
    check(digest, equal_to(storage.sha256(scene.content)), "digest of the bytes read back")


@then("the store gives the object's size and says that it is {content_type}")
def the_store_describes_the_object(scene: ServiceScene, content_type: str) -> None:
    described = scene.suite.platform.objects.describe(scene.key)
    check(described and described.bytes, equal_to(len(scene.content)), "size in bytes")
    check(described and described.content_type, equal_to(content_type), "content type")


@given("an object that was stored and read back")
def an_object_that_was_stored(scene: ServiceScene) -> None:
    scene.key = storage.store_object(scene.suite, b"to be removed", "text/plain")
    check(scene.suite.platform.objects.get(scene.key), equal_to(b"to be removed"), "the object is read back")


@when("the object is removed")
def remove_the_object(scene: ServiceScene) -> None:
    scene.suite.platform.objects.remove(scene.key)


@then("the store no longer has it")
def the_object_is_gone(scene: ServiceScene) -> None:
    check(scene.suite.platform.objects.describe(scene.key), none(), "the removed object")


@given("the object store accepts the suite's own key")
def the_own_key_is_accepted(scene: ServiceScene) -> None:
    check(scene.suite.platform.objects.buckets(), has_length(greater_than(0)), "places that the own key may see")


@when("the object store is asked with a wrong secret key")
def ask_with_a_wrong_key(scene: ServiceScene) -> None:
    scene.key_refusal = scene.suite.platform.objects.refusal_of(f"wrong-{os.urandom(12).hex()}")


@then("it refuses because the key is wrong")
def it_refuses_the_key(scene: ServiceScene) -> None:
    check(scene.key_refusal, is_in(storage.WRONG_KEY), "the reason of the refusal")


@when("the event broker is asked for its channels")
def ask_for_topics(scene: ServiceScene) -> None:
    scene.topics = scene.suite.platform.broker.topics()


@then("there is one for {events} with the agreed number of partitions and copies")
def the_topic_is_as_agreed(scene: ServiceScene, events: str) -> None:
    agreed = storage.agreed_topic(scene.suite, events)
    copies = storage.agreed_copies(agreed)
    layout = scene.topics.get(agreed.name)
    check(layout, not_(none()), f"the channel for {events} exists")
    check(layout and layout.partitions, equal_to(agreed.partitions), "number of partitions")
    check(layout and layout.replication, greater_than_or_equal_to(copies), "copies of each partition")


@given("somebody waits at the channel for {events} before anything is sent")
def somebody_waits_for_events(scene: ServiceScene, events: str) -> None:
    scene.watch = scene.suite.platform.broker.watch(scene.suite.platform.events.topic(events))
    scene.at_the_end(scene.watch.close)


@when("messages that only this scenario knows are sent to the channel for {events}")
def send_known_messages(scene: ServiceScene, events: str) -> None:
    scene.events, scene.sent_messages = events, storage.send_to_nobody(scene.suite, events, scene.watch)


@then("the one who waits receives each of them, once, from the place that the broker acknowledged")
def the_messages_are_received_once(scene: ServiceScene) -> None:
    received = storage.received_until_the_last(scene.suite, scene.watch, scene.sent_messages)
    expected = storage.to_be_received(scene.suite, scene.events, scene.watch, scene.sent_messages)
    was = {storage.place_of(place): said for place, said in scene.sent_messages.items()}
    places = [storage.place_of(record) for record in received]
    check(places, has_items(*map(storage.place_of, expected)), "where the broker acknowledged the messages")
    check(sorted(places), equal_to(sorted(set(places) & was.keys())), "where the messages stood, each once")
    check([r.content for r in received], equal_to([was.get(place) for place in places]), "what the messages say")
