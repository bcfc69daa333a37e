"""Starting a command under a keeper, and holding its life line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from reference_platform.home import CHECKOUT
from reference_platform.instance.keeper import STAY
from reference_platform.instance.processes import MARK

END_WITHIN_S = 15


class Kept:
    """A command that ends, with all it started, when this process ends, unless told to stay.

    `locks` are file descriptors that stay open for as long as the keeper lives. `directory` is the instance's
    folder: it marks every process and is removed at the end.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        directory: Path | None = None,
        locks: Sequence[int] = (),
        owner: int | None = None,
    ) -> None:
        life, self._line = os.pipe()
        options = [
            *(["--directory", str(directory)] if directory else []),
            *(["--owner", str(owner)] if owner is not None else []),
        ]
        environment = {name: value for name, value in os.environ.items() if name != MARK}
        environment["PYTHONPATH"] = str(CHECKOUT)
        if directory:
            environment[MARK] = str(directory)
        keeper = [sys.executable, "-m", "reference_platform.instance.keeper", "--life", str(life), *options]
        self.process = subprocess.Popen(
            [*keeper, "--", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            # Standard output belongs to the answer of the command line; everything else is for reading along.
            stdout=sys.stderr,
            pass_fds=(life, *locks),
            start_new_session=True,
        )
        os.close(life)

    def stay(self) -> None:
        """Let the command outlive this process."""
        os.write(self._line, STAY)

    def end(self) -> None:
        """Cut the life line and wait until everything has ended.

        Raises:
            subprocess.TimeoutExpired: it has not within 15 s.
        """
        if self._line >= 0:
            os.close(self._line)
            self._line = -1
        self.process.wait(END_WITHIN_S)
