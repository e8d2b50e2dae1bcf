"""The relay's limits are kept: over restarts, by several processes, for each
domain; notices go ahead, and mailings keep to their hours."""
import datetime
import json
import signal
import subprocess
import threading
import time
import unittest

import lib
from lean_smtp import LeanSmtp
from sink import KILLED, SinkSite
from smtp_probe import SmtpTest, probe

TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello!\n"
MINUTE = 60_000
LATE = 0.25  # seconds that a mail may be on its way under load


def people(count, domain="example.net"):
    return [f"p{i}@{domain}" for i in range(count)]


class Base(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())

    def newsletter(self, addresses, **settings):
        self.site.set("smtp", **settings)
        self.site.subscribe("lettre", addresses)
        file = self.site.dir / "news.md"
        file.write_text(TEXT)
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def invite(self, address):
        """A notice."""
        self.site.run("subscriber", "add", "lettre", address, "--invite")

    def send(self):
        """What may leave now."""
        self.site.run("send", "--drain", "--no-wait")
        return self.site.counts()

    def taken(self):
        """Who got one, while mail is on its way."""
        return [m.recipients[0] for m in self.site.sink.messages]

    def pass_time(self, milliseconds):
        """For the limits, and for what waits in line for its domain."""
        self.site.sql("UPDATE pace_clock SET pace = pace + ?", milliseconds)
        self.site.sql("UPDATE delivery SET due = due - ?",
                      milliseconds // 1000)

    def most_within(self, seconds):
        self.site.sink.settle()
        times = sorted(m.taken for m in self.site.sink.messages)
        return max(sum(start <= t < start + seconds for t in times)
                   for start in times)


class Limits(Base):
    # The whole relay

    def test_per_second(self):
        self.newsletter(people(14), messages_per_second=4)
        self.site.drain()
        self.assertEqual(self.site.counts(), dict.fromkeys(people(14), 1))
        self.assertLessEqual(self.most_within(1 - LATE), 4)
        # Short waits are waited for in the session.
        self.assertEqual(len(self.site.sink.sessions), 1)

    def test_who_waits_for_a_newsletter(self):
        self.site.set("smtp", messages_per_second=3)
        self.site.subscribe("lettre", people(7))
        file = self.site.dir / "news.md"
        file.write_text(TEXT)
        done = self.site.run("newsletter", "send", file, "--list", "lettre",
                             "--yes", "--wait", "--json")
        self.assertEqual(
            json.loads(done.stdout)["deliveries"]["sent"], 7)
        self.assertLessEqual(self.most_within(1 - LATE), 3)

    def test_over_restarts(self):
        self.newsletter(people(10), messages_per_minute=5)
        # One of five is kept for notices.
        for _ in range(2):
            self.assertEqual(len(self.send()), 4)
        self.invite("notice@example.net")
        self.assertIn("notice@example.net", self.send())
        self.invite("late@example.net")
        self.assertEqual(len(self.send()), 5)
        self.pass_time(MINUTE - 5_000)
        self.assertEqual(len(self.send()), 5)
        self.pass_time(8_000)
        self.assertEqual(len(self.send()), 9)
        self.assertIn("late@example.net", self.site.counts())
        self.pass_time(2 * MINUTE)
        self.assertEqual(len(self.send()), 12)
        self.assertEqual(self.site.states("mailing"), {"done": 3})

    def test_several_windows(self):
        self.newsletter(people(9), messages_per_minute=4, messages_per_day=7)
        for total in (3, 6, 6, 6):
            self.assertEqual(len(self.send()), total)
            self.pass_time(2 * MINUTE)
        self.pass_time(23 * 60 * MINUTE)
        self.assertEqual(len(self.send()), 6)
        self.pass_time(2 * 60 * MINUTE)
        self.assertEqual(len(self.send()), 9)

    def test_daemon_and_commands_at_once(self):
        self.newsletter(people(40), messages_per_second=10, connections=3)
        self.site.start_daemon()
        commands = [threading.Thread(target=self.site.drain)
                    for _ in range(2)]
        for command in commands:
            command.start()
        for command in commands:
            command.join()
        lib.wait_for(lambda: len(self.taken()) == 40, what="all mails")
        self.assertEqual(self.site.stop_daemon(), 0)
        self.assertEqual(self.site.counts(), dict.fromkeys(people(40), 1))
        self.assertLessEqual(self.most_within(1 - LATE), 10)

    def test_another_was_faster(self):
        """The last look is that of the transaction that starts a mail."""
        self.newsletter(people(3), messages_per_minute=2)
        with LeanSmtp() as server:
            self.site.set("smtp", port=server.port)
            server.gate.clear()
            command = subprocess.Popen(
                [self.site.program, "send", "--drain", "--no-wait"],
                env=self.site.env)
            lib.wait_for(lambda: server.sessions == 1, what="the session")
            # Its turn was seen; another one takes it.
            self.site.sql("INSERT INTO pace SELECT '', '', 1000, "
                          "30 * 86400, 1")
            server.gate.set()
            self.assertEqual(command.wait(30), 0)
            self.assertEqual(server.recipients, [])
            self.assertEqual(self.site.states(), {"queued": 3})
            self.site.sql("DELETE FROM pace")
            self.site.run("send", "--drain", "--no-wait")
            self.assertEqual(len(server.recipients), 1)
        self.assertEqual(self.site.states(), {"queued": 2, "sent": 1})

    def test_a_wait_ends_when_asked_to(self):
        self.newsletter(people(5), messages_per_minute=3)
        command = subprocess.Popen(
            [self.site.program, "send", "--drain"], env=self.site.env)
        lib.wait_for(lambda: len(self.taken()) == 2, what="two mails")
        # One that comes to it meanwhile does not wait, too.
        lib.wait_for((self.site.dir / "state" / "waiting.lock").exists,
                     what="the wait")
        self.site.run("send", "--drain")
        command.send_signal(signal.SIGTERM)
        self.assertEqual(command.wait(20), 0)
        self.assertEqual(self.site.states(), {"sent": 2, "queued": 3})

    def test_a_notice_wakes_who_waits(self):
        self.newsletter(people(5), messages_per_minute=4)
        command = subprocess.Popen(
            [self.site.program, "send", "--drain"], env=self.site.env)
        lib.wait_for(lambda: len(self.taken()) == 3, what="three mails")
        self.invite("notice@example.net")
        lib.wait_for(lambda: "notice@example.net" in self.taken(),
                     what="the notice")
        command.send_signal(signal.SIGTERM)
        command.wait(20)

    # The rest

    def test_per_domain(self):
        both = people(6, "a.example") + people(6, "b.example")
        self.newsletter(both, domain_per_minute=3)
        for each in (2, 4, 6):
            counts = self.send()
            for domain in ("a.example", "b.example"):
                self.assertEqual(
                    len([a for a in counts if a.endswith(domain)]), each)
            self.pass_time(5 * MINUTE)

    def test_many_who_wait_for_their_domain(self):
        """Few of them are taken at a time, and others have their turn."""
        self.newsletter(people(4000, "a.example"), domain_per_minute=2)
        self.site.run("send", "--drain", "--no-wait", status=KILLED,
                      env={"LIAISON_HOOK": "sender.after-claim:9"})
        self.assertLess(self.site.states()["claimed"], 1500)
        self.assertEqual(set(self.send().values()), {1})
        self.assertEqual(self.site.states()["queued"], 3999)

    def test_hours(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        begin = now + datetime.timedelta(hours=3)
        end = begin + datetime.timedelta(hours=2)
        self.newsletter(people(3), timezone="Etc/UTC",
                        sending_hours=f"{begin:%H:%M}-{end:%H:%M}")
        self.invite("notice@example.net")
        self.assertEqual(self.send(), {"notice@example.net": 1})
        self.site.set("smtp", sending_hours=f"{end:%H:%M}-{begin:%H:%M}")
        self.assertEqual(len(self.send()), 4)

    def test_many_that_are_too_large(self):
        """They are written down in parts."""
        self.newsletter(people(3000), message_max_kb=1)
        self.site.run("send", "--drain", status=KILLED,
                      env={"LIAISON_HOOK": "sender.after-claim:7"})
        self.assertGreater(self.site.states().get("failed", 0), 0)
        self.site.drain()
        self.assertEqual(self.site.states(), {"failed": 3000})

    def test_a_message_that_is_too_large(self):
        self.newsletter(people(1), message_max_kb=1)
        self.send()
        self.assertEqual(self.site.sink.sessions, [])
        [[state, reply]] = self.site.sql("SELECT state, reply FROM delivery")
        self.assertEqual(state, "failed")
        self.assertRegex(
            reply, r"the message has \d+ bytes, smtp.message_max_kb allows")


class Estimate(Base):
    """When the last one leaves: before sending, and while it goes on."""

    def ends(self, *args):
        """In seconds from now, None if nothing tells."""
        done = self.site.run(*args, "--json")
        when = json.loads(done.stdout)["ends"]
        if when is None:
            return None
        then = datetime.datetime.fromisoformat(when.replace("Z", "+00:00"))
        return then.timestamp() - time.time()

    def dry_run(self):
        return self.ends("newsletter", "send", self.site.dir / "news.md",
                         "--list", "lettre", "--dry-run")

    def test_it(self):
        self.site.subscribe("lettre", people(40))
        (self.site.dir / "news.md").write_text(TEXT)
        self.assertIsNone(self.dry_run())
        self.site.set("smtp", messages_per_minute=10)
        # Nine a minute at most: the last four leave after four minutes.
        before = self.dry_run()
        self.assertTrue(235 < before < 265, before)
        self.site.run("newsletter", "send", self.site.dir / "news.md",
                      "--list", "lettre", "--yes")
        self.assertEqual(len(self.send()), 9)
        while_it_runs = self.ends("newsletter", "status", 1)
        self.assertTrue(235 < while_it_runs < 265, while_it_runs)
        self.assertIn("the last one leaves about",
                      self.site.run("status").stdout)
        self.site.set("smtp", domain_per_minute=2)
        self.assertGreater(self.ends("newsletter", "status", 1), 29 * 60)


class Pause(SmtpTest):
    def test_connections_stay(self):
        server = self.serve()
        outcomes = probe(server.port, *people(3), P=50)
        self.assertEqual([o.outcome for o in outcomes], 3 * ["sent"])
        server.settle()
        self.assertEqual(len(server.sessions), 1)

    def test_a_relay_that_does_not_wait(self):
        with LeanSmtp(patience=0.1) as server:
            outcomes = probe(server.port, *people(3), P=400)
            self.assertEqual([o.outcome for o in outcomes], 3 * ["sent"])
            self.assertEqual((outcomes.result, server.sessions), ("ok", 3))

    def test_nobody_waits_for_what_is_stopped(self):
        server = self.serve()
        begin = time.monotonic()
        probe(server.port, *people(3), P=60_000, q=300)
        self.assertLess(time.monotonic() - begin, 30)


if __name__ == "__main__":
    unittest.main()
