"""Mails of which nobody knows whether they arrived, and what one can do; what
the relay said is shown as it was, without what would move a terminal.
"""
import json
import unittest

import lib
from sink import KILLED, SinkSite

TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello!\n"
DOUBTED = "dot-close-once@example.net"  # answered by silence, the first time
ORDINARY = "bob@example.net"


class Doubt(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())

    def newsletter(self, *people):
        self.site.subscribe("lettre", people)
        file = self.site.dir / "news.md"
        file.write_text(TEXT)
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def send(self):
        """Until the relay lets a run end well."""
        for _ in range(5):
            if self.site.run("send", "--drain", status=None).returncode == 0:
                return
        self.fail("the relay is asked for ever")

    def rows(self):
        return {address: state for address, state in self.site.sql(
            "SELECT address, state FROM delivery")}

    def ids(self, *options):
        out = self.site.run("delivery", "list", "--json", *options).stdout
        return {row["address"]: str(row["id"])
                for row in map(json.loads, out.splitlines())}

    def test_retry_is_what_happens_by_default(self):
        self.newsletter(DOUBTED, ORDINARY)
        self.send()
        self.assertEqual(set(self.ids("--state", "uncertain")), {DOUBTED})
        self.assertIn("uncertain", self.site.run("status").stdout)
        self.send()
        self.assertEqual(self.rows()[DOUBTED], "uncertain")
        self.site.end_doubts()
        self.send()
        self.assertEqual(set(self.rows().values()), {"sent"})

    def test_hold(self):
        self.site.set("delivery", uncertain="hold")
        self.newsletter(DOUBTED, ORDINARY)
        self.send()
        self.assertEqual(self.rows(), {DOUBTED: "held", ORDINARY: "sent"})
        status = self.site.run("status").stdout
        self.assertIn("deliveries held: 1\n", status)
        shown = self.site.run("newsletter", "status").stdout
        self.assertIn("1 held", shown)
        self.assertNotIn("failed", shown)
        self.assertIn("waiting for a human: 1\n", status)
        self.assertEqual(self.site.states("mailing"), {"done": 1})
        self.send()
        self.assertEqual(self.rows()[DOUBTED], "held")
        self.site.run("delivery", "retry", self.ids()[DOUBTED])
        self.send()
        self.assertEqual(set(self.rows().values()), {"sent"})
        self.assertEqual(self.site.states("mailing"), {"done": 1})

    def test_hold_what_a_killed_sender_left(self):
        self.site.set("delivery", uncertain="hold")
        self.newsletter(ORDINARY)
        done = self.site.run("send", "--drain", status=None,
                             env={"LIAISON_HOOK": "smtp.after-body"})
        self.assertEqual(done.returncode, KILLED)
        self.assertEqual(self.rows(), {ORDINARY: "sending"})
        self.send()
        self.assertEqual(self.rows(), {ORDINARY: "held"})
        self.site.run("delivery", "drop", "--state", "held")
        self.send()
        self.assertEqual(self.rows(), {ORDINARY: "cancelled"})
        self.assertEqual(len(self.site.mails()), 1)

    def test_both_copies_have_one_message_id(self):
        self.newsletter(ORDINARY)
        for _ in range(2):
            self.site.run("send", "--drain", status=None,
                          env={"LIAISON_HOOK": "smtp.after-body"})
            self.send()
            self.site.end_doubts()
        self.send()
        self.assertEqual(self.rows(), {ORDINARY: "held"})
        self.site.run("delivery", "retry", "--state", "held", "--mailing", "1")
        self.send()
        self.assertEqual(self.rows(), {ORDINARY: "sent"})
        mails = self.site.mails(ORDINARY)
        self.assertEqual(len(mails), 3)
        self.assertEqual(len({m["Message-ID"] for m in mails}), 1)

    def test_what_failed_may_be_sent_again(self):
        self.newsletter("r550-once@example.net", "r450-once@example.net")
        self.send()
        self.assertEqual(set(self.rows().values()), {"failed", "deferred"})
        done = self.site.run("delivery", "retry", "1", "2")
        self.assertIn("2", done.stdout)
        self.send()
        self.assertEqual(set(self.rows().values()), {"sent"})

    def test_what_cannot_be_done(self):
        self.newsletter(ORDINARY, "r550@example.net")
        for words, status in (
                (("retry",), 64), (("drop",), 64), (("retry", "x"), 64),
                (("retry", "1", "--state", "held"), 64),
                (("retry", "--mailing", "1"), 64),
                (("retry", "--state", "lost"), 64),
                (("retry", "99"), 66), (("drop", "99"), 66)):
            with self.subTest(words):
                self.site.run("delivery", *words, status=status)
        self.send()
        sent, failed = (self.ids()[a] for a in (ORDINARY, "r550@example.net"))
        for words, sentence in ((("retry", sent), "come twice"),
                                (("drop", sent), "come twice"),
                                (("drop", failed), "nothing more"),
                                (("retry", failed, sent), "come twice")):
            with self.subTest(words):
                done = self.site.run("delivery", *words, status=65)
                self.assertIn(sentence, done.stderr)
        self.assertEqual(self.rows()["r550@example.net"], "failed")
        done = self.site.run("delivery", "retry", "--state", "held")
        self.assertIn("0", done.stdout)

    def test_a_recipient_that_cannot_be_written_to(self):
        """That one fails alone, and nothing of it reaches the relay."""
        odd = ("a@example.net>\r\nRCPT TO:<b@example.net", "no address",
               "x" * 300 + "@example.net", "")
        people = [f"odd{i}@example.net" for i in range(len(odd))]
        self.newsletter(*people, ORDINARY)
        for person, address in zip(people, odd):
            self.site.sql("UPDATE delivery SET address = ?"
                          " WHERE address = ?", address, person)
        self.send()
        self.assertEqual(self.rows(), dict.fromkeys(odd, "failed")
                         | {ORDINARY: "sent"})
        self.assertEqual(self.site.counts(), {ORDINARY: 1})
        self.assertNotIn(b"b@example.net>", self.site.sink.raw.replace(
            b"bob@example.net", b""))
        self.assertEqual(
            self.site.run("delivery", "list").stdout.count("\n"), 5)

    def test_replies_are_kept_whole_and_shown_safely(self):
        people = ("odd@example.net", "dot-odd@example.net",
                  "long@example.net", "nul@example.net")
        self.newsletter(*people)
        self.send()
        text = self.site.run("delivery", "list", "--state", "failed").stdout
        rows = {row["address"]: row for row in map(
            json.loads, self.site.run(
                "delivery", "list", "--state", "failed", "--json")
            .stdout.splitlines())}
        for name in people:
            self.assertEqual(rows[name]["state"], "failed")
            self.assertEqual(rows[name]["code"], 550)
        for name in people[:2]:
            self.assertEqual(rows[name]["enhanced"], "5.1.1")
            self.assertIn("red", rows[name]["reply"])
            self.assertIn("caf?? ", rows[name]["reply"])
            self.assertIn("end", rows[name]["reply"])
        self.assertTrue(rows["long@example.net"]["reply"].endswith("xxx..."))
        for shown in (text, *(row["reply"] for row in rows.values())):
            for sign in "\x1b\x07\x08\t\r\0\u202e":
                self.assertNotIn(sign, shown)
        self.assertEqual(text.count("\n"), len(people))


if __name__ == "__main__":
    unittest.main()
