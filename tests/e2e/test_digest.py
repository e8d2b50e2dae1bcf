"""Cron sends the digest: at any time, any number of times, with effect once.

2025-06-02 was a Monday; the summer time of Paris is two hours ahead of UTC.
"""
import datetime
import unittest

import lib
import story


def utc(text):
    """Seconds since 1970 of "2025-06-02 12:00" (UTC)."""
    when = datetime.datetime.fromisoformat(text)
    return int(when.replace(tzinfo=datetime.timezone.utc).timestamp())


class Digest(story.Story):
    """One list per test: each test has a list of its own in the settings."""
    names = ("weekly", "daily", "monthly", "twice", "zone", "parallel")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        more = {"daily": "daily", "monthly": "monthly"}
        zone = {"zone": "America/New_York"}
        for name in cls.names:
            cls.site.set(
                f'list "{name}"', address=f"{name}@example.org",
                kind="newsletter", label_fr=f"Liste {name}",
                label_en=f"List {name}", owners=["owner@example.org"],
                digest_every=more.get(name, "weekly"),
                **({"timezone": zone[name]} if name in zone else {}))
        cls.site.run("config", "check")

    def people(self, name):
        people = [f"{name}-{who}@example.net" for who in ("fr", "en", "each")]
        self.subscribed(people[0], name=name, delivery="digest", language="fr")
        self.subscribed(people[1], name=name, delivery="digest", language="en")
        self.subscribed(people[2], name=name)
        return people

    def published(self, name, when, subject, text="Du texte."):
        """Something went out on a list some time ago."""
        self.change(
            "INSERT INTO archive (list, kind, author, subject, language, "
            "text, at) SELECT id, 'newsletter', 'Anne', ?, 'fr', ?, ? "
            "FROM list WHERE name = ?", subject, text, utc(when), name)

    def digest(self, name, date, *args):
        """Cron's command, which says nothing, and what is sent then."""
        done = self.site.run("digest", name, "--date", date, *args)
        self.assertEqual(done.stdout + done.stderr, "")
        self.site.run("send", "--drain")

    def count(self, person):
        return len(self.mails(person))

    def periods(self, name):
        return [period for (period,) in self.rows(
            "SELECT period FROM occasion JOIN list ON list.id = list "
            "WHERE name = ? AND kind = 'digest' ORDER BY period", name)]

    def test_weekly(self):
        french, english, each = self.people("weekly")
        self.digest("weekly", "2025-06-03")
        self.none_for(french, english, each)
        self.published("weekly", "2025-05-28 10:00", "Séminaire de juin",
                       "Le 12 juin à Lyon.\n\n.Un point <b> & {x}\n")
        self.published("weekly", "2025-05-29 10:00", "Étude parue")
        self.published("weekly", "2025-05-01 10:00", "Trop vieux")
        self.digest("weekly", "2025-06-03")
        mail = self.last(french, 1)
        self.assertEqual(mail["Content-Language"], "fr")
        for text in self.texts(mail):
            self.assertIn("Séminaire de juin", text)
            self.assertIn("Le 12 juin à Lyon.", text)
            self.assertIn("Étude parue", text)
            self.assertIn("Anne", text)
            self.assertNotIn("Trop vieux", text)
            self.assertLess(text.index("Séminaire"), text.index("Étude"))
        self.assertIn("\n.Un point <b> & {x}", lib.body_of(mail))
        self.assertIn("&lt;b&gt;", lib.body_of(mail, "html"))
        self.assertIn("List-Unsubscribe", mail)
        self.assertEqual(mail["List-Id"], "<weekly.example.org>")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        mail = self.last(english, 1)
        self.assertEqual(mail["Content-Language"], "en")
        self.assertIn("To unsubscribe", lib.body_of(mail))
        self.none_for(each)
        self.assertEqual(self.periods("weekly"), [utc("2025-06-01 22:00")])

        # The same week: nothing more, whatever came since.
        self.published("weekly", "2025-06-10 10:00", "Nouveauté")
        for date in ("2025-06-02", "2025-06-03", "2025-06-08"):
            self.digest("weekly", date)
        self.assertEqual(self.count(french), 1)
        # The next week: what came since the last, and only that.
        self.digest("weekly", "2025-06-09")
        text = lib.body_of(self.last(french, 2))
        self.assertIn("Nouveauté", text)
        self.assertNotIn("Séminaire", text)
        # Then nothing new: no mail; a week later, what came late.
        self.digest("weekly", "2025-06-16")
        self.assertEqual(self.count(french), 2)
        self.published("weekly", "2025-06-17 10:00", "Après une pause")
        self.digest("weekly", "2025-06-23")
        self.assertIn("Après une pause", lib.body_of(self.last(french, 3)))

    def test_daily(self):
        french, _, _ = self.people("daily")
        for day in (1, 2, 3):
            self.published("daily", f"2025-06-0{day} 12:00", f"Jour {day}")
        self.digest("daily", "2025-06-02")
        self.digest("daily", "2025-06-03")
        self.digest("daily", "2025-06-03")
        self.assertEqual(self.count(french), 2)
        self.assertEqual(self.periods("daily"),
                         [utc("2025-06-01 22:00"), utc("2025-06-02 22:00")])

    def test_monthly(self):
        french, _, _ = self.people("monthly")
        self.published("monthly", "2025-05-15 12:00", "Mai")
        self.published("monthly", "2025-06-30 21:59", "Fin juin")
        self.digest("monthly", "2025-06-01")
        self.digest("monthly", "2025-06-30")
        text = lib.body_of(self.last(french, 1))
        self.assertIn("Mai", text)
        self.assertIn("Fin juin", text)
        self.assertEqual(self.periods("monthly"), [utc("2025-05-31 22:00")])
        self.published("monthly", "2025-06-30 22:00", "Début juillet")
        self.digest("monthly", "2025-07-01")
        self.assertIn("Début juillet", lib.body_of(self.last(french, 2)))

    def test_the_time_zone_of_the_list(self):
        french, _, _ = self.people("zone")
        self.published("zone", "2025-06-02 12:00", "À New York")
        self.digest("zone", "2025-06-03")
        self.last(french, 1)
        self.assertEqual(self.periods("zone"), [utc("2025-06-02 04:00")])

    def test_a_newsletter_comes_in_the_digest(self):
        french, english, each = self.people("twice")
        self.send_newsletter(to="twice", subject="La lettre de ce jour",
                             text="Bonjour {{name}}{{^name}}à tous{{/name}} !")
        self.assertEqual([self.count(p) for p in (french, english, each)],
                         [0, 0, 1])
        for _ in range(3):
            done = self.site.run("digest", "twice")
            self.assertEqual(done.stdout + done.stderr, "")
        self.site.run("send", "--drain")
        for person in (french, english):
            text = lib.body_of(self.last(person, 1))
            self.assertIn("La lettre de ce jour", text)
            self.assertIn("Bonjour à tous\u202f!", text)
        self.assertEqual(self.count(each), 1)

    def test_several_at_the_same_time_send_one(self):
        french, english, _ = self.people("parallel")
        self.published("parallel", "2025-05-28 10:00", "Une seule fois")
        command = [self.site.program, "digest", "parallel", "--date",
                   "2025-06-03"]
        log = self.site.dir / "parallel.log"
        running = [lib.start_process(command, log, env=self.site.env)
                   for _ in range(6)]
        for process in running:
            process.wait(timeout=30)
        self.assertEqual([lib.stop_process(p) for p in running], [0] * 6)
        self.assertEqual(log.read_text(), "")
        self.site.run("send", "--drain")
        self.assertEqual(self.count(french), 1)
        self.assertEqual(self.count(english), 1)
        self.assertEqual(len(self.periods("parallel")), 1)

    def test_mistakes(self):
        for args, status in (((), 64), (("nolist",), 66),
                             (("weekly", "--date", "2025-13-01"), 64),
                             (("weekly", "--date", "tomorrow"), 64),
                             (("weekly", "twice"), 64)):
            done = self.site.run("digest", *args, status=status)
            self.assertEqual(done.stdout, "")
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
