"""Stand-ins for the outside world (CRM, credit bureau, notification sink), with faults to switch on.

`python -m reference_platform.doubles` serves all three. Each forgets everything when it stops.
"""
