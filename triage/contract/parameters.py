"""The query parameters of a request: how the answer is written and how strictly the body is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from triage.errors import Fault, RequestError

VIEWS = ("full", "flat")
EXPLAIN = ("fired", "all")
STRICT = ("0", "1", "false", "true")
CHOICES: dict[str, tuple[str, ...]] = {"view": VIEWS, "explain": EXPLAIN, "strict": STRICT}
_LONGEST_NAME = 50  # characters of an unknown name that are repeated


@dataclass(frozen=True, slots=True)
class Parameters:
    """`flat`: one level of texts. `explain_all`: silent rules are in the trace too. `strict`: what is unknown is refused."""

    flat: bool = False
    explain_all: bool = False
    strict: bool = False
    warnings: tuple[str, ...] = ()


DEFAULT_PARAMETERS = Parameters()


def read_parameters(pairs: Iterable[tuple[str, str]], allowed: Iterable[str]) -> Parameters:
    """Read the pairs of a query string; `allowed` are the parameters that the endpoint has.

    Raises:
        RequestError: a value that is none of the choices, a parameter given twice, or, when strict, one that is not known.
    """
    values: dict[str, str] = {}
    unknown: list[str] = []
    faults: list[Fault] = []
    known = frozenset(allowed)
    for name, value in pairs:
        if name not in known:
            unknown.append(name[:_LONGEST_NAME])
        elif name in values:
            faults.append(Fault("", "parameter", f"The query parameter {name} is given more than once."))
        elif value not in CHOICES[name]:
            faults.append(Fault("", "parameter", f"The query parameter {name} must be one of: {', '.join(CHOICES[name])}."))
        else:
            values[name] = value
    strict = values.get("strict") in {"1", "true"}
    if strict:
        faults += [Fault("", "unknown_parameter", f"The query parameter {name} is not known here.") for name in unknown]
    if faults:
        raise RequestError(faults)
    warnings = tuple(f"Unknown query parameter {name} was ignored." for name in unknown[:20])
    return Parameters(values.get("view") == "flat", values.get("explain") == "all", strict, warnings)
