"""Lists with a relay of their own, each relay with a sender of its own."""
import fcntl
import json
import unittest

import lib
from fake_smtp import FakeSmtp
from sink import KILLED, SinkSite
from test_daemon import workers_of

NEWS = "---\nsubject: {}\nlanguage: en\n---\n\nHello {{{{name}}}}!\n"
PEOPLE = [f"person{i}@example.net" for i in range(6)]


class RelayTest(unittest.TestCase):
    """The list lettre goes through "bulk", ess-communs through smtp."""

    def setUp(self):
        self.site = self.enterContext(SinkSite())
        self.bulk = self.enterContext(FakeSmtp())
        conf = self.site.conf
        conf.write_text(conf.read_text()
                        + '\nrelay "bulk" {\n\ttls = none\n'
                        '\thost = "127.0.0.1"\n'
                        f'\tport = {self.bulk.port}\n}}\n')
        self.use_relay()

    def use_relay(self, relay="bulk"):
        text = self.site.conf.read_text()
        head, sep, tail = text.partition('list "lettre" {\n')
        rest = [line for line in tail.split("\n") if "relay =" not in line]
        line = f'\trelay = "{relay}"\n' if relay else ""
        self.site.conf.write_text(head + sep + line + "\n".join(rest))

    def newsletter(self, name, subject="News", people=PEOPLE):
        self.site.subscribe(name, people)
        file = self.site.dir / "news.md"
        file.write_text(NEWS.format(subject))
        done = self.site.run("newsletter", "send", file, "--list", name,
                             "--yes", "--again", "--json")
        return json.loads(done.stdout.splitlines()[-1])["mailing"]

    def taken(self, server):
        server.settle()
        return sorted(m.recipients[0] for m in server.messages)


class Relay(RelayTest):
    def test_each_list_through_its_relay(self):
        self.newsletter("lettre")
        self.newsletter("ess-communs", people=PEOPLE[:2])
        self.site.drain()
        self.assertEqual(self.taken(self.bulk), PEOPLE)
        self.assertEqual(self.taken(self.site.sink), PEOPLE[:2])
        # A notice about a list goes the list's way.
        self.site.run("subscriber", "add", "lettre", "--invite",
                      "new@example.net")
        self.site.drain()
        self.assertEqual(self.taken(self.bulk), ["new@example.net", *PEOPLE])
        self.assertEqual(dict(self.site.sql(
            "SELECT relay, count(*) FROM delivery GROUP BY relay")),
            {"bulk": 7, "": 2})
        senders = {m.sender.partition("+")[0] for m in self.bulk.messages}
        self.assertEqual(senders, {"lettre", ""})

    def test_a_broken_relay_stops_its_lists_alone(self):
        self.newsletter("lettre")
        self.newsletter("ess-communs", people=PEOPLE[:2])
        self.bulk.greeting = "421 4.3.2 closed today\r\n"
        done = self.site.run("send", "--drain", status=69)
        self.assertIn("relay bulk: ", done.stderr)
        self.assertIn("closed today", done.stderr)
        self.assertEqual(self.taken(self.site.sink), PEOPLE[:2])
        self.assertIn("closed today", self.site.run("status").stdout)
        [key] = self.site.sql("SELECT key FROM alarm")
        self.assertEqual(key, ("smtp/connection/bulk",))
        # What the others do does not end its alarm; its own success does.
        self.newsletter("ess-communs", "More", PEOPLE[:2])
        self.site.run("send", "--drain", status=69)
        self.assertEqual(len(self.taken(self.site.sink)), 4)
        self.assertIn("closed today", self.site.run("status").stdout)
        self.bulk.greeting = "220 fake.example.org ESMTP\r\n"
        self.site.drain()
        self.assertEqual(self.taken(self.bulk), PEOPLE)
        self.assertNotIn("alarm", self.site.run("status").stdout)

    def test_the_site_s_relay_is_broken(self):
        self.site.sink.greeting = "421 4.3.2 closed today\r\n"
        self.bulk.greeting = "421 4.3.2 closed too\r\n"
        self.newsletter("lettre")
        self.newsletter("ess-communs", people=PEOPLE[:2])
        done = self.site.run("send", "--drain", status=69)
        for words in ("closed today", "relay bulk: ", "closed too"):
            self.assertIn(words, done.stderr)
        self.bulk.greeting = "220 fake.example.org ESMTP\r\n"
        self.site.run("send", "--drain", status=69)
        self.assertEqual(self.taken(self.bulk), PEOPLE)
        self.assertEqual(self.taken(self.site.sink), [])

    def test_waiting_for_one_mailing(self):
        self.site.sink.greeting = "421 4.3.2 closed today\r\n"
        self.site.subscribe("lettre", PEOPLE)
        file = self.site.dir / "news.md"
        file.write_text(NEWS.format("News"))
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes",
                      "--wait")
        self.assertEqual(self.taken(self.bulk), PEOPLE)

    def test_waiting_for_several_lists(self):
        """The relay of the first one is broken; the other one's is not."""
        self.bulk.greeting = "421 4.3.2 closed today\r\n"
        self.site.subscribe("lettre", PEOPLE)
        self.site.subscribe("ess-communs", ["other@example.net"])
        file = self.site.dir / "news.md"
        file.write_text(NEWS.format("News"))
        done = self.site.run("newsletter", "send", file, "--list",
                             "lettre, ess-communs", "--yes", "--wait",
                             status=69)
        self.assertIn("closed today", done.stderr)
        self.assertIn("mailing 1 stays queued", done.stderr)
        self.assertNotIn("mailing 2", done.stderr)
        self.assertEqual(self.taken(self.site.sink), ["other@example.net"])
        self.assertEqual(self.taken(self.bulk), [])
        self.assertEqual(self.site.states(), {"queued": 6, "sent": 1})

    def test_a_list_changes_its_relay(self):
        self.newsletter("lettre")
        self.bulk.greeting = "421 4.3.2 closed today\r\n"
        self.site.run("send", "--drain", status=69)
        self.use_relay(None)
        self.site.drain()
        self.assertEqual(self.taken(self.site.sink), PEOPLE)
        self.assertEqual(self.taken(self.bulk), [])

    def test_a_list_that_is_gone_belongs_to_the_site(self):
        self.newsletter("lettre")
        text = self.site.conf.read_text()
        head, _, tail = text.partition('list "lettre" {\n')
        self.site.conf.write_text(head + tail.partition("\n}\n")[2])
        self.site.run("send", "--drain", status=None)
        self.assertEqual(self.taken(self.bulk), [])
        self.assertNotIn("queued", self.site.states())

    def test_orphans_are_of_one_relay(self):
        """Who is alone at one relay takes nothing of another's for lost."""
        self.newsletter("lettre")
        self.newsletter("ess-communs", people=PEOPLE[:2])
        done = self.site.run("send", "--drain", status=None, env={
            "LIAISON_HOOK": "smtp.after-body:1"})
        self.assertEqual(done.returncode, KILLED)
        [left] = self.site.sql(
            "SELECT relay FROM delivery WHERE state = 'sending'")
        self.assertEqual(left, ("",))
        # As if the other sender were alive.
        self.site.sql("UPDATE delivery SET relay = 'bulk'"
                      " WHERE state = 'sending'")
        with open(self.site.dir / "state" / "sender:bulk.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            self.site.drain()
        self.assertEqual(self.site.states(), {"sent": 7, "sending": 1})
        self.site.drain()
        self.assertEqual(self.site.states(), {"sent": 7, "uncertain": 1})
        self.site.end_doubts()
        self.site.drain()
        self.assertEqual(self.site.states(), {"sent": 8})

    def test_settings(self):
        self.use_relay("bulky")
        done = self.site.run("config", "check", status=78)
        self.assertRegex(done.stderr, r'liaison.conf:\d+: list.lettre.relay: '
                         'there is no section relay "bulky"')
        self.use_relay()
        text = self.site.conf.read_text()
        self.site.conf.write_text(text.replace(
            'relay "bulk" {', 'relay "bulk" {\n\tuser = "u"'))
        done = self.site.run("send", "--drain", status=78)
        self.assertIn("relay.bulk.password is not set", done.stderr)
        shown = self.site.run("config", "show").stdout
        self.assertIn('relay.bulk.user = "u"\t(file, line', shown)
        self.assertIn('list.lettre.relay = "bulk"\t(file, line', shown)


class Daemon(RelayTest):
    def test_a_worker_each(self):
        self.newsletter("lettre")
        self.newsletter("ess-communs", people=PEOPLE[:2])
        self.bulk.greeting = "421 4.3.2 closed today\r\n"
        daemon = self.site.start_daemon()
        lib.wait_for(lambda: len(self.site.sink.messages) == 2,
                     what="the list whose relay works")
        lib.wait_for(lambda: {"sender", "sender:bulk"} <= set(
            workers_of(daemon.pid)), what="the workers")
        self.bulk.greeting = "220 fake.example.org ESMTP\r\n"
        lib.wait_for(lambda: len(self.bulk.messages) == 6,
                     what="the list whose relay was broken")
        self.assertEqual(self.site.stop_daemon(), 0)


if __name__ == "__main__":
    unittest.main()
