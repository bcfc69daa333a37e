"""What the strict runner and the record add to plain behave: `python benchmarks/strict_runner.py`.

The same 1,000 trivial scenarios (Given, When and Then, one check each) are run by plain behave with its quietest
formatter and by the strict runner, in turns; the quickest of each counts, for noise only adds. What a run costs once -
sealing, run.json and the Allure results - is told apart from what each scenario costs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENOUGH_PERCENT = 10.0

STEPS = """
from behave import given, when, then
from hamcrest import equal_to
from acceptance.checks import check

@given("a customer number {number:d}")
def customer(context, number): context.number = number

@when("nothing much happens")
def nothing(context): context.seen = context.number

@then("the number is still {number:d}")
def still(context, number): check(context.seen, equal_to(number), "the number")
"""
STRICT = (ROOT / "behave.ini").read_text("utf-8")
PLAIN = STRICT.replace("runner = ", "; runner = ").replace("default_format = ", "; default_format = ")
MEASURED = """
import sys, time
from behave.__main__ import main
begun = time.process_time(), time.perf_counter()
code = main(sys.argv[1:])
print("MEASURED", time.process_time() - begun[0], time.perf_counter() - begun[1], code)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scenarios", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, chosen.scenarios)
        plain, strict = [], []
        for _ in range(chosen.rounds):
            plain.append(_cpu_s(root, PLAIN, "-f", "null"))
            strict.append(_cpu_s(root, STRICT, "-f", "null"))
        once_s = _closing_s(root)
    added = min(strict) - min(plain)
    share = 100 * (added - once_s) / min(plain)
    print(f"plain behave        {min(plain):6.2f} s of processor for {chosen.scenarios} scenarios")
    print(f"strict, with record {min(strict):6.2f} s, of which {once_s:.2f} s once at the end (seal, summary, results)")
    print(f"added               {1e6 * (added - once_s) / chosen.scenarios:6.0f} us a scenario, {share:.1f} %")
    print(f"{'within' if share <= ENOUGH_PERCENT else 'ABOVE'} {ENOUGH_PERCENT:g} %")


if __name__ == "__main__":
    main()
