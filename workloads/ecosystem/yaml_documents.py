"""YAML written and read with PyYAML's C parts: a document of orders, there and back.

Mechanism: libyaml scans, PyYAML composes and constructs in Python; libyaml's part is called with the GIL held, too. Flat with a GIL. No wheel for a
free-threaded 3.13.
Held, as `--phases` measures it: all of an op (release 6.0.3 on 3.13.15, 22 November 2026).
library: pyyaml
op: a document of `orders` orders written to a string and read from it.
"""

import yaml
import yaml._yaml  # its C parts, without which yaml itself would do
from _orders import PARAMETERS as _PARAMETERS
from _orders import begin, check, run_with

PARAMETERS = {"orders": _PARAMETERS["orders"] | {"default": 2}}

run = run_with(lambda document: yaml.dump(document, Dumper=yaml.CSafeDumper), lambda text: yaml.load(text, Loader=yaml.CSafeLoader))
