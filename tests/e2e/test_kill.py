"""Killed at every dangerous point, and started again: nothing is lost, nobody
is answered twice, and at most one mail comes twice, with one Message-ID.

The programs kill themselves where LIAISON_HOOK says (src/base/hook.h).
"""
import collections
import contextlib
import imaplib
import os
import random
import signal
import smtplib
import subprocess
import time
import unittest

import lib
from fake_imap import FakeImap
from sink import KILLED, MANY, SinkSite
from test_daemon import workers_of

LONG = os.environ.get("LIAISON_LONG") is not None
CONNECTIONS = 2
PEOPLE = [f"person{i}@example.net" for i in range(5)]
NEWSLETTER = "---\nsubject: News\nlanguage: en\n---\n\nHello {{name}}!\n"
READER = ["reader.after-fetch", "reader.before-apply", "reader.after-apply",
          "reader.before-move", "reader.after-move"]
SENDER = ["sender.after-claim", "sender.after-start", "smtp.before-body",
          "smtp.after-body", "smtp.after-reply", "sender.before-settle",
          "sender.after-settle"]
COMMITS = ["db.before-commit", "db.after-commit"]


class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def new_site(self, **options):
        site = SinkSite(self.host, MANY, **options)
        site.set("smtp", connections=CONNECTIONS)
        return site

    def killed(self, site, hook, *args):
        """Runs a command with a hook; false when that never was met."""
        done = site.run(*args, status=None, env={"LIAISON_HOOK": hook})
        self.assertIn(done.returncode, (0, KILLED), done.stderr)
        return done.returncode == KILLED

    def deliver(self, site, people):
        with smtplib.LMTP("127.0.0.1", self.host.dovecot.lmtp) as lmtp:
            for address in people:
                mail = lib.make_mail(address, "lettre+subscribe@example.org",
                                     "hello")
                lmtp.sendmail(address, site.box, lib.to_bytes(mail))

    def all_read(self, site, done):
        """Every message is settled and moved, and the database is sound."""
        self.assertTrue(site.sound())
        self.assertEqual(site.states("inbox"), {"done": done})
        self.assertEqual(site.sql(
            "SELECT count(*) FROM inbox WHERE moved = 0"), [(0,)])
        self.assertEqual(self.host.files(site.box), [])
        self.assertEqual(len(self.host.files(site.box, "liaison/done")), done)


class Reader(Kill):
    def four_mails(self, site):
        """One waits to confirm, one to leave, one asks and one needs help."""
        site.ask("confirming@example.net")
        site.subscribe("lettre", ["leaving@example.net"])
        site.turn()
        [question] = site.mails("confirming@example.net")
        site.ask("asking@example.net")
        site.ask("confirming@example.net", None, None, reply_to=question)
        leave = lib.make_mail("leaving@example.net", site.box,
                              "unsubscribe lettre")
        self.host.deliver_lmtp(lib.authenticated(leave), site.box)
        site.ask("helped@example.net", site.box, "help")

    def one_answer_each(self, site):
        site.run("receive", "--once")
        site.drain()
        self.all_read(site, 5)
        self.assertEqual(site.counts(), {
            "asking@example.net": 1, "confirming@example.net": 2,
            "leaving@example.net": 1, "helped@example.net": 1})
        self.assertEqual(site.sql("SELECT how, action, count(*) FROM consent"
                                  " WHERE how <> 'import' GROUP BY how"),
                         [("email", "unsubscribe", 1),
                          ("email-confirmed", "subscribe", 1)])

    def kill_and_finish(self, hook):
        with self.subTest(hook), self.new_site() as site:
            self.four_mails(site)
            met = self.killed(site, hook, "receive", "--once")
            self.one_answer_each(site)
        return met

    def test_at_each_point(self):
        for hook in READER:
            for count in (1, 3) if hook in READER[:3] else (1,):
                self.assertTrue(self.kill_and_finish(f"{hook}:{count}"))

    def test_around_each_commit(self):
        for hook in COMMITS:
            count = 1
            while self.kill_and_finish(f"{hook}:{count}"):
                count += 1
            self.assertGreater(count, 2)

    def test_around_the_commits_of_many(self):
        """Several transactions of several mails each, and one large mail."""
        for hook in COMMITS if LONG else COMMITS[:1]:
            count = 1
            while self.many_killed(f"{hook}:{count}"):
                count += 1
            self.assertGreater(count, 5)

    def many_killed(self, hook):
        people = [f"one-of-many{i}@example.net" for i in range(70)]
        large = lib.make_mail("large@example.net",
                              "lettre+subscribe@example.org", "hello",
                              ("x" * 70 + "\n") * 1000)
        with self.new_site() as site:
            self.deliver(site, people[:40])
            self.host.deliver_lmtp(large, site.box)
            self.deliver(site, people[40:])
            met = self.killed(site, hook, "receive", "--once")
            site.turn()
            self.assertEqual(site.counts(), dict.fromkeys(
                [*people, "large@example.net"], 1), hook)
            self.all_read(site, len(people) + 1)
        return met

    def test_a_mail_that_fails_takes_no_other_with_it(self):
        with self.new_site() as site:
            site.ask("before@example.net")
            site.turn()
            site.sql("CREATE TRIGGER broken BEFORE INSERT ON pending "
                     "WHEN new.address = 'broken@example.net' "
                     "BEGIN SELECT raise(ABORT, 'broken'); END")
            for address in (PEOPLE[0], "broken@example.net", *PEOPLE[1:]):
                site.ask(address)
            for failures in (1, 2, 3):
                done = site.run("receive", "--once", status=70)
                self.assertIn("broken", done.stderr)
                self.assertEqual(site.states("inbox"),
                                 {"done": 6, "received": 1})
                self.assertEqual(len(self.host.files(site.box)), 1)
                self.assertEqual(site.sql(
                    "SELECT attempts FROM inbox WHERE state = 'received'"),
                    [(failures,)])
            site.turn()
            self.assertEqual(site.states("inbox"), {"done": 6, "failed": 1})
            self.assertEqual(self.host.files(site.box), [])
            self.assertEqual(site.counts(), dict.fromkeys(
                [*PEOPLE, "before@example.net"], 1))

    def test_killed_at_a_commit_charges_nobody(self):
        """What died in a commit is not known; then mails go one by one."""
        with self.new_site() as site:
            for address in PEOPLE:
                site.ask(address)
            for count in (1, 2, 2, 2):
                self.assertTrue(self.killed(
                    site, f"db.before-commit:{count}", "receive", "--once"))
            site.turn()
            self.all_read(site, len(PEOPLE))
            self.assertEqual(site.counts(), dict.fromkeys(PEOPLE, 1))

    def test_a_message_that_kills_every_time_is_set_aside(self):
        self.kill_every_time("hello")

    def test_a_large_one_that_kills_every_time_is_set_aside(self):
        self.kill_every_time(("x" * 70 + "\n") * 1000)

    def kill_every_time(self, text):
        with self.new_site() as site:
            self.host.deliver_lmtp(lib.make_mail("poison@example.net",
                "lettre+subscribe@example.org", "hello", text), site.box)
            for address in PEOPLE:
                site.ask(address)
            for _ in range(3):
                self.assertTrue(self.killed(
                    site, "reader.before-apply", "receive", "--once"))
            site.turn()
            self.assertEqual(site.counts(), dict.fromkeys(PEOPLE, 1))
            [failed] = self.host.mailbox(site.box, "liaison/failed")
            self.assertEqual(failed["From"], "poison@example.net")
            self.assertEqual(site.states("inbox"), {"failed": 1, "done": 5})


class Sender(Kill):
    def newsletter(self, site, people):
        site.subscribe("lettre", people)
        file = site.dir / "news.md"
        file.write_text(NEWSLETTER)
        site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def finish(self, site, people, kills):
        """All is sent in the end; returns how many mails came twice."""
        site.run("send", "--drain")
        self.assertLessEqual(set(site.states()), {"sent", "uncertain"})
        site.end_doubts()
        site.run("send", "--drain")
        self.assertTrue(site.sound())
        self.assertEqual(site.states(), {"sent": len(people)})
        self.assertEqual(site.states("mailing"), {"done": 1})
        ids = collections.defaultdict(list)
        for message in site.sink.messages:
            [mail] = [line for line in message.data.split(b"\r\n")
                      if line.lower().startswith(b"message-id:")]
            ids[message.recipients[0]].append(mail)
        self.assertEqual(set(ids), set(people))
        for address, found in ids.items():
            self.assertEqual(len(set(found)), 1, address)
        twice = len(site.sink.messages) - len(people)
        self.assertLessEqual(twice, kills * CONNECTIONS)
        return twice

    def kill_and_finish(self, hook):
        with self.subTest(hook), self.new_site() as site:
            self.newsletter(site, PEOPLE)
            met = self.killed(site, hook, "send", "--drain")
            twice = self.finish(site, PEOPLE, 1 if met else 0)
            if hook.startswith(tuple(SENDER[:3])):
                self.assertLess(twice, CONNECTIONS)  # the others' mails
            elif hook.startswith(tuple(SENDER[3:5])):
                self.assertIn(twice, range(1, CONNECTIONS + 1))
        return met

    def test_at_each_point(self):
        for hook in SENDER:
            for count in (1, 3) if hook in SENDER[1:5] else (1,):
                self.assertTrue(self.kill_and_finish(f"{hook}:{count}"))

    def test_uncertain_twice_is_held(self):
        with self.new_site() as site:
            self.newsletter(site, PEOPLE[:1])
            for _ in range(2):
                self.assertTrue(self.killed(
                    site, "smtp.after-body", "send", "--drain"))
                site.run("send", "--drain")
                site.end_doubts()
            site.run("send", "--drain")
            self.assertEqual(site.states(), {"held": 1})
            self.assertEqual(len(site.sink.messages), 2)

    def test_a_mail_that_kills_every_time_fails_alone(self):
        with self.new_site() as site:
            self.newsletter(site, PEOPLE)
            for _ in range(3):
                self.assertTrue(self.killed(
                    site, "sender.render", "send", "--drain"))
            site.drain()
            self.assertEqual(site.states(), {"sent": 4, "failed": 1})
            [(poison, reply)] = site.sql("SELECT address, reply FROM delivery"
                                         " WHERE state = 'failed'")
            self.assertIn("several times", reply)
            self.assertEqual(site.counts(),
                             dict.fromkeys(set(PEOPLE) - {poison}, 1))

    def test_three_mails_that_kill_once_go_out(self):
        with self.new_site() as site:
            self.newsletter(site, PEOPLE)
            for count in (1, 2, 3, 2, 1):
                self.assertTrue(self.killed(
                    site, f"sender.render:{count}", "send", "--drain"))
            self.finish(site, PEOPLE, 5)

    def test_one_beside_a_daemon_was_killed(self):
        with self.new_site(delay=0.2) as site:
            site.start_daemon()
            lib.wait_for(lambda: (site.dir / "state/sender.lock").exists(),
                         what="the sender of the daemon")
            self.newsletter(site, PEOPLE)
            site.run("send", "--drain", status=None,
                     env={"LIAISON_HOOK": "smtp.after-body"})
            lib.wait_for(lambda: set(site.states()) <= {"sent", "sending"},
                         30, "the end of the sending")
            site.sql("UPDATE delivery SET lease = lease - 7200"
                     " WHERE state = 'sending'")
            (site.dir / "state/wake/sender").touch()
            lib.wait_for(lambda: "sending" not in site.states(),
                         what="the end of the doubt")
            site.stop_daemon()
            self.finish(site, PEOPLE, 1)

    def test_workers_killed_at_random_moments(self):
        people = [f"reader{i}@example.net" for i in range(200)]
        kills = 50 if LONG else 10
        chance = random.Random(kills)
        with self.new_site(delay=0.03) as site:
            self.newsletter(site, people)
            daemon = site.start_daemon()
            for i in range(kills):
                name = ["sender", "sender", "timer", "reader:0"][i % 4]
                lib.wait_for(lambda: name in workers_of(daemon.pid),
                             what=name)
                time.sleep(chance.uniform(0.05, 0.5))
                with contextlib.suppress(KeyError, ProcessLookupError):
                    os.kill(workers_of(daemon.pid)[name], signal.SIGKILL)
                daemon.send_signal(signal.SIGHUP)  # starts it at once
            lib.wait_for(lambda: not {"queued", "claimed", "sending"}
                         & set(site.states()), 60, "the end of the sending")
            self.assertEqual(site.stop_daemon(), 0)
            self.finish(site, people, kills)


class Mailbox(Kill):
    def test_cut_anywhere(self):
        with FakeImap() as server, SinkSite(settings=MANY) as site:
            site.use_imap(server.port)
            people = []
            for cut in range(1, 4000, 1 if LONG else 23):
                people.append(f"cut{cut}@example.net")
                server.add(lib.to_bytes(lib.make_mail(
                    people[-1], "lettre+subscribe@example.org", "hello")))
                server.cut = cut
                server.reset = cut % 2 == 0
                site.run("receive", "--once", status=None)
                if cut % 5 == 0:
                    server.cut = None
                    site.run("receive", "--once")
            server.cut = None
            site.turn()
            self.assertEqual(server.messages, [])
            self.assertEqual(site.counts(), dict.fromkeys(people, 1))
            self.assertEqual(site.states("inbox"), {"done": len(people)})
            self.assertTrue(site.sound())

    def run_at_once(self, site, *args):
        """Three processes of one command; all of them must be content."""
        runs = [subprocess.Popen([site.program, *args], env=site.env,
                                 stderr=subprocess.PIPE, text=True)
                for _ in range(3)]
        for run in runs:
            _, text = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 0, text)

    def test_three_readers_then_three_senders_at_once(self):
        people = [f"shared{i}@example.net" for i in range(150)]
        with self.new_site() as site:
            self.deliver(site, people)
            self.run_at_once(site, "receive", "--once")
            self.run_at_once(site, "send", "--drain")
            self.assertEqual(site.counts(), dict.fromkeys(people, 1))
            # Two sessions that move one mail may leave two copies of it.
            self.assertEqual(self.host.files(site.box), [])
            done = self.host.mailbox(site.box, "liaison/done")
            self.assertEqual({m["From"] for m in done}, set(people))
            self.assertEqual(site.states("inbox"), {"done": len(people)})
            self.assertTrue(site.sound())

    def test_renumbered_with_old_mails(self):
        """T32: many old mails under new numbers: nothing is done twice."""
        people = [f"old{i}@example.net" for i in range(1000 if LONG else 200)]
        with FakeImap() as server, SinkSite(settings=MANY) as site:
            site.use_imap(server.port)
            for address in people:
                server.add(lib.to_bytes(lib.make_mail(
                    address, "lettre+subscribe@example.org", "hello")))
            site.turn()
            self.assertEqual(site.counts(), dict.fromkeys(people, 1))
            server.uidvalidity += 1
            server.uidnext = 1
            for message in server.folders["liaison/done"][:]:
                server.add(message.body)
            server.add(lib.to_bytes(lib.make_mail(
                "new@example.net", "lettre+subscribe@example.org", "hello")))
            site.turn()
            self.assertEqual(server.messages, [])
            self.assertEqual(site.counts(),
                             dict.fromkeys([*people, "new@example.net"], 1))
            self.assertEqual(len(site.sql("SELECT text FROM alarm WHERE key "
                                          "LIKE 'uidvalidity/%'")), 1)
            site.run("receive", "--once")
            self.assertEqual(site.sql("SELECT count(*) FROM event "
                                      "WHERE verb = 'uidvalidity'"), [(1,)])
            self.assertIn("UIDVALIDITY", site.run("status").stdout)

    def test_moved_back_by_hand(self):
        with self.new_site() as site:
            for address in PEOPLE:
                site.ask(address)
            site.turn()
            with imaplib.IMAP4("127.0.0.1", self.host.dovecot.imap) as imap:
                imap.login(site.box, lib.PASSWORD)
                imap.select("liaison.done")
                status, _ = imap._simple_command("MOVE", "1:*", "INBOX")
                self.assertEqual(status, "OK")
            self.assertEqual(len(self.host.files(site.box)), len(PEOPLE))
            site.turn()
            self.assertEqual(site.counts(), dict.fromkeys(PEOPLE, 1))
            self.assertEqual(self.host.files(site.box), [])
            self.assertEqual(
                len(self.host.files(site.box, "liaison/done")), len(PEOPLE))


if __name__ == "__main__":
    unittest.main()
