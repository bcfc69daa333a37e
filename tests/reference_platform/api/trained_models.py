"""Two small models, trained once for all tests of the API."""

import skops.io

from reference_platform.training.fit import train

ARTIFACTS = {version: skops.io.dumps(train(seed).pipeline) for version, seed in (("1", 1), ("2", 2))}
