"""A worker that takes the place of another one decides as the others do, whatever has become of the files meanwhile."""

import json
import os
import re
import signal
from pathlib import Path

import pytest

from tests.web.process import SERVE, Server, running

ONE_WORKER = (*SERVE, "--workers", "1")


def write(path: Path, about: str) -> None:
    """A policy whose version hangs on what it says about itself."""
    path.write_text(f"triage: 1\npolicy: shop\nextends: default\nabout: {about}\n")


def policy_of(server: Server) -> str:
    """The version of the policy that decides, and that /readyz agrees."""
    version = json.loads(server.ask("GET", "/version")[1])["policy"]
    assert json.loads(server.ask("GET", "/readyz")[1])["versions"]["policy"] == version
    return str(version)


def replace_worker(server: Server) -> None:
    """Kill the only worker; what is asked next waits for the new one."""
    before = re.findall(r"Booting worker with pid: (\d+)", server.log)
    os.kill(int(before[-1]), signal.SIGKILL)
    server.wait_for_log("Booting worker", len(before) + 1)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Where a policy is."""
    path = tmp_path / "shop.yaml"
    write(path, "the first")
    return path


def test_a_new_worker_looks_before_it_serves(policy: Path) -> None:
    """Not only after `reload_seconds`, which may be a day."""
    with running((*ONE_WORKER, "--reload-seconds", "86400", "--policy", str(policy))) as server:
        first = policy_of(server)
        write(policy, "the second")
        assert policy_of(server) == first
        replace_worker(server)
        assert policy_of(server) != first


def test_a_new_worker_decides_by_what_is_live_while_the_file_is_broken(policy: Path) -> None:
    """Not by the policy that the server was started with; and it says that the newest was refused."""
    with running((*ONE_WORKER, "--reload-seconds", "1", "--policy", str(policy))) as server:
        first = policy_of(server)
        write(policy, "the second")
        server.wait_for_log('"swapped"', 2)  # the worker and its parent
        second = policy_of(server)
        assert second != first
        policy.write_text("broken")
        server.wait_for_log('"failed"', 2)
        replace_worker(server)
        assert policy_of(server) == second
        assert json.loads(server.ask("GET", "/readyz")[1])["policy_reload"] == "failed"
        server.process.send_signal(signal.SIGHUP)
        server.wait_for_log("Booting worker", 3)
        server.wait_for_log("Worker exiting")
        assert policy_of(server) == second
        write(policy, "the first")
        server.wait_for_log('"swapped"', 4)
        assert policy_of(server) == first
