"""Lets the tests of this folder import the helpers that lie one folder up."""

import sys
from pathlib import Path

_HELPERS = str(Path(__file__).parents[1])
if _HELPERS not in sys.path:
    sys.path.insert(0, _HELPERS)
