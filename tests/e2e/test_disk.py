"""The disk is full, the database is locked or may not be written, the log goes
nowhere: what waits stays where it is, and all goes on when that is over.
"""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import threading
import time
import unittest

import lib
import small_disk
from sink import MANY, SinkSite
from test_daemon import cpu_seconds, workers_of

LONG = os.environ.get("LIAISON_LONG") is not None
TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello!\n"
PEOPLE = [f"person{i}@example.net" for i in range(40)]
EX_IOERR, EX_NOPERM = 74, 77


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def setUp(self):
        self.site = self.enterContext(SinkSite(self.host, MANY))
        self.state = self.site.dir / "state"

    def newsletter(self, site, people=PEOPLE):
        site.subscribe("lettre", people)
        (site.dir / "news.md").write_text(TEXT)
        site.run("newsletter", "send", site.dir / "news.md",
                 "--list", "lettre", "--yes")


class Full(Case):
    """Q7: a small file system, as root can make it."""

    def setUp(self):
        super().setUp()
        small_disk.mount(self, self.state)

    def full(self, left=0):
        return small_disk.full(self.state, left)

    def told(self, *args):
        done = self.site.run(*args, status=EX_IOERR)
        self.assertRegex(done.stderr, "(?m)disk is full|No space left")
        self.assertNotIn("\n", done.stderr.replace("warning", "")
                         .strip().partition("liaison: ")[2])

    def test_looking(self):
        self.site.run("tick")
        with self.full():
            for words in (("status",), ("inbox", "list")):
                done = self.site.run(*words, status=EX_IOERR)
                self.assertRegex(done.stderr, r"\Aliaison: [^\n]*liaison\.db:"
                                 " the disk is full; nothing was changed;"
                                 " [^\n]*\\n\\Z")
        self.site.run("tick")
        for file in self.state.glob("liaison.db-*"):
            file.unlink()
        self.mount_again("ro")
        done = self.site.run("inbox", "list", status=EX_NOPERM)
        self.mount_again("rw")
        self.assertRegex(done.stderr, r"cannot write into its folder; try")
        self.site.run("inbox", "list")

    def mount_again(self, how):
        subprocess.run(["mount", "-o", f"remount,{how}", self.state],
                       check=True)

    def test_receiving(self):
        for address in PEOPLE[:5]:
            self.site.ask(address)
        self.site.run("tick")
        for left in (0, 8192, 32768):
            with self.full(left):
                self.told("receive", "--once")
            self.assertTrue(self.site.sound())
        done = self.site.states("inbox").get("done", 0)
        self.assertLess(done, 5)
        waiting = len(self.host.files(self.site.box))
        self.assertGreaterEqual(waiting, 5 - done)
        self.site.turn()
        self.assertEqual(self.host.files(self.site.box), [])
        self.assertEqual(self.site.counts(), dict.fromkeys(PEOPLE[:5], 1))

    def test_sending(self):
        """Nothing leaves that could not be recorded, and nothing is charged
        to people or twice."""
        self.newsletter(self.site)
        for left in (0, 4096, 16384):
            with self.full(left):
                self.told("send", "--drain")
            self.assertTrue(self.site.sound())
            states = self.site.states()
            self.assertLessEqual(
                set(states), {"queued", "claimed", "sending", "sent"}, states)
            for address, count in self.site.counts().items():
                self.assertEqual(count, 1, address)
        self.site.drain()
        self.site.end_doubts()
        self.site.drain()
        self.assertEqual(self.site.states(), {"sent": len(PEOPLE)})
        twice = len(self.site.mails()) - len(PEOPLE)
        self.assertLessEqual(twice, 3)  # one connection, three ends

    def test_a_newsletter_and_a_digest(self):
        self.newsletter(self.site, PEOPLE[:5])
        self.site.subscribe("lettre", [*PEOPLE[:5], "digest@example.net"])
        self.site.run("subscriber", "set", "lettre", "digest@example.net",
                      "--delivery", "digest")
        (self.site.dir / "more.md").write_text(TEXT.replace("News", "More"))
        send = ("newsletter", "send", self.site.dir / "more.md",
                "--list", "lettre", "--yes")
        with self.full():
            self.told(*send)
            self.told("digest", "lettre")
        self.assertEqual(self.site.sql(
            "SELECT count(*) FROM mailing WHERE state = 'running'"), [(1,)])
        self.assertEqual(self.site.sql("SELECT count(*) FROM occasion"),
                         [(0,)])
        self.site.run(*send)
        self.site.run("digest", "lettre")
        self.site.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(PEOPLE[:5], 2)
                         | {"digest@example.net": 1})

    def test_the_daemon(self):
        """It says what is wrong, and goes on by itself."""
        daemon = self.site.start_daemon()
        lib.wait_for(lambda: "state=open" in self.site.log.read_text(),
                     what="the mailbox")
        with self.full():
            for address in PEOPLE[:5]:
                self.site.ask(address)
            lib.wait_for(lambda: re.search("disk is full|No space left",
                                           self.site.log.read_text()), 30,
                         "the complaint")
        lib.wait_for(lambda: self.site.counts_now() == dict.fromkeys(
            PEOPLE[:5], 1), 60, "the answers")
        self.assertIsNone(daemon.poll())
        self.assertEqual(self.site.stop_daemon(), 0)


class ReadOnly(Case):
    """Q8."""

    def test_a_database_that_may_not_be_written(self):
        self.site.run("tick")
        if os.getuid() != 0:
            self.site.database.chmod(0o400)
            before = []
        else:
            lib.need("setpriv")
            before = ["setpriv", "--reuid=nobody", "--regid=nogroup",
                      "--clear-groups"]
            for path in (self.site.dir, *self.site.dir.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")
            shutil.chown(self.site.database, "root", "root")
            for name in ("liaison", "liaisond"):
                shutil.copy(self.site.build / name, self.site.base.path)
            self.site.build = self.site.base.path
        for name, *words in (("liaisond", "--config", self.site.conf),
                             ("liaison", "send", "--drain"),
                             ("liaison", "receive", "--once")):
            done = subprocess.run(
                [*before, self.site.build / name, *words], text=True,
                env=self.site.env, capture_output=True, timeout=20)
            self.assertEqual(done.returncode, EX_NOPERM, done.stderr)
            self.assertRegex(done.stderr,
                             rf"\A{name}: [^\n]*liaison\.db[^\n]*\n\Z")


class Locked(Case):
    """Q6: another program has the database for itself."""

    @contextlib.contextmanager
    def locked(self):
        db = sqlite3.connect(self.site.database, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            db.execute("COMMIT")
            db.close()

    def test_the_daemon_waits(self):
        """Without using the processor, and without losing a mail."""
        seconds = 65 if LONG else 3
        self.site.sink.delay = 0.05
        self.site.set("smtp", connections=4)
        self.newsletter(self.site)
        daemon = self.site.start_daemon()
        lib.wait_for(lambda: self.site.states().get("sent", 0) > 2,
                     what="the sending")
        with self.locked():
            time.sleep(0.5)  # all have come to the lock
            pids = [daemon.pid, *workers_of(daemon.pid).values()]
            before = sum(map(cpu_seconds, pids))
            self.site.ask("late@example.net")
            time.sleep(seconds)
            used = sum(map(cpu_seconds, pids)) - before
            self.assertLess(used, 0.02 * len(pids) * seconds + 0.05)
            self.assertLessEqual(
                self.site.log.read_text().count("another program is writing"),
                len(pids) if LONG else 0)
        people = [*PEOPLE, "late@example.net"]
        lib.wait_for(lambda: set(self.site.counts_now()) == set(people), 60,
                     "all mails")
        lib.wait_for(lambda: set(self.site.states()) == {"sent"}, 60,
                     "the end")
        self.assertEqual(self.site.counts_now(), dict.fromkeys(people, 1))
        self.assertEqual(self.site.stop_daemon(), 0)

    def test_commands_beside_the_daemon(self):
        """Q5: many short writers at once, each content."""
        count = 1000 if LONG else 60
        self.site.subscribe("lettre", ["first@example.net"])
        self.site.start_daemon()
        failed = []

        def add(name):
            for i in range(count):
                done = self.site.run(
                    "subscriber", "add", "lettre", f"{name}{i}@example.net",
                    "--consent", "paper", status=None)
                if done.returncode != 0 or done.stderr:
                    failed.append(done.stderr)

        threads = [threading.Thread(target=add, args=(name,))
                   for name in "ab"]
        for thread in threads:
            thread.start()
        for i in range(count):
            self.site.ask(f"mail{i}@example.net")
        for thread in threads:
            thread.join()
        lib.wait_for(lambda: len(self.site.counts_now()) == count, 120,
                     "all answers")
        self.assertEqual(failed, [])
        self.assertEqual(self.site.stop_daemon(), 0)
        self.assertNotIn("another program", self.site.log.read_text())
        self.assertEqual(self.site.sql(
            "SELECT count(*) FROM subscription WHERE status = 'active'"),
            [(2 * count + 1,)])
        self.assertEqual(self.site.sql("SELECT count(*) FROM consent"),
                         [(2 * count + 1,)])
        self.assertEqual(self.site.counts(), {
            f"mail{i}@example.net": 1 for i in range(count)})
        self.assertTrue(self.site.sound())


class Log(Case):
    """Q28: nobody listens any more."""

    def works(self, run):
        self.site.ask("heard@example.net")
        daemon = run()
        try:
            lib.wait_for(lambda: self.site.counts_now(), 30, "the answer")
            self.assertIsNone(daemon.poll())
        finally:
            daemon.terminate()
            self.assertEqual(daemon.wait(20), 0)
            self.site.drain()

    def start(self, **options):
        return subprocess.Popen(
            [self.site.build / "liaisond", "--config", self.site.conf,
             "--debug"], env=self.site.env, stdin=subprocess.DEVNULL,
            **options)

    def test_standard_error_is_closed(self):
        self.works(lambda: self.start(preexec_fn=lambda: os.close(2)))

    def test_standard_error_is_full(self):
        full = self.enterContext(open("/dev/full", "wb"))
        self.works(lambda: self.start(stderr=full))

    def test_who_read_it_is_gone(self):
        def begin():
            process = self.start(stderr=subprocess.PIPE)
            process.stderr.readline()
            process.stderr.close()
            return process
        self.works(begin)


if __name__ == "__main__":
    unittest.main()
