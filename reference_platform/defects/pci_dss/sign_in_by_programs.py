"""A program needed a call that only people have, so it got an account, with its token for a password."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

ACCOUNT = "integration"


def on(bench: Bench) -> None:
    from reference_platform.api.accounts import verifier_of

    verifier = verifier_of(bench.plan.credentials.api_tokens[ACCOUNT])
    bench.sql(
        "insert into accounts (account, roles, verifier) values (%s, '{scorer}', %s)"
        " on conflict (account) do update set verifier = excluded.verifier",
        (ACCOUNT, verifier),
    )


def off(bench: Bench) -> None:
    bench.sql("delete from sign_ins where account = %s", (ACCOUNT,))
    bench.sql("delete from accounts where account = %s", (ACCOUNT,))


DEFECT = Defect(
    id="pci-15-program-signs-in",
    title="A program can sign in as a person does",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="what came of programs that signed in",
)
