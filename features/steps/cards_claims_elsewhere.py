"""Acts at the card service and with accounts that claim to be somebody else's, from elsewhere and at another time."""

from scene import Scene

from acceptance.requirements.cards import claims_elsewhere
from acceptance.runner.steps import choose, when


class ClaimsScene(Scene):
    """What steps about claims hand on."""


choose(Claimed=claims_elsewhere.ACTS)


@when("somebody makes {what:Claimed}, from a second address of ours, and claims another user, address and time")
def act_with_claims(scene: ClaimsScene, what: str) -> None:
    scene.act = claims_elsewhere.act_with_claims(scene.suite, what)
