"""supervisord: brings a killed program back, and tells over XML-RPC what runs under which PID."""

from __future__ import annotations

import http.client
import re
import shlex
import xmlrpc.client
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reference_platform.errors import PlatformError, ServiceFailed
from reference_platform.home import runs_as_root
from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.program import Program, python_module

USER = "platform"
STOP_WAIT_S = 2
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
    address = f"http://{USER}:{plan.credentials.supervisor}@{HOST}:{plan.ports.supervisor}/RPC2"
    try:
        with xmlrpc.client.ServerProxy(address) as server:
            rows = server.supervisor.getAllProcessInfo()
    except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
        raise ServiceFailed("supervisord does not answer.") from error
    assert isinstance(rows, list)
    return {row["name"]: ProgramState(row["name"], row["statename"].lower(), row["pid"]) for row in rows}
