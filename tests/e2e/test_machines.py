"""Mail from machines, limits, and what nobody can make out."""
import unittest

import lib
import story
from story import SITE


class Machines(story.Story):
    def events(self, verb):
        return [detail for (detail,) in self.rows(
            "SELECT detail FROM event WHERE verb = ? ORDER BY id", verb)]

    def last_inbox(self):
        """What was decided about the last mail: kind, action, state."""
        return self.rows("SELECT kind, action, state FROM inbox "
                         "ORDER BY id DESC LIMIT 1")[0]

    # Nobody answers machines

    def test_machines_are_never_answered(self):
        """T18: by header, by envelope, by name."""
        kinds = [
            ("Auto-Submitted", "auto-replied"),
            ("Auto-Submitted", "auto-generated"),
            ("Precedence", "bulk"), ("Precedence", "junk"),
            ("Precedence", "auto_reply"), ("Precedence", "list"),
            ("X-Auto-Response-Suppress", "All"),
            ("List-Id", "<other.example.com>"),
            ("List-Unsubscribe", "<mailto:leave@other.example.com>"),
        ]
        self.subscribed("robot@example.net", name="ess-communs")
        for header in kinds:
            for subject in ("subscribe lettre", "aide", "unsubscribe lettre",
                            "unsubscribe ess-communs", "bla bla"):
                self.arrive("robot@example.net", SITE, subject,
                            headers=[header])
        self.site.turn()
        self.none_for("robot@example.net")
        self.assertEqual(self.status("robot@example.net"), "")
        self.assertEqual(self.status("robot@example.net", "ess-communs"),
                         "active")

    def test_names_of_machines(self):
        names = ["mailer-daemon", "postmaster", "no-reply", "noreply",
                 "owner-list", "list-request", "list-bounces"]
        for name in names:
            for subject in ("subscribe lettre", "aide"):
                self.arrive(f"{name}@example.net", SITE, subject)
        self.site.turn()
        self.none_for(*(f"{name}@example.net" for name in names))

    def test_an_empty_return_path(self):
        for subject in ("subscribe lettre", "aide", "bla"):
            mail = lib.make_mail("null@example.net", SITE, subject)
            self.host.send(mail, sender="")
        lib.wait_for(lambda: len(self.host.files(SITE)) == 3, what="mail")
        self.site.turn()
        self.none_for("null@example.net")
        self.assertEqual(self.status("null@example.net"), "")

    def test_a_vacation_notice_without_headers(self):
        for subject, text in (
                ("Absence du bureau", "Je suis en congé jusqu'au 15 août.\n"),
                ("Out of office: lettre", "I am out of the office until "
                 "Monday.\n")):
            self.ask("away@example.net", SITE, subject, text)
            self.assertEqual(self.last_inbox()[:2], ("auto-reply", "none"))
        self.none_for("away@example.net")

    # Loops

    def test_our_own_mail_comes_back(self):
        self.subscribed("return@example.net")
        self.send_newsletter("--again")
        raw = self.host.raw_mailbox("return@example.net")[-1]
        before = self.filed("unknown")
        self.deliver(raw, sender="return@example.net")
        self.assertEqual(self.last_inbox()[0], "loop")
        self.assertEqual(self.filed("unknown"), before + 1)
        self.assertEqual(len(self.mails("return@example.net")), 1)
        self.assertEqual(self.status("return@example.net"), "active")

    def test_mail_from_our_own_address(self):
        for address in (SITE, "lettre@example.org",
                        "ess-communs+owner@example.org"):
            mail = lib.make_mail(address, "lettre+subscribe@example.org", "")
            self.deliver(mail, sender=address)
            self.assertEqual(self.last_inbox()[0], "loop")
        self.assertEqual(self.host.files(SITE), [])

    def test_more_than_fifty_hops(self):
        mail = lib.make_mail("hops@example.net", SITE, "aide")
        hops = b"Received: from a by b; Sun, 22 Nov 2026 01:00:00 +0000\r\n"
        self.deliver(hops * 51 + lib.to_bytes(mail))
        self.none_for("hops@example.net")

    def test_the_same_mail_twice_has_one_effect(self):
        mail = lib.make_mail("same@example.net", SITE, "aide")
        for _ in range(3):
            self.deliver(lib.to_bytes(mail))
        self.last("same@example.net", 1)

    # Limits

    def test_five_answers_a_day(self):
        for i in range(8):
            self.arrive("curious@example.net", SITE, f"aide", f"{i}\n" * 0)
        self.site.turn()
        mails = self.mails("curious@example.net")
        self.assertEqual(len(mails), 5)
        self.judge(mails[-1], self.host.raw_mailbox("curious@example.net")[-1])
        self.assertEqual(mails[0]["Auto-Submitted"], "auto-replied")

    def test_one_confirmation_a_day(self):
        """T1: for an address and list; and three for an address."""
        for i in range(10):
            self.arrive("bombed@example.net", SITE,
                        "subscribe lettre" if i % 2 else
                        "subscribe ess-communs", f"{i}\n")
        self.site.turn()
        self.assertEqual(len(self.mails("bombed@example.net")), 2)
        # The next day a new request is asked again.
        self.change("UPDATE allowance SET at = at - ?", story.DAY)
        self.ask("bombed@example.net", SITE, "subscribe lettre")
        self.assertEqual(len(self.mails("bombed@example.net")), 3)

    # What is unclear

    def report(self):
        """An hour later the owners are told of what waits."""
        with self.database() as db:
            db.execute("DELETE FROM allowance WHERE key LIKE 'inbox/%'")
        self.site.run("tick")
        self.site.run("send", "--drain")

    def test_what_is_unclear_is_held(self):
        owner, writer = "owner@example.org", "writer@example.net"
        told = len(self.mails(owner))
        held = self.filed("held")
        self.ask(writer, SITE, "Question sur le séminaire",
                 "Bonjour,\n\nÀ quelle heure commence le séminaire ?\n"
                 "\x01A\x02 http://evil.example.com/\n")
        self.assertEqual(self.filed("held"), held + 1)
        self.report()
        notice = self.mails(owner)[told]
        self.judge(notice, self.host.raw_mailbox(owner)[told])
        for text in self.texts(notice):
            self.assertIn(writer, text)
            self.assertIn("Question sur le séminaire", text)
        answer = self.last(writer, 1)
        self.assertEqual(answer["Content-Language"], "fr")
        self.assertNotIn("evil", answer.as_string())
        self.assertNotIn("séminaire", lib.body_of(answer))

    def test_a_post_is_held(self):
        self.subscribed("poster@example.net", name="ess-communs")
        held = self.filed("held")
        people = ("moderator@example.org", "owner@example.org")
        told = [len(self.mails(person)) for person in people]
        self.ask("Poster <poster@example.net>", "ess-communs@example.org",
                 "Une rencontre à Lyon", "Bonjour à toutes et tous, ...\n")
        self.report()
        self.assertEqual(self.last_inbox(), ("post", "hold", "held"))
        self.assertEqual(self.filed("held"), held + 1)
        now = [len(self.mails(person)) for person in people]
        self.assertEqual(sum(now), sum(told) + 1)
        self.none_for("poster@example.net")

    # Bounces

    def test_a_bounce_counts_for_its_delivery(self):
        self.subscribed("bounced@example.com")
        mailing = self.send_newsletter("--again")
        lib.wait_for(lambda: self.host.files(SITE), what="the bounce")
        done = self.filed("done")
        self.site.turn()
        self.assertEqual(self.last_inbox(), ("bounce", "record", "done"))
        self.assertEqual(self.filed("done"), done + 1)
        [(delivery,)] = self.rows(
            "SELECT id FROM delivery WHERE mailing = ? AND address = ?",
            mailing, "bounced@example.com")
        self.assertIn(f"delivery={delivery} status=5.1.1",
                      self.events("bounce")[-1])
        self.assertEqual(self.status("bounced@example.com"), "active")
        self.site.run("subscriber", "remove", "lettre", "bounced@example.com")

    def test_a_forged_bounce_counts_for_nobody(self):
        self.subscribed("innocent@example.net")
        before = self.events("bounce")
        report = (
            "From: MAILER-DAEMON@example.com\r\n"
            f"To: {SITE}\r\nSubject: Undelivered\r\n"
            "Message-ID: <forged.1@example.com>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; "
            "report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; example.com\r\n\r\n"
            "Final-Recipient: rfc822; innocent@example.net\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n")
        self.deliver(report.encode(), sender="")
        self.assertEqual(self.events("bounce"), before)
        self.assertEqual(self.status("innocent@example.net"), "active")


class Allowance(story.Story):
    """T1 with the limits of a small site: the rest waits its turn."""
    settings = {"limits": {"confirmations_hour": 3,
                           "confirmations_site_hour": 5}}

    def waiting(self):
        return self.rows(
            "SELECT count(*) FROM pending WHERE state = 'waiting'")[0][0]

    def asked(self, people):
        return sum(len(self.mails(person)) for person in people)

    def test_the_rest_waits_and_is_answered_later(self):
        people = [f"burst{i}@example.net" for i in range(8)]
        for person in people:
            self.arrive(person, "lettre+subscribe@example.org", "")
        self.site.turn()
        self.assertEqual(self.asked(people), 3)
        self.assertEqual(self.waiting(), 5)
        [alarm] = self.mails("owner@example.org")
        self.judge(alarm, self.host.raw_mailbox("owner@example.org")[-1])
        # Another list is not held up by this one.
        self.ask("calm@example.net", "ess-communs+subscribe@example.org", "")
        self.last("calm@example.net", 1)
        # Nothing comes before its time; all come in time, once.
        self.site.run("tick")
        self.assertEqual(self.waiting(), 5)
        for left in (2, 0):
            self.change("UPDATE allowance SET at = at - 3601 "
                        "WHERE key LIKE 'confirm/list/%' "
                        "OR key = 'confirm/site'")
            self.site.run("tick")
            self.site.run("send", "--drain")
            self.assertEqual(self.waiting(), left)
        self.assertEqual(self.asked(people), 8)
        for person in people:
            self.confirm_by_reply(person)
            self.assertEqual(self.status(person), "active")
        self.assertEqual(len(self.mails("owner@example.org")), 1)
        self.site.run("tick")
        self.assertEqual(self.rows("SELECT * FROM alarm"), [])


if __name__ == "__main__":
    unittest.main()
