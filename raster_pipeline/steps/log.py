"""The run's log: when, where and how long; never hashed."""

from __future__ import annotations

import os
import platform
import resource
import time
from datetime import UTC, datetime

from raster_pipeline.engine import Progress

__all__ = ["RunLog"]


class RunLog:
    """Times each stage and passes progress on.

    Parameters
    ----------
    progress
        Told stage and share done.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._begun = datetime.now(UTC)
        self._clock = time.monotonic()
        self._seconds: dict[str, list[float]] = {}

    def stage(self, name: str) -> Progress:
        """A progress function that also notes when the stage was first and last heard of."""

        def told(stage: str, share: float) -> None:
            now = time.monotonic() - self._clock
            key = stage if stage.startswith(name) else name
            span = self._seconds.setdefault(key, [now, now])
            span[1] = now
            self._progress(key, share)

        return told

    def finish(self) -> dict[str, object]:
        """The log as a JSON object: times, host, process, peak memory in bytes."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {
            "begun": self._begun.isoformat(),
            "ended": datetime.now(UTC).isoformat(),
            "seconds": round(time.monotonic() - self._clock, 3),
            "stages": {k: [round(t, 3) for t in span] for k, span in self._seconds.items()},
            "peak_memory_bytes": peak * 1024,
            "host": platform.node(),
            "pid": os.getpid(),
        }
