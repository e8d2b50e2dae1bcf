"""People leave: by the signed address, by proof, by confirming."""
import re
import smtplib
import unittest

import lib
import story
from story import SITE


class Leave(story.Story):
    def way_out(self, person, count=1):
        """The address in List-Unsubscribe of the last newsletter."""
        mail = self.last(person, count)
        found = re.fullmatch(r"\s*<mailto:([^>?]+)>",
                             mail["List-Unsubscribe"])
        return found.group(1)

    # The signed address

    def test_one_click(self):
        people = ["click1@example.net", "click2@example.net"]
        self.subscribed(*people)
        self.send_newsletter(subject="Une première lettre")
        raw = self.host.raw_mailbox(people[0])[-1].replace(b"\r\n", b"\n")
        self.assertRegex(raw, rb"(?m)^List-Unsubscribe: ?\n? *<mailto:"
                         rb"lettre\+stop-[a-z0-9]+@example\.org>$")
        [address, other] = map(self.way_out, people)
        self.assertNotEqual(address, other)
        for kind in self.texts(self.mails(people[0])[-1]):
            self.assertIn(address, kind)
        self.ask(people[0], address, "")
        self.assertEqual(self.status(people[0]), "left")
        self.assertEqual(self.status(people[1]), "active")
        goodbye = self.last(people[0], 2)
        self.assertEqual(goodbye["Content-Language"], "fr")
        self.assertEqual(goodbye["Return-Path"], "<>")
        # A second click says that it was done already, and changes nothing.
        before = self.show(people[0])
        self.ask(people[0], address, "")
        self.assertEqual(self.show(people[0]), before)
        self.assertEqual(len(self.mails(people[0])), 3)
        # Nothing comes any more.
        self.send_newsletter(subject="Une seconde lettre")
        self.assertEqual(len(self.mails(people[0])), 3)
        self.assertEqual(len(self.mails(people[1])), 2)

    def test_a_program_clicks(self):
        """Mail programs send it themselves, marked as automatic or not."""
        ways = [{}, {"headers": [("Auto-Submitted", "auto-generated")]},
                {"headers": [("Precedence", "bulk")]}]
        for i, options in enumerate(ways):
            person = f"program{i}@example.net"
            self.subscribed(person)
            self.send_newsletter("--again")
            self.ask(person, self.way_out(person), "unsubscribe", "",
                     **options)
            self.assertEqual(self.status(person), "left", options)

    def test_the_click_counts_for_whom_it_was_made_for(self):
        """A colleague or another address of the same person may send it."""
        self.subscribed("alias@example.net", "boss@example.net")
        self.send_newsletter("--again")
        self.ask("boss@example.net", self.way_out("alias@example.net"), "")
        self.assertEqual(self.status("alias@example.net"), "left")
        self.assertEqual(self.status("boss@example.net"), "active")
        self.assertIn("alias@example.net",
                      lib.body_of(self.last("alias@example.net", 2)))

    def test_a_forged_way_out(self):
        self.subscribed("stay@example.net")
        self.send_newsletter("--again")
        local, domain = self.way_out("stay@example.net").split("@")
        self.ask("mallory@example.com", f"{story.flip(local)}@{domain}", "")
        self.assertEqual(self.status("stay@example.net"), "active")
        self.none_for("mallory@example.com")

    # Words

    def test_words_with_proof(self):
        for i, words in enumerate(("désabonnement lettre", "UNSUBSCRIBE lettre",
                                   "SIGNOFF lettre")):
            person = f"proof{i}@example.net"
            self.subscribed(person)
            self.deliver(lib.authenticated(
                lib.make_mail(person, SITE, words)))
            self.assertEqual(self.status(person), "left", words)
            record = self.show(person)["consent"][-1]
            self.assertEqual(record["action"], "unsubscribe")
            self.assertEqual(record["how"], "email")
            self.assertIn("dmarc=pass", record["authentication_results"])
            self.assertTrue(record["message_id"])
            self.last(person, 1)

    def test_words_without_proof(self):
        self.subscribed("asked@example.net")
        self.ask("asked@example.net", SITE, "Désabonnement lettre")
        question = self.last("asked@example.net", 1)
        self.assertIn("désabonnement", question["Subject"])
        self.assertEqual(self.status("asked@example.net"), "active")
        self.confirm_by_reply("asked@example.net")
        self.assertEqual(self.status("asked@example.net"), "left")
        self.assertEqual(self.show("asked@example.net")["consent"][-1]["how"],
                         "email-confirmed")

    def test_the_word_of_others_is_no_proof(self):
        """Only the topmost field, and only of our own server, counts."""
        self.subscribed("target@example.net")
        mail = lib.make_mail("target@example.net", SITE, "STOP")
        self.deliver(lib.authenticated(
            mail, authserv_id="mx.example.org.evil.example.com"))
        self.assertEqual(self.status("target@example.net"), "active")
        forged = lib.authenticated(mail)
        top = b"Authentication-Results: mx.example.org; dmarc=fail " \
            b"header.from=example.net\r\n"
        self.deliver(top + forged)
        self.assertEqual(self.status("target@example.net"), "active")

    def test_a_forged_sender(self):
        self.subscribed("forged@example.net")
        for words in ("désabonnement lettre", "STOP", "aide",
                      "abonnement ess-communs"):
            self.deliver(lib.authenticated(lib.make_mail(
                "forged@example.net", SITE, words), verdict="fail"))
        self.assertEqual(self.status("forged@example.net"), "active")
        self.none_for("forged@example.net")
        self.assertEqual(self.rows(
            "SELECT * FROM pending WHERE address = 'forged@example.net'"), [])

    def test_a_stranger_is_told(self):
        self.ask("stranger@example.net", SITE, "désabonnement lettre")
        answer = self.last("stranger@example.net", 1)
        self.assertIn("pas abonné", answer["Subject"])
        self.assertIn("stranger@example.net", lib.body_of(answer))

    def test_stop_alone_leaves(self):
        self.subscribed("stop@example.net")
        self.deliver(lib.authenticated(
            lib.make_mail("stop@example.net", "lettre@example.org", "STOP")))
        self.assertEqual(self.status("stop@example.net"), "left")

    def test_in_the_language_of_the_person(self):
        self.subscribed("ann@example.net", language="en")
        self.send_newsletter("--again")
        self.ask("ann@example.net", self.way_out("ann@example.net"), "")
        self.assertEqual(
            self.last("ann@example.net", 2)["Content-Language"], "en")

    # Afterwards

    def test_a_running_mailing_stops_for_who_left(self):
        people = ["run1@example.net", "run2@example.net"]
        self.subscribed(*people)
        self.site.run("newsletter", "send", self.write("Un."), "--list",
                      "lettre", "--yes", "--again")
        self.site.run("subscriber", "remove", "lettre", people[0])
        self.site.run("send", "--drain")
        self.none_for(people[0])
        self.last(people[1], 1)
        [(state,)] = self.rows(
            "SELECT state FROM delivery WHERE address = ?", people[0])
        self.assertEqual(state, "cancelled")

    def test_who_left_can_come_back_but_is_not_brought_back(self):
        person = "back@example.net"
        self.subscribed(person, name="lettre", delivery="digest")
        self.site.run("subscriber", "remove", "lettre", person)
        file = self.site.dir / "people.csv"
        file.write_text(f"email\n{person}\n")
        done = self.site.run("subscriber", "import", "lettre", file,
                             "--consent", "old list")
        self.assertIn("1 left", done.stdout)
        self.assertEqual(self.status(person), "left")
        self.site.run("subscriber", "set", "lettre", person, "--status",
                      "active", status=65)
        self.none_for(person)
        self.ask(person, "lettre+subscribe@example.org", "")
        self.confirm_by_reply(person)
        self.assertEqual(self.status(person), "active")
        self.assertEqual(self.show(person)["delivery"], "digest")
        self.assertEqual([c["action"] for c in self.show(person)["consent"]],
                         ["subscribe", "unsubscribe", "subscribe"])

    def test_one_list_of_two(self):
        self.subscribed("two@example.net")
        self.subscribed("two@example.net", name="ess-communs")
        self.deliver(lib.authenticated(lib.make_mail(
            "two@example.net", SITE, "désabonnement ess-communs")))
        self.assertEqual(self.status("two@example.net", "ess-communs"), "left")
        self.assertEqual(self.status("two@example.net", "lettre"), "active")

    def test_a_null_sender_may_click(self):
        """Some providers send the one click with an empty envelope."""
        self.subscribed("null@example.net")
        self.send_newsletter("--again")
        mail = lib.make_mail("null@example.net",
                             self.way_out("null@example.net"), "unsubscribe")
        with smtplib.SMTP("127.0.0.1", self.host.postfix.smtp) as smtp:
            smtp.sendmail("", [mail["To"]], mail.as_bytes())
        lib.wait_for(lambda: self.host.files(SITE), what="the mail")
        self.site.turn()
        self.assertEqual(self.status("null@example.net"), "left")


if __name__ == "__main__":
    unittest.main()
