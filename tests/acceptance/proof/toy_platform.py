"""A platform of two files: `defects.json` says which defects it has, the folder `on` which are switched on, and where.

A defect is on at one instance (`ID RUN`), or at every one (`ID`).

Each defect has besides `says`: the words that the platform should not say and says while the defect is on;
`breaks`: whether a Given fails; `hangs`: whether switching it on takes for ever; `stuck`: which
way it cannot be switched, "on" or "off"; `slow`: whether an answer does.
"""

import json
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
ON = FOLDER / "on"


def described(defect: str) -> dict:
    return next(one for one in json.loads((FOLDER / "defects.json").read_text()) if one["id"] == defect)


def main(act: str, *rest: str) -> None:
    ON.mkdir(exist_ok=True)
    with (FOLDER / "calls").open("a") as calls:
        calls.write(" ".join([act, *(rest[:2] if act in ("on", "off") else rest[:1])]) + "\n")
    match act:
        case "up":
            environment = {"TOY_ADDRESS": str(FOLDER), "TOY_NAME": rest[0]}
            names = sorted(path.name for path in ON.iterdir())
            sys.stdout.write(json.dumps({"environment": environment, "defects": names}))
        case "list":
            sys.stdout.write((FOLDER / "defects.json").read_text())
        case "on":
            (ON / " ".join(rest)).touch()
            if described(rest[0]).get("stuck") == "on":
                sys.exit("the switch is stuck")
            if described(rest[0]).get("hangs"):
                (FOLDER / "asleep").touch()
                time.sleep(60)
        case "off":
            if described(rest[0]).get("stuck") == "off":
                sys.exit("the switch is stuck")
            (ON / rest[0]).unlink(missing_ok=True)
            (ON / " ".join(rest)).unlink(missing_ok=True)


main(*sys.argv[1:])
