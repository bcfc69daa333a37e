"""A profile: one environment under test, its addresses, identities, permissions, limits and bindings.

`load(path, environment)` reads and checks one YAML file; `model` says what may stand in it.
"""

from acceptance.profile.loading import find_profile, load, read_provision
from acceptance.profile.model import Profile

__all__ = ["Profile", "find_profile", "load", "read_provision"]
