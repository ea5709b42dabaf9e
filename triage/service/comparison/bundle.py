"""A policy with the files that it extends, as something that can be sent to another process or machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from triage.policy.loading.loader import load_policy
from triage.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files by name, base first; the last one is the policy itself."""

    files: tuple[tuple[str, bytes], ...]

    @classmethod
    def of(cls, policy: Policy) -> Bundle:
        """The files that a policy was read from."""
        return cls(tuple((path.name, path.read_bytes()) for path in policy.files))

    def load(self) -> Policy:
        """The policy again. Raises PolicyError."""
        with TemporaryDirectory(prefix="triage-") as folder:
            for name, data in self.files:
                (Path(folder) / name).write_bytes(data)
            return load_policy(Path(folder) / self.files[-1][0])
