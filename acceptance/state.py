"""The folder in which the suite keeps what outlives a run, on this machine and for this user."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

from acceptance.outcome import ConfigurationError

STATE_DIR = "ACCEPTANCE_STATE_DIR"


def state_folder() -> Path:
    """Where this user's state is kept between runs, made when it is missing.

    It is what ACCEPTANCE_STATE_DIR names, or a folder of its own in XDG_STATE_HOME or in the user's home.

    Raises:
        ConfigurationError: there is no home, or nobody may write there.
    """
    named, shared = os.environ.get(STATE_DIR), os.environ.get("XDG_STATE_HOME")
    remedy = f"set {STATE_DIR} to a folder that you may write to"
    try:
        home = Path(shared) if shared else Path.home() / ".local" / "state"
    except RuntimeError:
        home = None
    if named is None and home is None:
        raise ConfigurationError(f"This user has no home folder, so nothing can be kept between runs; {remedy}.")
    folder = Path(named) if named else (home or Path()) / "scoring-acceptance"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        sentence = f"The folder {folder} for what must outlive a run cannot be used ({error.strerror}); {remedy}."
        raise ConfigurationError(sentence) from None
