"""The scenes of the step files: each name is declared once, so it means the same in every file."""

import ast
from collections import Counter
from pathlib import Path

FEATURES = Path("features")
PROVIDED = {"table", "at_the_end"}


def names(file: Path) -> dict[str, list[str]]:
    """Class -> the names that it declares."""
    classes = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef)]
    return {
        one.name: [line.target.id for line in one.body if isinstance(line, ast.AnnAssign)]  # type: ignore[union-attr]
        for one in classes
        if any(isinstance(base, ast.Name | ast.Attribute) and "Scene" in ast.unparse(base) for base in one.bases)
    }


def test_a_name_of_a_scene_is_declared_once():
    declared = {file: names(file) for file in [FEATURES / "scene.py", *(FEATURES / "steps").glob("*.py")]}
    assert [file.name for file, classes in declared.items() if len(classes) != 1] == []
    counted = Counter(name for classes in declared.values() for own in classes.values() for name in own)
    assert len(counted) > 100
    assert [name for name, times in counted.items() if times > 1 or name in PROVIDED] == []


def test_the_environment_only_wires():
    defined = [node.name for node in ast.parse((FEATURES / "environment.py").read_text()).body if hasattr(node, "name")]
    assert defined == ["before_all"]
