"""The command `behave` of this project: behave itself, but wrong use ends with exit code 3 and a sentence.

behave ends with 1, or with a traceback and 1, where an option or a pattern is wrong; here 1 means violated.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from behave.__main__ import run_behave
from behave.configuration import Configuration
from behave.exception import ConfigError, TagExpressionError

from acceptance.outcome import AcceptanceError, ExitCode
from acceptance.runner.configuration import configured


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs behave with the settings of this project; returns the exit code for the shell."""
    try:
        config = _configured(sys.argv[1:] if arguments is None else arguments)
    except AcceptanceError as error:
        return _wrong(error.sentence)
    except (ConfigError, TagExpressionError) as error:
        return _wrong(f"{type(error).__name__}: {error}")
    except re.error as error:
        return _wrong(
            f"A pattern for names or files cannot be read ({error}): {error.pattern!r}; write '.*' for anything."
        )
    return int(run_behave(config))


def _configured(arguments: Sequence[str]) -> Configuration:
    """The configuration; what the parser of the command line has to say it prints itself."""
    try:
        return configured(arguments)
    except SystemExit as error:
        raise SystemExit(int(ExitCode.WRONG_USE) if error.code else 0) from None


def _wrong(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return int(ExitCode.WRONG_USE)


if __name__ == "__main__":
    sys.exit(main())
