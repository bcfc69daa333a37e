"""The lever that ends every experiment on a platform at once, and refuses new ones until it is put back."""

from __future__ import annotations

import os
from pathlib import Path

from acceptance.chaos.journal import FOLDER
from acceptance.outcome import ConfigurationError
from acceptance.platform.lease import place_of
from acceptance.profile import Profile
from acceptance.state import state_folder
from acceptance.text_file import text_of


class Lever:
    """A file in the user's state folder, one for each platform."""

    def __init__(self, profile: Profile) -> None:
        self._environment = profile.name
        self.file: Path = state_folder() / FOLDER / f"{place_of(profile)}.stop"

    def pull(self, reason: str) -> None:
        """Ends all experiments, of every process of this user."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(reason + "\n", "utf-8")

    def put_back(self) -> bool:
        """Allows experiments again; whether they were refused."""
        was_pulled = os.path.lexists(self.file)
        self.file.unlink(missing_ok=True)
        return was_pulled

    def pulled(self) -> str | None:
        """Why no experiment may be made now, in half a sentence; None where one may."""
        if not os.path.lexists(self.file):
            return None
        try:
            reason = text_of(self.file).strip()
        except ConfigurationError:  # somebody put it there all the same
            reason = "its reason cannot be read"
        return f"the lever was pulled ({reason}); `acceptance chaos allow --env {self._environment}` puts it back"
