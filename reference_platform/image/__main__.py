"""Writes the image as an archive, and says its digest: `python -m reference_platform.image FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from reference_platform.image.content import FILE, the_image


def main(arguments: list[str]) -> int:
    """Writes the file that is named, or `build/image.tar`."""
    target = Path(arguments[0] if arguments else f"build/{FILE}")
    target.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{target}: {the_image().write(target)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
