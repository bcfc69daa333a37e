"""What is sent and answered, and those between the platform and whoever asks: tokens in wrong places, open answers."""

from hamcrest import empty, greater_than, greater_than_or_equal_to, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import answers_on_the_way, attacks, misplaced
from acceptance.requirements.access.answers_on_the_way import Read
from acceptance.requirements.access.attacks import About, Attack
from acceptance.requirements.access.targets import changed, state, steady
from acceptance.runner.steps import choose, given, then, when


class OnTheWayScene(Scene):
    """What steps about requests and answers on their way hand on."""

    moved: Attack
    read: Read
    scored: About


choose(Place=misplaced.PLACES)


@given("a fictitious customer who was scored, of whom the platform says the same each time")
def somebody_who_was_scored(scene: OnTheWayScene) -> None:
    scene.scored = attacks.scored_customer(scene.suite)
    check(steady(scene.scored.before), has_length(greater_than(0)), "readings that stay the same")


@when("every call is made to every replica with a good token in {place:Place} and none where it belongs")
def call_with_misplaced_tokens(scene: OnTheWayScene, place: str) -> None:
    scene.moved = misplaced.try_places(scene.suite, scene.scored, place)


@then("no call takes it from there")
def nothing_takes_it(scene: OnTheWayScene) -> None:
    check(scene.moved.tried, greater_than_or_equal_to(scene.moved.replicas), "requests with a token in a wrong place")
    check(scene.moved.let_in, empty(), "calls that took a token from there")
    attacks.require_answers(scene.moved)


@then("the platform says the same of the customer as before")
def nothing_changed(scene: OnTheWayScene) -> None:
    after = state(scene.suite, scene.scored.customer, scene.scored.request_id)
    check(changed(scene.scored.before, after), empty(), "readings about the customer that changed")


@then("each call lets in who shows it where it belongs")
def rightly_shown(scene: OnTheWayScene) -> None:
    check(scene.moved.not_let_in, empty(), "calls that refuse also who has the right")
    attacks.require_rights(scene.moved)


@when("all that can be read of the customer is read at every replica")
def read_everything(scene: OnTheWayScene) -> None:
    scene.read = answers_on_the_way.kept_on_the_way(scene.suite, scene.scored)


@when("all that can be read of the customer is read at every replica as by pages of strangers")
def read_as_pages(scene: OnTheWayScene) -> None:
    scene.read = answers_on_the_way.open_to_pages(scene.suite, scene.scored)


@then("no answer allows who passes it on to keep it and give it to somebody else")
def nothing_is_kept(scene: OnTheWayScene) -> None:
    check(scene.read.answers, greater_than(0), "answers about the customer")
    check(sorted(scene.read.open_to), empty(), "answers that may be kept on the way and given to somebody else")
    attacks.require_whole_answers(sorted(scene.read.unanswered))


@then("no answer allows such a page to have it")
def no_page_has_it(scene: OnTheWayScene) -> None:
    check(scene.read.answers, greater_than(0), "answers about the customer")
    check(sorted(scene.read.open_to), empty(), "what pages of strangers may have or do")
    attacks.require_whole_answers(sorted(scene.read.unanswered))
