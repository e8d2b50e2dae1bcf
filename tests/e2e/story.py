"""What people, editors and cron do with a site, and what comes of it.

Each class of tests has one host and one site; each test has people of its own.
"""
import contextlib
import json
import re
import sqlite3
import time
import unittest

import lib

SITE = "listes@example.org"
DAY = 86400
NEWSLETTER = """\
---
subject: {subject}
language: {language}
---

{text}
"""


class Story(unittest.TestCase):
    settings = {"limits": {"confirmations_hour": 1000,
                           "confirmations_site_hour": 1000}}

    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host())
        cls.site = cls.enterClassContext(
            lib.Site(cls.host, settings=cls.settings))

    # Mail in

    def arrive(self, *args, **options):
        """A mail is sent, and has arrived in the site's mailbox."""
        before = len(self.host.files(SITE))
        self.host.send_mail(*args, **options)
        lib.wait_for(lambda: len(self.host.files(SITE)) > before,
                     what="the mail")

    def ask(self, *args, **options):
        """A mail is sent to the site, and the site does its turn."""
        self.arrive(*args, **options)
        self.site.turn()

    def deliver(self, mail, sender=None):
        """A mail is put into the site's mailbox as it is; a turn is done."""
        self.host.deliver_lmtp(mail, SITE, sender=sender)
        self.site.turn()

    def confirm_by_reply(self, person, body=None, **options):
        """The person answers the last mail, quoting it all."""
        question = self.mails(lib.parse_address(person))[-1]
        self.ask(person, None, None,
                 lib.quoted(question) if body is None else body,
                 reply_to=question, **options)

    # Mail out

    def mails(self, person):
        """All mails of somebody."""
        return self.host.mailbox(person)

    def last(self, person, count):
        """The mail number `count` of somebody, which is the last; judged."""
        mails = self.mails(person)
        self.assertEqual(len(mails), count,
                         [str(mail["Subject"]) for mail in mails])
        self.judge(mails[-1], self.host.raw_mailbox(person)[-1])
        return mails[-1]

    def none_for(self, *people):
        for person in people:
            self.assertEqual([str(m["Subject"]) for m in self.mails(person)],
                             [], person)

    def judge(self, mail, raw):
        """What holds for every mail that liaison writes."""
        self.assertEqual(mail.defects, [])
        for name in ("From", "To", "Subject", "Date", "Message-ID",
                     "Content-Language", "MIME-Version"):
            self.assertEqual(len(mail.get_all(name, [])), 1, name)
            self.assertEqual(mail[name].defects, (), name)
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type()
                          for part in mail.iter_parts()],
                         ["text/plain", "text/html"])
        for part in mail.iter_parts():
            self.assertEqual(part.defects, [])
            self.assertEqual(part.get_content_charset(), "utf-8")
            self.assertTrue(part.get_content().strip())
            self.assertNotRegex(part.get_content(), r"\{\{|\}\}|[\x00-\x08]")
        for line in self.our_lines(raw):
            # A signed way out through the Subject is one word of more.
            self.assertTrue(
                len(line) <= 78 or line.startswith(b" <mailto:listes@"), line)

    @staticmethod
    def our_lines(raw):
        """Our lines of a delivered mail: after what the servers added."""
        text = raw.replace(b"\r\n", b"\n")
        return text[text.index(b"\nDate: ") + 1:].split(b"\n")

    def texts(self, mail):
        """Both texts of a mail, each on one line."""
        return [" ".join(lib.body_of(mail, kind).split())
                for kind in ("plain", "html")]

    def both(self, mail, *words):
        """Its text and its HTML have these words."""
        for text in self.texts(mail):
            for word in words:
                self.assertIn(word, text)

    def neither(self, mail, *words):
        """Neither its text nor its HTML has one of these words."""
        for text in self.texts(mail):
            for word in words:
                self.assertNotIn(word, text)

    # State

    def show(self, address, name="lettre"):
        """A subscription and its consent records, {} if there is none."""
        done = self.site.run("subscriber", "show", name, address, "--json",
                             status=None)
        return json.loads(done.stdout) if done.stdout else {}

    def status(self, address, name="lettre"):
        return self.show(address, name).get("status", "")

    def subscribed(self, *people, name="lettre", **options):
        """The editor puts people on a list."""
        more = [word for key, value in options.items()
                for word in ("--" + key, value)]
        for person in people:
            self.site.run("subscriber", "add", name, person,
                          "--consent", "paper form", *more)

    def filed(self, folder):
        """How many mails lie in a folder of the site's mailbox."""
        return len(self.host.files(SITE, "liaison/" + folder))

    @contextlib.contextmanager
    def database(self):
        """The site's database, to look or to make time pass."""
        with contextlib.closing(sqlite3.connect(
                self.site.dir / "state" / "liaison.db", timeout=10)) as db:
            with db:
                yield db

    def rows(self, sql, *values):
        with self.database() as db:
            return db.execute(sql, values).fetchall()

    def change(self, sql, *values):
        with self.database() as db:
            self.assertGreater(db.execute(sql, values).rowcount, 0, sql)

    # Newsletter

    def write(self, text="Bonjour.", subject="La lettre", language="fr",
              name="issue.md"):
        file = self.site.dir / name
        file.write_text(NEWSLETTER.format(
            subject=subject, language=language, text=text))
        return file

    def send_newsletter(self, *args, to="lettre", **options):
        """Sends a newsletter; its number."""
        done = self.site.run("newsletter", "send", self.write(**options),
                             "--list", to, "--yes", "--json", *args)
        self.site.run("send", "--drain")
        return json.loads(done.stdout.splitlines()[-1])["mailing"]


def token_of(mail):
    """The token that a confirmation mail carries."""
    return re.search(r"\[confirm (\w+)\]", str(mail["Subject"])).group(1)


def flip(token):
    """The token with another last letter."""
    return token[:-1] + ("a" if token[-1] != "a" else "b")


def later(days):
    return int(time.time()) + days * DAY
