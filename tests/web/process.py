"""A real server in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

ROOT = Path(__file__).parent.parent.parent
SERVE = (sys.executable, "-c", "from triage.cli.main import main; main()", "serve", "--workers", "2", "--port", "{port}")
WSGI = (
    *(sys.executable, "-m", "gunicorn", "--preload", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"),
    *("--bind", "127.0.0.1:{port}", "wsgi:app"),
)
JSON = {"Content-Type": "application/json"}
_PATIENCE = 30  # seconds


@dataclass(slots=True)
class Server:
    """Where it listens, its process, and the file that its log goes to (a pipe that nobody reads would stop it)."""

    port: int
    process: subprocess.Popen[bytes]
    file: IO[bytes]

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return Path(self.file.name).read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> HTTPConnection:
        """A connection of one's own."""
        return HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)

    def ask(self, method: str, path: str, body: bytes | Iterable[bytes] | None = None) -> tuple[int, bytes]:
        """Status and body of one request; a body in pieces is sent in chunks."""
        connection = self.connect()
        try:
            pieces = body is not None and not isinstance(body, bytes)
            connection.request(method, path, body, JSON, encode_chunked=pieces)
            with connection.getresponse() as response:
                return response.status, response.read()
        finally:
            connection.close()

    def wait_for_log(self, text: str, times: int = 1) -> None:
        """Until it has logged that so many times."""
        end = time.monotonic() + _PATIENCE
        while self.log.count(text) < times and time.monotonic() < end:
            time.sleep(0.05)
        assert self.log.count(text) >= times, self.log

    def stop(self) -> int:
        """Its exit code after SIGTERM."""
        self.process.terminate()
        return self.process.wait(_PATIENCE)


@contextmanager
def running(command: tuple[str, ...]) -> Iterator[Server]:
    """A server that is ready; it is stopped at the end."""
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    arguments = [part.format(port=port) for part in command]
    with NamedTemporaryFile() as log:
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        server = Server(port, process, log)
        try:
            _wait_until_ready(server)
            yield server
        finally:
            if process.poll() is None:
                server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_ready(server: Server) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.process.poll() is None:
        try:
            if server.ask("GET", "/readyz")[0] == 200:
                return
        except OSError:  # not yet listening
            time.sleep(0.05)
    raise AssertionError(f"the server did not become ready: {server.log}")
