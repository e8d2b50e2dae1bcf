"""What a person at a terminal sees of long work, what a log gets, and what
cron does: the programs run on a pseudo-terminal, or without one.
"""
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unittest

import lib
from fake_smtp import FakeSmtp
from sink import SinkSite

PEOPLE = 60
DELAY = 0.02  # of the sink, so that there is something to see
LINE = r"sending (\d+)/(\d+) \((\d+) %\)"


def at_terminal(site, *args, columns=80, until=None):
    """(exit status, standard output, all that stderr's terminal got).

    With `until` the program is asked to stop when the terminal has shown
    that.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [site.program, *args], env=site.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    seen, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([ours], [], [], 1)[0]:
            try:
                seen += os.read(ours, 65536)
            except OSError:  # nobody is left at the other end
                break
        if until and until in seen.decode():
            process.terminate()
            until = None
    os.close(ours)
    out = process.communicate(timeout=60)[0].decode()
    return process.returncode, out, seen.decode()


def lines_of(seen):
    """What stood on the line, one after the other."""
    return [line.rstrip() for line in re.split(r"[\r\n]+", seen)
            if line.strip()]


class Progress(unittest.TestCase):
    def new_site(self, people=PEOPLE, delay=DELAY):
        site = self.enterContext(SinkSite(delay=delay))
        site.subscribe("lettre", [f"p{i}@example.net" for i in range(people)])
        self.news = site.dir / "news.md"
        self.news.write_text("---\nsubject: News\nlanguage: en\n---\n\nHi\n")
        return site

    def send(self, site, *args):
        return site.run("newsletter", "send", self.news, "--list", "lettre",
                        "--yes", *args)

    def test_sending(self):
        site = self.new_site()
        self.send(site)
        status, out, seen = at_terminal(site, "send", "--drain")
        self.assertEqual((status, out), (0, ""))
        shown = lines_of(seen)
        self.assertGreater(len(shown), 3, seen)
        counts = [tuple(map(int, re.match(LINE, line).groups()))
                  for line in shown]
        self.assertEqual(counts, sorted(counts))
        for done, total, percent in counts:
            self.assertEqual((total, percent), (PEOPLE, done * 100 // PEOPLE))
        self.assertRegex(seen, r"\d/s, \d:\d\d left")
        # One line, written anew, and gone at the end.
        self.assertNotIn("\n", seen)
        self.assertRegex(seen, r"\r +\r$")

    def test_refusals(self):
        site = self.new_site(0)
        site.subscribe("lettre", [f"{what}@example.net" for what in (
            "r550", "r450", "dot550", *(f"p{i}" for i in range(40)))])
        self.send(site)
        status, _, seen = at_terminal(site, "send", "--drain", columns=120)
        self.assertEqual(status, 0)
        self.assertRegex(seen, r", 2 failed, 1 to be tried later")

    def test_narrow(self):
        site = self.new_site()
        self.send(site)
        for columns in (24, 8):
            _, _, seen = at_terminal(site, "send", "--drain", columns=columns,
                                     until="sending")
            for line in lines_of(seen):
                self.assertRegex(line, rf"^{LINE}$")

    def test_stopped(self):
        """It goes on from where it was, and says so."""
        site = self.new_site()
        self.send(site)
        at_terminal(site, "send", "--drain", until="sending 1")
        left = site.states()["queued"]
        self.assertLess(left, PEOPLE)
        _, _, seen = at_terminal(site, "send", "--drain")
        self.assertIn(f"/{left} (", seen)
        self.assertEqual(site.states(), {"sent": PEOPLE})

    def test_quiet(self):
        site = self.new_site(10)
        self.send(site)
        self.assertEqual(at_terminal(site, "send", "--drain", "--quiet"),
                         (0, "", ""))
        self.assertEqual(
            at_terminal(site, "newsletter", "send", str(self.news), "--list",
                        "lettre", "--yes", "--wait", "--again", "--quiet"),
            (0, "", ""))
        self.assertEqual(site.states(), {"sent": 20})
        table = site.dir / "more.csv"
        table.write_text("email\nx@example.net\n")
        self.assertEqual(
            at_terminal(site, "subscriber", "import", "lettre", str(table),
                        "--consent", "paper", "--quiet"), (0, "", ""))
        # But errors are said.
        table.write_text("email\nnobody\n")
        status, out, seen = at_terminal(
            site, "subscriber", "import", "lettre", str(table), "--consent",
            "paper", "--quiet")
        self.assertEqual((status, out), (65, ""))
        self.assertIn("nothing was changed", seen)

    def test_cron(self):
        """Nothing is said of what went well in less than a minute."""
        site = self.new_site(5, 0)
        self.send(site)
        done = site.run("send", "--drain")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_waiting_for_a_newsletter(self):
        site = self.new_site()
        status, out, seen = at_terminal(
            site, "newsletter", "send", str(self.news), "--list", "lettre",
            "--yes", "--wait")
        self.assertEqual(status, 0)
        self.assertRegex(seen, LINE)
        self.assertRegex(out, rf"sent +{PEOPLE}\n")

    def test_waiting_for_several_lists(self):
        """One count of all, though each goes through a relay of its own."""
        site = self.new_site()
        site.subscribe("ess-communs",
                       [f"e{i}@example.net" for i in range(PEOPLE)])
        other = self.enterContext(FakeSmtp(delay=DELAY))
        site.conf.write_text(
            site.conf.read_text().replace(
                'list "lettre" {', 'list "lettre" {\n\trelay = "bulk"')
            + '\nrelay "bulk" {\n\ttls = none\n\thost = "127.0.0.1"\n'
            f'\tport = {other.port}\n}}\n')
        status, out, seen = at_terminal(
            site, "newsletter", "send", str(self.news), "--list",
            "lettre, ess-communs", "--yes", "--wait")
        self.assertEqual(status, 0)
        counts = [tuple(map(int, found)) for found in re.findall(LINE, seen)]
        self.assertEqual({total for _, total, _ in counts}, {2 * PEOPLE})
        self.assertEqual(counts, sorted(counts))
        self.assertGreater(counts[-1][0], PEOPLE)
        self.assertEqual(re.findall(r"sent +(\d+)\n", out),
                         [str(PEOPLE), str(PEOPLE)])

    def test_importing(self):
        site = self.new_site(1, 0)
        table = site.dir / "people.csv"
        table.write_text("email\n" + "".join(
            f"q{i}@example.net\n" for i in range(40000)) + "nobody\n")
        status, out, seen = at_terminal(site, "subscriber", "import",
                                        "lettre", str(table), "--consent",
                                        "paper")
        self.assertEqual((status, out), (65, ""))
        # The complaint has a line of its own.
        self.assertRegex(seen, r"checking \d+")
        self.assertRegex(seen, r"[\r\n] *\r?liaison: [^\r\n]*40002: ")


class Status(unittest.TestCase):
    """What an editor sees while it runs."""

    def test_running(self):
        site = self.enterContext(SinkSite(delay=0.05))
        site.subscribe("lettre", [f"{what}@example.net" for what in (
            "r550", "r450", *(f"p{i}" for i in range(1000)))])
        news = site.dir / "news.md"
        news.write_text("---\nsubject: News\nlanguage: en\n---\n\nHi\n")
        site.run("newsletter", "send", news, "--list", "lettre", "--yes")
        [mailing] = self.status(site)["mailings"]
        self.assertEqual((mailing["rate"], mailing["ends"]), (None, None))
        sender = lib.start_process([site.program, "send", "--drain"],
                                   site.dir / "send.log", env=site.env)
        try:
            lib.wait_for(lambda: self.status(site)["mailings"][0]["rate"],
                         what="a rate")
            [mailing] = self.status(site)["mailings"]
            lib.wait_for(lambda: site.states().get("deferred"),
                         what="the refusals")
            text = site.run("status").stdout
            self.assertRegex(text, r"(?m)^mailing \d+ \d+/1002 \(\d+ %\), "
                             r"\S+/(s|min), 1 failed, 1 to be tried later: "
                             r"News\nat the relay's pace the last one ")
            text = site.run("newsletter", "status").stdout
            self.assertRegex(text, r"(?m)^done: \d+/1002 \(\d+ %\), ")
        finally:
            lib.stop_process(sender)
        self.assertGreater(mailing["rate"], 0)
        self.assertRegex(mailing["ends"], r"^\d{4}-.*Z$")
        site.run("mailing", "pause", mailing["id"])
        self.assertRegex(site.run("status").stdout,
                         r"(?m)^mailing \d+ \d+/1002 \(\d+ %\), 1 failed, "
                         r"1 to be tried later \(paused\): News$")
        site.run("mailing", "cancel", mailing["id"])
        self.assertEqual(self.status(site)["mailings"], [])

    def test_waiting(self):
        """What the relay and domains asked for is told while mail waits."""
        site = self.enterContext(SinkSite())
        site.subscribe("lettre", ["anne@example.net"])
        until = int(time.time()) + 600
        for i in range(7):
            site.sql("INSERT INTO brake VALUES ('', ?, ?, 30, 3, 0)",
                     f"d{i}.example", until + i)
        site.sql("INSERT INTO brake VALUES ('', '', ?, 30, 3, 0)", until)
        self.assertNotIn("waiting:", site.run("newsletter", "status").stdout)
        self.assertEqual(self.status(site)["waiting"], [])
        news = site.dir / "news.md"
        news.write_text("---\nsubject: News\nlanguage: en\n---\n\nHi\n")
        site.run("newsletter", "send", news, "--list", "lettre", "--yes")
        waiting = self.status(site)["waiting"]
        self.assertEqual(
            [(w["relay"], w["reason"], w["domain"]) for w in waiting],
            [("", "relay", "")]
            + [("", "domain", f"d{i}.example") for i in range(7)])
        self.assertEqual(
            waiting[0]["until"],
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until)))
        clock = time.strftime("%H:%M", time.localtime(until))
        for args in (["status"], ["newsletter", "status"]):
            text = site.run(*args).stdout
            self.assertRegex(text, rf"(?m)^waiting: the relay wants to be "
                             rf"asked again at (\S+ )?{clock}$")
            self.assertRegex(text, r"(?m)^waiting: d0.example wants to be "
                             r"written to more slowly, next at (\S+ )?..:..$")
            self.assertEqual(text.count("waiting: d"), 5)
            self.assertIn("and 2 domains more\n", text)
        site.sql("UPDATE brake SET quota = 1 WHERE domain = ''")
        self.assertEqual(self.status(site)["waiting"][0]["reason"], "quota")
        self.assertIn("waiting: the relay says that nothing more may be sent",
                      site.run("status").stdout)
        site.sql("UPDATE brake SET until = 1")
        self.assertNotIn("waiting: d", site.run("status").stdout)

    def test_limits(self):
        """The limits and hours of the settings are told while mail waits."""
        site = self.enterContext(SinkSite())
        site.set("smtp", messages_per_hour=3)
        site.subscribe("lettre", [f"p{i}@example.net" for i in range(5)])
        news = site.dir / "news.md"
        news.write_text("---\nsubject: News\nlanguage: en\n---\n\nHi\n")
        site.run("newsletter", "send", news, "--list", "lettre", "--yes")
        self.assertEqual(self.status(site)["waiting"], [])
        site.run("send", "--drain", "--no-wait")
        [waiting] = self.status(site)["waiting"]
        self.assertEqual(waiting["reason"], "limit")
        for relay, told in (("", False), ("/other", True)):
            site.sql("INSERT INTO alarm (key, text, raised) VALUES "
                     f"('smtp/connection{relay}', 'gone', 1)")
            self.assertEqual("the last one leaves about" in site.run(
                "newsletter", "status").stdout, told, relay)
            site.sql("DELETE FROM alarm")
        status, _, seen = at_terminal(site, "send", "--drain",
                                      until="waiting until")
        self.assertEqual(status, 0)
        self.assertRegex(seen, r"sending 0/\d \(0 %\), waiting until "
                         r"(\S+ )?\d\d:\d\d")
        self.assertRegex(site.run("newsletter", "status").stdout,
                         r"(?m)^waiting: the limit of the settings is reached; "
                         r"the next leaves at (\S+ )?..:..$")
        site.set("smtp", messages_per_hour=0, timezone="UTC",
                 sending_hours=self.later_hours())
        [waiting] = self.status(site)["waiting"]
        self.assertEqual(waiting["reason"], "hours")
        self.assertIn("waiting: mailings leave within the sending hours",
                      site.run("status").stdout)

    @staticmethod
    def later_hours():
        """An hour of the day that is far from now, in UTC."""
        hour = (time.gmtime().tm_hour + 12) % 24
        return f"{hour:02}:00-{hour:02}:30"

    @staticmethod
    def status(site):
        return json.loads(site.run("status", "--json").stdout)


if __name__ == "__main__":
    unittest.main()
