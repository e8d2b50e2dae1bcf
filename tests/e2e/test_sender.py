"""What the relay says, and how it ends, decides the state of each delivery."""
import unittest

from lean_smtp import LeanSmtp
from sink import SinkSite

ORDINARY = [f"ordinary{i}@example.net" for i in range(5)]
TEXT = "---\nsubject: News\nlanguage: en\n---\n\n" + 2000 * (
    "A long newsletter leaves in several pieces.\n")


class Sender(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())

    def newsletter(self, people):
        self.site.subscribe("lettre", people)
        file = self.site.dir / "news.md"
        file.write_text(TEXT)
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def send(self, people):
        """A newsletter is sent until the relay lets a run end well."""
        self.newsletter(people)
        for _ in range(2 * len(people)):
            if self.site.run("send", "--drain", status=None).returncode == 0:
                return
        self.fail("the relay is asked for ever")

    def rows(self):
        return {address: row for address, *row in self.site.sql(
            "SELECT address, state, attempts, code FROM delivery")}

    def test_replies_and_ends(self):
        # Whether all had left by then is for the buffers between us to say.
        unclear = (["queued", 0, 0], ["uncertain", 1, 0])
        wanted = {
            "r550": ["failed", 1, 550],
            "d554": ["failed", 1, 554],
            "half-552": ["failed", 1, 552],
            "dot554": ["failed", 1, 554],
            "r450": ["deferred", 1, 450],
            "half-452": ["deferred", 1, 452],
            "dot451": ["deferred", 1, 451],
            "dot-close": ["uncertain", 1, 0],
            "body-close": ["queued", 0, 0],
            "half-close": unclear,
            "half-reset": unclear,
            "rcpt-garbage": ["queued", 0, 0],
        }
        people = [f"{local}@example.net" for local in wanted]
        self.send([*people, *ORDINARY])
        rows = self.rows()
        for local, want in wanted.items():
            with self.subTest(local):
                self.assertIn(rows[f"{local}@example.net"],
                              want if want is unclear else [want])
        for address in ORDINARY:
            self.assertEqual(rows[address], ["sent", 1, 250])
        self.assertEqual(self.site.counts(), dict.fromkeys(ORDINARY, 1))
        self.assertEqual(self.site.states("mailing"), {"running": 1})

    def test_troubles_that_pass(self):
        people = [f"{local}-once@example.net" for local in (
            "rcpt-421", "mail-421", "dot-451", "body-close", "half-reset",
            "dot-close", "data-garbage", "rcpt-450")]
        self.send(people)
        for _ in range(3):
            self.site.sql("UPDATE delivery SET due = 0")
            self.site.run("send", "--drain", status=None)
        self.assertEqual({row[0] for row in self.rows().values()}, {"sent"})
        # One was taken, and the reply lost: it comes again.
        self.assertEqual(set(self.site.counts()), set(people))
        self.assertEqual(self.site.states("mailing"), {"done": 1})

    def test_a_relay_with_short_sessions(self):
        people = [f"short{i}@example.net" for i in range(20)]
        with LeanSmtp(per_session=3) as server:
            self.site.set("smtp", port=server.port)
            self.newsletter(people)
            self.site.drain()
            self.assertEqual(sorted(server.recipients), sorted(people))
        self.assertEqual(self.site.states(), {"sent": 20})

    def test_a_relay_that_ends_every_session(self):
        self.site.sink.greeting = "421 4.3.2 closing\r\n"
        self.newsletter(ORDINARY)
        done = self.site.run("send", "--drain", status=None)
        self.assertEqual(done.returncode, 69)
        self.assertIn("4.3.2 closing", done.stderr)
        self.assertIn("alarm: ", self.site.run("status").stdout)
        for row in self.rows().values():
            self.assertEqual(row, ["queued", 0, 0])
        self.site.sink.greeting = "220 fake.example.org ESMTP\r\n"
        self.site.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(ORDINARY, 1))
        self.assertNotIn("alarm: ", self.site.run("status").stdout)


if __name__ == "__main__":
    unittest.main()
