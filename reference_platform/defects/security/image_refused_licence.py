"""A package was added for a chart, and nobody read under which licence it is."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security import _image
from reference_platform.image.archive import Image, Layer

WAY = "usr/local/lib/python3.11/site-packages/fair_charts-2.1.dist-info/METADATA"
SAID = b"Metadata-Version: 2.1\nName: fair-charts\nVersion: 2.1\nLicense: AGPL-3.0-or-later\n"


def change(image: Image) -> Image:
    return image.with_layers(Layer("RUN pip install fair-charts==2.1", {WAY: SAID}))


DEFECT = Defect(
    id="scan-02-refused-licence",
    title="A package in the image is under a licence that the company refuses",
    must_catch=("SCAN-02",),
    may_also_catch=("SCAN-05",),
    on=_image.made(change),
    off=_image.off,
    reason="which is refused",
)
