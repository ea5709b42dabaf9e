"""One table of settings: name, default, help. The environment and `triage serve` fill it; all faults are told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import get_args

from triage.domain.vocabulary import EngineName as EngineName  # the layers above take it from here, as a setting
from triage.errors import SettingsError
from triage.shipped import shipped

PREFIX = "TRIAGE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `parse` turns the text of the environment into a value and raises ValueError with a sentence."""

    name: str
    default: str
    help: str
    parse: Callable[[str], object] = str

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.name.upper()

    @property
    def option(self) -> str:
        """The option of `triage serve`."""
        return "--" + self.name.replace("_", "-")


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return text

    return parse


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def _host(text: str) -> str:
    """An empty one would mean every address of the machine, where nobody said so; gunicorn would take `unix:` and `fd:` too."""
    if not _HOST_NAME.fullmatch(text):
        try:
            ip_address(text)
        except ValueError:
            raise ValueError("must be an address such as 127.0.0.1; 0.0.0.0 is every address of this machine") from None
    return text


def _policy(text: str) -> str:
    path = policy_path(text) if text else None
    if path is None or not path.exists() or path.is_dir():
        raise ValueError(f"must be a policy file or the name of a shipped policy; there is no file '{text}'")
    return text


def _model(text: str) -> str:
    if not text or not model_path(text).is_dir():
        raise ValueError(f"must be a model folder or the name of a shipped model; there is no folder '{text}'")
    return text


def _key_file(text: str) -> str:
    if text and not Path(text).exists():
        raise ValueError(f"there is no file '{text}'")
    return text


def _digest(text: str) -> str:
    digits = text.strip().lower().removeprefix("sha256:")
    if digits and (len(digits) != _SHA256_DIGITS or not set(digits) <= set("0123456789abcdef")):
        raise ValueError(f"must be a SHA-256: {_SHA256_DIGITS} hexadecimal digits")
    return digits


_SHA256_DIGITS = 64
_HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")

SETTINGS: tuple[Setting, ...] = (
    Setting("policy", "default", "The policy: a path, or the name of a shipped one (default, hotrush-2010).", _policy),
    Setting(
        "model", "category", "The model: a folder, a store (its live model), or the name of a shipped one (category).", _model
    ),
    Setting(
        "model_engine",
        "lean",
        "What reads the model: lean is plain arrays, sklearn its scikit-learn pipeline, for what plain arrays cannot represent.",
        _one_of("lean", "sklearn"),
    ),
    Setting("model_sha256", "", "The only model version that may be loaded; empty: any whose own digests hold.", _digest),
    Setting(
        "encoder",
        "unsure",
        "When the model's encoders are asked too: unsure is where the fast part is not sure.",
        _one_of("unsure", "always", "never"),
    ),
    Setting(
        "meaning",
        "on",
        "Whether the large English encoder may be asked, for category and duplicates: on costs 0.1 to 0.5 s where it is, and "
        "100 MB that workers share; off leaves the small one.",
        _one_of("on", "off"),
    ),
    Setting("model_key", "", "A file with the key that models must be signed with; empty: unsigned ones load too.", _key_file),
    Setting(
        "engine",
        "compiled",
        "The policy engine: compiled is the fast one, reference is business_rules' own, both runs the two and compares.",
        _one_of(*get_args(EngineName)),
    ),
    Setting("host", "127.0.0.1", "The address to listen on. Whoever reaches it may ask: the service knows no passwords.", _host),
    Setting("port", "8080", "The port to listen on.", _whole(1, 65535)),
    Setting("workers", "1", "Processes that serve; one for each core is best.", _whole(1, 256)),
    Setting("threads", "4", "Threads of each worker.", _whole(1, 64)),
    Setting("stop_seconds", "120", "Seconds that requests under way have to finish when it is told to stop.", _whole(1, 3_600)),
    Setting("max_body_bytes", "4194304", "Larger request bodies are refused with 413.", _whole(1_024, 67_108_864)),
    Setting("max_batch", "200", "Most tickets in one batch or queue.", _whole(1, 10_000)),
    Setting("max_open_tickets", "5000", "Most open tickets beside one ticket.", _whole(0, 100_000)),
    Setting("max_history", "2000", "Most history entries of one ticket.", _whole(0, 100_000)),
    Setting("reload_seconds", "5", "Seconds between two looks at the policy's files and the model; 0: never.", _whole(0, 86_400)),
    Setting("log_level", "info", "How much is logged; never ticket text.", _one_of("debug", "info", "warning", "error")),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as typed values; see SETTINGS for what each means."""

    policy: str
    model: str
    model_engine: str
    model_sha256: str
    encoder: str
    meaning: str
    model_key: str
    engine: EngineName
    host: str
    port: int
    workers: int
    threads: int
    stop_seconds: int
    max_body_bytes: int
    max_batch: int
    max_open_tickets: int
    max_history: int
    reload_seconds: int
    log_level: str

    @classmethod
    def load(cls, environment: Mapping[str, str], options: Mapping[str, str | None] | None = None) -> Settings:
        """Read the environment, then the options that were given (they win).

        Raises:
            SettingsError: with every fault, among them TRIAGE_ variables that are no setting. What Kubernetes tells of a Service
                called `triage…` in such variables is passed over.
        """
        environment = {name: text for name, text in environment.items() if not _SERVICE_LINK.match(f"{name}={text}")}
        values: dict[str, object] = {}
        faults = [f"{name}: no such setting" for name in sorted(_unknown(environment))]
        for setting in SETTINGS:
            given = (options or {}).get(setting.name)
            text = given if given is not None else environment.get(setting.variable, setting.default)
            try:
                values[setting.name] = setting.parse(text)
            except (ValueError, SettingsError) as fault:
                faults.append(f"{setting.option if given is not None else setting.variable}: {fault}")
        if faults:
            raise SettingsError("\n".join(faults))
        return cls(**values)  # type: ignore[arg-type]  # the table's parse functions give the types of the fields


_SERVICE_LINK = re.compile(  # what Kubernetes makes of a Service, as TRIAGE_PORT=tcp://10.0.0.1:8080
    PREFIX + r"(?:\w+_)?(?:SERVICE_(?:HOST|PORT(?:_\w+)?)=|PORT(?:_\w+)?=(?:tcp|udp|sctp)://|PORT_\d+_\w+_(?:PROTO|PORT|ADDR)=)"
)


def _unknown(environment: Mapping[str, str]) -> set[str]:
    known = {setting.variable for setting in SETTINGS}
    return {name for name in environment if name.startswith(PREFIX) and name not in known}


def policy_path(text: str) -> Path:
    """The policy file that a setting names: a path as it is, a bare name from the shipped ones.

    Raises:
        SettingsError: there is no such policy.
    """
    path = Path(text)
    if path.suffix in {".yaml", ".yml"} or path.exists():
        return path
    found = shipped("rules", f"{text}.yaml")
    if not found.exists():
        raise SettingsError(_no_policy(text))
    return found


def _no_policy(text: str) -> str:
    names = [policy.stem for policy in shipped_policies()]
    written = {file.stem: file.name for file in Path().glob("*.yaml") if not file.name.endswith(".cases.yaml")}
    known = {**written, **dict(zip(names, names, strict=True))}
    near = get_close_matches(text, known, 1)
    hint = f"; did you mean '{known[near[0]]}'?" if near else ""
    return f"there is no policy '{text}': no such file, and those shipped are {', '.join(names)}{hint}"


def shipped_policies() -> list[Path]:
    """The shipped policy files, by name; not their cases."""
    return sorted(path for path in shipped("rules").glob("*.yaml") if not path.name.endswith(".cases.yaml"))


def model_path(text: str) -> Path:
    """The model folder that a setting names: a path as it is, a bare name from the shipped ones."""
    path = Path(text)
    return path if path.is_dir() else shipped("models", text)
