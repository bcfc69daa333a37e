"""Looks at a profile with the eyes of a run, without changing anything: what can be used, what cannot, and what for."""

from acceptance.doctor.examination import examine

__all__ = ["examine"]
