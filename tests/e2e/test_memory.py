"""An allocation of ours or of SQLite fails, any of them (Q10): the program ends
in order or goes on, and the next run does what this one could not.

Other libraries are spared: GLib ends the program with a message, libconfuse
crashes, both before anything is done.
"""
import os
import random
import subprocess
import unittest

import lib
from sink import MANY, SinkSite

LONG = os.environ.get("LIAISON_LONG") is not None
SHIM = lib.BUILD / "tests" / "no_memory.so"
TRIES = 600 if LONG else 25  # of each command
TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello {{name}}!\n"


def is_sanitized():
    return b"__asan_init" in (lib.BUILD / "liaison").read_bytes()


@unittest.skipIf(is_sanitized(), "a sanitizer has an allocator of its own")
class Memory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not SHIM.exists():
            raise AssertionError(f"{SHIM} is not built")
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def setUp(self):
        self.site = self.enterContext(SinkSite(self.host, MANY))
        self.chance = random.Random(10)
        self.met = self.site.dir / "met"

    def run_without(self, n, *args):
        """True when the command met its failing allocation."""
        self.met.unlink(missing_ok=True)
        done = subprocess.run(
            [self.site.program, *map(str, args)], env=self.site.env | {
                "LD_PRELOAD": str(SHIM), "LIAISON_NO_MEMORY": str(n),
                "LIAISON_NO_MEMORY_MET": str(self.met)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            errors="replace", timeout=60)
        self.assertIn(done.returncode, (0, *range(64, 79)),
                      (n, args, done.stderr))
        return self.met.exists()

    def count(self, *args):
        """About how many allocations a command makes."""
        low, high = 1, 1 << 20
        while low * 1.1 < high:
            middle = int((low * high) ** 0.5)
            if self.run_without(middle, *args):
                low = middle
            else:
                high = middle
        return high

    def tries(self, *args):
        """Early ones, where programs are set up, and any others."""
        most = self.count(*args)
        for i in range(TRIES):
            n = (self.chance.randrange(1, min(300, most)) if i % 4 == 0
                 else self.chance.randrange(1, most))
            yield n

    def test_receiving_and_sending(self):
        asked = 0

        def ask():
            nonlocal asked
            asked += 1
            self.site.ask(f"asks{asked}@example.net")

        for args in (("receive", "--once"), ("send", "--drain")):
            ask()
            for n in self.tries(*args):
                ask()
                self.run_without(n, *args)
                if args[0] == "send":
                    self.site.run("receive", "--once")
        self.site.turn()
        self.site.end_doubts()
        # What a connection broke on waits for a minute.
        self.site.sql("UPDATE delivery SET due = 0 WHERE state = 'queued'")
        self.site.drain()
        self.assertTrue(self.site.sound())
        counts = self.site.counts()
        failed = {m["From"] for m in self.host.mailbox(
            self.site.box, "liaison/failed")}
        # A mail that three readers ended on is set aside, for a human.
        self.assertLess(len(failed), 3)
        wanted = {f"asks{i + 1}@example.net" for i in range(asked)} - failed
        self.assertEqual(self.site.sql(
            "SELECT address, state, reply FROM delivery"
            " WHERE state <> 'sent'"), [])
        self.assertEqual(set(counts), wanted)
        self.assertEqual(self.host.files(self.site.box), [])

    def test_other_commands(self):
        file = self.site.dir / "news.md"
        file.write_text(TEXT)
        self.site.subscribe("lettre", ["a@example.net", "b@example.net"])
        for args in (("newsletter", "send", file, "--list", "lettre", "--yes",
                      "--again"), ("digest", "lettre"),
                     ("subscriber", "list", "lettre"), ("status",), ("tick",)):
            for n in self.tries(*args):
                self.run_without(n, *args)
        self.assertTrue(self.site.sound())
        self.assertEqual(self.site.sql(
            "SELECT count(*) FROM mailing m WHERE state = 'running'"
            " AND kind = 'newsletter' AND 2 <>"
            " (SELECT count(*) FROM delivery d WHERE d.mailing = m.id)"),
            [(0,)])
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes",
                      "--again")
        self.site.drain()
        self.assertLessEqual(set(self.site.states()), {"sent", "cancelled"})


if __name__ == "__main__":
    unittest.main()
