"""How faults are brought about here on purpose, how long they may last, and what was agreed for that time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr, model_validator

from acceptance.profile.addresses import Address, Url
from acceptance.profile.block import Agreement, Block
from acceptance.profile.files import File

Harm = Literal["cut", "slow", "silent", "reset"]
"""What may happen to a connection: nobody answers at its other end, each answer comes late, no answer comes at all, or
it is torn down."""
Seconds = Annotated[int, Field(ge=1, le=3600)]


class Supervisord(Block):
    """The supervisord that runs the platform on this machine, spoken to over its XML-RPC interface.

    Attributes:
        url: where it listens, without a path.
        user, password: how the suite signs in.
    """

    url: Url
    user: str | None = None
    password: SecretStr | None = None
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5
    """How long one answer of it may take."""


class Part(Block):
    """A part of the platform that can be killed, and how its processes are found.

    Attributes:
        programs: the names by which the orchestrator knows it.
        copies: whether each program is one copy of the part, or each process that the program has started.
        protected: whether nobody may kill it, whatever a scenario asks for.
    """

    programs: Annotated[list[str], Field(min_length=1)]
    copies: Literal["programs", "children"] = "programs"
    protected: bool = False


class Doing(Block):
    """How harm is done to a connection and undone, as operations.

    `{latency_ms}` and `{jitter_ms}` are filled for slow ones. What undoes it must succeed also where nothing was done.

    Attributes:
        apply: the operation that does it.
        undo: the operation that undoes it.
    """

    apply: str
    undo: str


class Link(Block):
    """The platform's connection to a part that it depends on.

    Attributes:
        protocol: what is spoken there; `tls` where every connection is encrypted from its first byte on.
    """

    address: Address
    """host:port as the platform itself reaches the part: the suite looks there whether the harm is done, and undone."""
    protocol: Literal["tls", "http", "postgresql", "kafka", "redis"]
    harm: Annotated[dict[Harm, Doing], File.PLATFORM] = {}
    """What can be done to it -> how."""
    without: Annotated[Literal["as before", "refused"] | None, File.AGREEMENTS] = None
    """What customers get while it is away: their score as before, or a refusal that says so."""


class ChaosLoad(Block):
    """What is asked during an experiment, and how long its windows are.

    Attributes:
        rate_per_s: requests, however slow the answers are.
        before_s: how long it is looked at before anything is done.
        window_s: how long the fault lasts, each time; the variable CHAOS_DURATION overrides this.
        change_s: how long bringing a fault about, and ending it, may take.
        windows: how often the fault is brought about.
    """

    rate_per_s: Annotated[float, Field(gt=0)] = 40
    before_s: Annotated[int, Field(ge=2, le=3600)] = 10
    window_s: Seconds = 60
    change_s: Annotated[int, Field(ge=2, le=60)] = 2
    windows: Annotated[int, Field(ge=1, le=20)] = 2


class BlastRadius(Block):
    """When an experiment ends at once.

    Attributes:
        failed_percent: so many of the requests got no good answer,
        for_s: for so many seconds.
    """

    failed_percent: Annotated[float, Field(gt=0, le=100)] = 100
    for_s: Seconds = 60


class Bounds(Block):
    """What was agreed for a time in which a part is away.

    Attributes:
        served_percent: so many of the requests get their right answer where customers are served as before.
        patience_s: no answer takes longer, a refusal included.
        neither_percent: so many of the requests at most get neither a right answer nor the agreed refusal.
        refusals: the status codes that say "not now".
        tells_when: whether a refusal says when to ask again.
        recovered_within_s: after so long all is as before; the variable RECOVERY_TIME overrides this.
    """

    served_percent: Annotated[float, Field(gt=0, le=100)] = 99
    patience_s: Annotated[float, Field(gt=0, le=120)] = 5
    neither_percent: Annotated[float, Field(ge=0, lt=100)] = 1
    refusals: Annotated[list[int], Field(min_length=1)] = [503]
    tells_when: bool = True
    recovered_within_s: Annotated[float, Field(gt=0, le=3600)] = 30
    blast_radius: BlastRadius = BlastRadius()


class Chaos(Agreement):
    """Experiments with faults.

    Attributes:
        orchestrator: who runs the platform's processes and brings them back.
        parts: plain name -> what can be killed.
        links: plain name of a part -> the platform's connection to it.
        load: what is asked meanwhile.
    """

    called: ClassVar[str] = "chaos"
    without_it: ClassVar[str] = ", so no fault can be brought about"

    orchestrator: Supervisord | None = None
    parts: dict[str, Part] = {}
    links: dict[str, Link] = {}
    load: ChaosLoad = ChaosLoad()
    bounds: Annotated[Bounds, File.AGREEMENTS] = Bounds()

    @model_validator(mode="after")
    def parts_have_an_orchestrator(self) -> Chaos:
        if self.parts and self.orchestrator is None:
            raise ValueError("parts: nobody is named who runs them; write orchestrator, or remove parts")
        return self

    def operations(self) -> list[tuple[str, str]]:
        """The place of each operation that is named, and its name."""
        return [
            (f"links.{name}.harm.{harm}.{act}", getattr(doing, act))
            for name, link in self.links.items()
            for harm, doing in link.harm.items()
            for act in ("apply", "undo")
        ]
