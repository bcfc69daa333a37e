"""What a run may do on a platform, how much of it, and as whom in production."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from acceptance.profile.block import Block
from acceptance.profile.guard import Ceiling, Window

Permission = Literal["read", "synthetic", "write", "destroy"]


class Load(Block):
    """How much load a run may put on this platform, and on which host:port; without any, its own HTTP services.

    Attributes:
        max_requests_per_s: a ceiling that every generator keeps.
        hosts: host:port that may be asked; without any, the profile's own HTTP services.
    """

    max_requests_per_s: Annotated[float, Field(gt=0)]
    hosts: list[str] = []


class Permissions(Block):
    """What a run may do here. Clients refuse everything else, whatever the tags of a scenario say.

    Attributes:
        read: look.
        synthetic: make fictitious customers, and change what is about them.
        write: change the platform: models, accounts.
        destroy: cause faults and outages.
    """

    read: bool = True
    synthetic: bool = False
    write: bool = False
    destroy: bool = False
    load: Load | None = None
    ceiling: Ceiling | None = None
    windows: tuple[Window, ...] = ()
    """When a run may touch the platform; without any, always."""
    stop_file: str | None = None
    """Whoever makes this file stops the run at its next question. `acceptance stop` stops one's own runs anyway."""
    synthetic_as: tuple[str, ...] = ()
    """Identities of HTTP services that belong to the registered synthetic tenant: as others nothing is changed."""

    def allow(self, needed: Permission) -> bool:
        """`write` includes `synthetic`: who may change the platform may change its synthetic tenant."""
        return bool(getattr(self, needed)) or (needed == "synthetic" and self.write)

    @property
    def load_per_s(self) -> float | None:
        """Requests a second of a load: no more than those of the whole run; None where no load is permitted."""
        if self.load is None:
            return None
        whole = self.ceiling.per_second if self.ceiling is not None else self.load.max_requests_per_s
        return min(self.load.max_requests_per_s, whole)


class SyntheticTenant(Block):
    """The registered account in production that the suite acts as: excluded from training, figures and reporting.

    Attributes:
        owner: who answers for the account.
        purpose: what it is for.
    """

    owner: Annotated[str, Field(min_length=2)]
    purpose: Annotated[str, Field(min_length=10)]
    registered: Annotated[str, Field(min_length=2)]
    """Where the account is registered, and under which number."""
