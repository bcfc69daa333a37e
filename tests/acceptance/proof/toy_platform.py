"""A platform of two files: `defects.json` says which defects it has, the folder `on` which are switched on, and where.

A defect is on at one instance (`ID RUN`), or at every one (`ID`).

Each defect has besides `says`: the words that the platform should not say and says while the defect is on;
`breaks`: whether a Given fails; `hangs`: whether switching it on takes for ever; `stuck`: which
way it cannot be switched, "on" or "off"; `slow`: whether an answer does; `stains`: whether it goes on saying its
words when it is off. Mutants (`mutants.json`) are such as well.
"""

import json
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
ON = FOLDER / "on"


def described(defect: str) -> dict:
    files = (FOLDER / name for name in ("defects.json", "mutants.json"))
    known = [one for file in files if file.exists() for one in json.loads(file.read_text())]
    return next(one for one in known if one["id"] == defect)


def main(act: str, *rest: str) -> None:
    ON.mkdir(exist_ok=True)
    with (FOLDER / "calls").open("a") as calls:
        calls.write(" ".join([act, *(rest[:2] if act in ("on", "off") else rest[:1])]) + "\n")
    match act:
        case "up":
            environment = {"TOY_ADDRESS": str(FOLDER), "TOY_NAME": rest[0]}
            names = sorted(path.name for path in ON.iterdir() if not path.name.startswith("stain "))
            sys.stdout.write(json.dumps({"environment": environment, "defects": names}))
        case "down":
            for gone in ON.glob(f"* {rest[0]}"):
                gone.unlink()
        case "list":
            sys.stdout.write((FOLDER / "defects.json").read_text())
        case "mutants":
            sys.stdout.write((FOLDER / "mutants.json").read_text())
        case "watch":
            (FOLDER / f"watched {rest[0]} {time.time()}").touch()
        case "reached":
            sys.stdout.write(json.dumps({"everywhere": [[time.time() - 60, time.time()]], "nowhere": [[0, 1]]}))
        case "on":
            (ON / " ".join(rest)).touch()
            if described(rest[0]).get("stuck") == "on":
                sys.exit("the switch is stuck")
            if described(rest[0]).get("hangs"):
                (FOLDER / "asleep").touch()
                time.sleep(60)
        case "off":
            if described(rest[0]).get("stains"):
                (ON / f"stain {rest[0]} {rest[1]}").touch()
            if described(rest[0]).get("stuck") == "off":
                sys.exit("the switch is stuck")
            (ON / rest[0]).unlink(missing_ok=True)
            (ON / " ".join(rest)).unlink(missing_ok=True)


main(*sys.argv[1:])
