"""How many cases the property tests try: few by default, many with CAMPAIGN=full (`make campaigns`)."""

import os

from hypothesis import settings

settings.register_profile("reduced", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=2_000, deadline=None)
settings.load_profile("full" if os.environ.get("CAMPAIGN") == "full" else "reduced")
