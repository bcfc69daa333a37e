"""One process that takes processor or memory: `python -m acceptance.chaos.hog TOKEN SECONDS compute | hold MEGABYTES`.

It ends by itself after its time, whatever became of whoever started it.
"""

from __future__ import annotations

import sys
import time

PAGE = 4096
LOOK_EVERY_S = 0.2


def compute(until: float) -> None:
    """Computes until a moment of the monotonic clock."""
    number = 1
    while time.monotonic() < until:
        for _ in range(10_000):
            number = number * 1_103_515_245 % 2_147_483_648 + 1


def hold(until: float, megabytes: int) -> None:
    """Holds memory, every page of it written to, until a moment of the monotonic clock."""
    block = bytearray(megabytes * 2**20)
    while (left_s := until - time.monotonic()) > 0:
        block[::PAGE] = b"\1" * len(block[::PAGE])
        time.sleep(min(LOOK_EVERY_S, max(0.0, left_s)))


def main(arguments: list[str]) -> None:
    until = time.monotonic() + float(arguments[1])
    if arguments[2] == "compute":
        compute(until)
    else:
        hold(until, int(arguments[3]))


if __name__ == "__main__":
    main(sys.argv[1:])
