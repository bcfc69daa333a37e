"""Faults of our own, told without the values that an exception's text or a traceback may hold."""


def place_of(error: BaseException) -> str:
    """Type and place of an exception: `ZeroDivisionError in Scorecard.rate:12`."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else "an unknown place"
    return f"{type(error).__name__} in {place}"
