"""supervisord: brings a killed program back, and tells over XML-RPC what runs under which PID."""

from __future__ import annotations

import http.client
import re
import shlex
import time
import xmlrpc.client
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from supervisor.xmlrpc import Faults as xmlrpc_faults

from reference_platform.errors import PlatformError, ServiceFailed
from reference_platform.home import runs_as_root
from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.program import Program, python_module

USER = "platform"
STOP_WAIT_S = 2
DOWN_WITHIN_S = 10
PAUSE_S = 0.03
# A program is brought back however often it ends; giving up is for the person who started the platform.
RETRIES = 1_000_000
INLINE_COMMENT = re.compile(r"\s[;#]")


@dataclass(frozen=True)
class ProgramState:
    """What supervisord knows of a program; `pid` is 0 while it is down."""

    name: str
    state: str
    pid: int


def configuration_file(plan: Plan) -> Path:
    return plan.directory / "supervisord.conf"


def command(plan: Plan) -> list[str]:
    return [*python_module("supervisor.supervisord"), "-n", "-c", str(configuration_file(plan))]


def write_configuration(plan: Plan, programs: Iterable[Program]) -> None:
    write_private(configuration_file(plan), render(plan, programs))


def render(plan: Plan, programs: Iterable[Program]) -> str:
    """The text of supervisord's configuration."""
    main = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        f"logfile={_escaped(plan.log_of('supervisord'))}",
        f"pidfile={_escaped(plan.directory / 'supervisord.pid')}",
        f"childlogdir={_escaped(plan.log)}",
        "minfds=1024",
        *(["user=root"] if runs_as_root() else []),
        "",
        "[inet_http_server]",
        f"port={HOST}:{plan.ports.supervisor}",
        f"username={USER}",
        f"password={plan.credentials.supervisor}",
        "",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        "",
    ]
    return "\n".join(main + [line for program in programs for line in _section(plan, program)])


def _section(plan: Plan, program: Program) -> list[str]:
    for name, value in program.environment.items():
        if '"' in value:
            raise PlatformError(f"{name}={value!r} cannot stand in a supervisord configuration (a quote).")
    variables = ",".join(f'{name}="{_escaped(value)}"' for name, value in program.environment.items())
    return [
        f"[program:{program.name}]",
        f"command={_escaped(shlex.join(program.command))}",
        f"environment={variables}",
        "directory=/",
        *([f"user={program.user}"] if program.user else []),
        "autorestart=true",
        "startsecs=1",
        f"startretries={RETRIES}",
        f"stopsignal={program.stop_signal}",
        f"stopwaitsecs={STOP_WAIT_S}",
        "killasgroup=true",
        "redirect_stderr=true",
        f"stdout_logfile={_escaped(plan.log_of(program.name))}",
        "stdout_logfile_maxbytes=0",
        "",
    ]


def _escaped(value: object) -> str:
    text = str(value)
    if "\n" in text or INLINE_COMMENT.search(text):
        raise PlatformError(
            f"{text!r} cannot stand in a supervisord configuration (a line break, or what begins a comment)."
        )
    return text.replace("%", "%%")


def states(plan: Plan) -> dict[str, ProgramState]:
    """Every program by name.

    Raises:
        ServiceFailed: supervisord does not answer.
    """
    with _connection(plan) as server:
        rows = server.supervisor.getAllProcessInfo()
    assert isinstance(rows, list)
    return {row["name"]: ProgramState(row["name"], row["statename"].lower(), row["pid"]) for row in rows}


def command_of(plan: Plan, program: str) -> list[str]:
    """The command of a program as it stands in the configuration."""
    _, line, _ = _around_command(plan, program)
    return shlex.split(line.removeprefix("command=").replace("%%", "%"))


def set_command(plan: Plan, program: str, command: Iterable[str]) -> None:
    """Write another command for a program into the configuration; `start_anew` makes it count."""
    before, _, after = _around_command(plan, program)
    fresh = configuration_file(plan).with_suffix(".new")
    write_private(fresh, f"{before}command={_escaped(shlex.join(command))}{after}")
    fresh.replace(configuration_file(plan))


def start_anew(plan: Plan, programs: Iterable[str]) -> None:
    """End programs and start them as the configuration says now, also such as supervisord had lost.

    Raises:
        ServiceFailed: supervisord does not answer, or a program does not end.
    """
    names = list(programs)
    with _connection(plan) as server:
        for name in names:
            with _unless(xmlrpc_faults.BAD_NAME, xmlrpc_faults.NOT_RUNNING):
                server.supervisor.stopProcess(name, False)
        for name in names:
            _wait_until_down(plan, name)
        server.supervisor.reloadConfig()
        for name in names:
            with _unless(xmlrpc_faults.BAD_NAME):
                server.supervisor.removeProcessGroup(name)
            server.supervisor.addProcessGroup(name)
            with _unless(xmlrpc_faults.ALREADY_STARTED):
                server.supervisor.startProcess(name, False)


def _around_command(plan: Plan, program: str) -> tuple[str, str, str]:
    """The configuration before the command of a program, that line, and the configuration after it."""
    text = configuration_file(plan).read_text()
    begin = text.index("\ncommand=", text.index(f"[program:{program}]")) + 1
    end = text.index("\n", begin)
    return text[:begin], text[begin:end], text[end:]


def _wait_until_down(plan: Plan, program: str) -> None:
    deadline = time.monotonic() + DOWN_WITHIN_S
    while (state := states(plan).get(program)) is not None and state.pid:
        if time.monotonic() > deadline:
            raise ServiceFailed(f"{program} does not end within {DOWN_WITHIN_S} s.")
        time.sleep(PAUSE_S)


@contextmanager
def _connection(plan: Plan) -> Iterator[xmlrpc.client.ServerProxy]:
    address = f"http://{USER}:{plan.credentials.supervisor}@{HOST}:{plan.ports.supervisor}/RPC2"
    try:
        with xmlrpc.client.ServerProxy(address) as server:
            yield server
    except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
        raise ServiceFailed("supervisord does not answer.") from error


@contextmanager
def _unless(*codes: int) -> Iterator[None]:
    """What supervisord refuses for one of these reasons was so before."""
    try:
        yield
    except xmlrpc.client.Fault as fault:
        if fault.faultCode not in codes:
            raise
