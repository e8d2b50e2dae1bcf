"""Several mailings, several senders, and people who leave meanwhile."""
import json
import threading
import unittest

import lib
from lean_smtp import LeanSmtp
from sink import SinkSite

TEXT = "---\nsubject: {0}\nlanguage: en\n---\n\nHello, this is {0}!\n"


class Share(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())

    def newsletter(self, subject, count):
        """Queues it to all who are on the list, these among them."""
        self.site.subscribe("lettre", [
            f"{subject}{i}@d{i % 7}.example" for i in range(count)])
        file = self.site.dir / f"{subject}.md"
        file.write_text(TEXT.format(subject))
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def order(self):
        self.site.sink.settle()
        return [m["Subject"] for m in self.site.mails()]

    def test_small_beside_large(self):
        self.newsletter("large", 300)
        self.newsletter("small", 1)
        self.site.sql("DELETE FROM delivery WHERE mailing = 2 AND id %"
                      " 10 <> 0")
        self.site.run("subscriber", "add", "lettre", "late@x.example",
                      "--invite")
        self.site.drain()
        order = self.order()
        self.assertNotIn(order[0], ("large", "small"))  # the notice
        last = max(i for i, s in enumerate(order) if s == "small")
        self.assertEqual(order.count("small"), 30)
        self.assertLess(last, 80)

    def test_priority(self):
        self.newsletter("a", 100)
        self.newsletter("b", 0)
        done = self.site.run("mailing", "priority", 2, 1)
        self.assertIn("priority 1", done.stdout)
        self.site.run("mailing", "priority", 1, 9)
        self.site.drain()
        first = self.order()[:50]
        self.assertGreater(first.count("b"), 5 * first.count("a"))
        self.site.run("mailing", "priority", 1, 3, status=None)
        for wrong in ("0", "10", "x", ""):
            self.site.run("mailing", "priority", 1, wrong, status=64)
        self.assertEqual(json.loads(self.site.run(
            "mailing", "show", "--json", 2).stdout)["priority"], 1)

    def test_senders_at_once(self):
        """A daemon and two drains: each mail once, none after leaving."""
        with LeanSmtp() as server:
            self.site.set("smtp", port=server.port, connections=3)
            self.newsletter("news", 1000)
            runs = [threading.Thread(target=self.site.drain)
                    for _ in range(2)]
            self.site.start_daemon()
            for run in runs:
                run.start()
            self.site.run("subscriber", "remove", "lettre",
                          "news999@d5.example")
            for run in runs:
                run.join()
            lib.wait_for(lambda: self.site.states("mailing").get("done"),
                         timeout=60)
            self.assertEqual(self.site.stop_daemon(), 0)
            took = sorted(server.recipients)
        self.assertEqual(len(took), len(set(took)))
        states = self.site.states()
        self.assertEqual(sum(states.values()), 1000)
        self.assertEqual(states["sent"], len(took))
        self.assertLessEqual(states.get("cancelled", 0), 1)

    def test_leaving_during_a_send(self):
        """What waits for somebody who leaves is never sent."""
        self.site.sink.delay = 0.05
        self.newsletter("news", 100)
        self.site.start_daemon()
        lib.wait_for(lambda: self.site.states().get("sent"))
        gone = [a for a, in self.site.sql(
            "SELECT address FROM delivery WHERE state IN"
            " ('queued', 'claimed') ORDER BY id DESC LIMIT 5")]
        for address in gone:
            self.site.run("subscriber", "remove", "lettre", address)
        left = {a for a, in self.site.sql(
            "SELECT address FROM delivery WHERE state = 'cancelled'")}
        lib.wait_for(lambda: self.site.states("mailing").get("done"),
                     timeout=60)
        self.site.stop_daemon()
        self.assertTrue(left)
        self.assertEqual(left & set(self.site.counts()), set())
        self.assertEqual(len(self.site.counts()), 100 - len(left))


if __name__ == "__main__":
    unittest.main()
