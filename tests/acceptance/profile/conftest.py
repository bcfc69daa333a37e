"""Fixtures of tests about profiles."""

import copy
from pathlib import Path

import pytest
import yaml

from acceptance.profile.joining import join

LOCAL = Path("profiles/local.yaml")


def whole():
    """The local profile as it would stand in one file."""
    content = copy.deepcopy(join(LOCAL).content)
    return {key: value for key, value in content.items() if key not in ("platform", "agreements")}


@pytest.fixture
def changed(tmp_path):
    """Writes the local profile into one file, with one place changed, and returns its path."""

    def write(place, value):
        content = whole()
        *way, last = place.split(".")
        node = content
        for part in way:
            node = node[int(part) if isinstance(node, list) else part]
        if value is None:
            del node[last]
        else:
            node[last] = value
        path = tmp_path / "changed.yaml"
        path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper), "utf-8")
        return path

    return write
