"""What a decision costs beside an empty Flask endpoint: requests per second and CPU per request, same server, same core, one run.

    python bench/serving.py             # both, interleaved; prints the ratio
    python bench/serving.py --profile   # where the time of a decision goes, by module

The server (gunicorn, one gthread worker) is pinned to one core, the client (raw sockets, keep-alive) runs in its own process on
another. CPU per request is the sturdy number: it does not mind other work on the machine. Measured without the encoder and with
it, since a ticket that the fast model is sure of does not ask it.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
TEXT = (
    "Since this morning our customers cannot pay: after the address they press 'place order', the page turns white and the order "
    "never arrives in the back office. We tried two browsers and another card. It worked on Friday, nothing was changed by us "
    "since. The order that failed last is 100043217, see https://shop.example.com/checkout/payment. Yesterday evening our host "
    "restarted the server, maybe that is it? Please look at it at once, we lose every sale of the week and the advertising is "
    "running. You may log in with the account that you have. Thank you, Maria from Garden Tools"
)
TICKET = {
    "ticket": {"id": "4711", "subject": "Customers cannot pay", "body": TEXT, "created_at": "2026-11-23T08:22:30Z"},
    "account": {"id": "acme", "time_zone": "Europe/Berlin", "credits": {"balance": 25, "agreed_in_advance": True}},
    "now": "2026-11-23T08:25:00Z",
}
BODY = json.dumps(TICKET).encode()
PATHS = ("/echo", "/v1/triage")


def application() -> object:
    """The service with an empty endpoint beside it: what the server of the benchmark runs."""
    from flask import Flask, jsonify, request

    from triage.web.app import from_environment

    echo = Flask("echo")
    echo.add_url_rule("/echo", view_func=lambda: jsonify(request.get_json()), methods=["POST"])
    decisions = from_environment()

    def both(environ: dict[str, object], start: object) -> object:
        return (echo if environ["PATH_INFO"] == "/echo" else decisions)(environ, start)

    return both


def main() -> None:
    """Measure, or profile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each timed run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", default=os.environ.get("TRIAGE_ENGINE", "compiled"))
    parser.add_argument("--encoder", nargs="*", default=["never", "always"], help="when the model's encoder is asked")
    options = parser.parse_args()
    os.environ.update({"TRIAGE_LOG_LEVEL": "warning", "TRIAGE_ENGINE": options.engine})
    for encoder in options.encoder:
        os.environ["TRIAGE_ENCODER"] = encoder
        if options.profile:
            profile()
        else:
            measure(options.seconds, options.rounds, options.engine, encoder)


def measure(seconds: float, rounds: int, engine: str, encoder: str) -> None:
    """Both endpoints in turns, medians over the rounds."""
    cores = sorted(os.sched_getaffinity(0))
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with server(cores[0]) as (port, worker):
        for path in PATHS:
            run(port, path, 0.5, cores[-1])
        for _ in range(rounds):
            for path in PATHS:
                before = cpu_seconds(worker)
                count = run(port, path, seconds, cores[-1])
                found[path].append((count / seconds, (cpu_seconds(worker) - before) / count * 1e6))
    rates, costs = ({path: median(pair[index] for pair in found[path]) for path in PATHS} for index in (0, 1))
    print(f"ticket of {len(TEXT)} characters, body of {len(BODY)} bytes, engine {engine}, encoder asked: {encoder}")
    print(f"median of {rounds} runs of {seconds:g} s, one core")
    for path in PATHS:
        print(f"{path:12} {rates[path]:8.0f} requests/s {costs[path]:8.0f} us CPU/request")
    echo, decision = PATHS
    rate, cost = rates[decision] / rates[echo], costs[decision] / costs[echo]
    print(f"a decision reaches {rate:.0%} of the empty endpoint's rate at {cost:.1f} x its CPU")


@contextmanager
def server(core: int) -> Iterator[tuple[int, int]]:
    """Port and worker's process id of a gunicorn pinned to a core."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "1"]
    command += ["--log-level", "warning", "--no-control-socket", "--chdir", str(ROOT / "bench"), "serving:application()"]
    process = subprocess.Popen(command, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    try:
        _wait(port)
        yield port, int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if connection.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not become ready")


def run(port: int, path: str, seconds: float, core: int) -> int:
    """Requests answered in that time, asked by another process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(client, (port, path, seconds, core))


def client(port: int, path: str, seconds: float, core: int) -> int:
    """One kept-alive connection, one request after another; every answer must be 200."""
    os.sched_setaffinity(0, {core})
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
    count = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            connection.sendall(head + BODY)
            answer = connection.recv(65_536)
            length = int(answer.split(b"Content-Length: ", 1)[1].split(b"\r\n", 1)[0])
            missing = length - (len(answer) - answer.index(b"\r\n\r\n") - 4)
            while missing > 0:
                missing -= len(connection.recv(missing))
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(answer.decode())
            count += 1
    return count


def cpu_seconds(process: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def profile() -> None:
    """Decide many times in this process and sum the own time of every function by its module."""
    from triage.web.app import from_environment

    shop = from_environment().test_client()
    ask = lambda: shop.post("/v1/triage", data=BODY, content_type="application/json")  # noqa: E731  # one line, one use
    for _ in range(50):
        ask()
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(500):
        ask()
    profiler.disable()
    times: dict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():
        times[_module(file)] += own
    total = sum(times.values())
    for module, own in sorted(times.items(), key=lambda pair: -pair[1])[:25]:
        print(f"{own / total:6.1%} {own / 500 * 1e6:8.0f} us  {module}")


def _module(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(ROOT / "triage"):
        return ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1].removesuffix(".py")
    return "built-in" if file == "~" else "standard library"


if __name__ == "__main__":
    main()
