"""Newsletters that leave later, or once a second editor has approved them."""
import datetime
import json
import unittest
import zoneinfo

import lib
from sink import KILLED, MANY, SinkSite

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
ANNE = "anne@example.org"
PAUL = "paul@example.org"
READERS = ["r1@example.net", "r2@example.net", "r3@example.net"]
FILE = """\
---
subject: {subject}
list: lettre
language: fr
{more}---
Bonjour {{{{name}}}},

{text}
"""


class Orders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def new_site(self, **settings):
        site = SinkSite(self.host, settings=MANY)
        site.set('list "lettre"', editors=(ANNE, PAUL), **settings)
        site.subscribe("lettre", READERS)
        return site

    def write(self, site, text="Du texte.", subject="Décembre", more="",
              name="lettre.fr.md"):
        file = site.dir / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(FILE.format(subject=subject, text=text, more=more))
        return file

    def order(self, site, *args, file=None, status=0):
        done = site.run("newsletter", "send", file or self.write(site),
                        "--yes", "--json", *args, status=status)
        return json.loads(done.stdout.splitlines()[-1]) if not status else done

    def orders(self, site, *args):
        done = site.run("newsletter", "orders", "--json", *args)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def tick(self, site):
        site.run("tick")
        site.drain()

    def got(self, site):
        """How many newsletters each reader has."""
        counts = site.counts()
        return [counts.get(reader, 0) for reader in READERS]

    def soon(self, **delta):
        when = datetime.datetime.now(PARIS) + datetime.timedelta(**delta)
        return when.strftime("%Y-%m-%d %H:%M")

    def hour_comes(self, site, **ago):
        """As if the time until the hour of all orders were over."""
        site.sql("UPDATE newsletter SET send_at = ? WHERE send_at <> ''",
                 self.soon(**{k: -v for k, v in ago.items()}))


class Schedule(Orders):
    def test_leaves_once_at_its_hour_whatever_becomes_of_the_file(self):
        with self.new_site() as site:
            file = self.write(site, "Premier état.")
            at = self.soon(hours=3)
            made = self.order(site, "--at", at, file=file)
            self.assertEqual((made["state"], made["send_at"], made["zone"]),
                             ("scheduled", at, "Europe/Paris"))
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            file.unlink()
            self.hour_comes(site, minutes=5)
            for _ in range(3):
                self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            [mail] = site.mails(READERS[0])
            self.assertIn("Premier état.", lib.body_of(mail))
            [row] = self.orders(site, "--all")
            self.assertEqual(row["state"], "sent")
            self.assertEqual(site.sql(
                "SELECT newsletter FROM mailing WHERE kind = 'newsletter'"),
                [(row["order"],)])

    def test_the_file_says_when(self):
        with self.new_site() as site:
            file = self.write(site, more=f"send_at: {self.soon(days=2)}\n"
                              "zone: America/New_York\n")
            made = self.order(site, file=file)
            self.assertEqual(made["zone"], "America/New_York")
            self.assertEqual(self.got(site), [0, 0, 0])
            made = self.order(site, "--at", "now", file=file)
            self.assertIn("mailing", made)

    def test_times_that_cannot_be_meant(self):
        with self.new_site() as site:
            for at, words in ((self.soon(hours=-1), "is past"),
                              ("demain", "is no time")):
                done = self.order(site, "--at", at, status=64)
                self.assertIn(words, done.stderr)
            self.assertEqual(self.orders(site, "--all"), [])
            made = self.order(site, "--at", "monday 08:00")
            self.assertRegex(made["send_at"], " 08:00$")
            day = datetime.datetime.strptime(made["send_at"], "%Y-%m-%d %H:%M")
            self.assertEqual(day.weekday(), 0)

    def test_paused_resumed_cancelled_and_ordered_anew(self):
        with self.new_site() as site:
            first = self.order(site, "--at", self.soon(hours=1))
            site.run("newsletter", "pause", "--order", first["order"])
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.write(site, "Autre état.")
            again = self.order(site, "--at", self.soon(hours=1),
                               file=site.dir / "lettre.fr.md")
            self.assertEqual(again["withdrawn"], 1)
            site.run("newsletter", "resume", "--order", first["order"],
                     status=65)
            site.run("newsletter", "cancel", "--order", again["order"])
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(self.orders(site), [])

    def test_late_by_a_little_or_by_much(self):
        with self.new_site() as site:
            self.order(site, "--at", self.soon(hours=1))
            self.hour_comes(site, hours=11)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            self.order(site, "--at", self.soon(hours=1),
                       file=self.write(site, "Lundi.", name="b.md"))
            self.hour_comes(site, hours=13)
            self.tick(site)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            [proof] = site.mails(ANNE)
            self.assertIn("approve ", str(proof["Subject"]))
            self.assertEqual(len(site.mails(PAUL)), 1)
            site.ask(ANNE, None, None, body="oui", reply_to=proof)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.got(site), [2, 2, 2])

    def test_killed_anywhere_it_leaves_once(self):
        hooks = ["order.before-send", "order.starting", "order.sent",
                 *[f"db.before-commit:{n}" for n in range(1, 8)],
                 *[f"db.after-commit:{n}" for n in range(1, 8)]]
        with self.new_site() as site:
            for number, hook in enumerate(hooks, 1):
                self.order(site, "--at", self.soon(hours=1), "--again",
                           file=self.write(site, hook, name=f"{number}.md"))
                self.hour_comes(site, minutes=1)
                done = site.run("tick", status=None,
                                env={"LIAISON_HOOK": hook})
                self.assertIn(done.returncode, (0, KILLED), done.stderr)
                self.tick(site)
                self.tick(site)
                self.assertEqual(self.got(site), [number] * 3, hook)
            self.assertTrue(site.sound())

    def test_what_cannot_be_made_any_more_waits_and_is_told(self):
        with self.new_site() as site:
            self.order(site, "--at", self.soon(hours=1))
            self.hour_comes(site, minutes=1)
            folder = site.dir / "templates" / "fr"
            folder.mkdir(parents=True)
            (folder / "newsletter.txt").write_text("Subject: x\n\n{{#broken}}")
            site.set("site", templates="templates")
            self.tick(site)
            self.tick(site)
            [told] = site.mails(ANNE)
            self.assertIn("newsletter", lib.body_of(told))
            [row] = self.orders(site)
            self.assertEqual(row["state"], "paused")
            (folder / "newsletter.txt").unlink()
            site.run("newsletter", "resume", "--order", row["order"])
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])


if __name__ == "__main__":
    unittest.main()
