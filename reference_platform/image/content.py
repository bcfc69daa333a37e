"""What the platform's image holds: its code, and what its packages say of themselves.

It is there to be looked into, not to be run: the packages' own code and the system below are left out. The Dockerfile
beside this file makes an image that runs.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from reference_platform.home import CHECKOUT
from reference_platform.image.archive import Image, Layer

NAME = "scoring-platform:1"
USER = "10001:10001"
FILE = "image.tar"
"""Its name in the folder of an instance."""
_CODE = Path(__file__).parents[1]
_LEFT_OUT = {"defects", "mutants", "image", "__pycache__"}
"""What only tests of a suite need, and what makes the image."""
_KINDS = (".py", ".sql", ".lock")
_PACKAGES = "usr/local/lib/python3.11/site-packages"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_ACCOUNTS = b"scoring:x:10001:10001::/app:/usr/sbin/nologin\n"


def the_image() -> Image:
    """The image as it should be."""
    layers = (
        Layer("COPY etc /etc", {"etc/passwd": _ACCOUNTS}),
        Layer("RUN pip install --require-hashes -r requirements.lock", _descriptions()),
        Layer("COPY reference_platform /app/reference_platform", _code()),
    )
    settings = {
        "User": USER,
        "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "PYTHONUNBUFFERED=1"],
        "WorkingDir": "/app",
        "Entrypoint": ["python", "-m", "reference_platform.api"],
        "Healthcheck": {"Test": ["CMD", "python", "-c", "import reference_platform"]},
    }
    return Image(NAME, layers, settings)


def _code() -> dict[str, bytes]:
    files = (path for path in _CODE.rglob("*") if path.suffix in _KINDS)
    kept = (path for path in files if not _LEFT_OUT.intersection(path.relative_to(_CODE).parts))
    return {f"app/reference_platform/{path.relative_to(_CODE).as_posix()}": path.read_bytes() for path in kept}


def _descriptions() -> dict[str, bytes]:
    """What each installed package says of itself, of those that the lock file names."""
    found = {}
    for package in _installed():
        said = package.read_text("METADATA")
        if said is not None:
            name = package.metadata["Name"].lower().replace("-", "_")
            found[f"{_PACKAGES}/{name}-{package.version}.dist-info/METADATA"] = said.encode()
    return found


def _installed() -> list[Distribution]:
    lock = CHECKOUT / "requirements.lock"
    if not lock.is_file():
        return list(distributions())
    found = []
    for name in _PINNED.findall(lock.read_text("utf-8")):
        try:
            found.append(distribution(name))
        except PackageNotFoundError:  # for another machine or Python
            continue
    return found
