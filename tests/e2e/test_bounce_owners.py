"""What owners and operators hear of reports, and what they decide."""
import itertools
import json
import unittest

import lib
from reports import Bounces, bounce, complaint, header
from sink import KILLED, SinkSite
from story import DAY, SITE

OWNER = "owner@example.net"


class Owners(Bounces):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("ess-communs", "lettre"):
            cls.site.set(f'list "{name}"', owners=[OWNER])

    def told(self):
        """The mails of the owner since the last call."""
        self.site.run("tick")
        self.site.run("send", "--drain")
        mails = self.mails(OWNER)
        seen, type(self).seen = getattr(self, "seen", 0), len(mails)
        for mail, raw in zip(mails[seen:],
                             self.host.raw_mailbox(OWNER)[seen:]):
            self.judge(mail, raw)
        return [lib.body_of(mail) for mail in mails[seen:]]

    def test_reports_that_touch_nobody(self):
        """Grouped, once a day at most, with the addresses that they name."""
        self.told()
        [mail] = self.mail_to("known@example.net")
        for i in range(12):
            self.report(bounce(SITE, f"named{i}@example.com"))
        self.report(bounce("lettre+bounce-" + "a" * 39 + "@example.org",
                           "strange@example.com"))
        self.report(complaint(SITE, "named3@example.com"))
        self.assertEqual(self.told(), [])  # perhaps more will come
        self.next_day()
        [text, other] = sorted(self.told(), key=len, reverse=True)
        self.assertIn("strange@example.com", other)
        for i in range(12):
            self.assertIn(f"named{i}@example.com", text)
        self.assertIn("12 rapport", text)
        self.assertIn("1 plainte", text)
        self.assertEqual(self.strays(), [])
        # The next one is a day later, however many there are.
        self.report(bounce(SITE, "more@example.com"))
        self.assertEqual(self.told(), [])
        self.next_day()
        [text] = self.told()
        self.assertIn("more@example.com", text)
        self.assertNotIn("named3@example.com", text)

    def test_complaints(self):
        self.next_day(2)
        self.told()
        [mail] = self.mail_to("angry@example.net")
        self.report(complaint(SITE, returned=header(mail)))
        [text] = self.told()
        self.assertIn("1 personne", text)
        self.assertNotIn("angry@example.net", text)

    def test_a_domain_that_refuses_later(self):
        people = [f"p{i}@gruff.example" for i in range(4)]
        self.subscribed(*people)
        with self.database() as db:
            db.execute("UPDATE subscription SET delivery = 'none'")
        others = [f"p{i}@example.net" for i in range(3)]
        mails = self.mail_to(*others)
        self.report(bounce(self.verp(mails[0]), others[0], status="5.7.1",
                           words="550 5.7.1 reputation"))
        self.assertFalse([text for text in self.told() if "refus" in text])
        self.report(bounce(self.verp(mails[1]), others[1], status="5.7.1",
                           words="550 5.7.1 reputation"))
        [text] = [text for text in self.told() if "refusé" in text]
        self.assertIn("2 message(s) sur 3", text)
        self.assertEqual([text for text in self.told()], [])
        shown = json.loads(self.site.run(
            "mailing", "show", self.mailing, "--json").stdout)
        self.assertEqual(shown["reports"],
                         {"mailing": {"policy": {"example.net": 2}}})
        self.assertIn("example.net", self.site.run(
            "mailing", "show", self.mailing).stdout)
        for person in others:
            self.assertEqual(self.status(person), "active")

    def test_the_story_of_an_address(self):
        person = "story@example.net"
        self.fail_for_days(person)
        done = self.site.run("subscriber", "show", person, "--json")
        told = json.loads(done.stdout)
        self.assertEqual(told["failing"]["step"], "suspended")
        self.assertEqual(told["failing"]["score"], 3)
        self.assertTrue(told["failing"]["next"])
        self.assertEqual([row["charge"] for row in told["bounces"]],
                         ["person"] * 3)
        [place] = told["subscriptions"]
        self.assertEqual((place["list"], place["status"]),
                         ("lettre", "suspended"))
        self.assertEqual(place["consent"][-1]["action"], "suspend")
        text = self.site.run("subscriber", "show", person).stdout
        for word in ("suspended", "score: 3 of 3", "User unknown", "probe"):
            self.assertIn(word, text)
        mails = self.mails(person)
        self.report(complaint(SITE, returned=header(mails[-1])))
        told = json.loads(self.site.run(
            "subscriber", "show", person, "--json").stdout)
        self.assertEqual(told["suppressed"][0]["reason"], "complaint")
        self.site.run("subscriber", "show", "nobody@example.net", status=66)


class Dead(unittest.TestCase):
    """A list whose people are all refused at once, and suspended for it."""
    people_count = 60

    def setUp(self):
        self.site = self.enterContext(SinkSite(
            settings={"bounces": {"score": 1}}))
        self.people = [f"p{i}@dead.example"
                       for i in range(self.people_count)]
        self.site.subscribe("lettre", self.people)
        self.site.sink.says = lambda place, address: (
            "550 5.1.1 user unknown" if place == "rcpt" and
            address.endswith("@dead.example") else None)
        file = self.site.dir / "issue.md"
        file.write_text("---\nsubject: News\nlanguage: en\n---\n\nHello!\n")
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")
        self.site.drain()

    def statuses(self):
        return dict(self.site.sql(
            "SELECT status, count(*) FROM subscription GROUP BY status"))

    def alarms(self):
        status = json.loads(self.site.run("status", "--json").stdout)
        return [alarm["key"] for alarm in status["alarms"]]

    def pass_days(self, days):
        self.site.sql("UPDATE failing SET since = since - ?, last = last - ?,"
                      " due = CASE WHEN due > 1e12 THEN due ELSE due - ? END",
                      *(days * DAY,) * 3)


class Many(Dead):
    """So many at once are most often a fault of ours."""

    def setUp(self):
        super().setUp()
        self.site.run("tick")

    def test_nobody_else_is_suspended(self):
        self.assertEqual(self.statuses(), {"active": 48, "suspended": 12})
        self.assertEqual(self.alarms(), ["bounces/lettre"])
        # Nothing moves before somebody has looked at it.
        self.pass_days(8)
        self.site.run("tick")
        self.assertEqual(self.site.sql(
            "SELECT count(*) FROM failing WHERE step = 'probed'"), [(0,)])
        self.assertEqual(self.statuses(), {"active": 48, "suspended": 12})

    def test_they_were_right(self):
        self.site.run("bounce", "accept", "lettre")
        self.assertEqual(self.statuses(), {"suspended": 60})
        self.assertEqual(self.alarms(), [])
        self.assertIn("60 suspended", self.site.run("status").stdout)
        # Probes leave a few at a time: notices of others go between them.
        self.pass_days(8)
        self.site.run("tick")
        waiting = "SELECT count(*) FROM delivery WHERE state = 'queued' " \
            "AND subscription IS NULL AND address LIKE '%@dead.example'"
        self.assertEqual(self.site.sql(waiting), [(20,)])
        self.site.run("tick")
        self.assertEqual(self.site.sql(waiting), [(20,)])
        for _ in range(3):
            self.site.drain()
            self.site.run("tick")
        self.site.drain()
        self.site.run("tick")
        # The probes were refused, too.
        self.assertEqual(self.statuses(), {"left": 60})

    def test_we_were_wrong(self):
        self.site.run("bounce", "forget", "lettre")
        self.assertEqual(self.statuses(), {"active": 60})
        self.assertEqual(self.alarms(), [])
        self.assertEqual(self.site.sql("SELECT * FROM failing"), [])


class Killed(Dead):
    """Every step is one commit: cut off anywhere, it goes on, once."""
    people_count = 4

    def ticks(self):
        """Killed at every commit, one after the other, and then not."""
        killed = 0
        for point in itertools.cycle(("db.before-commit", "db.after-commit")):
            for n in (1, 2, 3):
                done = self.site.run(
                    "tick", status=None, env={"LIAISON_HOOK": f"{point}:{n}"})
                self.assertIn(done.returncode, (0, KILLED), done.stderr)
                killed += done.returncode == KILLED
            if point == "db.after-commit" and self.site.run("tick"):
                return killed

    def test_a_whole_life(self):
        self.assertGreater(self.ticks(), 2)
        self.assertEqual(self.statuses(), {"suspended": 4})
        self.assertEqual(self.site.sql(
            "SELECT count(*), count(DISTINCT subscriber) FROM consent "
            "WHERE action = 'suspend'"), [(4, 4)])
        self.assertEqual(self.site.sql("SELECT * FROM refused"), [])
        self.pass_days(8)
        self.assertGreater(self.ticks(), 2)
        self.assertEqual(self.site.sql(
            "SELECT count(*), count(DISTINCT d.address) FROM delivery d "
            "JOIN mailing m ON m.id = d.mailing WHERE m.subject = 'probe'"),
            [(4, 4)])
        self.site.drain()
        self.ticks()
        self.assertEqual(self.statuses(), {"left": 4})
        self.assertEqual(self.site.sql(
            "SELECT count(*), count(DISTINCT d.address) FROM delivery d "
            "JOIN mailing m ON m.id = d.mailing "
            "WHERE m.subject = 'goodbye-bounced'"), [(4, 4)])
        self.assertTrue(self.site.sound())


if __name__ == "__main__":
    unittest.main()
