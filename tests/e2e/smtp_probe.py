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

Outcome = collections.namedtuple(
    "Outcome", "outcome code enhanced result text error")


def parse(line):
    head, text, error = re.split(r" \| ?", line, maxsplit=2)
    outcome, code, enhanced, result = head.split(" ")
    return Outcome(outcome, int(code), enhanced.strip("-"), result, text,
                   error)


def probe(port, *recipients, env=None, status=0, timeout=60, **options):
    """Runs smtp_probe; `options` are its letters.  One Outcome a message.

    status=None takes any exit status."""
    options = {"h": "127.0.0.1", "p": port, "f": SENDER, "w": 20000} | options
    args = [str(PROBE)]
    for letter, value in options.items():
        args += ["-" + letter] if value is True else ["-" + letter, str(value)]
    done = subprocess.run(
        args + ["--", *recipients], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=timeout, encoding="latin-1",
        env=os.environ | (env or {}))
    if status is not None and done.returncode != status:
        raise AssertionError(f"probe: {done.returncode} {done.stdout}"
                             f"{done.stderr}")
    return [parse(line) for line in done.stdout.splitlines()]


def refused(port, *recipients, **options):
    """The error of a connection that must not come about."""
    [outcome] = probe(port, *(recipients or ["bob@example.net"]), status=1,
                      **options)
    return outcome


class SmtpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not PROBE.exists():
            raise AssertionError(f"{PROBE} is not built")
        cls.folder = cls.enterClassContext(lib.Folder()).path

    def serve(self, **options):
        return self.enterContext(FakeSmtp(**options))

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
