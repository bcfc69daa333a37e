"""The picture of the layers is that of the contracts and the code."""

import runpy

PICTURE = runpy.run_path("docs/picture.py")


def test_the_picture_is_not_stale():
    assert PICTURE["PICTURE"].read_text() == PICTURE["drawn"](), "docs/layers.svg is stale: make picture"


def test_every_layer_is_drawn_below_the_one_before():
    picture = PICTURE["drawn"]()
    for container, layers in PICTURE["layers"]():
        own = picture[picture.index(f">{container}<") :]
        places = [own.index(f'class="name">{room}<') for layer in layers for room in layer]
        assert places == sorted(places)
