"""Runs tests/fake/imap_probe.c and reads what it prints, for test_imap_*.py.

    got = probe(server.port, "list", 1, 10, "fetch", 1000, "1,2")
    got.error, got.messages, got.bodies
"""
import hashlib
import os
import subprocess
import threading
import unittest

from fake_imap import FakeImap
from lib import BUILD

PROBE = BUILD / "tests" / "imap_probe"
MAIL = b"Subject: %d\r\n\r\nline one\r\n(\"{12}\r\n* BYE not really\r\n"
# A sanitizer's finding must not look like a failure that was expected.
ENV = {**os.environ, "ASAN_OPTIONS": "exitcode=99",
       "UBSAN_OPTIONS": "exitcode=99"}


def mails(n):
    return [MAIL % i for i in range(1, n + 1)]


def sha(body):
    return hashlib.sha256(body).hexdigest()


class Result:
    """What a run of the probe printed."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        lines = [line.split(" ", 3) for line in out.splitlines()]
        self.error = next((line[1] for line in lines if line[0] == "error"),
                          None)
        self.messages = [tuple(map(int, " ".join(line[1:]).split()))
                         for line in lines if line[0] == "message"]
        self.bodies = {int(line[1]): line[3] for line in lines
                       if line[0] == "body"}
        self.words = [line[0] for line in lines]


def start(port, *commands, tls="none", host="localhost", user="bob",
          password="secret", ca="-", **options):
    args = [PROBE, host, port, tls, user, password, ca]
    args += [f"{k}={options[k]}" for k in ("patience", "poll", "folder",
                                           "inbox") if k in options]
    return subprocess.Popen(
        [str(a) for a in (*args, *commands)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV)


def finish(process, timeout=30):
    # communicate() would close standard input first, and so wake the probe.
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    out = process.stdout.read()
    err = process.stderr.read()
    status = process.wait()
    timer.cancel()
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    if status not in (0, 1):
        raise AssertionError(f"imap_probe ended with {status}: {out}{err}")
    return Result(status, out, err)


def probe(port, *commands, **options):
    return finish(start(port, *commands, **options))


class ScriptedTest(unittest.TestCase):
    """A test that tells a FakeImap how to behave and runs the probe on it."""

    def run_on(self, *commands, bodies=3, options=None, **settings):
        with FakeImap(mails(bodies)) as server:
            for name, value in settings.items():
                setattr(server, name, value)
            got = probe(server.port, *commands, **(options or {}))
            self.assertFalse(server.saw("EXPUNGE"), server.log)
            self.assertNotIn("BODYSTRUCTURE", "".join(server.log))
            self.assertNotIn("ENVELOPE", "".join(server.log))
            self.server = server
            return got

    def fails(self, code, words, *commands, **settings):
        got = self.run_on(*commands, **settings)
        self.assertEqual(got.error, code, got.out)
        self.assertIn(words, got.out)
        return got

    def answer(self, text):
        if isinstance(text, str):
            text = text.encode()
        return lambda conn, tag, args: text + tag.encode() + b" OK done\r\n"
