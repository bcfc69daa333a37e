"""Objects of the suite's own in the platform's database, made as the profile's block `audit` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import require as permitted
from acceptance.profile import Profile
from acceptance.profile.audit import DatabaseIdentity, ScratchObject
from acceptance.profile.services import Database

if TYPE_CHECKING:
    from acceptance.platform.database_user import DatabaseUser


def create(profile: Profile, name: str) -> None:
    """Makes one; whoever makes it has promised before to remove it.

    Raises:
        NotAssessed: the profile does not say how.
    """
    _own_user(profile).run(require(profile).create.format(name=name))


def remove(profile: Profile, name: str) -> None:
    """Removes it; it need not be there any more."""
    _own_user(profile).run(require(profile).remove.format(name=name))


def require(profile: Profile) -> ScratchObject:
    """What the profile says of such objects.

    Raises:
        NotAssessed: nothing, there is no database, or it is not permitted.
    """
    profile.service(Database)
    permitted(profile.permissions, "write", "making and removing objects of the database")
    found = profile.audit.scratch_object if profile.audit is not None else None
    if found is None:
        raise NotAssessed("the profile's block audit has no scratch_object", Cause.BINDING)
    return found


def _own_user(profile: Profile) -> DatabaseUser:
    from acceptance.platform.database_user import DatabaseUser

    place = profile.service(Database)
    return DatabaseUser(place, DatabaseIdentity(user=place.user, password=place.password), profile.permissions)
