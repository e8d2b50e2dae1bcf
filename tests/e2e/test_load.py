"""Many at once: everybody is answered, nobody is bombed, no request is lost."""
import json
import unittest

import lib
from fake_imap import FakeImap
from sink import MANY, SinkSite

REQUEST = "lettre+subscribe@example.org"
ALLOWANCE = 30  # confirmations per list and hour, by default
MEGABYTE = 1 << 20


class Load(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(FakeImap())

    def new_site(self, **options):
        site = self.enterContext(SinkSite(**options))
        site.use_imap(self.server.port)
        return site

    def arrive(self, *args, **options):
        self.server.add(lib.to_bytes(lib.make_mail(*args, **options)))

    def confirm_all(self, site, people):
        """Everybody answers the question; the mails arrive."""
        for question in site.mails():
            if str(question["To"]) in people:
                self.arrive(str(question["To"]), None, None,
                            reply_to=question)

    def active(self, site):
        return {row[0] for row in site.sql(
            "SELECT address FROM subscriber JOIN subscription"
            " ON subscriber.id = subscriber WHERE status = 'active'")}

    def test_two_hundred_people_are_answered_and_confirmed(self):
        people = {f"crowd{i}@example.net" for i in range(200)}
        site = self.new_site(settings=MANY)
        site.start_daemon()
        for address in people:
            self.arrive(address, REQUEST, "hello")
        lib.wait_for(lambda: len(site.sink.messages) >= 200, 60, "answers")
        self.assertEqual({m.recipients[0] for m in site.sink.messages},
                         people)
        lib.wait_for(lambda: not self.server.messages, what="the moves")
        site.stop_daemon()
        self.confirm_all(site, people)
        site.start_daemon()
        lib.wait_for(lambda: len(site.sink.messages) >= 400, 60, "welcomes")
        site.stop_daemon()
        self.assertEqual(site.counts(), dict.fromkeys(people, 2))
        self.assertEqual(self.active(site), people)
        self.assertEqual(json.loads(site.run("status", "--json").stdout)[
            "alarms"], [])

    def test_new_mail_behind_thousands_that_cannot_be_moved(self):
        self.server.capabilities_after = "IMAP4rev1"
        for i in range(2500):
            self.server.add(b"Subject: old\r\n\r\n", ["$LiaisonDone"])
        site = self.new_site()
        self.arrive("latest@example.net", REQUEST, "hello")
        site.turn()
        self.assertEqual(site.counts(), {"latest@example.net": 1})
        site.turn()
        self.assertEqual(site.counts(), {"latest@example.net": 1})

    def test_the_allowance_is_kept_and_all_are_asked_in_the_end(self):
        people = [f"wait{i}@example.net" for i in range(200)]
        site = self.new_site()
        for address in people:
            self.arrive(address, REQUEST, "hello")
        site.turn()
        counts = site.counts()
        owners = set(counts) - set(people)
        self.assertEqual(len(owners), 1, owners)
        self.assertEqual(set(counts.values()), {1})
        asked = ALLOWANCE
        self.assertEqual(len(counts), asked + 1)
        while asked < len(people):
            self.assertEqual(site.states("pending"), {
                "asked": asked, "waiting": len(people) - asked})
            self.assertIn("alarm: ", site.run("status").stdout)
            site.run("tick")
            site.drain()
            self.assertEqual(len(site.counts()), asked + 1)
            site.sql("UPDATE allowance SET at = at - 3601")
            site.run("tick")
            site.drain()
            asked = min(asked + ALLOWANCE, len(people))
            self.assertEqual(len(site.counts()), asked + 1)
        self.assertNotIn("alarm: ", site.run("status").stdout)
        self.assertEqual(site.counts(), dict.fromkeys([*people, *owners], 1))
        self.confirm_all(site, people)
        site.turn()
        self.assertEqual(self.active(site), set(people))

    def test_one_victim_gets_one_mail(self):
        site = self.new_site()
        site.run("tick")
        before = site.database.stat().st_size
        for i in range(1000):
            self.arrive("victim@example.net", REQUEST, f"please {i}")
        site.turn()
        site.drain()
        self.assertEqual(site.counts(), {"victim@example.net": 1})
        self.assertEqual(site.states("pending"), {"asked": 1})
        self.assertEqual(site.states("inbox"), {"done": 1000})
        self.assertLess(site.database.stat().st_size - before, MEGABYTE)

    def test_one_victim_gets_few_answers(self):
        site = self.new_site()
        for i in range(200):
            self.arrive("victim@example.net", "listes@example.org", "help")
        site.turn()
        self.assertEqual(site.counts(), {"victim@example.net": 5})


if __name__ == "__main__":
    unittest.main()
