"""Puts what the specification consists of beside the code into the package, so that it can be installed anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("features", "controls", "profiles", "platforms", "agreements", "allure", "behave.ini")
"""Folders and files of this repository that `acceptance/specification.py` finds inside an installed package."""
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", ".*")


class BuildWithSpecification(build_py):
    """Copies them while a wheel is built; an editable installation finds them where they are."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "acceptance" / "shipped"
        shutil.rmtree(target, ignore_errors=True)  # what is gone here shall not stay there
        target.mkdir(parents=True)
        for name in SHIPPED:
            if Path(name).is_dir():
                shutil.copytree(name, target / name, ignore=LEFT_OUT)
            elif Path(name).is_file():
                shutil.copy(name, target / name)


def wanted() -> list[str]:
    """What an installation needs: the pins of requirements.txt."""
    lines = (line.partition("#")[0].strip() for line in Path("requirements.txt").read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


setup(cmdclass={"build_py": BuildWithSpecification}, install_requires=wanted())
