"""A log line is one JSON object that says what we chose to say."""

import json
import logging
import sys

from reference_platform.structured_log import JsonLines, note


def line(record: logging.LogRecord) -> dict[str, object]:
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_traceback_in_a_log_is_reduced_to_type_and_place() -> None:
    def faulty() -> None:
        raise ValueError("secret-value")

    try:
        faulty()
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception in app\n", (), sys.exc_info())
    told = line(record)
    assert told["message"] == "Exception in app"
    assert str(told["fault"]).startswith("ValueError in test_a_traceback")
    assert "secret-value" not in json.dumps(told)


def test_fields_stand_in_the_line_and_missing_ones_do_not(caplog) -> None:
    with caplog.at_level(logging.INFO):
        note(logging.getLogger("part"), "done", status=200, x_request_id=None)
    told = line(caplog.records[0])
    assert (told["message"], told["status"], told["logger"]) == ("done", 200, "part")
    assert "x_request_id" not in told


def test_a_message_cannot_forge_a_line() -> None:
    told = line(logging.LogRecord("part", logging.INFO, "", 0, 'a\n{"message": "forged"}', (), None))
    assert told["message"] == 'a\n{"message": "forged"}'
