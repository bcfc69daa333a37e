"""What a change costs in proofs: `python benchmarks/proofs.py RUN`, where RUN is the folder of a traced run.

What each scenario of that run executed is compared with the last commits: which claims would each of them have made
stale, and how long would these have taken to prove again? Beside it what the earlier rule would have cost, by which any
change below `features/` or `acceptance/` made every claim stale. What each defect takes, and who caught it, is read
from the last commit that kept it in `controls/proof.json`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from acceptance.catalogue.code import Source, Sources
from acceptance.runner.selection import named, parsed, place

OLD = "controls/proof.json"
TELLING = ("acceptance/reporting/", "acceptance/proof/", "acceptance/controls/proof_", "acceptance/proving/")
ENOUGH = 0.25


def git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout


@cache
def source(commit: str, path: str) -> Source:
    """A file as a commit had it; an empty one where it had none."""
    found = subprocess.run(["git", "show", f"{commit}:{path}"], capture_output=True, text=True, check=False)
    return Source.of(found.stdout if found.returncode == 0 else "")


def read_traces(run: Path) -> dict[str, frozenset[str]]:
    """What each scenario executed, by its name."""
    names = {place(one): named(one) for feature in parsed(Path("features")) for one in feature.walk_scenarios()}
    lines = [json.loads(line) for file in (run / "traces").glob("*.jsonl") for line in file.open(encoding="utf-8")]
    return {names[one["scenario"]]: frozenset(one["executed"]) for one in lines if one["scenario"] in names}


def claims(traces: dict[str, frozenset[str]]) -> dict[str, tuple[float, frozenset[str], tuple[str, ...]]]:
    """Of each defect that a traced scenario caught: seconds, what was executed, by whom."""
    last = git("log", "-1", "--format=%H", "--diff-filter=AM", "--", OLD).strip()
    found = {}
    for one in json.loads(git("show", f"{last}:{OLD}"))["defects"]:
        known = [name for name in one["caught_by"] if name in traces]
        if known and one["killed"]:
            executed = frozenset[str]().union(*(traces[name] for name in known))
            found[one["id"]] = (float(one["seconds"]), executed, tuple(known))
    return found


@cache
def renamed(commit: str) -> dict[str, str]:
    """Each file of a commit that is called otherwise now."""
    # Files that were moved since: what is executed now is known under their names of now.
    lines = git("diff", "-M40", "--name-status", "--diff-filter=R", commit, "HEAD").splitlines()
    return {old: new for _, old, new in (line.split("\t") for line in lines)}


def changed_marks(commit: str) -> tuple[set[str], set[str]]:
    """What a commit changed of functions and of files' own code, under the names of now; and the files it touched."""
    touched = git("diff", "--name-only", "--no-renames", f"{commit}^", commit).splitlines()
    now = renamed(commit)
    moved = {
        line.split("\t")[2]: line.split("\t")[1]
        for line in git("diff", "-M", "--name-status", "--diff-filter=R", f"{commit}^", commit).splitlines()
    }
    marks = set()
    for path in touched:
        if not path.endswith(".py") or not path.startswith(("acceptance/", "features/")):
            continue
        before, after = source(f"{commit}^", moved.get(path, path)), source(commit, path)
        if path in moved.values():
            continue
        place_now = now.get(path, path)
        names = before.functions.keys() | after.functions.keys()
        marks |= {f"{place_now}:{name}" for name in names if before.function(name) != after.function(name)}
        if before.own_code(frozenset()) != after.own_code(frozenset()):
            marks.add(place_now)
    return marks, set(touched)


def stale(executed: frozenset[str], by: Iterable[str], marks: set[str], scenarios: set[str]) -> bool:
    places = {one.partition(":")[0] for one in executed}
    return bool(marks & executed or marks & places or scenarios & set(by))


def changed_scenarios(commit: str, touched: set[str]) -> set[str]:
    """The scenarios of the feature files that a commit changed: a bound from above, for the words are not compared."""
    now = renamed(commit)
    files = {now.get(path, path) for path in touched if path.endswith(".feature")}
    features = parsed(Path("features"))
    return {
        named(one)
        for feature in features
        if Path(feature.filename).as_posix() in files
        for one in feature.walk_scenarios()
    }


def replay(known: dict[str, tuple[float, frozenset[str], tuple[str, ...]]], commits: int, until: str) -> float:
    """Prints the table of the last commits; returns the share of the earlier cost."""
    total = sum(seconds for seconds, _, _ in known.values())
    before = after = 0.0
    print("| commit | by the earlier rule, min | by keys, min | claims stale |\n|---|---|---|---|")  # noqa: T201
    for commit in git(
        "log", f"-{commits}", "--no-merges", "--format=%h", until, "--", "features", "acceptance"
    ).split():
        marks, touched = changed_marks(commit)
        ours = [path for path in touched if path.startswith(("acceptance/", "features/"))]
        old = total if any(not path.startswith(TELLING) for path in ours) else 0.0
        scenarios = changed_scenarios(commit, touched)
        due = [seconds for seconds, executed, by in known.values() if stale(executed, by, marks, scenarios)]
        before, after = before + old, after + sum(due)
        print(f"| {commit} | {old / 60:.1f} | {sum(due) / 60:.1f} | {len(due)} of {len(known)} |")  # noqa: T201
    share = after / before if before else 0.0
    print(f"| all | {before / 60:.1f} | {after / 60:.1f} | {share:.0%}, at most {ENOUGH:.0%} |\n")  # noqa: T201
    return share


def edits(known: dict[str, tuple[float, frozenset[str], tuple[str, ...]]]) -> bool:
    """Prints what single edits of one step file make stale; returns whether words alone make nothing stale."""
    used = sorted({one for _, executed, _ in known.values() for one in executed if one.startswith("features/steps/")})
    counts = {one: sum(one in executed for _, executed, _ in known.values()) for one in used}
    target = min(counts, key=lambda one: (counts[one], one))
    file, _, name = target.partition(":")
    text = Path(file).read_text("utf-8")
    body = f"def {name}("
    kinds: dict[str, tuple[Callable[[str], str], int]] = {
        "a comment": (
            lambda old: old.replace(body, f"# a comment\n{body}") if not _decorated(old, body) else f"# a\n{old}",
            0,
        ),
        "the file's docstring": (lambda old: old.replace('"""', '"""Another word, ', 1), 0),
        "an unused function": (lambda old: old + "\n\ndef nobody_uses_this():\n    return 1\n", 0),
        f"the function {name}": (lambda old: _with_a_line(old, name), counts[target]),
    }
    print("| edit | claims stale | expected |\n|---|---|---|")  # noqa: T201
    fine = True
    for kind, (edit, expected) in kinds.items():
        number = sum(_differs(executed, file, edit(text)) for _, executed, _ in known.values())
        fine &= number == expected
        print(f"| {kind} | {number} of {len(known)} | {expected} |")  # noqa: T201
    print()  # noqa: T201
    return fine


def _decorated(text: str, body: str) -> bool:
    return text.split(body)[0].rstrip().endswith(")")


def _with_a_line(text: str, name: str) -> str:
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"def {name}("))
    first = next(number for number in range(start, len(lines)) if lines[number].endswith(":")) + 1
    return "\n".join([*lines[:first], "    assert True", *lines[first:]])


def _differs(executed: frozenset[str], file: str, edited: str) -> bool:
    functions = [one for one in executed if one.startswith(f"{file}:")]
    if not functions:
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.parent.mkdir(parents=True)
        path.write_text(edited, "utf-8")
        return Sources(Path(folder)).code_parts(functions) != Sources().code_parts(functions)


def main() -> int:
    """Prints both tables; 1 when words alone made something stale, or the cost is more than a quarter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="the folder of a traced run, such as those below reports/proofs/")
    parser.add_argument("--commits", type=int, default=20, help="so many that touch features/ or acceptance/")
    parser.add_argument("--until", default="HEAD", metavar="COMMIT", help="the last of them")
    options = parser.parse_args()
    known = claims(read_traces(options.run))
    print(f"{len(known)} claims whose scenarios were traced\n")  # noqa: T201
    fine = edits(known)
    return 0 if replay(known, options.commits, options.until) <= ENOUGH and fine else 1


if __name__ == "__main__":
    sys.exit(main())
