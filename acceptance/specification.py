"""Where the features, the controls and the profiles lie: in a checkout, installed, and in a company's own folder.

A folder whose `features/environment.py` is there is a specification of its own: a checkout. Everywhere else the one is
used that this package came with, and what the folder at hand has in `features/` and `controls/` is added to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from acceptance.outcome import ConfigurationError

_PACKAGE = Path(__file__).parent
INSTALLED = _PACKAGE / "shipped"
"""Where the specification lies in an installed package."""
SHIPPED = INSTALLED if INSTALLED.is_dir() else _PACKAGE.parent
"""What this package came with: beside it in a checkout, inside it where it was installed."""
MORE_FEATURES, MORE_CONTROLS = "ACCEPTANCE_FEATURES", "ACCEPTANCE_CONTROLS"
"""Variables that name further folders, joined as in PATH; the commands' options set them for all processes of a run."""
DRAFT = "draft"
"""Tag of a scenario that runs, and never counts."""
_HOOKS = "environment.py"


def specification() -> Path:
    """The folder that holds the specification: the one at hand where it is one, else what this package came with."""
    here = Path()
    return here if (here / "features" / _HOOKS).is_file() else SHIPPED


def feature_folders() -> list[Path]:
    """The folders of features: the specification's, then the company's own, then those that were asked for.

    Raises:
        ConfigurationError: a folder that was asked for is missing, or would take the specification's place.
    """
    return _folders("features", MORE_FEATURES)


def control_folders() -> list[Path]:
    """The folders of controls, in the same order.

    Raises:
        ConfigurationError: a folder that was asked for is missing.
    """
    return _folders("controls", MORE_CONTROLS)


def feature_files() -> list[Path]:
    """Every feature file, the specification's first.

    Raises:
        ConfigurationError: as for `feature_folders`, or two files would bear one name.
    """
    files = [file for folder in feature_folders() for file in sorted(folder.rglob("*.feature"))]
    seen: dict[str, Path] = {}
    for file in files:
        other = seen.setdefault(shown(file), file)
        if other is not file:
            raise ConfigurationError(f"{file}: the specification has a feature file of this name; rename yours.")
    return files


def own_file(name: str) -> Path:
    """A file such as `profiles/local.yaml` or `needs.json`: the one at hand, else the one the specification has."""
    here = Path(name)
    return here if here.exists() else specification() / name


def shown(path: Path | str) -> str:
    """A file as it is named in records and reports: from the folder at hand, or from the specification's own.

    It names the same scenario on every machine, wherever the specification is installed.
    """
    return _shown(str(path), str(Path.cwd()))


@lru_cache(maxsize=8192)
def _shown(path: str, here: str) -> str:
    absolute = os.path.normpath(Path(here) / path)
    inside = str(SHIPPED.absolute()) + os.sep
    if specification() == SHIPPED and absolute.startswith(inside):
        return absolute.removeprefix(inside)
    return os.path.relpath(absolute, here)


def located(name: str) -> str:
    """The file that `shown` names, a line number behind it kept; what is no such name stays as it is.

    >>> located("features/nowhere.feature:3")
    'features/nowhere.feature:3'
    """
    file = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() else name
    shipped = specification() / file
    return str(specification() / name) if not Path(file).exists() and shipped.exists() else name


def layer_of(path: Path | str) -> str:
    """The folder a feature file is in, below its folder of features; an empty text where it lies in none."""
    absolute = Path(path).absolute()
    for folder in _roots():
        if absolute.is_relative_to(folder):
            below = absolute.relative_to(folder).parts[:-1]
            return below[0] if below else ""
    parts = Path(shown(path)).parts[:-1]
    return next(iter(parts[parts.index("features") + 1 :]), "") if "features" in parts else ""


def added(path: Path | str) -> bool:
    """Whether a feature file is not the specification's own."""
    absolute = Path(path).absolute()
    return any(absolute.is_relative_to(folder) for folder in _roots()[1:])


def own_steps() -> list[str]:
    """The folders of step definitions that are not the specification's."""
    return [str(folder / "steps") for folder in feature_folders()[1:] if (folder / "steps").is_dir()]


def ours(paths: Iterable[object]) -> bool:
    """Whether one of these places lies in a folder of features that this module knows."""
    named = (Path(str(getattr(one, "filename", one)).rpartition(":")[0] or str(one)).absolute() for one in paths)
    return any(path.is_relative_to(folder) for path in named for folder in _roots())


def _roots() -> list[Path]:
    return [folder.absolute() for folder in feature_folders()]


def _folders(name: str, variable: str) -> list[Path]:
    base = specification()
    own = [Path(name)] if base == SHIPPED and not _is_shipped(Path(name)) and Path(name).is_dir() else []
    return [base / name, *own, *_asked_for(variable)]


def _is_shipped(folder: Path) -> bool:
    return folder.resolve() == (SHIPPED / folder.name).resolve()


def _asked_for(variable: str) -> Iterator[Path]:
    for word in filter(None, os.environ.get(variable, "").split(os.pathsep)):
        folder = Path(word)
        if not folder.is_dir():
            raise ConfigurationError(f"{folder}: there is no such folder; give one with your own files to add.")
        if (folder / _HOOKS).exists():
            raise ConfigurationError(
                f"{folder / _HOOKS}: what is added to the specification has no hooks of its own; remove the file."
            )
        yield folder
