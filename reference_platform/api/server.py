"""The Scoring API's process: two replicas of the application behind one socket."""

import asyncio
import logging
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import uvicorn

# Imported here for the replicas' sake: they are forked with it and never have to wait for it.
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from reference_platform import structured_log
from reference_platform.api.app import create_app
from reference_platform.api.faults import place_of
from reference_platform.api.identity import BadTokensFile, Tokens
from reference_platform.api.parts import Parts, build_parts
from reference_platform.api.replicas import Replicas, ReplicasKeepDying, listen
from reference_platform.api.settings import MissingSetting, Settings, settings_from
from reference_platform.api.telemetry import empty_shared_folder

log = logging.getLogger(__name__)

PRELOADED = (LogisticRegression, StandardScaler)


def main() -> int:
    """Serve until told to stop; returns 1 after one sentence when that is impossible."""
    structured_log.start()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # an outage is one line of ours, not its tracebacks
    try:
        settings = settings_from()
        Tokens(Path(settings.tokens_file))
        empty_shared_folder(Path(settings.prometheus_multiproc_dir))
        listener = listen(int(settings.listen_port))
        with tempfile.TemporaryDirectory(prefix="scoring-api-") as model_folder:
            Replicas(lambda: serve(settings, Path(model_folder), listener)).run()
    except (MissingSetting, BadTokensFile, ReplicasKeepDying) as error:
        sys.stderr.write(f"the Scoring API cannot run: {error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"the Scoring API cannot listen on 127.0.0.1:{settings.listen_port}: {error.strerror}\n")
        return 1
    return 0


def serve(settings: Settings, model_folder: Path, listener: object) -> None:
    """Be one replica."""
    parts = build_parts(settings, model_folder)
    config = uvicorn.Config(
        create_app(parts),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # there is no proxy before it: the origin of a call is its peer, whatever a header says
        timeout_graceful_shutdown=1,
        ssl_certfile=settings.tls_cert_file,
        ssl_keyfile=settings.tls_key_file,
    )
    server = uvicorn.Server(config)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, reload_tokens, parts)
        loop.set_exception_handler(log_task_failure)
        await server.serve(sockets=[listener])  # type: ignore[list-item]

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(run())


def log_task_failure(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what nobody waited for; asyncio's own words for it hold the exception's text."""
    error = context.get("exception")
    log.error("a task failed: %s", place_of(error) if error else "without an exception")


def reload_tokens(parts: Parts) -> None:
    """Read the tokens again, and keep the known ones when that fails."""
    try:
        parts.tokens.reload()
    except BadTokensFile as error:
        log.error("tokens not read again: %s", error)
