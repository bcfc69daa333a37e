"""Nobody wrote down as whom the image runs, so it runs as its administrator."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security import _image
from reference_platform.image.archive import Image


def change(image: Image) -> Image:
    return image.with_settings(User=None)


DEFECT = Defect(
    id="scan-02-runs-as-administrator",
    title="What runs in the image runs as the administrator",
    must_catch=("SCAN-02",),
    may_also_catch=("SCAN-05",),
    on=_image.made(change),
    off=_image.off,
    reason="runs as the administrator",
)
