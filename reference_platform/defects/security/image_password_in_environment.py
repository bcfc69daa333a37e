"""The password of the database is set in the image, so that it starts anywhere without more ado."""

from __future__ import annotations

import secrets

from reference_platform.defects.defect import Defect
from reference_platform.defects.security import _image
from reference_platform.image.archive import Image


def change(image: Image) -> Image:
    variable = f"DATABASE_PASSWORD={secrets.token_hex(8)}"
    return image.with_settings(Env=[*image.settings["Env"], variable])


DEFECT = Defect(
    id="scan-02-password-in-environment",
    title="The image's environment holds the password of the database",
    must_catch=("SCAN-02",),
    may_also_catch=("SCAN-05",),
    on=_image.made(change),
    off=_image.off,
    reason="what looks like a secret",
)
