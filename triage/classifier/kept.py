"""What an encoder made of the texts that it read last: helpdesks send the same tickets again and again.

A reading follows from its text alone, so no answer depends on what is kept. Texts are known by their digests only.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Reading = TypeVar("Reading")

MOST_READINGS = 4_096  # readings: some megabyte


@dataclass(slots=True, eq=False)
class Kept(Generic[Reading]):
    """The readings of the `capacity` texts that were asked for last; safe among threads."""

    capacity: int = MOST_READINGS
    _readings: OrderedDict[bytes, Reading] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, text: str, read: Callable[[], Reading]) -> Reading:
        """What is kept of the text, or what `read` makes of it now."""
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            if key in self._readings:
                self._readings.move_to_end(key)
                return self._readings[key]
        found = read()  # may take half a second: other threads need not wait
        with self._lock:
            self._readings[key] = found
            while len(self._readings) > self.capacity:
                self._readings.popitem(last=False)
        return found
