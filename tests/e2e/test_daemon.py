"""liaisond on real servers: answers at once, survives what goes away, ends."""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

import lib

SITE = "listes@example.org"
WORKERS = {"reader:0", "sender", "timer"}
EX_IOERR, EX_TEMPFAIL, EX_NOPERM, EX_CONFIG = 74, 75, 77, 78


def arguments(pid):
    """The command line of a process, [] when it is gone or a zombie."""
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def workers_of(pid):
    """{name: pid} of the workers of a liaisond."""
    try:
        children = pathlib.Path(
            f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return {}
    named = {}
    for child in map(int, children):
        words = arguments(child)
        if "--worker" in words:
            named[words[words.index("--worker") + 1]] = child
    return named


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().split(")")[1]
    used = sum(map(int, fields.split()[11:13]))
    return used / os.sysconf("SC_CLK_TCK")


class Daemon(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host())

    def setUp(self):
        self.site = lib.Site(self.host)
        self.addCleanup(self.site.close)

    def start(self):
        daemon = self.site.start_daemon()
        lib.wait_for(lambda: set(workers_of(daemon.pid)) == WORKERS,
                     what="all workers")
        self.wait_log("state=open")
        return daemon

    def log(self):
        return self.site.log.read_text()

    def wait_log(self, text, count=1):
        lib.wait_for(lambda: self.log().count(text) >= count, 30,
                     f"{text} in the log")

    def ask(self, address):
        """Somebody's request arrives, without Postfix."""
        self.host.deliver_lmtp(lib.make_mail(
            address, "lettre+subscribe@example.org", "bonjour"), SITE)

    def answered(self, address, timeout=10):
        mails = self.host.wait_mail(address, timeout=timeout)
        self.assertEqual(len(mails), 1)

    def status(self):
        return json.loads(self.site.run("status", "--json").stdout)

    def test_mail_is_answered_at_once_and_idling_costs_nothing(self):
        daemon = self.start()
        pids = [daemon.pid, *workers_of(daemon.pid).values()]
        time.sleep(1)
        before = sum(map(cpu_seconds, pids))
        time.sleep(1)
        self.assertLess(sum(map(cpu_seconds, pids)) - before, 0.1)
        for address in ("idle1@example.net", "idle2@example.net"):
            self.ask(address)
            self.answered(address)
        lib.wait_for(lambda: not self.host.files(SITE), what="the move")

    def test_neither_log_nor_core_names_anybody(self):
        self.site.run("subscriber", "add", "lettre", "refused@example.net",
                      "--invite")
        daemon = self.start()
        for pid in (daemon.pid, *workers_of(daemon.pid).values()):
            limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
            self.assertRegex(limits, r"Max core file size +0 +0 ")
        lib.wait_for(lambda: "status=failed" in self.log(), what="the refusal")
        self.assertNotIn("refused@", self.log())

    def test_sigterm_ends_all_soon(self):
        daemon = self.start()
        workers = workers_of(daemon.pid)
        began = time.monotonic()
        self.assertEqual(self.site.stop_daemon(), 0)
        self.assertLess(time.monotonic() - began, 10)
        for name, pid in workers.items():
            self.assertEqual(arguments(pid), [], name)
        self.assertIn("state=stopped", self.log())

    def test_the_second_is_refused(self):
        daemon = self.start()
        done = subprocess.run(
            [self.site.build / "liaisond", "--config", self.site.conf],
            env=self.site.env, capture_output=True, text=True, timeout=10)
        self.assertEqual(done.returncode, EX_TEMPFAIL)
        self.assertRegex(done.stderr, r"\Aliaisond: another liaisond .*\n\Z")
        self.assertIsNone(daemon.poll())

    def test_a_killed_worker_is_started_again_alone(self):
        daemon = self.start()
        for name in sorted(WORKERS):
            before = workers_of(daemon.pid)
            os.kill(before[name], signal.SIGKILL)
            lib.wait_for(lambda: workers_of(daemon.pid).get(
                name, before[name]) != before[name], what=name)
            now = workers_of(daemon.pid)
            for other in WORKERS - {name}:
                self.assertEqual(now[other], before[other])
        self.ask("restarted@example.net")
        self.answered("restarted@example.net")

    def test_workers_end_with_their_supervisor(self):
        daemon = self.start()
        workers = workers_of(daemon.pid)
        daemon.kill()
        for name, pid in workers.items():
            lib.wait_for(lambda: arguments(pid) == [], what=f"end of {name}")
        self.site.stop_daemon()
        self.start()
        self.ask("successor@example.net")
        self.answered("successor@example.net")

    def test_sighup_reads_the_settings_again(self):
        port = self.host.postfix.submission
        self.site.set("smtp", port=1)
        daemon = self.start()
        self.ask("hup@example.net")
        lib.wait_for(lambda: self.status()["alarms"], what="the alarm")
        self.assertEqual(self.host.files("hup@example.net"), [])
        self.site.set("smtp", port=port)
        daemon.send_signal(signal.SIGHUP)
        self.answered("hup@example.net")
        self.assertIsNone(daemon.poll())

    def test_sighup_with_a_mistake_changes_nothing(self):
        daemon = self.start()
        before = workers_of(daemon.pid)
        with open(self.site.conf, "a") as conf:
            conf.write("\nnonsense = 1\n")
        daemon.send_signal(signal.SIGHUP)
        self.wait_log("nonsense")
        self.assertEqual(workers_of(daemon.pid), before)
        self.ask("mistake@example.net")
        self.answered("mistake@example.net")

    def test_sighup_with_another_mailbox(self):
        daemon = self.start()
        self.site.set("imap", folder="elsewhere")
        daemon.send_signal(signal.SIGHUP)
        self.wait_log("state=open", 2)
        self.ask("moved@example.net")
        self.answered("moved@example.net")
        lib.wait_for(lambda: self.host.files(SITE, "elsewhere/done"),
                     what="the mail in its folder")

    def test_the_mailbox_goes_away_and_comes_back(self):
        self.start()
        self.host.dovecot.stop()
        try:
            # Dovecot lets an idle session live for some ten seconds more.
            alarms = lib.wait_for(lambda: self.status()["alarms"], 60,
                                  what="the alarm")
            self.assertEqual([a["key"] for a in alarms], ["imap/" + SITE])
        finally:
            self.host.dovecot.start()
        self.ask("back@example.net")
        self.answered("back@example.net", 20)
        self.assertEqual(self.status()["alarms"], [])

    def test_a_refused_login_is_an_alarm(self):
        self.site.write_secret("smtp", "wrong")
        self.start()
        self.ask("login@example.net")
        alarms = lib.wait_for(lambda: self.status()["alarms"],
                              what="the alarm")
        self.assertEqual([a["key"] for a in alarms], ["smtp/auth"])
        self.assertNotIn("wrong", json.dumps(alarms))
        self.assertEqual(self.status()["deliveries"]["queued"], 1)
        self.site.write_secret("smtp", lib.PASSWORD)
        self.answered("login@example.net", 30)
        lib.wait_for(lambda: not self.status()["alarms"],
                     what="the end of the alarm")

    def test_the_relay_goes_away_and_comes_back(self):
        self.start()
        self.host.postfix.stop()
        try:
            self.ask("relay@example.net")
            alarm = lib.wait_for(lambda: self.status()["alarms"],
                                 what="the alarm")
            self.assertEqual([a["key"] for a in alarm], ["smtp/connection"])
            self.assertIn("alarm: ", self.site.run("status").stdout)
            self.assertEqual(self.status()["deliveries"]["queued"], 1)
        finally:
            self.host.postfix.start()
        self.answered("relay@example.net", 30)
        lib.wait_for(lambda: not self.status()["alarms"],
                     what="the end of the alarm")
        self.assertEqual(self.status()["deliveries"]["sent"], 1)


class Refusals(unittest.TestCase):
    """Not started: one sentence and a status of sysexits.h."""

    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def setUp(self):
        self.site = lib.Site(self.host)
        self.addCleanup(self.site.close)
        self.site.set("smtp", port=self.host.dovecot.imaps)  # never reached
        self.secrets = self.site.dir / "secrets"

    def refused(self, status, sentence, before=()):
        for program, *words in (("liaisond", "--config", self.site.conf),
                                ("liaison", "receive", "--once")):
            with self.subTest(program):
                done = subprocess.run(
                    [*before, self.site.build / program, *words],
                    env=self.site.env, capture_output=True, text=True,
                    timeout=20, stdin=subprocess.DEVNULL)
                self.assertRegex(done.stderr,
                                 rf"\A{program}: [^\n]*{sentence}[^\n]*\n\Z")
                self.assertEqual(done.returncode, status)
                self.assertEqual(done.stdout, "")

    def test_a_missing_secret(self):
        (self.secrets / "imap").unlink()
        self.refused(EX_CONFIG, "secrets/imap")

    def test_a_secret_that_others_may_read(self):
        (self.secrets / "smtp").chmod(0o644)
        self.refused(EX_NOPERM, "secrets/smtp")

    def test_an_empty_secret(self):
        (self.secrets / "imap").write_text("\n")
        self.refused(EX_CONFIG, "imap.password")

    def test_an_empty_key(self):
        (self.secrets / "site.key").write_text("\n")
        self.refused(EX_CONFIG, "site.key")

    def test_a_sample_key(self):
        for key in ("0" * 64, "0123456789abcdef" * 4, "change me"):
            (self.secrets / "site.key").write_text(key + "\n")
            self.refused(EX_CONFIG, "site.key")

    def test_an_unwritable_state_folder(self):
        before = []
        state = self.site.dir / "state"
        state.mkdir(exist_ok=True)
        if os.getuid() == 0:
            lib.need("setpriv")
            before = ["setpriv", "--reuid=nobody", "--regid=nogroup",
                      "--clear-groups"]
            for path in (self.site.dir, *self.site.dir.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")
            # The place of the build may be closed to nobody.
            folder = self.site.base.path
            for name in ("liaison", "liaisond"):
                shutil.copy(self.site.build / name, folder)
            self.site.build = folder
        state.chmod(0o500)
        self.refused(EX_NOPERM, "state", before)

    def change_database(self, pragma):
        self.site.run("tick")
        path = self.site.dir / "state" / "liaison.db"
        with sqlite3.connect(path) as db:
            db.execute(pragma)
        db.close()
        return path

    def test_a_database_of_another_version(self):
        path = self.change_database("PRAGMA user_version = 4711")
        was = path.read_bytes()
        self.refused(EX_IOERR, "newer liaison")
        self.assertEqual(path.read_bytes(), was)

    def test_a_database_of_another_program(self):
        path = self.change_database("PRAGMA application_id = 4711")
        was = path.read_bytes()
        self.refused(EX_IOERR, "liaison.db")
        self.assertEqual(path.read_bytes(), was)

    def test_no_database_at_all(self):
        state = self.site.dir / "state"
        state.mkdir(exist_ok=True)
        (state / "liaison.db").write_text("This is a shopping list.\n" * 99)
        self.refused(EX_IOERR, "liaison.db")


if __name__ == "__main__":
    unittest.main()
