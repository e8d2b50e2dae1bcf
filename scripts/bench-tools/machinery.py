"""Compiled helpers, sinks, proxies, and running what is measured."""
import collections
import mmap
import os
import pathlib
import re
import signal
import struct
import subprocess
import threading
import time

import processes

TOOLS = pathlib.Path(__file__).resolve().parent
LIMIT = 300  # seconds that any one run may take

Run = collections.namedtuple("Run", "seconds cpu peak_kb status")


class Missing(Exception):
    """This cannot be measured here; the text says why."""


class Tools:
    """The helpers of this folder, compiled when they are first asked for."""
    LIBRARIES = {"fastsink": ["-lgnutls"], "nodelay.so": ["-ldl"]}

    def __init__(self, folder):
        self.dir = folder
        self.log = folder / "servers.log"

    def __call__(self, name):
        program = self.dir / name
        if not program.exists():
            source = TOOLS / (name.partition(".")[0] + ".c")
            shared = ["-shared", "-fPIC"] if name.endswith(".so") else []
            subprocess.run(["cc", "-O2", *shared, "-o", program, source,
                            *self.LIBRARIES.get(name, [])], check=True)
        return program


class Measured:
    """A command that runs under the helper `measure`."""

    def __init__(self, tools, args, pin=False, env=None):
        self.out = tools.dir / "measured"
        self.what = str(args[0])
        self.end = time.monotonic() + LIMIT
        pinned = ["taskset", "-c", "0"] if pin else []
        with open(tools.dir / "sender.log", "w") as log:
            self.process = subprocess.Popen(
                [str(a) for a in [*pinned, tools("measure"), self.out, *args]],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=log, env=env)
        self.log = tools.dir / "sender.log"

    def over(self):
        if time.monotonic() > self.end:
            self.process.kill()
            raise SystemExit(f"{self.what} did not end in {LIMIT} s")
        return self.process.poll() is not None

    def stop(self):
        """The command is asked to end, and does so in good order."""
        self.process.send_signal(signal.SIGTERM)

    def result(self, bad=True):
        while not self.over():
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                pass
        wall, user, system, peak, status = self.out.read_text().split()
        if bad and int(status) != 0:
            raise SystemExit(f"{self.what} ended with status {status}\n"
                             f"{self.log.read_text()}")
        return Run(float(wall), float(user) + float(system), int(peak),
                   int(status))


class Server:
    """A program that listens on a free port of its own."""

    def __init__(self, tools, pin, make_args):
        [self.port] = processes.free_ports(1)
        self.process = processes.start_process(make_args(self.port),
                                               tools.log)
        if pin:
            os.sched_setaffinity(self.process.pid, {0})
        processes.wait_for(lambda: processes.greets(self.port),
                           what="the sink")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        processes.stop_process(self.process)


class SmtpSink(Server):
    """Postfix' smtp-sink.  It writes down how many mails it has taken."""
    name = "smtp-sink"
    COUNT = re.compile(rb"mesg[= ]+(\d+)")

    def __init__(self, tools, pin=False):
        processes.need("smtp-sink")
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        tools.log.write_bytes(b"")
        self.log = tools.log
        super().__init__(tools, pin, lambda port: [
            "smtp-sink", "-c", "-m", "512", *user, f"127.0.0.1:{port}",
            "1024"])

    def count(self):
        with open(self.log, "rb") as log:
            log.seek(max(0, os.fstat(log.fileno()).st_size - 400))
            found = self.COUNT.findall(log.read())
        return int(found[-1]) if found else 0


class FastSink(Server):
    """The one of this folder."""
    name = "fast sink"

    def __init__(self, tools, pin=False, tls=()):
        path = tools.dir / "count"
        path.unlink(missing_ok=True)
        super().__init__(tools, pin, lambda port: [
            tools("fastsink"), port, path, *tls])
        with open(path, "rb") as file:
            self.counter = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)

    def count(self):
        return struct.unpack("l", self.counter)[0]


class DelayProxy(Server):
    """A round trip of `rtt` ms to a sink; `stall`: ms that one connection
    waits at each dot."""

    def __init__(self, tools, sink, rtt, stall=0, pin=False):
        self.sink = sink
        super().__init__(tools, pin, lambda port: [
            tools("delayproxy"), port, sink.port, rtt / 2, stall])

    def count(self):
        return self.sink.count()


class Pace:
    """How fast mails arrived between the first and the last tenth of them:
    without the start and without the last few, who wait for a slow one."""

    def __init__(self, server, total):
        self.server = server
        self.base = server.count()
        self.marks = [total // 10, total * 9 // 10]
        self.seen = []
        self.stopped = False
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while len(self.seen) < 2 and not self.stopped:
            count = self.server.count() - self.base
            if count >= self.marks[len(self.seen)]:
                self.seen.append((time.monotonic(), count))
            time.sleep(0.005)

    def rate(self):
        self.stopped = True
        self.thread.join()
        if len(self.seen) < 2:
            raise SystemExit("too few mails arrived")
        (began, first), (ended, last) = self.seen
        return (last - first) / (ended - began)
