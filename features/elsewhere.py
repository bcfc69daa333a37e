"""What steps of one file know of names that another file of steps declares."""

from typing import Any

from scene import Scene


def elsewhere(scene: Scene) -> Any:
    """The scene with the names of every file of steps; each is declared in its own file alone."""
    return scene
