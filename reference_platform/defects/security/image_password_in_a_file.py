"""A file with the settings of somebody's own machine is copied in with all that lies in the folder."""

from __future__ import annotations

import secrets

from reference_platform.defects.defect import Defect
from reference_platform.defects.security import _image
from reference_platform.image.archive import Image, Layer


def change(image: Image) -> Image:
    text = f"DATABASE_URL=postgresql://api:{secrets.token_hex(8)}@database/scoring\n"
    return image.with_layers(Layer("COPY . /app", {"app/.env": text.encode()}))


DEFECT = Defect(
    id="scan-02-password-in-a-file",
    title="A file in the image holds an address with a password",
    must_catch=("SCAN-02",),
    may_also_catch=("SCAN-05",),
    on=_image.made(change),
    off=_image.off,
    reason="what looks like a secret",
)
