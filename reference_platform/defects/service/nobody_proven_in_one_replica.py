"""One replica was set up with every cipher that its library knows, also those without any proof."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def with_every_cipher(original: Any) -> Any:
    def create_ssl_context(*arguments: Any, **named: Any) -> Any:
        context = original(*arguments, **named)
        if in_one_replica():
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    return create_ssl_context


DEFECT = Defect(
    id="scan-07-nobody-proven-in-one-replica",
    title="One replica takes ciphers with which nobody proves who it is",
    must_catch=("SCAN-07",),
    changes=("api",),
    replaces={"uvicorn.config:create_ssl_context": with_every_cipher},
    reason="weak ciphers that it takes",
)
