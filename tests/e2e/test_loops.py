"""Programs that write to programs: no exchange goes beyond one turn (T17, T18).

Two liaison sites on one host, and scripted robots of other list managers that
answer any mail as those do.
"""
import contextlib
import os
import random
import re
import sqlite3
import unittest

import lib
from story import SITE

OTHER = "listes@second.example.net"
LONG = os.environ.get("LIAISON_LONG") is not None
FOLDERS = ("INBOX", "liaison/done", "liaison/unknown", "liaison/held",
           "liaison/failed")


class Boxes(unittest.TestCase):
    def seen(self, host, boxes):
        """How many mails ever came to these mailboxes of sites."""
        return sum(len(host.files(box, folder))
                   for box in boxes for folder in FOLDERS)

    def settled(self, host):
        """All that was sent has arrived; the settled() of the host."""
        host.settle()


class TwoSites(Boxes):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host())
        cls.one = cls.enterClassContext(lib.Site(cls.host))
        cls.two = cls.enterClassContext(lib.Site(cls.host))
        text = cls.two.conf.read_text()
        text = re.sub(r"([\w-]+)@example\.org", r"\1@second.example.net", text)
        text = text.replace("mx.example.org", "mx.second.example.net")
        cls.two.conf.write_text(text)
        for site, address in ((cls.one, OTHER), (cls.two, SITE)):
            for name in ("lettre", "ess-communs"):
                site.run("subscriber", "add", name, address, "--consent", "x")

    def turns(self, most=6):
        """Both sites do their turns until nothing moves; how many it took."""
        before = -1
        for i in range(most):
            now = self.seen(self.host, (SITE, OTHER))
            if now == before:
                return i
            before = now
            for site in (self.one, self.two):
                site.turn()
            self.settled(self.host)
        return most

    def test_t17_two_sites_subscribed_to_each_other(self):
        """A newsletter goes once each way; a question is not answered back."""
        first = self.seen(self.host, (SITE, OTHER))
        for site in (self.one, self.two):
            file = site.dir / "issue.md"
            file.write_text("---\nsubject: Une lettre\n---\n\nBonjour\n")
            site.run("newsletter", "send", file, "--list", "lettre", "--yes",
                     "--again")
        self.assertLess(self.turns(), 6)
        second = self.seen(self.host, (SITE, OTHER))
        self.assertEqual(second - first, 2)
        self.host.send_mail(OTHER, SITE, "subscribe lettre")
        self.host.send_mail(SITE, OTHER, "question", "Bonjour, quoi ?\n")
        self.settled(self.host)
        self.assertLess(self.turns(), 6)
        # Two questions and at most one answer to each.
        self.assertLessEqual(self.seen(self.host, (SITE, OTHER)) - second, 4)

    def test_t17_random_exchanges_end(self):
        """Whatever sets two sites on each other: one answer, then silence."""
        seed = 17
        pick = random.Random(seed).choice
        places = ("listes", "lettre", "ess-communs", "lettre+subscribe",
                  "lettre+unsubscribe", "ess-communs-request",
                  "listes+confirm-abc12345", "lettre+owner", "lettre+help",
                  "ess-communs+bounce-abc12345")
        words = ("aide", "help", "subscribe lettre", "unsubscribe lettre",
                 "STOP", "désabonnement", "mes données", "confirm abc12345",
                 "question", "", "Re: Automatic reply: x",
                 "Undeliverable: x", "pause", "thèmes ?", "numéro 3")
        headers = ([], [], [], [("Auto-Submitted", "auto-replied")],
                   [("Precedence", "list")], [("X-Loop", "x@example.com")])
        for i in range(150 if LONG else 12):
            before = self.seen(self.host, (SITE, OTHER))
            sites = [("example.org", "second.example.net"),
                     ("second.example.net", "example.org")]
            mine, theirs = pick(sites)
            mail = lib.make_mail(
                f"{pick(places)}@{mine}", f"{pick(places)}@{theirs}",
                pick(words), pick(words) + "\n", headers=pick(headers))
            self.host.deliver_lmtp(
                mail, SITE if theirs == "example.org" else OTHER)
            self.assertLess(self.turns(), 6, (seed, i, mail.as_string()))
            # It, and at most one answer of each list.
            self.assertLessEqual(
                self.seen(self.host, (SITE, OTHER)) - before, 1 + 2,
                (seed, i, mail.as_string()))


TOKEN = "1a2b3c4d5e6f7a8b9c0d"
# Of each: who writes, with what envelope, what fields, what Subject and text.
# "{subject}" is that of the mail that is answered, "{text}" its text.
ROBOTS = {
    "sympa asks to confirm": (
        "SYMPA <sympa@lists.example.com>", "sympa-request@lists.example.com",
        [("X-Loop", "sympa@lists.example.com"),
         ("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")],
        f"AUTH {TOKEN} SUBSCRIBE actus {SITE}",
        f"Quelqu'un a demandé l'abonnement de {SITE}.\nPour confirmer, "
        f"répondez à ce message.\n\nAUTH {TOKEN} SUBSCRIBE actus {SITE}\n"),
    "sympa did not understand": (
        "SYMPA <sympa@lists.example.com>", "sympa-request@lists.example.com",
        [("Auto-Submitted", "auto-replied")], "Résultats des commandes",
        "> {text}\nCommande non reconnue, suite de vos commandes ignorée.\n"),
    "mailman asks to confirm": (
        "actus-request@lists.example.com", "actus-bounces@lists.example.com",
        [("X-BeenThere", "actus@lists.example.com"),
         ("X-Mailman-Version", "2.1.39"), ("Precedence", "bulk"),
         ("X-List-Administrivia", "yes")], f"confirm {TOKEN}",
        f"We have received a request for subscription of your email\n"
        f"address, \"{SITE}\", to the actus mailing list. Simply reply\n"
        "to this message, keeping the Subject: header intact.\n"),
    "mailman 3 asks to confirm": (
        f"actus-confirm+{TOKEN}@lists.example.com",
        "actus-bounces@lists.example.com",
        [("Auto-Submitted", "auto-generated"),
         ("X-Mailman-Rule-Hits", "x"), ("Precedence", "bulk")],
        f"confirm {TOKEN}", "Email Address Registration Confirmation\n"),
    "mailman holds a post": (
        "actus-owner@lists.example.com", "actus-bounces@lists.example.com",
        [("X-BeenThere", "actus@lists.example.com"),
         ("Precedence", "bulk")],
        "Your message to actus awaits moderator approval",
        "Your mail to 'actus' with the subject\n\n    {subject}\n\nIs being "
        "held until the list moderator can review it.\n"),
    "mailman's results": (
        "actus-bounces@lists.example.com", "actus-bounces@lists.example.com",
        [("Precedence", "bulk"), ("X-List-Administrivia", "yes")],
        "The results of your email commands",
        "- Unprocessed:\n    {text}\n- Done.\n"),
    "mlmmj asks to confirm": (
        "actus+owner@lists.example.com",
        "actus+bounces-confsub@lists.example.com",
        [("List-Id", "<actus.lists.example.com>"),
         ("Auto-Submitted", "auto-replied")],
        "Confirm subscription to actus@lists.example.com",
        f"Reply to actus+confsub-{TOKEN}@lists.example.com\n"),
    "mlmmj without any field": (
        f"actus+confsub-{TOKEN}@lists.example.com",
        "actus+bounces@lists.example.com", [],
        "Confirm subscribe to actus@lists.example.com",
        "Please reply to this message to confirm.\n"),
    "ezmlm asks to confirm": (
        "actus-help@lists.example.com",
        "actus-return-@lists.example.com",
        [("Mailing-List", "contact actus-help@lists.example.com; run by "
          "ezmlm"), ("Delivered-To", "responder for actus")],
        "confirm subscribe to actus@lists.example.com",
        f"To confirm, reply to actus-sc.{TOKEN}@lists.example.com\n"),
    "google groups refuses": (
        "Google Groups <noreply@googlegroups.example.com>", "",
        [("X-Google-Group-Id", "123"), ("Auto-Submitted", "auto-replied")],
        "You do not have permission to post", "{text}\n"),
    "google groups asks to join": (
        "actus+subconfirm@lists.example.com",
        "actus+bncBCD@lists.example.com",
        [("X-Google-Loop", "groups"), ("Precedence", "list"),
         ("List-Id", "<actus.lists.example.com>")],
        "Join request for actus", "Reply to this mail to join.\n"),
    "majordomo": (
        "Majordomo@lists.example.com", "Majordomo-Owner@lists.example.com",
        [("Precedence", "bulk")], "Majordomo results",
        ">>>> {text}\n**** Command not recognized.\n"),
    "a robot that quotes everything, with no field": (
        "robot@lists.example.com", "robot@lists.example.com", [],
        "Re: {subject}", "Your command was not understood:\n{text}\n"),
    "a desk that thanks, with no field": (
        "desk@lists.example.com", "desk@lists.example.com", [],
        "[Ticket#4711] Re: {subject}", "Merci, nous avons bien reçu votre "
        "message.\n\n{text}\n"),
    "an echo": (
        "echo@lists.example.com", "echo@lists.example.com", [],
        "Re: {subject}", "{text}\n"),
}


def is_automatic(mail):
    return (mail["Auto-Submitted"] or "no").split(";")[0].strip() != "no"


def is_of_a_list(mail):
    return any(name.lower().startswith("list-") for name in mail.keys())


def is_bulk(mail, *words):
    return (mail["Precedence"] or "").strip().lower() in words


# By which rules programs answer: each must find one that keeps it silent.
ANSWERERS = {
    "RFC 3834": lambda mail: not (
        mail["Return-Path"] == "<>" or is_automatic(mail)
        or is_bulk(mail, "bulk", "list", "junk")),
    "Sieve (RFC 5230)": lambda mail: not (
        mail["Return-Path"] == "<>" or is_automatic(mail)
        or is_of_a_list(mail)),
    "vacation(1)": lambda mail: not (
        mail["Return-Path"] == "<>" or is_bulk(mail, "bulk", "list", "junk")),
    "Exchange": lambda mail: not (
        mail["Return-Path"] == "<>"
        or re.search("All|OOF", mail["X-Auto-Response-Suppress"] or "")
        or is_bulk(mail, "bulk", "list", "junk")),
    "procmail": lambda mail: not (
        mail["X-Loop"] or is_bulk(mail, "bulk", "list", "junk")),
    "a server that rewrites an empty sender": lambda mail: not (
        is_automatic(mail) or is_of_a_list(mail)),
}


class Robots(Boxes):
    """A peer answers each mail of the site at once."""
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host())
        cls.site = cls.enterClassContext(lib.Site(cls.host, settings={
            "limits": {"confirmations_hour": 1000,
                       "confirmations_site_hour": 1000}}))

    def rows(self, sql, *values):
        with contextlib.closing(sqlite3.connect(
                self.site.dir / "state" / "liaison.db", timeout=10)) as db:
            return db.execute(sql, values).fetchall()

    def say(self, robot, subject="", text=""):
        sender, envelope, fields, wanted, words = robot
        mail = lib.make_mail(
            sender, SITE,
            " ".join(wanted.format(subject=subject, text="").split()),
            words.format(subject=subject, text=text), headers=fields)
        before = len(self.host.files(SITE))
        self.host.deliver_lmtp(mail, SITE, sender=envelope)
        lib.wait_for(lambda: len(self.host.files(SITE)) > before,
                     what="the robot's mail")

    def talk(self, name, start):
        """The robot answers as long as it hears something; what it heard."""
        robot = ROBOTS[name]
        address = lib.parse_address(robot[0])
        known = len(self.host.mailbox(address))
        first = known
        start(robot)
        for _ in range(10):
            self.site.turn()
            self.host.settle()
            heard = self.host.mailbox(address)
            if len(heard) == known:
                return heard[first:]
            for mail in heard[known:]:
                self.say(robot, str(mail["Subject"]), lib.body_of(mail))
            known = len(heard)
        self.fail(f"{name}: it goes on")

    def test_t17_robots_that_begin(self):
        """A confirmation, a notice, a refusal: never answered."""
        for name, robot in ROBOTS.items():
            if not robot[2]:
                continue
            with self.subTest(name):
                self.assertEqual(self.talk(name, self.say), [])

    def test_t17_robots_that_answer(self):
        """Somebody sets a robot on the site by a forged command."""
        commands = ("subscribe lettre", "aide", "désabonnement lettre")
        for name, robot in ROBOTS.items():
            address = lib.parse_address(robot[0])
            with self.subTest(name):
                heard = self.talk(name, lambda _: [
                    self.host.deliver_lmtp(lib.make_mail(
                        address, SITE, words), SITE) for words in commands])
                # One answer to each forged mail, and none to the robot's.
                self.assertLessEqual(len(heard), len(commands), name)
                self.assertEqual(self.rows(
                    "SELECT count(*) FROM subscription JOIN subscriber ON "
                    "subscriber.id = subscription.subscriber WHERE "
                    "subscriber.address_key = ?", address.lower()), [(0,)])

    def test_t17_what_the_site_writes_is_not_answered_elsewhere(self):
        """RFC 3834 and the rules of vacation programs, for each notice."""
        person = "quiet@example.net"
        self.host.deliver_lmtp(lib.make_mail(
            person, "lettre+subscribe@example.org", ""), SITE)
        self.site.turn()
        [question] = self.host.mailbox(person)
        self.host.deliver_lmtp(lib.make_mail(
            person, None, None, "", reply_to=question), SITE)
        self.site.turn()
        for words in ("aide", "désabonnement lettre", "bla bla ?"):
            self.host.deliver_lmtp(lib.make_mail(person, SITE, words), SITE)
        file = self.site.dir / "issue.md"
        file.write_text("---\nsubject: Une lettre\n---\n\nBonjour\n")
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")
        self.site.turn()
        mails = self.host.mailbox(person)
        self.assertGreaterEqual(len(mails), 6,
                                [str(m["Subject"]) for m in mails])
        letters = 0
        for mail in mails:
            letter = mail["Precedence"] == "list"
            letters += letter
            if letter:
                self.assertTrue(mail["List-Id"])
                self.assertTrue(mail["List-Unsubscribe"])
                self.assertNotEqual(mail["Return-Path"], "<>")
            else:
                self.assertIn(mail["Auto-Submitted"],
                              ("auto-replied", "auto-generated"))
                self.assertEqual(mail["Return-Path"], "<>")
            for name, answers in ANSWERERS.items():
                self.assertFalse(answers(mail), (name, mail["Subject"]))
        self.assertEqual(letters, 1)


class Repeated(Boxes):
    """T17: hops, our own marks, and the same mail again."""
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))
        cls.site = cls.enterClassContext(lib.Site(cls.host))

    def decided(self, mail):
        self.host.deliver_lmtp(mail, SITE)
        self.site.run("receive", "--once")
        done = self.site.run("explain", "-", "--json", input=lib.to_bytes(
            mail).decode())
        return done.stdout

    def test_t17_marks_of_our_own(self):
        plain = lib.make_mail("a@example.net", SITE, "aide")
        for fields in ([("X-Loop", SITE)], [("X-Loop", "x@EXAMPLE.org")],
                       [("List-Id", "La lettre <lettre.example.org>")],
                       [("List-Id", "<ess-communs.Example.Org>")],
                       [("Received", "from x by y")] * 51):
            mail = lib.to_bytes(plain)
            for name, value in fields:
                mail = f"{name}: {value}\r\n".encode() + mail
            self.assertIn('"loop"', self.decided(mail), fields)
        for address in (SITE, "lettre@example.org",
                        "ess-communs+bounce-abc@example.org"):
            self.assertIn('"loop"', self.decided(lib.make_mail(
                address, SITE, "aide")), address)
        # 50 hops are not too many yet; the neighbours' marks are not ours.
        mail = b"Received: from x by y\r\n" * 49 + lib.to_bytes(plain)
        self.assertNotIn('"loop"', self.decided(mail))
        mail = b"X-Loop: x@example.org.example.net\r\n" + lib.to_bytes(plain)
        self.assertNotIn('"loop"', self.decided(mail))

    def test_t17_the_same_mail_again(self):
        """Under another UID, and by another way: one effect."""
        mail = lib.to_bytes(lib.make_mail("again@example.net", SITE, "aide"))
        for i in range(3):
            self.host.deliver_lmtp(
                f"Received: from hop{i} by y\r\n".encode() + mail, SITE)
            self.site.run("receive", "--once")
        with contextlib.closing(sqlite3.connect(
                self.site.dir / "state" / "liaison.db", timeout=10)) as db:
            self.assertEqual(db.execute(
                "SELECT count(*) FROM delivery WHERE address = "
                "'again@example.net'").fetchall(), [(1,)])


if __name__ == "__main__":
    unittest.main()
