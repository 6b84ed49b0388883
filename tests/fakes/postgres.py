"""A private PostgreSQL server: an ordinary user's, on a free port, thrown away when the tests end."""

import atexit
import functools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
}
_LONGEST_SOCKET = 80
_TRIES = 3


@dataclass(frozen=True)
class Cluster:
    """A running server, and whom it runs as (None: the user of the tests)."""

    bin: Path
    folder: Path
    port: int
    user: str | None

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://tocsin:secret@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        _run(self.bin / "pg_ctl", "stop", "-m", "immediate", "-w", "-D", self.folder / "data", folder=self.folder, user=self.user)
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def running() -> Cluster:
    """The one cluster of this test process; skips the test when the server is not installed, which CI may not do."""
    found = _binaries()
    if found is None:
        reason = "no PostgreSQL server (initdb, pg_ctl) in PATH or /usr/lib/postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    cluster = _start(found)
    atexit.register(cluster.stop)
    return cluster


def _binaries() -> Path | None:
    beside = [Path(found).parent for found in [shutil.which("initdb")] if found]
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]), reverse=True
    )
    return next(
        (folder for folder in [*beside, *installed] if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None
    )


def _ordinary_user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _start(bin_: Path) -> Cluster:
    folder, user = Path(tempfile.mkdtemp(prefix="pg-")), _ordinary_user()
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    settings = ("--no-locale", "--encoding=UTF8", "--auth=trust", "--no-sync", "--username=tocsin")
    _run(bin_ / "initdb", "-D", folder / "data", *settings, folder=folder, user=user)
    sockets = str(folder) if len(str(folder)) < _LONGEST_SOCKET else ""
    for tried in range(_TRIES):
        port = _free_port()
        options = " ".join(f"-c {key}={value}" for key, value in _FAST.items())
        where = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='{sockets}' {options}"
        try:
            _run(
                bin_ / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", where, folder=folder, user=user
            )
        except subprocess.CalledProcessError:
            if tried == _TRIES - 1:
                raise
        else:
            break
    return Cluster(bin_, folder, port, user)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(*command: str | Path, folder: Path, user: str | None) -> None:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    group = pwd.getpwnam(user).pw_gid if user else None
    subprocess.run(
        list(map(str, command)),
        check=True,
        cwd=folder,
        user=user,
        group=group,
        extra_groups=[] if user else None,
        timeout=60,
        **quiet,
    )
