"""Tokens and passwords that the suite holds, and where they must not be."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.instruments.search.report import SweepReport
from acceptance.requirements.access import held_secrets
from acceptance.requirements.customers import searching
from acceptance.runner.steps import given, then, when
from acceptance.subjects.canaries import Canary


class AccessSecretsScene(Scene):
    """What steps about tokens and passwords hand on."""

    held: list[Canary]
    secrets_found: SweepReport


@given("every identity that the suite holds has made calls, good ones and broken ones")
def every_identity_called(scene: AccessSecretsScene) -> None:
    scene.held = held_secrets.held(scene.suite)
    check(held_secrets.use(scene.suite), greater_than(0), "calls that were made")


@when("every declared place is searched for the tokens and passwords that the suite holds")
def search_for_secrets(scene: AccessSecretsScene) -> None:
    scene.secrets_found = scene.suite.search.sweep(scene.held)


@then("none of the tokens and passwords is found")
def no_secret_is_found(scene: AccessSecretsScene) -> None:
    found = held_secrets.readable(scene.suite, scene.secrets_found, scene.held)
    check(searching.places(found), empty(), "places in which a token or password is readable")
    scene.secrets_found.require_searched()
