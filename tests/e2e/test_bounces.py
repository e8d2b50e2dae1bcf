"""What reports and refusals do to people: as much as can be proved, and no
more (threats T22 to T24)."""
import json
import re
import unittest

import lib
import story
from reports import Bounces, bounce, complaint, header
from story import SITE


class Attribution(Bounces):
    def test_by_the_signed_address(self):
        [mail] = self.mail_to("signed@example.net")
        self.assertIn("+bounce-", self.verp(mail))
        self.report(bounce(self.verp(mail), "signed@example.net"))
        self.assertEqual(self.score("signed@example.net"), 1)
        self.assertEqual(self.strays(), [])

    def test_by_the_message_id(self):
        [mail] = self.mail_to("byid@example.net")
        self.report(bounce(SITE, "byid@example.net",
                           returned=header(mail, "Message-ID")))
        self.assertEqual(self.score("byid@example.net"), 1)

    def test_by_another_field(self):
        """A relay that makes Message-IDs of its own keeps the way out."""
        [mail, other] = self.mail_to("field@example.net", "other@example.net")
        self.report(bounce(
            SITE, "field@example.net",
            returned="Message-ID: <new@relay.example.com>\r\n" +
            header(mail, "List-Unsubscribe")))
        self.assertEqual(self.score("field@example.net"), 1)
        # It is a weaker proof: a stranger's name in it is one too many.
        self.report(bounce(SITE, "field@example.net",
                           returned=header(other, "List-Unsubscribe")))
        self.assertEqual(self.score("other@example.net"), 0)
        self.assertEqual([row[1] for row in self.strays()], ["others"])

    def test_what_an_answer_refers_to_is_not_it(self):
        [mail] = self.mail_to("quoted@example.net")
        self.report(bounce(
            SITE, "quoted@example.net",
            returned="In-Reply-To: " + mail["Message-ID"] + "\r\n"
            "References: " + mail["Message-ID"]))
        self.assertEqual(self.score("quoted@example.net"), 0)
        self.assertEqual(len(self.strays()), 1)

    def test_a_thousand_names(self):
        """T22: a forged report harms nobody, with or without a token."""
        people = [f"many{i}@example.net" for i in range(1000)]
        file = self.site.dir / "many.csv"
        file.write_text("email\n" + "\n".join(people) + "\n")
        self.site.run("subscriber", "import", "lettre", file,
                      "--consent", "members of the association")
        [mail] = self.mail_to("witness@example.net")
        address = self.verp(mail)
        token = re.search("bounce-(.*)@", address).group(1)
        forged = address.replace(token, story.flip(token[:30]) + token[30:])
        self.report(bounce(SITE, *people))
        self.report(bounce(forged, *people))
        self.assertEqual(self.rows("SELECT count(*) FROM failing"), [(0,)])
        self.assertEqual([row[1] for row in self.strays()],
                         ["none", "forged"])
        # A good token of one of them touches this one alone, and none of
        # the strangers whom it names.
        mail = self.mails(people[7])[-1]
        self.report(bounce(self.verp(mail), *people))
        self.assertEqual(self.score(people[7]), 1)
        self.assertEqual(self.rows("SELECT count(*) FROM failing"), [(1,)])

    def test_again_and_again(self):
        [mail] = self.mail_to("again@example.net")
        returned = header(mail)
        for address in [SITE, self.verp(mail)] * 20:
            self.host.deliver_lmtp(
                bounce(address, "again@example.net", returned=returned),
                SITE, sender="")
        self.site.turn()
        self.next_day()
        self.report(bounce(SITE, "again@example.net", returned=returned))
        self.assertEqual(self.score("again@example.net"), 1)
        self.assertEqual(
            self.rows("SELECT count(*) FROM bounce WHERE mailing = ?",
                      self.mailing), [(1,)])

    def test_crossed(self):
        [one, two] = self.mail_to("one@example.net", "two@example.net")
        self.report(bounce(self.verp(one), "one@example.net",
                           returned=header(two, "Message-ID")))
        self.assertEqual(self.score("one@example.net"), 0)
        self.assertEqual(self.score("two@example.net"), 0)
        self.assertEqual([row[1] for row in self.strays()], ["crossed"])
        # A token of another purpose at the address for reports.
        stop = re.search(r"stop-(\w+)@", one["List-Unsubscribe"]).group(1)
        self.report(bounce(f"lettre+bounce-{stop}@example.org",
                           "one@example.net"))
        self.assertEqual(self.score("one@example.net"), 0)
        self.assertEqual(self.status("one@example.net"), "active")

    def test_old(self):
        [mail] = self.mail_to("old@example.net")
        self.next_day(31)
        self.report(bounce(self.verp(mail), "old@example.net"))
        self.assertEqual(self.score("old@example.net"), 0)
        self.assertEqual([row[1] for row in self.strays()], ["old"])

    def test_forwarded(self):
        """Only whom the mail was for is touched, and the reason says so."""
        [mail, _] = self.mail_to("alias@example.net", "home@example.net")
        report = bounce(self.verp(mail), "home@example.net")
        shown = json.loads(self.site.run(
            "explain", "-", "--json", input=report.decode()).stdout)
        self.assertIn("home@example.net", shown["reason"])
        self.assertEqual(shown["about"], {"proof": "signed-address",
                                          "mailing": self.mailing,
                                          "forwarded": True})
        self.report(report)
        self.assertEqual(self.score("alias@example.net"), 1)
        self.assertEqual(self.score("home@example.net"), 0)


class Policy(Bounces):
    """T24."""

    def test_what_never_counts(self):
        people = [f"kept{i}@example.net" for i in range(8)]
        mails = self.mail_to(*people)
        says = [("5.7.1", "550 5.7.1 rejected by policy"),
                ("5.7.26", "550 5.7.26 DMARC"), ("5.2.2", "552 full"),
                ("5.2.3", "552 too long"), ("5.3.4", "552 too big"),
                ("5.6.0", "554 content"), ("5.1.1", "550 listed as spam"),
                ("5.7.1", "550 5.7.1 no such user here")]
        for person, mail, (status, words) in zip(people, mails, says):
            self.report(bounce(self.verp(mail), person, status=status,
                               words=words))
        self.assertEqual(self.rows(
            "SELECT charge, counted, count(*) FROM bounce "
            "WHERE mailing = ? GROUP BY 1, 2", self.mailing),
            [("mailing", 0, len(people))])
        self.assertEqual(self.rows("SELECT * FROM failing"), [])

    def test_what_may_still_arrive(self):
        people = [f"later{i}@example.net" for i in range(3)]
        mails = self.mail_to(*people)
        says = [("failed", "4.4.7"), ("delayed", "5.1.1"),
                ("delayed", "4.2.1")]
        for person, mail, (action, status) in zip(people, mails, says):
            self.report(bounce(self.verp(mail), person, action=action,
                               status=status, words="451 user unknown"))
        self.assertEqual(self.rows("SELECT * FROM failing"), [])
        self.assertEqual(self.rows(
            "SELECT DISTINCT charge FROM bounce WHERE mailing = ?",
            self.mailing), [("nobody",)])

    def test_once_a_day(self):
        """However many mails and lists."""
        person = "daily@example.net"
        self.subscribed(person, name="ess-communs")
        [mail] = self.mail_to(person)
        self.send_newsletter("--again")
        for mail in self.mails(person):
            self.report(bounce(self.verp(mail), person))
        self.assertEqual(self.score(person), 1)
        self.assertEqual(self.rows(
            "SELECT counted FROM bounce b JOIN subscriber r "
            "ON r.id = b.subscriber WHERE r.address = ? ORDER BY b.id",
            person), [(1,), (0,)])

    def test_a_refusal_at_once_is_the_same(self):
        """What the relay says of a recipient, and no second time by mail."""
        person = "refused+now@example.net"
        self.subscribed(person)
        self.send_newsletter("--again")
        self.site.run("tick")
        self.assertEqual(self.score(person), 1)
        self.assertEqual(self.rows(
            "SELECT source, charge FROM bounce b JOIN subscriber r "
            "ON r.id = b.subscriber WHERE r.address = ?", person),
            [("relay", "person")])
        self.site.run("tick")
        self.assertEqual(self.score(person), 1)

    def test_who_cannot_confirm(self):
        """A request of an address that does not exist is erased."""
        person = "typo@example.net"
        self.ask(person, SITE, "abonnement lettre")
        question = self.last(person, 1)
        self.report(bounce(SITE, person, status="5.2.2", words="552 full",
                           returned=header(question)))
        asked = "SELECT count(*) FROM pending WHERE address = ?"
        self.assertEqual(self.rows(asked, person), [(1,)])
        self.report(bounce(SITE, person, returned=header(question)))
        self.assertEqual(self.rows(asked, person), [(0,)])
        person = "refused+typo@example.net"
        self.ask(person, SITE, "abonnement lettre")
        self.site.run("tick")
        self.assertEqual(self.rows(asked, person), [(0,)])

    def test_all_is_forgotten(self):
        person = "rare@example.net"
        self.fail_for_days(person, 2)
        self.assertEqual(self.score(person), 2)
        self.next_day(100)
        self.site.run("tick")
        self.assertEqual(self.score(person), 0)


class Life(Bounces):
    settings = dict(story.Story.settings, bounces={"probe_days": 5})

    def test_to_the_end(self):
        person = "gone@example.net"
        self.subscribed(person, name="ess-communs", language="en")
        self.fail_for_days(person)
        self.assertEqual(self.status(person), "suspended")
        self.assertEqual(self.status(person, "ess-communs"), "suspended")
        record = self.show(person)["consent"][-1]
        self.assertEqual((record["action"], record["how"]),
                         ("suspend", "bounce"))
        count = len(self.mails(person))
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(person)), count)
        # Not yet.
        self.next_day(4)
        self.site.run("tick")
        self.assertEqual(self.step(person), "suspended")
        self.next_day()
        self.site.run("tick")
        self.site.run("tick")
        self.site.run("send", "--drain")
        probe = self.last(person, count + 1)
        self.assertIn("+bounce-", self.verp(probe))
        self.assertIn("bounce.", probe["Message-ID"])
        self.assertEqual(self.step(person), "probed")
        self.report(bounce(self.verp(probe), person))
        self.assertEqual(self.status(person), "left")
        self.assertEqual(self.status(person, "ess-communs"), "left")
        self.assertEqual(self.step(person), "")
        goodbye = self.last(person, count + 2)
        self.assertEqual(goodbye["Return-Path"], "<>")
        record = self.show(person)["consent"][-1]
        self.assertEqual((record["action"], record["how"]),
                         ("unsubscribe", "bounce"))

    def test_in_both_languages(self):
        for language, word in (("fr", "adresse"), ("en", "address")):
            person = f"probed-{language}@example.net"
            self.subscribed(person, language=language)
            self.fail_for_days(person)
            self.next_day(6)
            self.site.run("tick")
            self.site.run("send", "--drain")
            probe = self.mails(person)[-1]
            self.judge(probe, self.host.raw_mailbox(person)[-1])
            self.assertEqual(probe["Content-Language"], language)
            self.assertIn(word, lib.body_of(probe))

    def probed(self, person):
        """Somebody with a probe in the mailbox."""
        self.fail_for_days(person)
        self.next_day(6)
        self.site.run("tick")
        self.site.run("send", "--drain")
        self.assertEqual(self.step(person), "probed")
        return self.mails(person)[-1]

    def test_silence_is_good(self):
        person = "silent@example.net"
        self.probed(person)
        self.next_day(4)
        self.site.run("tick")
        self.assertEqual(self.status(person), "suspended")
        self.next_day(2)
        self.site.run("tick")
        self.assertEqual(self.status(person), "active")
        self.assertEqual(self.score(person), 0)
        record = self.show(person)["consent"][-1]
        self.assertEqual(record["source"], "probe not returned")

    def test_a_probe_refused_by_a_rule_removes_nobody(self):
        person = "ruled@example.net"
        probe = self.probed(person)
        self.report(bounce(self.verp(probe), person, status="5.7.1",
                           words="550 5.7.1 spam"))
        self.assertEqual(self.status(person), "suspended")
        self.next_day(6)
        self.site.run("tick")
        self.assertEqual(self.status(person), "active")

    def test_an_answer_to_the_probe(self):
        person = "here@example.net"
        probe = self.probed(person)
        count = len(self.mails(person))
        self.ask("desk@example.com", None, None, "", reply_to=probe)
        self.assertEqual(self.status(person), "active")
        back = self.last(person, count + 1)
        self.assertIn("à nouveau", back["Subject"])
        self.none_for("desk@example.com")

    def test_what_comes_back_is_no_answer(self):
        person = "odd@example.net"
        probe = self.probed(person)
        self.ask("mx@odd.example.net", self.verp(probe), "zzz", "zzz")
        self.assertEqual(self.status(person), "suspended")

    def test_an_answer_to_the_probe_settles_all_lists(self):
        person = "both@example.net"
        self.subscribed(person, name="ess-communs")
        probe = self.probed(person)
        count = len(self.mails(person))
        self.ask(person, None, None, "", reply_to=probe)
        self.assertEqual([self.status(person, name)
                          for name in ("lettre", "ess-communs")],
                         ["active", "active"])
        self.assertIn("à nouveau", self.last(person, count + 1)["Subject"])

    def test_an_automatic_answer_proves_nothing(self):
        person = "vacation@example.net"
        probe = self.probed(person)
        self.ask(person, None, None, "I am away.", reply_to=probe,
                 headers=[("Auto-Submitted", "auto-replied")])
        self.assertEqual(self.status(person), "suspended")

    def test_any_authentic_word(self):
        for i, words in enumerate(("aide", "abonnement lettre",
                                   "SUBSCRIBE lettre")):
            person = f"word{i}@example.net"
            self.fail_for_days(person)
            self.assertEqual(self.status(person), "suspended")
            self.deliver(lib.authenticated(
                lib.make_mail(person, SITE, words)))
            self.assertEqual(self.status(person), "active", words)
            self.assertEqual(self.score(person), 0)

    def test_a_word_without_proof(self):
        for words in ("abonnement lettre", "Bonjour, je ne reçois plus rien"):
            person = f"bare{len(words)}@example.net"
            self.fail_for_days(person)
            self.ask(person, SITE, words)
            self.assertEqual(self.status(person), "suspended")
            self.confirm_by_reply(person)
            self.assertEqual(self.status(person), "active", words)
            self.assertEqual(self.score(person), 0)

    def test_who_leaves_has_left(self):
        person = "leaves@example.net"
        self.fail_for_days(person)
        self.deliver(lib.authenticated(
            lib.make_mail(person, SITE, "désabonnement lettre")))
        self.assertEqual(self.status(person), "left")
        self.next_day(6)
        self.site.run("tick")
        self.assertEqual(self.step(person), "")
        self.assertEqual(self.status(person), "left")


class Complaints(Bounces):
    """T23."""

    def test_signed(self):
        for i, named in enumerate(([], ["arf1@example.net"])):
            person = f"arf{i}@example.net"
            [mail] = self.mail_to(person)
            count = len(self.mails(person))
            self.report(complaint(SITE, *named, returned=header(mail)))
            self.assertEqual(self.status(person), "left")
            record = self.show(person)["consent"][-1]
            self.assertEqual((record["action"], record["how"]),
                             ("unsubscribe", "complaint"))
            self.assertEqual(len(self.mails(person)), count)
        self.assertEqual(self.rows(
            "SELECT DISTINCT reason FROM suppression"), [("complaint",)])

    def test_by_the_way_out_alone(self):
        [mail] = self.mail_to("oneclick@example.net")
        self.report(complaint(SITE,
                              returned=header(mail, "List-Unsubscribe")))
        self.assertEqual(self.status("oneclick@example.net"), "left")

    def test_unsigned_or_of_another(self):
        [mail, _] = self.mail_to("calm@example.net", "target@example.net")
        self.report(complaint(SITE, "target@example.net"))
        self.report(complaint("lettre@example.org", "target@example.net",
                              returned="Message-ID: <bounce.x@example.org>"))
        self.report(complaint(SITE, "target@example.net",
                              returned=header(mail, "List-Unsubscribe")))
        self.assertEqual(self.status("target@example.net"), "active")
        self.assertEqual(self.status("calm@example.net"), "active")
        self.assertEqual(len(self.strays()), 3)

    def test_late(self):
        """Who complains after months wants to be left alone all the same."""
        [mail] = self.mail_to("late@example.net")
        self.next_day(31)
        self.report(complaint(SITE, returned=header(mail)))
        self.assertEqual(self.status("late@example.net"), "left")
        self.assertEqual(self.strays(), [])

    def test_not_spam(self):
        [mail] = self.mail_to("happy@example.net")
        self.report(complaint(SITE, kind="not-spam", returned=header(mail)))
        self.assertEqual(self.status("happy@example.net"), "active")


class Plain(Bounces):
    """A host without sub-addresses."""
    settings = dict(story.Story.settings, site={"delimiter": ""})

    def test_a_report(self):
        [mail] = self.mail_to("plain@example.net")
        self.assertEqual(self.verp(mail), SITE)
        self.report(bounce(SITE, "plain@example.net", returned=header(mail)))
        self.assertEqual(self.score("plain@example.net"), 1)
        self.report(complaint(SITE, returned=header(mail)))
        self.assertEqual(self.status("plain@example.net"), "left")


if __name__ == "__main__":
    unittest.main()
