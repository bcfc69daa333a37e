"""The card vault: `python -m reference_platform.vault`, configured by environment variables (settings.py)."""

import logging
import sys
from pathlib import Path

import uvicorn

from reference_platform import structured_log
from reference_platform.api.audit import AuditLog
from reference_platform.api.database import Database
from reference_platform.api.identity import BadTokensFile, Tokens
from reference_platform.vault.app import Parts, create_app
from reference_platform.vault.cards import Cards
from reference_platform.vault.keys import BadKeyFile
from reference_platform.vault.settings import MissingSetting, Settings, settings_from
from reference_platform.vault.watch import Buckets, Watch

CONNECTIONS = 3


def main() -> int:
    """Serve until told to stop; returns 1 after one sentence when that is impossible."""
    structured_log.start()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # an outage is one line of ours, not its tracebacks
    try:
        settings = settings_from()
        parts = build_parts(settings)
    except (MissingSetting, BadTokensFile, BadKeyFile) as error:
        sys.stderr.write(f"the card vault cannot run: {error}\n")
        return 1
    uvicorn.run(
        create_app(parts),
        host="127.0.0.1",
        port=settings.listen_port,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # the origin of a call is its peer, whatever a header says
        timeout_graceful_shutdown=1,
        ssl_certfile=settings.tls_cert_file,
        ssl_keyfile=settings.tls_key_file,
    )
    return 0


def build_parts(settings: Settings) -> Parts:
    """Make the parts; nothing connects yet. Raises BadTokensFile, BadKeyFile."""
    database = Database(settings.database_url, size=CONNECTIONS)
    return Parts(
        tokens=Tokens(Path(settings.tokens_file)),
        database=database,
        audit=AuditLog(database),
        cards=Cards(database, Path(settings.keys_file), settings.issuer_digits, settings.card_limit_days),
        watch=Watch(Buckets(settings), database, settings.watch_pause_s),
    )


if __name__ == "__main__":
    sys.exit(main())
