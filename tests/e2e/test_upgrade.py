"""A database of the first version is brought up to date, though the program is
killed at each step (Q30): the old schema or a newer one, never half of one,
and a copy of what was there before.
"""
import contextlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
import unittest

import lib
from sink import KILLED, SinkSite

LONG = os.environ.get("LIAISON_LONG") is not None
MIGRATIONS = sorted((lib.ROOT / "db" / "migrations").glob("*.sql"))
NEWEST = int(MIGRATIONS[-1].name[:4])
PEOPLE = 200
ROWS = f"""
INSERT INTO list VALUES (1, 'lettre', 1);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n
	WHERE i < {PEOPLE})
INSERT INTO subscriber SELECT i, 'p' || i || '@example.net',
	'p' || i || '@example.net', '', 1 FROM n;
INSERT INTO subscription SELECT id, 1, id, 'active', 'each', 'fr', '', 1, 1
	FROM subscriber;
INSERT INTO consent SELECT id, 1, id, 'hash', 'subscribe', 'cli', 'paper', '',
	'fr', '', '', 1 FROM subscriber;
INSERT INTO pending SELECT id, 1, 'unsubscribe', address, address_key, name,
	'fr', 'asked', 'email', '', '', 1, 1, 4000000000 FROM subscriber;
INSERT INTO mailing VALUES (1, 1, 'newsletter', 'done', 5, 'News', '', '',
	'verp', 1, 1, 2);
INSERT INTO delivery (mailing, subscription, address, variant, state, due)
	SELECT 1, id, 'p' || id || '@example.net', 'fr',
		CASE id % 3 WHEN 0 THEN 'failed' ELSE 'sent' END, 1
	FROM subscription;
"""
TABLES = ("subscriber", "subscription", "consent", "pending", "mailing",
          "delivery")


def tidy(sql):
    """Comments and blanks do not count."""
    return re.sub(r"\s", "", re.sub(r"--.*", "", sql or ""))


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())
        self.state = self.site.dir / "state"
        self.site.run("tick")
        self.wanted = self.schema()

    def schema(self):
        return {(kind, name): tidy(sql) for kind, name, sql in self.site.sql(
            "SELECT type, name, sql FROM sqlite_schema"
            " WHERE name NOT LIKE 'sqlite_%'")}

    def first_version(self):
        for file in self.state.glob("liaison.db*"):
            file.unlink()
        with contextlib.closing(sqlite3.connect(self.site.database)) as db:
            db.executescript("PRAGMA journal_mode = WAL;"
                             + MIGRATIONS[0].read_text() + ROWS
                             + "ANALYZE;"
                             + "PRAGMA user_version = 1;"
                             f"PRAGMA application_id = {0x4c494149}")

    def version(self):
        [(version,)] = self.site.sql("PRAGMA user_version")
        return version

    def all_there(self):
        self.assertTrue(self.site.sound())
        self.assertEqual(self.site.sql("PRAGMA foreign_key_check"), [])
        counts = {table: self.site.sql(f"SELECT count(*) FROM {table}")[0][0]
                  for table in TABLES}
        self.assertEqual(counts, dict.fromkeys(TABLES, PEOPLE)
                         | {"mailing": 1})

    def copies(self):
        """Copies of older versions are whole, each of its own version."""
        for file in self.state.glob("liaison.db.before-*"):
            if file.suffix.endswith(("-wal", "-shm", "-journal")):
                continue
            with contextlib.closing(sqlite3.connect(file)) as db:
                [(version,)] = db.execute("PRAGMA user_version").fetchall()
                if version != 0:  # else it was being made
                    [(people,)] = db.execute(
                        "SELECT count(*) FROM subscriber").fetchall()
                    self.assertEqual(
                        (file.name, people),
                        (f"liaison.db.before-{version}", PEOPLE))

    def goes_on(self):
        self.assertIn(self.version(), range(1, NEWEST + 1))
        self.all_there()
        self.site.run("tick")
        self.assertEqual(self.version(), NEWEST)
        self.all_there()
        self.copies()
        self.assertTrue((self.state / "liaison.db.before-1").exists())
        self.assertEqual(self.schema(), self.wanted)
        # Statistics of few rows would choose the plans for many.
        self.assertEqual(self.site.sql(
            "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'"), [])

    @unittest.skipIf(NEWEST == 1, "there is one version")
    def test_killed_at_each_commit(self):
        for hook in ("db.before-commit", "db.after-commit"):
            count = 1
            while True:
                self.first_version()
                done = self.site.run("tick", status=None, env={
                    "LIAISON_HOOK": f"{hook}:{count}"})
                self.assertIn(done.returncode, (0, KILLED), done.stderr)
                self.goes_on()
                if done.returncode == 0:
                    break
                count += 1
            self.assertGreaterEqual(count, NEWEST)

    @unittest.skipIf(NEWEST == 1, "there is one version")
    def test_killed_at_any_moment(self):
        chance = random.Random(30)
        for _ in range(200 if LONG else 15):
            self.first_version()
            process = subprocess.Popen(
                [self.site.program, "tick"], env=self.site.env,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, 0.06))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.goes_on()


if __name__ == "__main__":
    unittest.main()
