"""Faults of our own, told without the values that an exception's text or a traceback may hold."""

import logging


def place_of(error: BaseException) -> str:
    """Type and place of an exception: `ZeroDivisionError in Scorecard.rate:12`."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else "an unknown place"
    return f"{type(error).__name__} in {place}"


class WithoutTraceback(logging.Filter):
    """Reduces what others log about an exception to its type and place."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, without its traceback."""
        if record.exc_info and record.exc_info[1]:
            record.msg, record.args = f"{record.getMessage().strip()}: {place_of(record.exc_info[1])}", ()
            record.exc_info = None
        return True
