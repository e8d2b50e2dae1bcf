"""Asked to stop while it sends (Q29): no body is begun any more, what is under
way has 10 s to leave and 60 s to be answered, and the rest is given back.

Where that is long to wait for, the probe's -Q makes it short.
"""
import signal
import subprocess
import time
import unittest

import lib
from sink import SinkSite
from smtp_probe import PROBE, SmtpTest, probe

LOCK_STEP = ("SIZE 50000000",)
PIPELINED = ("PIPELINING", *LOCK_STEP)
BOTH = (LOCK_STEP, PIPELINED)
PEOPLE = [f"person{i}@example.net" for i in range(20)]
TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello!\n"


class Dialogue(SmtpTest):
    def stopped(self, first, outcome, offers, **options):
        """The outcome of a mail when we are stopped in its middle; the next
        one is not begun."""
        server = self.serve(offers=offers, **options.pop("server", {}))
        got = probe(server.port, f"{first}@example.net", "b@example.net",
                    **{"q": 200} | options)
        self.assertEqual((got.result, got[0].outcome), ("ok", outcome))
        self.assertIn(got[1].outcome, ("", "untouched"))
        server.settle()
        for session in server.sessions:
            self.assertEqual([m for m in session.messages
                              if m.recipients == ["b@example.net"]], [])
        return server

    def test_a_late_answer_is_waited_for(self):
        for offers in BOTH:
            server = self.stopped("a", "sent", offers, server={"delay": 1})
            self.assertEqual(len(server.messages), 1)

    def test_but_not_for_ever(self):
        for offers in BOTH:
            self.stopped("dot-silent", "unknown", offers, Q=300)

    def test_an_envelope_is_given_back(self):
        for offers in BOTH:
            for name in ("silent", "data-silent", "rcpt-tarpit"):
                self.stopped(name, "untouched", offers)

    def test_a_body_that_does_not_get_through(self):
        message = self.file(b"Subject: x\r\n\r\n" + 800_000 * (
            b"fifty bytes a line make forty million in the end" b"\r\n"))
        for offers in BOTH:
            self.stopped("slow", "untouched", offers, q=100, Q=100, m=message)

    def test_a_body_that_does(self):
        message = self.file(self.large(8_000_000))
        for offers in BOTH:
            server = self.stopped("slow", "sent", offers, m=message, q=100)
            self.assertEqual(len(server.messages), 1)

    def test_while_it_connects(self):
        self.stopped("a", "untouched", PIPELINED, server={"greeting": ""})

    def test_while_a_name_is_looked_up(self):
        server = self.serve()
        [got] = probe(server.port, "a@example.net", h="relay.test", q=200,
                      timeout=20, env={
                          "LD_PRELOAD": str(PROBE.parent / "slow_dns.so"),
                          "ASAN_OPTIONS": "verify_asan_link_order=0"})
        self.assertEqual(got.outcome, "untouched")


class Programs(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite(delay=1))
        self.site.set("smtp", connections=2)
        self.site.subscribe("lettre", PEOPLE)
        file = self.site.dir / "news.md"
        file.write_text(TEXT)
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def sending(self):
        lib.wait_for(lambda: self.site.states().get("sending"),
                     what="the sending")

    def rest_is_queued(self):
        """Nothing is in doubt, and each comes once in the end."""
        states = self.site.states()
        self.assertEqual(set(states), {"sent", "queued"})
        self.site.sink.delay = 0
        self.site.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(PEOPLE, 1))
        self.assertEqual(self.site.states(), {"sent": len(PEOPLE)})

    def test_send_drain(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process = subprocess.Popen(
                [self.site.program, "send", "--drain"], env=self.site.env,
                stderr=subprocess.PIPE, text=True)
            self.sending()
            process.send_signal(number)
            _, text = process.communicate(timeout=30)
            self.assertEqual((process.returncode, text), (0, ""))
        self.rest_is_queued()

    def test_the_daemon(self):
        self.site.start_daemon()
        self.sending()
        self.assertEqual(self.site.stop_daemon(), 0)
        self.rest_is_queued()

    def test_the_daemon_whose_relay_is_silent(self):
        """The unanswered one alone is in doubt; a body that was cut is not."""
        self.site.sql("UPDATE delivery SET address = 'silent@example.net'")
        self.site.start_daemon()
        lib.wait_for(lambda: any(s.commands for s in self.site.sink.sessions),
                     what="the envelope")
        began = time.monotonic()
        self.assertEqual(self.site.stop_daemon(), 0)
        self.assertLess(time.monotonic() - began, 9)
        self.assertEqual(self.site.states(), {"queued": len(PEOPLE)})
        self.assertEqual(self.site.sql(
            "SELECT DISTINCT attempts, lease FROM delivery"), [(0, None)])


class Orders(unittest.TestCase):
    """A mailing is stopped by hand while it is sent."""

    def connections(self, order):
        """How many the relay sees when 50 are claimed and then stopped."""
        people = [f"person{i}@example.net" for i in range(60)]
        with SinkSite(delay=0.1) as site:
            site.set("smtp", connections=2)
            site.subscribe("lettre", people)
            file = site.dir / "news.md"
            file.write_text(TEXT)
            site.run("newsletter", "send", file, "--list", "lettre", "--yes")
            process = subprocess.Popen(
                [site.program, "send", "--drain"], env=site.env,
                stderr=subprocess.DEVNULL)
            lib.wait_for(lambda: site.sink.messages, what="a mail")
            site.run("mailing", order, "1")
            site.sink.delay = 0
            self.assertEqual(process.wait(60), 0)
            states = site.states()
            self.assertNotIn("uncertain", states)
            self.assertEqual(states["sent"], len(site.mails()))
            if order == "pause":
                site.run("mailing", "resume", "1")
                site.drain()
                self.assertEqual(site.counts(), dict.fromkeys(people, 1))
                return len(site.sink.sessions) - 2
            return len(site.sink.sessions)

    def test_the_relay_is_spared(self):
        for order in ("pause", "cancel"):
            with self.subTest(order):
                # Two that were open, and two that had an envelope each.
                self.assertLessEqual(self.connections(order), 4)


if __name__ == "__main__":
    unittest.main()
