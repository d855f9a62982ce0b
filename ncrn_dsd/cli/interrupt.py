"""Ctrl-C, also where a library turns it into another error."""

from __future__ import annotations

import signal
import threading
from types import FrameType


class CtrlC:
    """Remembers that the user wants to stop.

    An interrupt in the middle of an import or of a compilation may surface as any error of the
    library that was at work; what was meant is known here.
    """

    def __init__(self) -> None:
        self.pressed = False
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._press)

    def _press(self, _number: int, _frame: FrameType | None) -> None:
        self.pressed = True
        raise KeyboardInterrupt
