"""Settings at the edges of what they take."""

import pytest

from triage.errors import SettingsError
from triage.settings import Settings

BOUNDS = [
    ("port", 1, 65_535),
    ("workers", 1, 256),
    ("threads", 1, 64),
    ("stop_seconds", 1, 3_600),
    ("max_body_bytes", 1_024, 67_108_864),
    ("max_batch", 1, 10_000),
    ("max_open_tickets", 0, 100_000),
    ("max_history", 0, 100_000),
    ("reload_seconds", 0, 86_400),
]


@pytest.mark.parametrize(("name", "least", "most"), BOUNDS)
def test_the_least_and_the_most_are_taken_and_what_lies_beyond_is_not(name, least, most):
    """Both bounds are values themselves."""
    variable = f"TRIAGE_{name.upper()}"
    for value in (least, most):
        assert getattr(Settings.load({variable: str(value)}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(SettingsError, match=variable):
            Settings.load({variable: str(value)})


LINKS = {
    "triage": {"SERVICE_HOST": "10.0.0.1", "SERVICE_PORT": "8080", "SERVICE_PORT_HTTP": "8080", "PORT": "tcp://10.0.0.1:8080"},
    "triage-dns": {"DNS_SERVICE_HOST": "fd00::1", "DNS_SERVICE_PORT": "53", "DNS_PORT": "udp://[fd00::1]:53"},
    "its ports": {
        "PORT_8080_TCP": "tcp://10.0.0.1:8080",
        "PORT_8080_TCP_PROTO": "tcp",
        "PORT_8080_TCP_PORT": "8080",
        "PORT_8080_TCP_ADDR": "10.0.0.1",
        "DNS_PORT_53_UDP_ADDR": "fd00::1",
    },
}


@pytest.mark.parametrize("links", LINKS.values(), ids=LINKS)
def test_what_kubernetes_tells_of_a_service_is_no_setting(links):
    """Containers beside a Service called triage get these, asked or not."""
    assert Settings.load({f"TRIAGE_{name}": text for name, text in links.items()}) == Settings.load({})


@pytest.mark.parametrize("variable", ["TRIAGE_POTR", "TRIAGE_WEB_PORT", "TRIAGE_SERVICE", "TRIAGE_PORTS", "TRIAGE_HOST_SERVICE"])
def test_any_other_name_is_a_mistake(variable):
    """It would go unnoticed otherwise."""
    with pytest.raises(SettingsError, match=f"{variable}: no such setting"):
        Settings.load({variable: "8080"})


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("TRIAGE_POLICY", ""),
        ("TRIAGE_POLICY", "."),
        ("TRIAGE_POLICY", "/no/such.yaml"),
        ("TRIAGE_POLICY", "defalt"),
        ("TRIAGE_MODEL", ""),
        ("TRIAGE_MODEL", "/no/such"),
        ("TRIAGE_MODEL_KEY", "/no/such"),
    ],
)
def test_files_that_are_not_there_are_told_with_all_other_faults(variable, text):
    """Before anything is loaded."""
    with pytest.raises(SettingsError) as raised:
        Settings.load({variable: text, "TRIAGE_PORT": "0"})
    told = str(raised.value).splitlines()
    assert len(told) == 2
    assert any(line.startswith(f"{variable}: ") for line in told)
