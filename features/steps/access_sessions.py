"""Sessions of people, what they may do, and guesses made at the same moment."""

import time

from hamcrest import empty, greater_than, is_, is_in, only_contains
from scene import Scene

from acceptance.checks import check
from acceptance.platform.answers import Answer
from acceptance.platform.http import REDIRECTION, class_of
from acceptance.requirements.access import sessions, signing_in
from acceptance.requirements.access.sessions import Rights
from acceptance.runner.steps import given, then, when


class SessionsScene(Scene):
    """What steps about sessions hand on."""

    guesses: list[Answer]
    rights_of_session: Rights
    session_keys: list[str]


@when("every call is made at every replica with the session that began, with nothing to act on")
def make_every_call(scene: SessionsScene) -> None:
    scene.rights_of_session = sessions.rights_of(scene.suite, str(scene.signed_in.words["token"]))


@then("no call lets the session through but those for which the account was made")
def no_call_beyond(scene: SessionsScene) -> None:
    seen = scene.rights_of_session
    check(seen.let_through, greater_than(0), "calls that let the session through")
    check(seen.beyond, empty(), f"calls beyond the rights of the account, of {seen.calls}")


@when("{count:d} wrong passwords are tried on the account at the same moment")
def guess_at_once(scene: SessionsScene, count: int) -> None:
    scene.guesses = sessions.guess_at_once(scene.suite, scene.person, count)


@then("none of them signs in, and the right password is refused afterwards")
def none_signs_in(scene: SessionsScene) -> None:
    check(len(scene.guesses), greater_than(0), "guesses that were answered")
    check([one.status for one in scene.guesses if one.succeeded], empty(), "guesses that signed in")
    answer = signing_in.sign_in(scene.suite, scene.person)
    check(answer.succeeded, is_(False), f"the right password signs in (status {answer.status})")


@then("another person signs in meanwhile")
def another_person(scene: SessionsScene) -> None:
    answer = signing_in.sign_in(scene.suite, signing_in.new_person(scene.suite))
    check(answer.succeeded, is_(True), f"another person signs in (status {answer.status})")


@given("the person is signed in, and was seen so by every replica")
def signed_in_everywhere(scene: SessionsScene) -> None:
    scene.session_keys = signing_in.sessions(scene.suite, scene.person, 2)
    worst = max(signing_in.uses_of(scene.suite, scene.person, scene.session_keys))
    check(class_of(worst) < REDIRECTION, is_(True), f"the sessions are good at every replica (worst status {worst})")


@when("an administrator disables the account")
def disable(scene: SessionsScene) -> None:
    scene.suite.platform.operations.do("disable_account", account=scene.person.account)


@then("the sessions and the password are refused at every replica, and stay so")
def refused_everywhere(scene: SessionsScene) -> None:
    suite, refused = scene.suite, is_in(scene.suite.profile.services.scoring_api.no_identity)
    check(
        signing_in.uses_of(suite, scene.person, scene.session_keys),
        only_contains(refused),
        "what comes of the sessions",
    )
    check(sessions.sign_ins_everywhere(suite, scene.person), empty(), "sign-ins with the password that succeeded")
    time.sleep(suite.limits.settles_s)
    later = signing_in.uses_of(suite, scene.person, scene.session_keys)
    check(later, only_contains(refused), f"what comes of the sessions {suite.limits.settles_s:g} s later")
