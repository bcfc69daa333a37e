"""Fixtures of tests about profiles."""

from pathlib import Path

import pytest
import yaml

LOCAL = Path("profiles/local.yaml")
FAST = yaml.CSafeLoader


@pytest.fixture
def changed(tmp_path):
    """Writes the local profile with one place changed, and returns its path."""

    def write(place, value):
        content = yaml.load(LOCAL.read_text("utf-8"), Loader=FAST)
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
