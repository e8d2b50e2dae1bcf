"""What became of a newsletter: figures for the terminal, a page, a program."""
import email
import email.policy
import html.parser
import json
import re
import sqlite3
import time
import unittest

import lib
import story
from reports import Bounces, bounce, complaint, header

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Page(html.parser.HTMLParser):
    """A page whose elements are closed as they were opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.tags, self.attributes = [], [], [], []
        self.feed(text)
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


class Report(Bounces):
    def figures(self, *args):
        return json.loads(self.site.run(
            "newsletter", "report", "--json", *args).stdout)

    def test_every_outcome(self):
        people = ["fine@example.net", "gone@example.net",
                  "angry@example.org", "leaves@example.org"]
        self.subscribed("refused@example.net", "busy@example.com")
        mails = self.mail_to(*people, subject="Le <bilan> & la suite")
        mailing = self.mailing
        self.report(bounce(self.verp(mails[1]), people[1]))
        self.report(bounce(self.verp(mails[1]), people[1]))  # once
        self.report(complaint(self.verp(mails[2]), people[2],
                              returned=header(mails[2])))
        self.ask(people[3], re.search(
            r"<mailto:([^>]+)>", mails[3]["List-Unsubscribe"])[1], "")

        told = self.figures()
        self.assertEqual(told["mailing"], mailing)
        self.assertEqual(told["list"], "lettre")
        self.assertEqual(
            {key: told[key] for key in (
                "total", "delivered", "deferred", "failed", "came-back",
                "waiting", "held", "cancelled", "complaints")},
            {"total": 6, "delivered": 3, "deferred": 1, "failed": 1,
             "came-back": 1, "waiting": 0, "held": 0, "cancelled": 0,
             "complaints": 1})
        domains = {row["domain"]: row for row in told["domains"]}
        self.assertEqual(list(domains),
                         ["example.net", "example.org", "example.com"])
        net = domains["example.net"]
        self.assertEqual((net["total"], net["delivered"], net["failed"],
                          net["came-back"]), (3, 1, 1, 1))
        self.assertEqual(domains["example.org"]["complaints"], 1)
        reasons = {(row["outcome"], row["reason"]): row["count"]
                   for row in told["reasons"]}
        self.assertEqual(reasons[("failed", "address")], 1)
        self.assertEqual(reasons[("came-back", "address")], 1)
        self.assertIn("deferred", [row["outcome"] for row in told["reasons"]])
        # Who complained is taken off the list, too.
        self.assertEqual((told["since"]["left"], told["since"]["until"]),
                         (2, None))
        self.assertEqual(sum(told["sent"]["counts"]), 4)
        self.assertEqual(self.figures(mailing), told)

        text = self.site.run("newsletter", "report").stdout
        for words in ("Le <bilan> & la suite", "example.net", "####",
                      "unknown address", "came back", "complaints",
                      "2 left the list"):
            self.assertIn(words, text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80, line)
            self.assertNotRegex(line, r"[█▏\x1b]|\s$")

        self.page(mailing)
        # Who leaves after the next one is its affair.
        self.change("UPDATE mailing SET started = started - 60 WHERE id = ?",
                    mailing)
        self.send_newsletter(subject="La suite")
        before = self.figures(mailing)
        self.assertIsNotNone(before["since"]["until"])
        self.site.run("subscriber", "remove", "lettre", people[0])
        self.assertEqual(self.figures(mailing), before)

    def page(self, mailing):
        file = self.site.dir / "report.html"
        said = self.site.run("newsletter", "report", mailing, "--html", file)
        self.assertIn(str(file), said.stdout)
        page = file.read_text()
        read = Page(page)
        text = " ".join(read.text)
        self.assertIn("Le <bilan> & la suite", text)
        self.assertIn("unknown address", text)
        self.assertIn("svg", read.tags)
        self.assertFalse({"script", "img", "link", "iframe", "object"} &
                         set(read.tags))
        self.assertFalse([value for name, value in read.attributes
                          if name in ("src", "href", "xlink:href")])
        self.assertNotIn("url(", page)
        self.assertRegex(page, r'<html lang="en">')
        french = self.site.dir / "bilan.html"
        self.site.run("newsletter", "report", mailing, "--html", french, env={
            "LANGUAGE": "fr",
            "LIAISON_LOCALEDIR": str(self.site.build / "locale")})
        self.assertIn('<html lang="fr">', french.read_text())
        self.assertIn("adresse inconnue", french.read_text())
        self.assertIn(">16,7\u00a0%<", french.read_text())
        self.assertIn(">16.7 %<", page)
        self.assertRegex(page, r"started 20\d\d-\d\d-\d\d \d\d:\d\d")
        self.assertEqual(page.count("<h1>"), 1)
        self.assertEqual(page.count("by domain"), 1)
        self.assertEqual({"delivered": "good", "deferred": "open",
                          "failed": "bad", "came back": "bad",
                          "complaints": "bad"}, self.bars(page))
        for domain in "example.net", "example.org", "example.com":
            self.assertRegex(page, rf'<th scope="row">{domain}</th>'
                             r'<td class="n">[1-3]</td>')

    def bars(self, page):
        """How the bar of each outcome is painted."""
        outcomes = page.split("</table>")[0]
        return dict(re.findall(r'<th scope="row">([a-z ]+)</th>.*?'
                               r'</rect><rect class="([a-z]+)"', outcomes))

    def test_only_what_went_wrong_is_red(self):
        states = {"waits@example.net": "queued", "held@example.net": "held",
                  "never@example.net": "cancelled", "no@example.net": "failed"}
        self.mail_to(*states, subject="Quatre sorts")
        for address, state in states.items():
            self.change("UPDATE delivery SET state = ?, verdict = '' "
                        "WHERE mailing = ? AND address = ?", state,
                        self.mailing, address)
        file = self.site.dir / "report.html"
        self.site.run("newsletter", "report", self.mailing, "--html", file)
        self.assertEqual(self.bars(file.read_text()), {
            "delivered": "good", "waiting": "open", "held": "open",
            "cancelled": "open", "failed": "bad"})

    def test_mistakes(self):
        self.site.run("newsletter", "report", 99999, status=66)
        self.site.run("newsletter", "report", "x", status=64)
        self.site.run("newsletter", "report", "--html", status=64)
        self.mail_to("page@example.net", subject="Une page")
        self.site.run("newsletter", "report", "--html",
                      self.site.dir / "none" / "page.html", status=66)


class Resend(story.Story):
    def test_what_may_have_passed(self):
        people = {"full@example.net": "full", "gone@example.net": "address",
                  "left@example.net": "policy", "twice@example.net": "domain",
                  "moved@example.net": "domain",
                  "paused@example.net": "later", "large@example.net":
                  "message", "fine@example.net": "other"}
        self.subscribed(*people, "sent@example.net")
        mailing = self.send_newsletter(subject="Encore")
        for person, reason in people.items():
            self.change("UPDATE delivery SET state = 'failed', verdict = ? "
                        "WHERE mailing = ? AND address = ?", reason, mailing,
                        person)
        self.site.run("subscriber", "remove", "lettre", "left@example.net")
        self.site.run("subscriber", "set", "lettre", "paused@example.net",
                      "--pause", "open")
        self.change("UPDATE subscriber SET address = 'new@example.net' "
                    "WHERE address = 'moved@example.net'")
        # The same went to one of them through another mailing.
        self.change("INSERT INTO mailing (list, kind, state, priority, "
                    "subject, content_hash, envelope, created) SELECT list, "
                    "kind, state, priority, subject, content_hash, envelope, "
                    "created FROM mailing WHERE id = ?", mailing)
        self.change("INSERT INTO delivery (mailing, subscription, address, "
                    "variant, state, due) SELECT (SELECT max(id) FROM "
                    "mailing), subscription, address, variant, 'sent', due "
                    "FROM delivery WHERE mailing = ? AND address = ?",
                    mailing, "twice@example.net")

        args = "newsletter", "resend", mailing, "--failed"
        told = json.loads(self.site.run(*args, "--dry-run",
                                        "--json").stdout)
        self.assertEqual((told["failed"], told["goes"]), (8, 2))
        self.assertEqual(
            {row["reason"] + " " + row["outcome"] for row in told["reasons"]},
            {"full goes", "other goes", "address lasting", "message lasting",
             "policy left", "later paused", "domain has", "domain moved"})
        said = self.site.run(*args, "--dry-run").stdout
        self.assertIn("1  mailbox full: may go once more", said)
        self.assertIn("--yes", self.site.run(*args, status=64).stderr)
        self.site.run("newsletter", "resend", mailing, status=64)
        self.site.run("send", "--drain")
        self.assertEqual(len(self.mails("full@example.net")), 1)

        self.site.run(*args, "--yes")
        self.site.run("send", "--drain")
        for person in people:
            self.assertEqual(
                len(self.mails(person)),
                2 if person in ("full@example.net", "fine@example.net")
                else 1, person)
        one, other = self.mails("full@example.net")
        self.assertEqual(one["Message-ID"], other["Message-ID"])
        self.assertEqual(self.rows("SELECT state FROM mailing WHERE id = ?",
                                   mailing), [("done",)])
        # Never a third time, whatever became of it.
        self.change("UPDATE delivery SET state = 'failed', verdict = 'full' "
                    "WHERE mailing = ? AND address = 'full@example.net'",
                    mailing)
        self.assertIn("nothing", self.site.run(
            *args, "--yes", status=65).stderr)

    def test_cancelled(self):
        self.subscribed("cancel@example.net")
        mailing = self.send_newsletter(subject="Annulée")
        self.change("UPDATE delivery SET state = 'failed', verdict = 'full' "
                    "WHERE mailing = ?", mailing)
        self.change("UPDATE mailing SET state = 'cancelled' WHERE id = ?",
                    mailing)
        self.assertIn("cancelled", self.site.run(
            "newsletter", "resend", mailing, "--failed", "--yes",
            status=65).stderr)


class Archive(story.Story):
    def test_what_was_sent(self):
        self.subscribed("reader@example.net", name="lettre")
        self.site.run("subscriber", "set", "lettre", "reader@example.net",
                      "--name", "Anne")
        first = self.send_newsletter(
            subject="Le premier", text="Bonjour{{#name}} {{name}}{{/name}}.")
        second = self.send_newsletter(subject="Le second", text="Encore.")
        self.subscribed("member@example.net", name="ess-communs")
        other = self.send_newsletter(subject="Aux membres", to="ess-communs")
        rows = [json.loads(line) for line in self.site.run(
            "newsletter", "archive", "--json").stdout.splitlines()]
        self.assertEqual(
            [(r["mailing"], r["number"], r["subject"]) for r in rows
             if r["list"] == "lettre"],
            [(second, 2, "Le second"), (first, 1, "Le premier")])
        self.assertIn(other, [row["mailing"] for row in rows])
        said = self.site.run("newsletter", "archive", "--list",
                             "ess-communs").stdout
        self.assertIn("Aux membres", said)
        self.assertNotIn("Le second", said)

        text = self.site.run("newsletter", "archive", first).stdout
        self.assertIn("Bonjour.", text)
        self.assertNotIn("Anne", text)
        mine = self.mails("reader@example.net")[0]
        self.assertIn("Bonjour Anne.", lib.body_of(mine))
        raw = self.site.run("newsletter", "archive", first, "--eml",
                            "-").stdout
        mail = email.message_from_string(raw, policy=email.policy.default)
        self.assertEqual(mail["Subject"], "Le premier")
        self.assertEqual([p.get_content_type() for p in mail.walk()],
                         [p.get_content_type() for p in mine.walk()])
        # It is nobody's: its way out ends nobody's subscription.
        out = re.search(r"<mailto:([^>]+)>", mail["List-Unsubscribe"])[1]
        self.ask("reader@example.net", out, "")
        self.assertEqual(self.status("reader@example.net"), "active")

        page = self.site.dir / "page.html"
        self.site.run("newsletter", "archive", first, "--html", page)
        self.assertIn("Bonjour.", page.read_text())
        told = json.loads(self.site.run(
            "newsletter", "archive", first, "--json").stdout)
        self.assertEqual((told["variant"], told["variants"]),
                         ("fr", ["en", "fr"]))
        self.site.run("newsletter", "archive", first, "--variant", "de",
                      status=66)
        self.site.run("newsletter", "archive", 99999, status=66)

    def test_what_was_cancelled_before_any_of_it_went(self):
        self.subscribed("member@example.net", name="ess-communs")
        (self.site.dir / "news.md").write_text(
            "---\nsubject: Jamais\nlist: ess-communs\n---\nRien.\n")
        never = json.loads(self.site.run(
            "newsletter", "send", self.site.dir / "news.md", "--yes",
            "--json").stdout)["mailing"]
        self.site.run("newsletter", "cancel", never)
        self.send_newsletter(subject="Parti", to="ess-communs")
        rows = [json.loads(line) for line in self.site.run(
            "newsletter", "archive", "--list", "ess-communs",
            "--json").stdout.splitlines()]
        self.assertEqual([(r["number"], r["subject"]) for r in rows],
                         [(1, "Parti")])
        self.site.run("newsletter", "archive", "--text", status=64)


class Many(unittest.TestCase):
    """A hundred thousand deliveries are counted by a few statements."""

    def test_many(self):
        site = self.enterContext(lib.Site())
        site.run("subscriber", "add", "lettre", "a@example.net",
                 "--consent", "paper")
        now = int(time.time())
        with sqlite3.connect(site.dir / "state" / "liaison.db") as db:
            db.execute(
                "INSERT INTO mailing (list, kind, state, priority, subject, "
                "envelope, created, started, finished) VALUES (1, "
                "'newsletter', 'done', 5, 'x', 'verp', ?, ?, ?)",
                (now - 7200, now - 7200, now))
            db.executemany(
                "INSERT INTO delivery (mailing, address, variant, state, due, "
                "settled, verdict) VALUES (1, ?, 'fr', ?, ?, ?, ?)",
                ((f"p{n}@d{n % 3000 if n % 3 else 0}.example.net",
                  "failed" if n % 100 == 7 else "sent", now, now - n % 7200,
                  "address" if n % 100 == 7 else "")
                 for n in range(100000)))
        db.close()
        told = json.loads(site.run(
            "newsletter", "report", "--json", timeout=20).stdout)
        self.assertEqual((told["total"], told["delivered"], told["failed"]),
                         (100000, 99000, 1000))
        self.assertEqual(len(told["domains"]), 2001)
        self.assertEqual(told["domains"][0]["domain"], "d0.example.net")
        self.assertEqual(sum(told["sent"]["counts"]), 99000)
        [reason] = told["reasons"]
        self.assertEqual((reason["count"], len(reason["most"])), (1000, 3))
        text = site.run("newsletter", "report").stdout
        self.assertIn("1991 others", text)
        self.assertLess(len(text.splitlines()), 40)


if __name__ == "__main__":
    unittest.main()
