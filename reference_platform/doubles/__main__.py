"""One double of the outside world: `python -m reference_platform.doubles crm|bureau|notifications`."""

import argparse
import os
import sys

import uvicorn

from reference_platform.doubles import bureau, crm, notifications
from reference_platform.doubles.service import create_double

DOUBLES = {"crm": crm.routes, "bureau": bureau.routes, "notifications": notifications.routes}
SETTINGS = ("LISTEN_PORT", "TLS_CERT_FILE", "TLS_KEY_FILE", "DOUBLE_TOKEN")


def main() -> int:
    """Serve until told to stop; returns 1 after one sentence when settings are missing."""
    parser = argparse.ArgumentParser(prog="python -m reference_platform.doubles", description=__doc__)
    parser.add_argument("name", choices=sorted(DOUBLES))
    name = parser.parse_args().name
    missing = [setting for setting in SETTINGS if not os.environ.get(setting)]
    if missing:
        sys.stderr.write(f"the {name} double needs the environment variable {', '.join(missing)}\n")
        return 1
    uvicorn.run(
        create_double(name, os.environ["DOUBLE_TOKEN"], DOUBLES[name]()),
        host="127.0.0.1",
        port=int(os.environ["LISTEN_PORT"]),
        access_log=False,
        log_level="warning",
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        ssl_certfile=os.environ["TLS_CERT_FILE"],
        ssl_keyfile=os.environ["TLS_KEY_FILE"],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
