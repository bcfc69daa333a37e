"""What runs first under the keeper: get parts and template, lay the instance out, become supervisord.

    python -m reference_platform.instance.starter parts
    python -m reference_platform.instance.starter instance NAME FIRST_PORT [DEFECT...]

An error is one sentence on stderr and its exit code. Being killed at any moment is fine: the keeper removes
the instance's folder, and the cache holds only what is complete.
"""

from __future__ import annotations

import os
import sys

from reference_platform.defects import switch
from reference_platform.errors import PlatformError
from reference_platform.home import CHECKOUT, Home, home
from reference_platform.image.content import FILE, the_image
from reference_platform.instance import template
from reference_platform.instance.digests import code_digest
from reference_platform.instance.record import Record
from reference_platform.parts.catalogue import Parts, present, provide_all
from reference_platform.progress import Progress
from reference_platform.services import postgres, supervisor
from reference_platform.services.catalogue import SERVICES, write_configuration
from reference_platform.services.certificates import write_certificates
from reference_platform.services.plan import Credentials, Plan, Ports


def main(arguments: list[str]) -> int:
    """Do what the arguments say; see the module."""
    progress = Progress()
    try:
        here = home()
        parts = present(here) or provide_all(here, progress)
        if arguments[0] == "instance":
            name, first_port, *defects = arguments[1:]
            plan = lay_out(here, name, int(first_port), parts, progress)
            switch.prepare(plan, defects)
            Record(plan, checkout=CHECKOUT, code=code_digest()).write()
            _become_supervisord(plan)
    except PlatformError as error:
        progress.close()
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    progress.close()
    return 0


def lay_out(here: Home, name: str, first_port: int, parts: Parts, progress: Progress) -> Plan:
    """Copy the template into the instance's folder and give it secrets, certificates and ports of its own."""
    plan = Plan(
        name=name,
        directory=here.instances / name,
        ports=Ports.from_slot(first_port),
        credentials=Credentials.generate(),
        parts=parts,
    )
    progress.step("template", "checking")
    template.copy(here, parts, plan.directory, progress)
    progress.step("instance", "new secrets and certificates")
    plan.temporary.mkdir()
    write_certificates(plan)
    the_image().write(plan.directory / FILE)
    write_configuration(plan)
    postgres.rotate_secrets(plan)
    supervisor.write_configuration(plan, (service.program(plan) for service in SERVICES))
    return plan


def _become_supervisord(plan: Plan) -> None:
    with plan.log_of("supervisord-output").open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    command = supervisor.command(plan)
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
