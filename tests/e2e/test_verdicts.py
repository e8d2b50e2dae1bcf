"""What a refusal means: whose affair it is, who waits because of it, and who
does not."""
import json
import unittest

from sink import SinkSite

TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello!\n"
DAY = 86400


def people(count, domain="example.net", name="p"):
    return [f"{name}{i}@{domain}" for i in range(count)]


class Base(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())
        self.sink = self.site.sink

    def newsletter(self, addresses, name="news"):
        self.site.subscribe("lettre", addresses)
        file = self.site.dir / f"{name}.md"
        file.write_text(TEXT.replace("News", name))
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def say(self, reply, domain=None, place="rcpt"):
        """The sink gives this reply about a domain, or about all."""
        def says(where, address):
            mine = domain is None or address.endswith("@" + domain)
            return reply if where == place and mine else None
        self.sink.says = says

    def say_nothing(self):
        self.sink.says = lambda place, address: None

    def drain(self, status=0):
        return self.site.run("send", "--drain", status=status)

    def pass_time(self, seconds):
        """As if it had passed since the last thing that happened."""
        self.site.sql("UPDATE delivery SET due = due - ?, since = since - ?",
                      seconds, seconds)
        self.site.sql("UPDATE brake SET until = until - ?", seconds)

    def take_some(self):
        """As if several mails had been taken at the pace that is left."""
        self.site.sql("UPDATE brake SET gap = 2")

    def rows(self):
        return {address: row for address, *row in self.site.sql(
            "SELECT address, state, attempts, verdict FROM delivery")}

    def show(self, mailing=1):
        return json.loads(
            self.site.run("mailing", "show", "--json", mailing).stdout)

    def alarms(self):
        status = json.loads(self.site.run("status", "--json").stdout)
        return [alarm["key"] for alarm in status["alarms"]]

    def commands(self, verb, domain=""):
        self.sink.settle()
        return [c for s in self.sink.sessions for c in s.commands
                if c.startswith(verb) and domain in c]


class Person(Base):
    def test_by_class(self):
        """Q12, Q13: the others go on, and only one is a dead address."""
        self.sink.says = lambda place, address: {
            ("rcpt", "dead@a.example"): "550 5.1.1 no such user",
            ("rcpt", "full@b.example"): "552 5.2.2 mailbox full",
            ("dot", "spam@c.example"): "554 5.7.1 refused as spam",
            ("rcpt", "grey@d.example"): "450 4.2.0 Greylisted, come back",
        }.get((place, address))
        self.newsletter(["dead@a.example", "full@b.example", "spam@c.example",
                         "grey@d.example", *people(5)])
        self.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(people(5), 1))
        self.assertEqual(self.show()["errors"], {
            "failed": {"address": 1, "full": 1, "policy": 1},
            "deferred": {"later": 1}})
        text = self.site.run("newsletter", "status").stdout
        self.assertRegex(text, r"\n +1 +unknown address\n")
        self.assertRegex(text, r"\n +1 +refused as spam")
        listed = self.site.run("delivery", "list").stdout
        self.assertRegex(listed, r"failed +address +dead@a\.example")

    def test_greylisting(self):
        """Q18: again within 15 minutes, and it is delivered."""
        self.say("451 4.7.1 Greylisting in action, come back later")
        self.newsletter(people(1))
        self.drain()
        [(due,)] = self.site.sql(
            "SELECT due - strftime('%s', 'now') FROM delivery")
        self.assertTrue(0 < due <= 900, due)
        self.pass_time(900)
        self.say_nothing()
        self.drain()
        self.assertEqual(self.rows(), {people(1)[0]: ["sent", 2, ""]})

    def test_a_domain_that_refuses_by_policy(self):
        """Q13: one alarm for the mailing when it is more than 5 %."""
        self.say("550 5.7.1 blocked by our blocklist", "gruff.example")
        self.newsletter(people(5, "gruff.example") + people(5))
        self.drain()
        self.drain()
        self.assertEqual(self.alarms(), ["policy/mailing/1"])
        self.assertIn("gruff.example refused 5 of 5",
                      self.site.run("status").stdout)

    def test_five_days(self):
        """Q25: the end, with the last words; the owners are told once."""
        self.say("450 4.4.1 no route to this host", "gone.example")
        self.newsletter(people(3, "gone.example") + people(2))
        self.drain()
        for _ in range(3):
            self.pass_time(5 * DAY)
            self.site.sql("UPDATE delivery SET due = 0"
                          " WHERE state IN ('queued', 'deferred')")
            self.drain()
        self.assertEqual(self.site.states(), {"sent": 2, "failed": 3})
        self.assertEqual(self.show()["errors"], {"failed": {"domain": 3}})
        self.assertEqual(self.site.sql(
            "SELECT DISTINCT code, enhanced, reply FROM delivery"
            " WHERE state = 'failed' AND code <> 0"),
            [(450, "4.4.1", "no route to this host")])
        self.say_nothing()
        for _ in range(3):
            self.site.run("tick")
            self.drain()
        [report] = self.site.mails("owner@example.org")
        text = report.get_body(("plain",)).get_content()
        self.assertIn("liaison delivery list --mailing 1 --state failed", text)
        self.assertIn("3", report["Subject"])
        self.assertEqual(report["Auto-Submitted"], "auto-generated")

    def test_no_storm_after_a_week(self):
        """Q25: what was put off together does not come back together."""
        self.say("450 4.2.0 Greylisted")
        addresses = [f"p@d{i}.example" for i in range(200)]
        self.newsletter(addresses)
        self.drain()
        self.site.sql("UPDATE delivery SET due = due - ?", 7 * DAY)
        self.drain()
        dues = [due for due, in self.site.sql("SELECT due FROM delivery")]
        self.assertEqual(self.site.states(), {"deferred": 200})
        self.assertGreater(max(dues) - min(dues), 120)
        self.assertGreater(len(set(dues)), 50)


class Relay(Base):
    def test_quota(self):
        """Q22: all mail waits, nobody is charged, one alarm."""
        for place, reply in [
                ("dot", "550 5.4.5 Daily user sending limit exceeded"),
                ("rcpt", "450 4.7.1 quota d'envoi depasse"),
                ("mail", "451 4.7.1 too many messages, try later")]:
            with self.subTest(reply), SinkSite() as self.site:
                self.sink = self.site.sink
                self.say(reply, place=place)
                self.newsletter(people(20))
                self.drain()
                asked = len(self.commands("MAIL FROM"))
                self.assertLessEqual(asked, 3)
                self.assertEqual(self.alarms(), ["smtp/quota"])
                states = self.site.states()
                self.assertEqual(
                    states.get("queued", 0) + states.get("deferred", 0), 20)
                self.assertEqual({row[1] for row in self.rows().values()}, {0})
                # Also not by a restart; the pause grows.
                self.drain()
                self.assertEqual(len(self.commands("MAIL FROM")), asked)
                self.pass_time(900)
                self.drain()
                self.assertLessEqual(len(self.commands("MAIL FROM")),
                                     asked + 3)
                [(until,)] = self.site.sql(
                    "SELECT until - strftime('%s', 'now') FROM brake"
                    " WHERE domain = ''")
                self.assertGreater(until, 3000)
                self.say_nothing()
                self.pass_time(3600)
                self.drain()
                self.assertEqual(self.site.states(), {"sent": 20})
                self.assertEqual(self.alarms(), [])

    def test_slowed_down(self):
        """It gets fewer and fewer, and then all."""
        self.say("451 4.3.2 too many connections, slow down", place="mail")
        self.newsletter(people(8))
        self.drain()
        self.assertLess(len(self.commands("MAIL FROM")), 7)
        self.assertEqual({row[1] for row in self.rows().values()}, {0})
        self.say_nothing()
        self.take_some()
        for _ in range(60):
            if self.site.states() == {"sent": 8}:
                break
            self.pass_time(900)
            self.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(people(8), 1))

    def test_login(self):
        """Q14: nobody is charged, nothing is tried on, one alarm."""
        self.say("530 5.7.0 login first", place="mail")
        self.newsletter(people(10))
        for _ in range(2):
            self.drain(status=None)
        self.assertEqual(self.alarms(), ["smtp/auth"])
        self.assertEqual(self.site.states(), {"queued": 10})
        self.assertEqual({row[1] for row in self.rows().values()}, {0})
        self.assertEqual(len(self.commands("MAIL FROM")), 2)
        self.say_nothing()
        self.pass_time(60)
        self.drain()
        self.assertEqual(self.site.states(), {"sent": 10})
        self.assertEqual(self.alarms(), [])


class Domain(Base):
    def test_temporary_refusals(self):
        """Q11: 450, 451 and 452 of one domain; the others go on."""
        for reply in ("450 4.2.1 busy", "451 4.3.0 trouble, sorry",
                      "452 4.3.1 too little storage",
                      "421 4.7.0 not you, not now"):
            with self.subTest(reply), SinkSite() as self.site:
                self.sink = self.site.sink
                self.say(reply, "slow.example",
                         "dot" if reply.startswith("451") else "rcpt")
                self.newsletter(people(2, "slow.example") + people(20))
                for _ in range(2):
                    self.drain(status=None)
                    self.pass_time(60)
                self.assertEqual(self.site.counts(),
                                 dict.fromkeys(people(20), 1))
                self.assertNotIn("failed", self.site.states())
                self.say_nothing()
                for _ in range(2):
                    self.pass_time(4000)
                    self.drain()
                self.assertEqual(self.site.states(), {"sent": 22})

    def test_a_dead_domain(self):
        """Q20: a few commands for it, and the others are hardly behind."""
        healthy = [a for i in range(20)
                   for a in people(5, f"healthy{i}.example")]
        self.say("450 4.4.1 cannot reach the host", "dead.example")
        self.newsletter(people(400, "dead.example") + healthy)
        self.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(healthy, 1))
        self.assertLess(len(self.commands("RCPT TO", "@dead.example")), 10)
        before = self.commands("RCPT TO")
        last = max(i for i, c in enumerate(before) if "@healthy" in c)
        dead = sum("@dead" in c for c in before[:last])
        self.assertLessEqual(dead, len(healthy) // 10)
        # When it is back all of them get theirs.
        self.say_nothing()
        self.take_some()
        for _ in range(50):
            if "queued" not in self.site.states():
                break
            self.pass_time(3600)
            self.drain()
        self.pass_time(3600)
        self.drain()
        self.assertEqual(self.site.states(), {"sent": 500})


if __name__ == "__main__":
    unittest.main()
