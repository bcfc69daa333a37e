"""A key to fetch packages with is copied in and removed by the next step: its layer keeps it for everybody."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from reference_platform.defects.defect import Defect
from reference_platform.defects.security import _image
from reference_platform.image.archive import Image, Layer

WAY = "root/.ssh/id_ed25519"
STEP = "COPY id_ed25519 /root/.ssh/"


def change(image: Image) -> Image:
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return image.with_layers(Layer(STEP, {WAY: text}), Layer("RUN rm /root/.ssh/id_ed25519", {}, (WAY,)))


DEFECT = Defect(
    id="scan-02-key-removed-later",
    title="A key that was removed from the image is still in one of its layers",
    must_catch=("SCAN-02",),
    may_also_catch=("SCAN-05",),
    on=_image.made(change),
    off=_image.off,
    reason="what looks like a secret",
)
