"""Loaded by every interpreter of a comparison: no CPU time passes, so that outputs can be equal."""

import resource
import time
from types import SimpleNamespace

time.process_time = lambda: 0.0
resource.getrusage = lambda _who: SimpleNamespace(ru_utime=0.0, ru_stime=0.0, ru_maxrss=0)  # type: ignore[assignment,return-value]
