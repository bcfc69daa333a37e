"""How strong the encryption of a server is."""

from datetime import UTC, datetime, timedelta

from hamcrest import empty, equal_to, greater_than, is_
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import weak_encryption
from acceptance.requirements.access.weak_encryption import Offered, Shown
from acceptance.runner.steps import then, when


class EncryptionScene(Scene):
    """What steps about the strength of encryption hand on."""

    ciphers: Offered
    shown: Shown


@when("the {service} is offered each kind of weak cipher, and nothing else")
def offer_weak_ciphers(scene: EncryptionScene, service: str) -> None:
    scene.ciphers = weak_encryption.offer_weak_ciphers(scene.suite, service)


@then("it goes on with none of them, at any attempt")
def takes_none(scene: EncryptionScene) -> None:
    check(scene.ciphers.kinds, greater_than(0), "kinds of weak ciphers that were offered")
    check(scene.ciphers.takes, empty(), "weak ciphers that it takes")


@then("it goes on with a strong one with the same client")
def takes_a_strong_one(scene: EncryptionScene) -> None:
    check(scene.ciphers.strong, is_(True), "a strong cipher is taken")


@when("the certificates that the {service} shows are looked at")
def look_at_certificates(scene: EncryptionScene, service: str) -> None:
    scene.shown = weak_encryption.look_at_certificates(scene.suite, service)


@then("a careful client believes them, at each attempt")
def they_are_believed(scene: EncryptionScene) -> None:
    check(scene.shown.unproven, equal_to([]), "why a careful client does not believe the server")


@then("none of them has a short key, a broken signature or a day that is wrong")
def they_are_strong(scene: EncryptionScene) -> None:
    check(scene.shown.number, greater_than(0), "certificates that were looked at")
    check(scene.shown.faults, empty(), "what is wrong with them")


@then("none of them is so near its end that it had to be renewed")
def they_last(scene: EncryptionScene) -> None:
    agreed = weak_encryption.renewed_days_before(scene.suite)
    left = (scene.shown.ends - datetime.now(UTC)) / timedelta(days=1)
    check(scene.shown.number, greater_than(0), "certificates that were looked at")
    check(round(left, 1), greater_than(agreed), "days that are left to the first of them that ends")
