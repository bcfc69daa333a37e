"""What a profile may say, and whether its parts agree; unknown keys are errors. Each block has a file of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, TypeVar

from pydantic import Field, model_validator

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.audit import Audit
from acceptance.profile.bindings import Integration, Interruption, Message, Operation, Population, Received
from acceptance.profile.block import Agreements, Service
from acceptance.profile.cards import Cards, CardTestRange
from acceptance.profile.certificates import Certificates
from acceptance.profile.chaos import Chaos
from acceptance.profile.declarations import Accepted, OutOfScope, Responsible, Waiver, refuse_doubles
from acceptance.profile.encrypted_hops import EncryptedHop
from acceptance.profile.files import File
from acceptance.profile.given import Source
from acceptance.profile.http_services import HttpService, OtherService
from acceptance.profile.judging import Judging
from acceptance.profile.limits import Limits
from acceptance.profile.model_changes import ModelChanges
from acceptance.profile.objectives import Objectives
from acceptance.profile.own_customers import OwnCustomers
from acceptance.profile.performance import Performance
from acceptance.profile.permissions import Permissions, SyntheticTenant
from acceptance.profile.privacy import Privacy
from acceptance.profile.product import Product
from acceptance.profile.provision import Provision
from acceptance.profile.rights import Rights
from acceptance.profile.scanners import Scanners
from acceptance.profile.services import Services
from acceptance.profile.stores import FileStore, Search, Store

SLIP = 0.75
"""How alike two names are, from 0 to 1, for the one to be taken for a slip of the other."""


Kind = TypeVar("Kind", bound=Service)


class Profile(Agreements):
    """One environment under test.

    Attributes:
        name: what the environment is called; letters, digits, - and _.
        description: one line for reports.
        production: whether real customers are decided about here. Then much is refused, whatever else is said.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    description: str = ""
    production: bool = False
    secrets: dict[str, Source] = {}
    """Variables that have their values in files or from commands; the environment goes before them."""
    platform: str | None = None
    """Name of the file in `platforms/` that says how this product does things."""
    agreements: str | None = None
    """Name of the file in `agreements/` that says what the company agreed."""
    provision: Provision | None = None
    permissions: Permissions = Permissions()
    services: Services
    other_services: dict[str, OtherService] = {}
    operations: Annotated[dict[str, Operation], File.PLATFORM] = {}
    procedures: Annotated[dict[str, Annotated[list[str], Field(min_length=1)]], File.PLATFORM] = {}
    """What takes several operations here, one after the other -> their names, in order."""
    messages: Annotated[dict[str, Message], File.PLATFORM] = {}
    received: Annotated[dict[str, Received], File.PLATFORM] = {}
    populations: Annotated[dict[str, Population], File.PLATFORM] = {}
    integrations: Annotated[dict[str, Integration], File.PLATFORM] = {}
    interruptions: Annotated[dict[str, Interruption], File.PLATFORM] = {}
    encrypted_hops: dict[str, EncryptedHop] = {}
    product: Annotated[Product | None, File.PLATFORM] = None
    privacy: Annotated[Privacy | None, File.AGREEMENTS] = None
    audit: Annotated[Audit | None, File.PLATFORM] = None
    rights: Annotated[Rights | None, File.PLATFORM] = None
    objectives: Annotated[Objectives | None, File.AGREEMENTS] = None
    model_changes: Annotated[ModelChanges | None, File.PLATFORM] = None
    performance: Performance | None = None
    judging: Judging = Judging()
    card_test_range: CardTestRange | None = None
    cards: Annotated[Cards | None, File.AGREEMENTS] = None
    certificates: Annotated[Certificates | None, File.AGREEMENTS] = None
    stores: dict[str, Store] = {}
    search: Search = Search()
    scanners: Scanners | None = None
    accepts: Annotated[list[Accepted], File.AGREEMENTS] = []
    synthetic_tenant: SyntheticTenant | None = None
    scope: Annotated[list[OutOfScope], File.AGREEMENTS] = []
    waivers: Annotated[list[Waiver], File.AGREEMENTS] = []
    responsible: Annotated[list[Responsible], File.AGREEMENTS] = []
    limits: Limits = Limits()
    own_customers: OwnCustomers = OwnCustomers()
    chaos: Chaos | None = None

    @model_validator(mode="after")
    def permissions_agree(self) -> Profile:
        if self.production and (faults := list(self._unguarded())):
            raise ValueError("\n".join(faults))
        return self

    def _unguarded(self) -> Iterator[str]:
        """What a production profile must not say, or has to."""
        may = self.permissions
        if may.write or may.destroy:
            yield "permissions: a production profile may allow read, synthetic and load only"
        if may.ceiling is None:
            yield "permissions: a production profile needs a ceiling of questions: per_second and per_run"
        if may.synthetic and self.synthetic_tenant is None:
            yield "permissions: synthetic in production needs a block synthetic_tenant that says whose it is"
        if may.synthetic and not may.synthetic_as:
            yield "permissions: synthetic in production needs synthetic_as, the identities of the synthetic tenant"
        if self.provision is not None:
            yield "provision: nothing starts or stops a platform in production; remove the block"

    @model_validator(mode="after")
    def everything_agrees(self) -> Profile:
        checks = (self._loose_names, self._immeasurable_objectives, self._loose_surfaces)
        if faults := [fault for check in checks for fault in check()]:
            raise ValueError("\n".join(faults))
        refuse_doubles(self.scope, self.waivers)
        return self

    def _loose_names(self) -> Iterator[str]:
        events = self.services.events
        if events is not None and events.schema_registry not in (None, *self.other_services):
            yield f"services.events.schema_registry: other_services has no {events.schema_registry!r}"
        for name, operation in self.operations.items():
            known = [*Services.model_fields, *self.other_services]
            if _slip(operation.service, known):
                yield f"operations.{name}.service: no service is called {operation.service!r}"
        for name, other in self.other_services.items():
            for allowed in other.allowed:
                if allowed not in self.operations:
                    yield f"other_services.{name}.allowed: there is no operation {allowed!r}"
        for name, steps in self.procedures.items():
            if name in self.operations:
                yield f"procedures.{name}: there is an operation {name!r} as well; keep one of the two"
            for step in steps:
                if step not in self.operations:
                    yield f"procedures.{name}: there is no operation {step!r}"
        called: list[tuple[str, str | None]] = [
            (f"integrations.{key}", name) for key, entry in self.integrations.items() for name in entry.operations()
        ]
        called += [
            (f"interruptions.{key}.{part}", getattr(entry, part))
            for key, entry in self.interruptions.items()
            for part in ("cut", "restore")
        ]
        called += [(f"populations.{key}.operation", entry.operation) for key, entry in self.populations.items()]
        called += [(f"chaos.{place}", name) for place, name in (self.chaos.operations() if self.chaos else ())]
        for place, wanted in called:
            if wanted is not None and wanted not in self.operations:
                yield f"{place}: there is no operation {wanted!r}"
        api = self.services.scoring_api
        for block, calls in (("public", api.public), ("allowed", [*api.allowed])):
            for call in calls:
                if " " not in call and call not in self.operations:
                    yield f"services.scoring_api.{block}: there is no operation {call!r}; a call is written GET /path"
        for recipient, population in self.privacy.recipients.items() if self.privacy is not None else ():
            if population not in self.populations:
                yield f"privacy.recipients.{recipient}: there is no population {population!r}"
        for key, store in self.stores.items():
            request = store.decoy.service if isinstance(store, FileStore) and store.decoy is not None else None
            if request is not None and self.http_service(request) is None:
                yield f"stores.{key}.decoy.service: no service is called {request!r}"
        blocks: tuple[tuple[str, Mapping[str, Message | Received]], ...] = (
            ("messages", self.messages),
            ("received", self.received),
        )
        for block, templates in blocks:
            for key, message in templates.items():
                if self.services.events is not None and message.topic not in self.services.events.topics:
                    yield (
                        f"{block}.{key}.topic: the event {key!r} uses topic {message.topic!r}, "
                        "unknown in services.events.topics"
                    )

    def _immeasurable_objectives(self) -> Iterator[str]:
        if self.objectives is None:
            return
        for place, name in self.objectives.operations():
            operation = self.operations.get(name)
            if operation is None:
                yield f"objectives.{place}: there is no operation {name!r}"
            elif operation.needs != "read":
                yield f"objectives.{place}: {name!r} needs {operation.needs}; name one that only reads"
        ceiling = self.permissions.load.max_requests_per_s if self.permissions.load is not None else math.inf
        for place, rate in self.objectives.rates():
            if rate > ceiling:
                yield (
                    f"objectives.{place}: {rate:g} a second is more than permissions.load.max_requests_per_s allows "
                    f"({ceiling:g}); lower one or raise the other"
                )
        for name in self.objectives.freshness.inputs if self.objectives.freshness is not None else []:
            if self.services.events is not None and name not in self.services.events.topics:
                yield f"objectives.freshness.inputs: {name!r} is unknown in services.events.topics"

    def _loose_surfaces(self) -> Iterator[str]:
        if self.production and self.card_test_range is not None:
            yield "card_test_range: card numbers are never made in production; remove the block"
        surfaces = self.cards.surfaces if self.cards is not None else {}
        for name, surface in surfaces.items():
            for key, operation in (("operation", surface.operation), ("then", surface.then)):
                if operation is not None and operation not in self.operations:
                    yield f"cards.surfaces.{name}.{key}: there is no operation {operation!r}"

    def service(self, kind: type[Kind]) -> Kind:
        """The service of a kind.

        Raises:
            NotAssessed: this environment has none.
        """
        found = getattr(self.services, kind.called)
        if not isinstance(found, kind):
            raise NotAssessed(f"no {kind.plain} in the profile", Cause.BINDING)
        return found

    def http_service(self, name: str) -> HttpService | None:
        """The HTTP service an operation names: the scoring API, the registry or one of `other_services`."""
        core = {"scoring_api": self.services.scoring_api, "model_registry": self.services.model_registry}
        return core.get(name) or self.other_services.get(name)

    def require_http_service(self, name: str) -> HttpService:
        """As `http_service`.

        Raises:
            NotAssessed: this environment has none.
        """
        found = self.http_service(name)
        if found is None:
            raise NotAssessed(f"no {name.replace('_', ' ')} in the profile", Cause.BINDING)
        return found


def _slip(name: str, known: Iterable[str]) -> bool:
    """Whether a name that is not known is so near one that is, that it was meant; another one is just not there."""
    names = list(known)
    return name not in names and bool(get_close_matches(name, names, n=1, cutoff=SLIP))
