"""What waits for a person: told once, listed, shown, decided anew, dropped."""
import json
import imaplib
import unittest

import lib
import story
from story import SITE


class Inbox(story.Story):
    """Each test has writers of its own."""

    def listed(self, *args):
        done = self.site.run("inbox", "list", "--json", *args)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def waiting_of(self, sender):
        return [row for row in self.listed() if row["from"] == sender]

    def waiting(self, sender):
        """The one message that waits of somebody."""
        [entry] = self.waiting_of(sender)
        return entry

    def held(self, sender, subject="Question", text="Bonjour, quoi ?\n",
             to=SITE):
        """A mail that nobody but a person understands; its number."""
        self.arrive(sender, to, subject, text)
        self.site.run("receive", "--once")
        return self.waiting(lib.parse_address(sender))["id"]

    def show(self, number, *args, **options):
        return json.loads(self.site.run(
            "inbox", "show", "--json", number, *args, **options).stdout)

    def lies(self, number):
        """In which folders the mail lies, by its Message-ID."""
        [(message_id,)] = self.rows(
            "SELECT message_id FROM inbox WHERE id = ?", number)
        return [folder for folder in ("", "done", "held", "unknown", "failed")
                for mail in self.host.mailbox(
                    SITE, "liaison/" + folder if folder else "INBOX")
                if message_id in str(mail["Message-ID"])]

    def imap(self, folder):
        imap = self.enterContext(
            imaplib.IMAP4("127.0.0.1", self.host.dovecot.imap))
        imap.login(SITE, lib.PASSWORD)
        imap.select(folder)
        return imap

    def move(self, number, folder, to):
        """A person moves the mail of a message in a mail program."""
        imap = self.imap(folder)
        [(message_id,)] = self.rows(
            "SELECT message_id FROM inbox WHERE id = ?", number)
        _, [found] = imap.search(None, "HEADER", "Message-ID", message_id)
        imap.create(to)
        self.assertEqual(
            imap._simple_command("MOVE", found.decode(), to)[0], "OK")

    # Shown

    def test_listed_and_shown(self):
        number = self.held("Zoé <zoe@example.net>", "Le séminaire",
                           "Bonjour, à quelle heure ?\n\x1b[2Jmerci\n")
        entry = self.waiting("zoe@example.net")
        self.assertEqual((entry["state"], entry["subject"]),
                         ("held", "Le séminaire"))
        self.assertEqual(entry["folder"], "held")
        self.assertGreater(entry["size"], 100)
        shown = self.show(number)
        self.assertEqual(shown["mail"]["from"], ["zoe@example.net"])
        self.assertIn("à quelle heure", shown["mail"]["text"])
        self.assertEqual(shown["held"]["state"], "waiting")
        text = self.site.run("inbox", "show", number).stdout
        self.assertIn("Bonjour, à quelle heure ?\n", text)
        self.assertIn("\\x1b[2Jmerci", text)
        self.assertIn("Zoé <zoe@example.net>", text)
        raw = self.site.run("inbox", "show", number, "--raw").stdout
        self.assertIn("\x1b[2Jmerci", raw)
        self.assertIn("zoe@example.net", self.site.run("inbox", "list").stdout)

    def test_a_huge_subject(self):
        number = self.held("huge@example.net", "où " + "long " * 5000)
        subject = self.waiting("huge@example.net")["subject"]
        self.assertTrue(subject.startswith("où long long"))
        self.assertTrue(subject.endswith("…"))
        self.assertLess(len(subject), 510)
        self.assertIn("long " * 4000, self.show(number)["mail"]["subject"])

    def test_a_template_of_ours_is_wrong(self):
        number = self.held("name@example.net", "corriger nom", "")
        folder = self.site.dir / "templates" / "fr"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "proposal.txt"
        file.write_text("Subject: x\n\n{{#open}} for ever\n")
        self.addCleanup(file.unlink)
        done = self.site.run("inbox", "show", number, status=78)
        self.assertIn("Subject: corriger nom", done.stdout)
        self.assertIn("seems to want to correct", done.stdout)
        self.assertNotIn("may copy", done.stdout)
        self.assertRegex(done.stderr, r"proposal\.txt:3:1: ")
        self.site.run("tick", status=78)

    def test_filters(self):
        self.held("filter@example.net", "Une question")
        self.arrive("filter@example.net", SITE, "aide")
        self.site.run("receive", "--once")
        mine = [row["state"] for row in self.listed("--state", "held")
                if row["from"] == "filter@example.net"]
        self.assertEqual(mine, ["held"])
        self.assertIn("done", {row["state"] for row in self.listed("--all")})
        self.assertEqual({row["state"] for row in
                          self.listed("--state", "done")}, {"done"})
        self.assertEqual(self.listed("--since", "2100-01-01"), [])
        self.assertEqual(self.listed("--all", "--list", "lettre",
                                     "--state", "unknown"), [])
        self.assertIn("no such message", self.site.run(
            "inbox", "list", "--since", "2100-01-01").stdout)
        for wrong in (("--state", "lost"), ("--since", "soon"),
                      ("--list", "nolist")):
            done = self.site.run("inbox", "list", *wrong, status=None)
            self.assertNotEqual(done.returncode, 0, wrong)
            self.assertIn(wrong[1], done.stderr)

    def test_no_such_message(self):
        for verb in ("show", "retry", "drop"):
            done = self.site.run("inbox", verb, "99999", status=None)
            self.assertEqual(done.returncode, 66, done.stderr)
            self.assertIn("there is no message 99999", done.stderr)
            self.assertIn("liaison inbox list", self.site.run(
                "inbox", verb, "x", status=64).stderr)

    # Decided anew

    def test_retry_of_what_is_still_unclear(self):
        number = self.held("still@example.net")
        self.site.run("send", "--drain")
        before = len(self.mails("still@example.net"))
        done = self.site.run("inbox", "retry", number)
        self.assertIn("still waits", done.stdout)
        self.site.run("send", "--drain")
        self.assertEqual(len(self.mails("still@example.net")), before)
        self.assertEqual(self.waiting("still@example.net")["id"], number)
        self.assertEqual(self.lies(number), ["held"])

    def test_drop(self):
        number = self.held("drop@example.net")
        for _ in range(2):
            self.site.run("inbox", "drop", number)
            self.assertEqual(self.lies(number), ["done"])
            self.assertEqual(self.show(number)["held"]["state"], "rejected")
        self.assertNotIn(number, [row["id"] for row in self.listed()])
        self.assertIn("done already", self.site.run(
            "inbox", "retry", number).stderr)

    def test_moved_by_a_person(self):
        number = self.held("moved@example.net")
        self.move(number, "liaison.held", "liaison.unknown")
        self.assertIn("quoi", self.show(number)["mail"]["text"])
        self.site.run("inbox", "drop", number)
        self.assertEqual(self.waiting_of("moved@example.net"), [])

    def test_deleted_by_a_person(self):
        number = self.held("gone@example.net")
        imap = self.imap("liaison.held")
        _, [found] = imap.search(None, "FROM", "gone@example.net")
        imap.store(found.decode(), "+FLAGS", "\\Deleted")
        imap.expunge()
        done = self.site.run("inbox", "show", "--json", number, status=66)
        self.assertIn("somebody moved or deleted it", done.stderr)
        self.assertIsNone(json.loads(done.stdout)["mail"])
        self.assertIn("inbox drop", self.site.run(
            "inbox", "retry", number, status=66).stderr)
        self.site.run("inbox", "drop", number)
        self.assertEqual(self.waiting_of("gone@example.net"), [])
        done = self.site.run("inbox", "show", number, status=66)
        self.assertIn("which is done", done.stderr)
        self.assertNotIn("inbox drop", done.stderr)


if __name__ == "__main__":
    unittest.main()
