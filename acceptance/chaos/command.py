"""What `acceptance chaos` does: undo by hand, and the lever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing

from acceptance.chaos.fault import Means
from acceptance.chaos.journal import Journal, undo
from acceptance.chaos.lever import Lever
from acceptance.outcome import ExitCode
from acceptance.platform.provision import running_platform
from acceptance.profile import Profile, find_profile, load


def undo_all(environment: str, variables: Mapping[str, str], say: Callable[[str], object]) -> ExitCode:
    """Takes away every fault that is written down for a platform; one that does not go stays written down.

    Raises:
        ConfigurationError, PlatformNotProvided: its profile cannot be read, or it does not run.
    """
    profile = _profile(environment, variables)
    journal = Journal(profile)
    with closing(Means.of_undoing(profile)) as means:
        for entry in journal.unfinished():
            try:
                seen = undo(means, entry)
            except Exception as error:  # noqa: BLE001 - one that cannot be undone must not keep the others
                say(f"not undone: {entry.name}: {error}")
                continue
            say(f"{'undone' if seen.holds else 'not undone'}: {entry.name} ({seen.told})")
            if seen.holds:
                journal.kept(entry)
    left = journal.unfinished()
    if not left:
        say(f"No fault is left on the platform of {environment!r}.")
    return ExitCode.GAPS if left else ExitCode.OK


def lever_of(environment: str, variables: Mapping[str, str]) -> Lever:
    """The lever of an environment's platform; raises as `undo_all`."""
    return Lever(_profile(environment, variables))


def _profile(environment: str, variables: Mapping[str, str]) -> Profile:
    path = find_profile(environment)
    return load(path, running_platform(path, variables))
