"""Who may write what at the database."""

from hamcrest import is_in
from scene import Scene

from acceptance.checks import check_every
from acceptance.requirements.access import rights
from acceptance.runner.steps import then, when


class RightsScene(Scene):
    """What steps about rights to write hand on."""

    agreed_rights: set[str]
    rights_held: list[str]


@when("the rights to add, change and remove are listed for every identity that can sign in")
def list_the_rights(scene: RightsScene) -> None:
    scene.agreed_rights, scene.rights_held = rights.agreed(scene.suite), rights.writing(scene.suite)


@then("nobody but its administrators has such a right beyond the agreed ones")
def only_agreed_rights(scene: RightsScene) -> None:
    check_every(scene.rights_held, 1, is_in(scene.agreed_rights), "rights to add, change or remove")
