"""Runs tests/fake/smtp_probe.c, for the tests of src/smtp."""
import collections
import os
import pathlib
import random
import re
import subprocess
import unittest

import lib
from fake_smtp import FakeSmtp

PROBE = lib.BUILD / "tests" / "smtp_probe"
SENDER = "sender@example.org"
SECRET = "Passw0rd-of-bob"
WAIT = 1500  # ms for a server that does not answer

LOCK_STEP = ("SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES")
PIPELINED = ("PIPELINING", *LOCK_STEP)
BOTH = (LOCK_STEP, PIPELINED)

Outcome = collections.namedtuple("Outcome", "outcome code enhanced text")


class Outcomes(list):
    """One Outcome a recipient, in order ("" if it was never its turn); and
    what smtp_run() returned."""

    def __init__(self, lines):
        *mails, last = lines
        for line in mails:
            head, text = re.split(r" \| ?", line, maxsplit=1)
            outcome, code, enhanced = head.split(" ")
            self.append(Outcome(outcome.strip("-"), int(code), enhanced.strip("-"), text))
        head, self.error = re.split(r" \| ?", last, maxsplit=1)
        self.result = head.removeprefix("run ")


def outcomes_of(outcomes):
    return [o.outcome for o in outcomes]


def probe(port, *recipients, env=None, status=0, timeout=60, **options):
    """Runs smtp_probe; `options` are its letters.

    status=None takes any exit status."""
    options = {"h": "127.0.0.1", "p": port, "f": SENDER, "w": 20000} | options
    args = [str(PROBE)]
    for letter, value in options.items():
        args += ["-" + letter] if value is True else ["-" + letter, str(value)]
    done = subprocess.run(
        args + ["--", *recipients], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=timeout, encoding="latin-1",
        env=os.environ | (env or {}))
    if done.stderr or (status is not None and done.returncode != status):
        raise AssertionError(f"probe: {done.returncode} {done.stdout}"
                             f"{done.stderr}")
    return Outcomes(done.stdout.splitlines()) if done.stdout else None


def refused(port, *recipients, **options):
    """A connection that must not come about: nobody was tried."""
    outcomes = probe(port, *(recipients or ["bob@example.net"]), status=1,
                     **options)
    if {o.outcome for o in outcomes} != {"untouched"}:
        raise AssertionError(f"{outcomes}")
    return outcomes


class SmtpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not PROBE.exists():
            raise AssertionError(f"{PROBE} is not built")
        cls.folder = cls.enterClassContext(lib.Folder()).path

    def serve(self, **options):
        """A server; whatever it does, nobody speaks to it too early."""
        server = self.enterContext(FakeSmtp(**options))
        self.addCleanup(lambda: self.assertFalse(
            any(session.early for session in server.sessions)))
        return server

    def file(self, content, name="message"):
        path = pathlib.Path(self.folder) / name
        path.write_bytes(content)
        return path

    def large(self, size):
        """A message of about `size` bytes, many lines of it with dots."""
        dice = random.Random(size)
        lines = [b"Subject: large\r\n\r\n"]
        while size > 0:
            lines.append(dice.choice([b"", b"", b".", b".."])
                         + dice.randbytes(dice.randrange(35)).hex().encode()
                         + b"\r\n")
            size -= len(lines[-1])
        return b"".join(lines)
