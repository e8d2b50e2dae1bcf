"""Starting, awaiting and surely stopping processes and folders."""
import atexit
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

os.environ["PATH"] += os.pathsep + os.pathsep.join(("/usr/sbin", "/sbin"))


def start_process(args, log, **options):
    """A child in a session of its own, its output added to the file `log`.

    A guard waits beside it for the end of a pipe that only this process holds
    open: so it ends too when this process is killed.  (PR_SET_PDEATHSIG would
    be forgotten by servers that change their user.)
    """
    with open(log, "ab") as out:
        process = subprocess.Popen(
            [str(a) for a in args], stdin=subprocess.DEVNULL, stdout=out,
            stderr=out, start_new_session=True, **options)
    process.guard = subprocess.Popen(
        ["sh", "-c", 'read line; kill "$1"', "guard", str(process.pid)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)
    return process


def stop_process(process, timeout=10):
    """SIGTERM, then SIGKILL to all of its session; returns the status."""
    process.guard.kill()
    process.guard.communicate()
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return process.returncode


def wait_for(predicate, timeout=15, what="the awaited thing"):
    """Calls `predicate` until it gives something true, and returns that."""
    end = time.monotonic() + timeout
    pause = 0.01
    while not (value := predicate()):
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come in {timeout} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return value


def read_logs(*paths):
    return "".join(path.read_text() for path in paths if path.exists())


def free_ports(n):
    """Loopback ports that nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(n)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def greets(port):
    """Whether a server on this port answers with anything at all."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as s:
            return s.recv(1) != b""
    except OSError:
        return False


def need(program):
    """The path of a program; the test is skipped when it is missing."""
    path = shutil.which(program)
    if path is None:
        skip(f"{program} is not installed")
    return path


def skip(reason):
    """Ends the test script as skipped (the status that ctest knows)."""
    print(f"skipped: {reason}", file=sys.stderr)
    sys.stderr.flush()
    sys.exit(77)


class Fixture:
    """Something that is stopped exactly once, whatever happens."""

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def opened(self):
        atexit.register(self.close)

    def close(self):
        atexit.unregister(self.close)
        self.stop()


class Folder(Fixture):
    """A temporary folder that servers under another account can enter."""

    def __init__(self, keep=None):
        self.path = pathlib.Path(keep or tempfile.mkdtemp(prefix="liaison-"))
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o755)
        self.keep = keep is not None
        self.opened()

    def stop(self):
        if not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)


def on_signal(number, frame):
    raise SystemExit(128 + number)


if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGTERM, on_signal)
