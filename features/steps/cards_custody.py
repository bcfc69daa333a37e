"""What whoever looks after the keys of cards does."""

from hamcrest import has_entries, is_in, not_
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.cards import custody
from acceptance.runner.steps import then, when


class CustodyScene(Scene):
    """What steps about keys and who changes them hand on."""


@when("whoever looks after the keys changes the key of the cards")
def change_the_key(scene: CustodyScene) -> None:
    scene.act = custody.change_the_key(scene.suite)


@then("the entry names somebody who is known, the outcome and the address it came from")
def names_somebody(scene: CustodyScene) -> None:
    check(scene.entry, has_entries(scene.act.expected), "what the entry says")
    check(str(scene.entry["actor"]), not_(is_in(custody.strangers(scene.suite))), "whom the entry names")
