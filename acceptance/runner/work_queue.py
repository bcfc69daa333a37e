"""The work of a phase as a queue that several processes draw from: whoever is free takes what is next.

A pipe holds one ticket for each group of feature files. Reading a ticket takes it, so no group is run twice, and
what a process that died had not taken is taken by the others.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator, Mapping, Sequence

TICKETS = "ACCEPTANCE_TICKETS"
"""Set for the workers of a phase: the pipe that they inherit, and the groups that its tickets stand for."""

_TICKET = struct.Struct(">H")


class Tickets:
    """The tickets of one phase, on the side of whoever starts the workers.

    Args:
        groups: feature files; the files of a group are run by the same process, one after the other.
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self.pipe, full = os.pipe()
        with os.fdopen(full, "wb") as writing:  # closed after the last one: there the queue ends
            writing.writelines(map(_TICKET.pack, range(len(groups))))
        self.variables = {TICKETS: json.dumps({"pipe": self.pipe, "groups": [list(group) for group in groups]})}

    def close(self) -> None:
        """Lets go of this process's end, once the workers have theirs."""
        os.close(self.pipe)


def drawn(environment: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """The groups that this worker draws, each when it asks for the next one, until none is left."""
    told = json.loads(environment[TICKETS])
    while ticket := os.read(told["pipe"], _TICKET.size):
        yield told["groups"][_TICKET.unpack(ticket)[0]]
