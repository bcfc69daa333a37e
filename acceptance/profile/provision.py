"""The commands by which an environment is given a platform of its own, with faults and changes of its code."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from acceptance.profile.block import Block

Words = list[str]


class Defects(Block):
    """Commands that switch deliberate faults of this platform on and off, for `acceptance prove`.

    `list` prints a JSON list: id, framework, title, description, must_catch, may_also_catch, reason. `{defect}` stands
    for the id. After `switch_off` the platform is sound again, also when `switch_on` was cut off half-way.

    Attributes:
        list: prints all of them.
        switch_on, switch_off: switches one.
        switch_timeout_s: how long switching may take.
    """

    list: Words
    switch_on: Words
    switch_off: Words
    switch_timeout_s: Annotated[float, Field(gt=0, le=600)] = 60


class Mutants(Block):
    """Commands for `acceptance prove --mutants`: small changes of the platform's own code, and which code runs when.

    `list` prints a JSON list: id, title, places, digest. `title` says what changes where; `places` are the pieces of
    code whose execution executes it, empty where that cannot be told; `digest` changes with what it says and changes.
    Each is switched by `defects.switch_on` and `switch_off`. Between `watch_on` and `watch_off` the platform notes what
    it executes, and `reached` prints that: one JSON object with the spans of time of each place, such as
    {"a place": [[begin, end], ...]}, in seconds since 1970 by a clock that agrees with this machine's.

    Attributes:
        list: prints all of them.
        watch_on, watch_off: begin and end the notes.
        reached: prints the notes.
    """

    list: Words
    watch_on: Words
    watch_off: Words
    reached: Words


class Provision(Block):
    """Commands that give this environment a platform of its own. Without them the platform must be running.

    `up` and `status` print one JSON object with a map `environment` that fills the profile's variables;
    `status` exits non-zero when nothing runs. Both may print a list `defects` of those that are switched on, and a list
    `processes` with the numbers of processes on this machine: these and all that descend from them are the platform's.
    `{run_id}` and `{pid}` stand for the run and its process.

    Attributes:
        status: prints what runs already.
        up: starts one.
        down: stops it.
        logs: prints what its services wrote.
    """

    status: list[str] = []
    up: list[str]
    down: list[str]
    logs: list[str] = []
    up_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 180
    """How long `up` may tell nothing on its standard error; as long as it tells what it does, it is waited for."""
    defects: Defects | None = None
    mutants: Mutants | None = None
