"""The Scoring API: `python -m reference_platform.api`, configured by environment variables (settings.py)."""

import sys

from reference_platform.lean import absent

with absent("dask", "pandas", "pyarrow", "pytest"):
    from reference_platform.api.server import main

if __name__ == "__main__":
    sys.exit(main())
