"""Owners are told in groups or sent what is for them; what is decided anew
has its effects once, whenever the program is killed."""
import json
import os
import signal
import smtplib
import unittest

import lib
from fake_imap import FakeImap
from sink import KILLED, MANY, SinkSite

OWNER = "owner@example.org"
LONG = os.environ.get("LIAISON_LONG") is not None
LARGE = "x" * 70 + "\n"


class Work(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def new_site(self, **settings):
        limits = MANY["limits"] | settings.pop("limits", {})
        return SinkSite(self.host, settings={"limits": limits} | settings)

    def receive(self, site, **options):
        return site.run("receive", "--once", **options)

    def report(self, site, hours=0):
        """The timer's turn, some hours later; what the owner has got."""
        site.sql("UPDATE allowance SET at = at - ?", 3600 * hours)
        site.run("tick")
        site.drain()
        return site.mails(OWNER)

    def listed(self, site, *args):
        done = site.run("inbox", "list", "--json", *args)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def folders(self, site):
        return {name: len(self.host.files(site.box, "liaison/" + name))
                for name in ("done", "held", "failed", "unknown")
                if self.host.files(site.box, "liaison/" + name)}

    def text(self, mail):
        return " ".join(lib.body_of(mail).split())


class Report(Work):
    def test_a_flood_is_one_report_an_hour(self):
        with self.new_site() as site:
            with smtplib.LMTP("127.0.0.1", self.host.dovecot.lmtp) as lmtp:
                for i in range(1000):
                    address = f"flood{i}@example.net"
                    lmtp.sendmail(address, site.box, lib.to_bytes(
                        lib.make_mail(address, site.box, f"Question {i}",
                                      "Bonjour, quoi ?\n")))
            self.receive(site)
            self.assertEqual(self.folders(site), {"held": 1000})
            [notice] = self.report(site)
            text = self.text(notice)
            self.assertIn("flood0@example.net", text)
            self.assertIn("flood49@example.net", text)
            self.assertNotIn("flood50@example.net", text)
            self.assertIn("Et 950 autre(s)", text)
            self.assertEqual(len(self.report(site)), 1)
            # What comes next is told of once the hour is over.
            site.ask("after@example.net", site.box, "Et ceci ?")
            self.receive(site)
            self.assertEqual(len(self.report(site)), 1)
            self.assertEqual(len(self.report(site, hours=2)), 2)
            self.assertIn("after@example.net", self.text(site.mails(OWNER)[1]))
            self.assertEqual(len(self.report(site, hours=4)), 2)
            self.assertEqual(len(self.listed(site)), 1001)

    def test_long_texts_fit_in(self):
        with self.new_site() as site:
            for i in range(50):
                self.host.deliver_lmtp(lib.to_bytes(lib.make_mail(
                    f"asker{i}@example.net", site.box, "X",
                    "Bonjour, quoi ?\n")).replace(
                        b"Subject: X", b"Subject: %d" % i
                        + (b" " + b"long" * 18) * 400), site.box)
            self.receive(site)
            self.assertEqual(self.folders(site), {"held": 50})
            [notice] = self.report(site)
            self.assertIn("asker49@example.net", self.text(notice))
            self.assertLess(len(notice.as_bytes()), 200000)

    def test_nothing_turns_the_words_around(self):
        with self.new_site() as site:
            self.host.deliver_lmtp(lib.to_bytes(lib.make_mail(
                "turner@example.net", site.box,
                "Q \u202e\u2066 gro.live x", "Quoi ?\n")), site.box)
            self.receive(site)
            [notice] = self.report(site)
            self.assertIn("gro.live", self.text(notice))
            for kind in ("plain", "html"):
                self.assertNotRegex(lib.body_of(notice, kind),
                                    "[\u2028-\u202e\u2066-\u2069]")

    def test_killed_while_it_is_made(self):
        for hook in ("db.before-commit", "db.after-commit"):
            for count in range(1, 6 if LONG else 3):
                with self.new_site() as site:
                    site.ask("asker@example.net", site.box, "Question ?")
                    self.receive(site)
                    done = site.run("tick", status=None, env={
                        "LIAISON_HOOK": f"{hook}:{count}"})
                    self.assertIn(done.returncode, (0, KILLED))
                    self.assertEqual(len(self.report(site)), 1, hook)


class Forward(Work):
    def owner_mail(self, site, writer="alice@example.net",
                   to="lettre+owner@example.org", **options):
        site.ask(writer, to, "Pour vous", body="Merci de votre travail.\n",
                 **options)

    def forwarded(self, site):
        site.drain()
        return [mail for mail in site.mails(OWNER)
                if mail["Reply-To"] is not None]

    def test_mail_to_the_owners_is_sent_on(self):
        with self.new_site() as site:
            self.owner_mail(site)
            self.receive(site)
            [mail] = self.forwarded(site)
            self.assertEqual(mail["Reply-To"], "alice@example.net")
            self.assertNotIn("alice", str(mail["From"]))
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertIn("Pour vous", mail["Subject"])
            [part] = list(mail.iter_attachments())
            self.assertEqual(part.get_content_type(), "message/rfc822")
            self.assertIn("Merci de votre travail",
                          part.get_content().get_content())
            # Told of by that; the grouped report would be the second time.
            self.assertEqual(len(self.report(site, hours=2)), 1)
            [entry] = self.listed(site)
            self.assertIsNotNone(entry["held"]["forwarded"])
            self.assertEqual(self.folders(site), {"held": 1})

    def test_request_without_a_command(self):
        with self.new_site() as site:
            site.ask("bob@example.net", "lettre-request@example.org",
                     "Une question", body="Quand paraît le prochain ?\n")
            site.ask("bob@example.net", "lettre-request@example.org", "help")
            self.receive(site)
            self.assertEqual(len(self.forwarded(site)), 1)
            self.assertEqual(self.folders(site), {"held": 1, "done": 1})

    def test_machines_are_not_sent_on(self):
        with self.new_site() as site:
            for headers in ([("Auto-Submitted", "auto-replied")],
                            [("X-Spam-Flag", "YES")],
                            [("Precedence", "bulk")]):
                self.owner_mail(site, headers=headers)
            self.owner_mail(site, "noreply@example.net")
            self.owner_mail(site, "mailer-daemon@example.net")
            self.owner_mail(site, "lettre@example.org")
            self.receive(site)
            self.assertEqual(self.forwarded(site), [])

    def test_what_comes_back_stays_here(self):
        """An owner whose mailbox sends everything on to the site."""
        with self.new_site() as site:
            self.owner_mail(site)
            self.receive(site)
            [mail] = self.forwarded(site)
            self.host.deliver_lmtp(mail.as_bytes(), site.box)
            self.receive(site)
            self.assertEqual(len(self.forwarded(site)), 1)

    def test_more_than_the_allowance_is_reported(self):
        with self.new_site() as site:
            for i in range(13):
                self.owner_mail(site, f"many{i}@example.net")
            site.ask("large@example.net", "lettre+owner@example.org", "Gros",
                     body=LARGE * 16000)
            self.receive(site)
            self.assertEqual(len(self.forwarded(site)), 10)
            reports = [mail for mail in self.report(site)
                       if mail["Reply-To"] is None]
            self.assertEqual(len(reports), 1)
            for writer in ("many10", "many12", "large"):
                self.assertIn(writer, self.text(reports[0]))
            self.assertNotIn("many9@", self.text(reports[0]))


class Retry(Work):
    """A mail for a list that is not in the settings yet."""

    def early(self, site, address="early@example.net"):
        site.ask(address, site.box, "subscribe journal")
        self.receive(site)
        [entry] = self.listed(site)
        return entry["id"]

    def make_list(self, site):
        text = site.conf.read_text()
        start = text.index('list "lettre"')
        end = text.index("\n}", start) + 2
        site.conf.write_text(
            text + "\n" + text[start:end].replace("lettre", "journal"))

    def asked(self, site, address="early@example.net"):
        site.drain()
        return [mail for mail in site.mails(address)
                if "[confirm" in mail["Subject"]]

    def settled(self, site, number):
        self.assertTrue(site.sound())
        self.assertEqual(len(self.asked(site)), 1)
        self.assertEqual(self.folders(site), {"done": 1})
        self.assertEqual(site.sql("SELECT state, moved FROM inbox"),
                         [("done", 1)])
        self.assertEqual(site.sql("SELECT state FROM held"), [("released",)])
        self.assertEqual(self.listed(site), [])

    def test_understood_since(self):
        with self.new_site() as site:
            number = self.early(site)
            self.make_list(site)
            self.assertEqual(self.asked(site), [])
            self.assertIn("is done", site.run("inbox", "retry", number).stdout)
            self.settled(site, number)
            self.assertIn("done already",
                          site.run("inbox", "retry", number).stderr)
            self.settled(site, number)

    def kill_and_repeat(self, hook, verb="retry"):
        with self.new_site() as site:
            number = self.early(site)
            self.make_list(site)
            done = site.run("inbox", verb, number, status=None,
                            env={"LIAISON_HOOK": hook})
            self.assertIn(done.returncode, (0, KILLED), done.stderr)
            site.run("inbox", verb, number)
            if verb == "retry":
                self.settled(site, number)
            else:
                self.assertEqual(self.asked(site), [])
                self.assertEqual(self.folders(site), {"done": 1})
                self.assertEqual(self.listed(site), [])
            return done.returncode == KILLED

    def test_killed_anywhere(self):
        for hook in ("inbox.before-apply", "inbox.after-apply",
                     "reader.after-move"):
            self.assertTrue(self.kill_and_repeat(hook), hook)
        self.assertTrue(self.kill_and_repeat("inbox.after-apply", "drop"))
        for hook in ("db.before-commit", "db.after-commit"):
            count = 1
            while self.kill_and_repeat(f"{hook}:{count}"):
                count += 1
            self.assertGreater(count, 1)

    def test_the_reader_finishes_what_was_killed(self):
        with self.new_site() as site:
            number = self.early(site)
            site.run("inbox", "drop", number, status=KILLED,
                     env={"LIAISON_HOOK": "inbox.after-apply"})
            self.assertEqual(self.folders(site), {"held": 1})
            self.receive(site)
            self.assertEqual(self.folders(site), {"done": 1})

    def test_beside_a_daemon(self):
        with self.new_site() as site:
            number = self.early(site)
            self.make_list(site)
            site.start_daemon()
            lib.wait_for(lambda: (site.dir / "state/sender.lock").exists(),
                         what="the daemon")
            runs = [site.run("inbox", "retry", number, status=None)
                    for _ in range(2)]
            self.assertEqual(runs[0].returncode, 0, runs[0].stderr)
            lib.wait_for(lambda: "early@example.net" in site.counts_now(),
                         30, "the confirmation")
            self.assertEqual(site.stop_daemon(), 0)
            self.settled(site, number)

    def test_server_out_of_reach(self):
        with FakeImap() as server, SinkSite(settings=MANY) as site:
            site.use_imap(server.port)
            server.add(lib.to_bytes(lib.make_mail(
                "far@example.net", site.box, "Question", "Quoi ?\n")))
            self.receive(site)
            [entry] = self.listed(site)
            site.use_imap(1)
            box = site.sql("SELECT mailbox FROM inbox")[0][0]
            self.assertIn("127.0.0.1", box)
            for verb in ("show", "retry"):
                done = site.run("inbox", verb, entry["id"], status=None)
                self.assertNotIn(done.returncode, (0, 70), done.stderr)
            done = site.run("inbox", "drop", entry["id"], status=None)
            self.assertIn("not in its new folder yet", done.stderr)
            self.assertEqual(self.listed(site), [])
            site.use_imap(server.port)
            self.receive(site)
            self.assertEqual(len(server.folders["liaison/done"]), 1)

    def test_a_server_that_tells_no_new_numbers(self):
        with FakeImap() as server, SinkSite(settings=MANY) as site:
            server.capabilities_after = "IMAP4rev1 IDLE MOVE NAMESPACE"
            site.use_imap(server.port)
            for i in range(3):
                server.add(lib.to_bytes(lib.make_mail(
                    f"none{i}@example.net", site.box, "Question",
                    f"Quoi {i} ?\n")))
            self.receive(site)
            for entry in self.listed(site):
                shown = json.loads(site.run(
                    "inbox", "show", "--json", entry["id"]).stdout)
                self.assertEqual(shown["mail"]["from"], [entry["from"]])
            site.run("inbox", "drop", self.listed(site)[1]["id"])
            self.assertEqual(len(server.folders["liaison/held"]), 2)
            self.assertIn(b"none1@example.net",
                          server.folders["liaison/done"][0].body)


class Aside(Work):
    """Q23: what kills the reader, or is too large."""

    def test_deadly(self):
        with self.new_site() as site:
            site.ask("poison@example.net", site.box, "aide")
            site.ask("after@example.net", site.box, "aide")
            for _ in range(3):
                self.receive(site, status=KILLED, env={
                    "LIAISON_HOOK": "reader.before-apply"})
            self.receive(site)
            site.drain()
            self.assertEqual(site.counts(), {"after@example.net": 1})
            [entry] = self.listed(site)
            self.assertEqual((entry["from"], entry["subject"],
                              entry["state"], entry["folder"]),
                             ("poison@example.net", "aide", "failed",
                              "failed"))
            self.assertIn("stopped on this message", entry["reason"])
            self.assertIn("inbox list", site.run("status").stdout)
            self.assertIn("poison@example.net", self.text(self.report(site)[0]))
            shown = site.run("inbox", "show", entry["id"]).stdout
            self.assertIn("From: poison@example.net", shown)
            site.run("inbox", "retry", entry["id"])
            site.drain()
            self.assertEqual(site.counts()["poison@example.net"], 1)
            self.assertEqual(self.folders(site), {"done": 2})
            self.assertNotIn("inbox list", site.run("status").stdout)

    @unittest.skipUnless(LONG, "LIAISON_LONG=1")
    def test_without_end(self):
        """Ten seconds of the processor are enough for any message."""
        with self.new_site() as site:
            site.ask("slow@example.net", site.box, "aide")
            site.ask("after@example.net", site.box, "aide")
            for _ in range(3):
                self.receive(site, status=-signal.SIGPROF, env={
                    "LIAISON_HOOK": "reader.before-apply",
                    "LIAISON_HOOK_SPINS": "1"})
            self.receive(site)
            site.drain()
            self.assertEqual(site.counts(), {"after@example.net": 1})
            [entry] = self.listed(site)
            self.assertEqual((entry["from"], entry["state"]),
                             ("slow@example.net", "failed"))

    def test_too_large(self):
        with self.new_site(limits={"message_mb": 1}) as site:
            site.ask("large@example.net", site.box, "aide",
                     body=LARGE * 20000)
            site.ask("after@example.net", site.box, "aide")
            self.receive(site)
            [entry] = self.listed(site)
            self.assertEqual((entry["from"], entry["subject"],
                              entry["state"]),
                             ("large@example.net", "aide", "failed"))
            self.assertGreater(entry["size"], 1000000)
            done = site.run("inbox", "retry", entry["id"], status=None)
            self.assertNotIn(done.returncode, (0, 70))
            self.assertIn("still larger", done.stderr)
            raw = site.run("inbox", "show", entry["id"], "--raw").stdout
            self.assertGreater(len(raw), 1000000)
            site.set("limits", message_mb=5)
            self.assertIn("still waits",
                          site.run("inbox", "retry", entry["id"]).stdout)
            self.assertEqual([(e["state"], e["folder"])
                              for e in self.listed(site)], [("held", "held")])
            self.assertEqual(self.folders(site), {"done": 1, "held": 1})

    def test_larger_than_the_server_says(self):
        """Some servers guess; the mails behind it must not wait for ever."""
        with FakeImap() as server, SinkSite(settings=MANY) as site:
            site.use_imap(server.port)
            site.set("limits", message_mb=1)
            server.add(lib.to_bytes(lib.make_mail(
                "liar@example.net", site.box, "aide", LARGE * 20000)))
            server.add(lib.to_bytes(lib.make_mail(
                "after@example.net", site.box, "aide")))
            server.said_size = 1000
            self.receive(site)
            site.drain()
            self.assertEqual(site.counts(), {"after@example.net": 1})
            [entry] = self.listed(site)
            self.assertEqual((entry["from"], entry["state"]),
                             ("liar@example.net", "failed"))


if __name__ == "__main__":
    unittest.main()
