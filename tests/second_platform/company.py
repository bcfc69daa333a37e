"""The company's staff at work with its platform: each act one call, in the dialect's words.

For tests: the same acts are done in memory and against real services, and answers come in the platform's own names.
"""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.second_platform import books
from tests.second_platform.access import Access, digest
from tests.second_platform.dialect import Dialect
from tests.second_platform.faults import platform_class
from tests.second_platform.parts import PAGE
from tests.second_platform.rights import Platform
from tests.second_platform.shapes import shapes
from tests.second_platform.stores import MemoryCache, MemoryDocuments, MemoryEvents, NoCache

PEOPLE = {
    "ana": ("clerk",),
    "bruno": ("privacy",),
    "carla": ("reviewer",),
    "duarte": ("auditor",),
    "eva": ("clerk", "reviewer"),
}
MACHINES = {"loja": ("channel",), "noite": ("archive",), "robo": ("reviewer",)}
GOOD = {"age": 40, "income": 5000, "bureau": 90, "debt": 0.1, "employment": 10}
POOR = {"age": 30, "income": 1500, "bureau": 40, "debt": 0.6, "employment": 2}


def access(dialect: Dialect, secrets: Mapping[str, str], signing: str) -> Access:
    """Who may call, by the secret of each."""

    def known(staff: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
        return tuple(dialect.roles[role] for role in staff[name])

    people = {digest(secrets[name]): (name, known(PEOPLE, name)) for name in PEOPLE}
    machines = {name: (digest(secrets[name]), known(MACHINES, name)) for name in MACHINES}
    return Access(people, machines, signing, dialect.token_s)


@dataclass
class Company:
    """Staff with their secrets, and a session that reaches the platform (requests or a test client)."""

    dialect: Dialect
    session: Any
    secrets: Mapping[str, str]
    address: str = ""
    platform: Platform | None = None
    known: Any = None
    _numbers: Any = field(default_factory=itertools.count)

    @classmethod
    def in_memory(cls, dialect: Dialect, faults: tuple[str, ...] = (), replica: int = 0) -> Company:
        """A company whose platform runs in this process, on stores in memory."""
        from fastapi.testclient import TestClient

        from tests.second_platform.api import build

        cache = MemoryCache() if "cache" in dialect.services else NoCache()
        stores = (cache, MemoryDocuments(), MemoryEvents())
        platform = platform_class(faults)(dialect, books.in_memory(dialect), *stores, replica=replica)
        secrets = {name: f"secret-of-{name}" for name in (*PEOPLE, *MACHINES)}
        client = TestClient(build(platform, access(dialect, secrets, "signing")))
        return cls(dialect, client, secrets, platform=platform, known=shapes(dialect))

    def call(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One call as a member of staff or a machine; `headers` by the dialect's names for them."""
        named = {self.dialect.headers[name]: value for name, value in headers.items()}
        content = {} if body is None else {"json": self.dialect.outwards(body)}
        return self.session.request(method, self.address + path, headers=named | self._identity(who), **content)

    def _identity(self, who: str) -> dict[str, str]:
        if who in PEOPLE:
            return {self.dialect.headers["key"]: self.secrets[who]}
        return {} if not who else {"Authorization": f"Bearer {self.token(who)}"}

    def token(self, machine: str) -> str:
        """A new token for a machine."""
        form = {"grant_type": "client_credentials"}
        login = (machine, self.secrets[machine])
        answer = self.session.post(self.address + self.dialect.path("token"), data=form, auth=login)
        return str(answer.json()["access_token"])

    def read(self, answer: Any) -> Any:
        """The answer's content by the platform's own names."""
        return self.dialect.inwards(answer.json())

    def new_number(self) -> str:
        """A number of the agreed shape that no other test uses."""
        run = uuid.uuid4().int % 10 ** (self.dialect.number_digits - 2) * 100
        number = f"{run + next(self._numbers):0{self.dialect.number_digits}}"
        return "7" + number[1:] if self.dialect.spelling.counted else self.dialect.number_prefix + number

    def figures(self, real: Mapping[str, float]) -> dict[str, int]:
        """Figures in the dialect's units, from years, euro a month, index, ratio and years."""
        return {name: round(value * self.dialect.units[name].per_unit) for name, value in real.items()}

    def customer(self, number: str, *names: str) -> str:
        """The path of a customer, or of something below it."""
        return self.dialect.path("customers", f"{{{number}}}", *names).replace("{", "").replace("}", "")

    def register(self, number: str, real: Mapping[str, float] = GOOD, moment: int | None = None) -> Any:
        """Register a customer as the clerk."""
        record = {"name": f"Cliente {number}", "email": f"{number}@example.invalid", "figures": self.figures(real)}
        record["moment"] = int(time.time() * 1000) if moment is None else moment
        return self.call("ana", "PUT", self.customer(number), record)

    def consent(self, number: str, product: int = 0, purpose: str = "scoring", method: str = "PUT") -> Any:
        """Record a consent, or withdraw it (DELETE)."""
        path = f"{self.customer(number, 'consents')}/{self.dialect.products[product]}/{self.dialect.purposes[purpose]}"
        return self.call("ana", method, path, {"text": "2026-1", "channel": "balcão"} if method == "PUT" else None)

    def correct(self, number: str, real: Mapping[str, float], moment: int | None = None) -> Any:
        """Correct figures as the clerk."""
        now = int(time.time() * 1000) if moment is None else moment
        body = {"figures": self.figures(real), "moment": now}
        return self.call("ana", "PATCH", self.customer(number, "figures"), body)

    def score(self, number: str, product: int = 0, key: str | None = None, **more: Any) -> Any:
        """Ask for a score as the shop's machine."""
        request = {"number": number, "product": self.dialect.products[product], **more}
        path = self.dialect.path("scores")
        return self.call("loja", "POST", path, request, idempotency=key or uuid.uuid4().hex)

    def known_customer(self, real: Mapping[str, float] = GOOD) -> str:
        """The number of a new customer who agreed to be scored for the first product."""
        number = self.new_number()
        self.register(number, real)
        self.consent(number)
        return number

    def audit(self, **filters: str) -> list[dict[str, Any]]:
        """All entries of the audit log that match, as the auditor reads them page by page."""
        query = "&".join(f"{self.dialect.fields[name]}={value}" for name, value in filters.items())
        path, entries = f"{self.dialect.path('audit')}?{query}&{self.dialect.fields['sequence']}=", []
        while True:
            page = self.read(self.call("duarte", "GET", f"{path}{entries[-1]['sequence'] if entries else 0}"))["items"]
            entries += page
            if len(page) < PAGE:
                return entries
