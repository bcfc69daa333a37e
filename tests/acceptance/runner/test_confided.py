"""What workers must not say, the process that started them does not say either."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing

from acceptance.record.redaction import Redactor
from acceptance.runner.confided import Confided, confide

WORKER = """
import os
from acceptance.record.redaction import redactor
from acceptance.runner.confided import confide
confide(redactor, os.environ)
redactor.register("canary-of-a-worker-" + os.environ["NUMBER"], "canary 1")
os.kill(os.getpid(), 9)
"""


def test_values_of_several_workers_that_were_killed_are_known_to_their_starter() -> None:
    redactor = Redactor()
    with closing(Confided()) as confided:
        for number in "12":
            environment = {**os.environ, **confided.variables, "NUMBER": number}
            command = [sys.executable, "-c", WORKER]
            subprocess.run(command, env=environment, pass_fds=[confided.descriptor], check=False)
        confided.register_with(redactor)
    assert redactor.text("canary-of-a-worker-1, canary-of-a-worker-2") == "[redacted canary 1], [redacted canary 1]"


def test_half_a_line_is_passed_over() -> None:
    redactor = Redactor()
    with closing(Confided()) as confided:
        os.write(confided.descriptor, b'["half a va')
        confided.register_with(redactor)
    assert redactor.text("half a va") == "half a va"


def test_a_process_of_its_own_tells_nobody() -> None:
    redactor = Redactor()
    confide(redactor, {})
    redactor.register("a-value-of-ones-own", "own")
    assert redactor.text("a-value-of-ones-own") == "[redacted own]"
