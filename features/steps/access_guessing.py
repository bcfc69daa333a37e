"""Passwords that are guessed."""

from hamcrest import empty, greater_than, is_
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import guessing, signing_in
from acceptance.requirements.access.guessing import Guessed
from acceptance.requirements.access.signing_in import Person
from acceptance.runner.steps import given, then, when


class GuessingScene(Scene):
    """What steps about guessed passwords hand on."""

    guessed: Guessed
    holder: Person


@given("somebody with an account that was made for this scenario, who has signed in")
def somebody_with_an_account(scene: GuessingScene) -> None:
    scene.holder = signing_in.new_person(scene.suite)
    answer = signing_in.sign_in(scene.suite, scene.holder)
    check(answer.succeeded, is_(True), f"the holder of the account signs in (status {answer.status})")


@when("as many wrong passwords as were agreed are tried on the account, each as from another address and device")
def guess(scene: GuessingScene) -> None:
    scene.guessed = guessing.guess(scene.suite, scene.holder)


@then("the right password is refused too, wherever it is said to come from")
def the_right_one_is_refused(scene: GuessingScene) -> None:
    check(len(scene.guessed.wrong), greater_than(0), "wrong passwords that were tried")
    check(scene.guessed.let_in(), empty(), "passwords that let somebody in")
    scene.guessed.require_answers()


@then("another person signs in from an address and a device that nobody knows")
def another_signs_in(scene: GuessingScene) -> None:
    answer = guessing.another_signs_in(scene.suite)
    check(answer.succeeded, is_(True), f"another person signs in (status {answer.status})")
