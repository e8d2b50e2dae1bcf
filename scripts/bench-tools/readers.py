"""Who reads a mailbox: liaison and mbsync, each time a copy of the same one on
the same Dovecot."""
import contextlib
import fcntl
import imaplib
import itertools
import shutil
import sqlite3
import threading
import time

import lib
from machinery import Measured, Missing
from mixed import Maildir, Mails, copy_maildir
from sink import MANY, SinkSite

MEMBERS = [f"member{i}@dept{i % 97}.example.net" for i in range(2000)]
ASKING = [f"asker{i}@dept{i % 97}.example.net" for i in range(1000)]
NEWSLETTER = "---\nsubject: News\nlanguage: fr\n---\n\nBonjour {{name}}\n"
OWNER = ("nobody", "nogroup")  # whom the private Dovecot runs as
SEED = 1
NEW = 10  # beside those that are done with
MBSYNC = """\
IMAPAccount far
Host localhost
Port {port}
User {user}
Pass {password}
AuthMechs LOGIN
{tls}

IMAPStore far
Account far

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX
SubFolders Verbatim

Channel bench
Far :far:
Near :near:
Sync Pull New
Create Near
SyncState *
"""


class Source:
    """A site whose newsletter has gone out and whom people have asked, and
    mailboxes of mails that mean it."""

    def __init__(self, tools):
        self.tools = tools
        self.boxes = {}
        self.copies = 0
        self.host = lib.Host(postfix=False)
        self.site = SinkSite(self.host, MANY)
        self.owner = OWNER if self.host.dovecot.as_user else None
        self.prepare()
        self.state = self.site.dir / "state"
        shutil.copytree(self.state, self.site.dir / "kept")

    def close(self):
        self.site.close()
        self.host.close()

    def prepare(self):
        for name in ("lettre", "ess-communs"):
            self.site.subscribe(name, MEMBERS)
        news = self.site.dir / "news.md"
        news.write_text(NEWSLETTER)
        self.site.run("newsletter", "send", news, "--list", "lettre", "--yes")
        self.site.drain()
        self.sent = [(m.sender, m.recipients[0], m.data)
                     for m in self.site.sink.messages]
        box = Maildir(self.host.dovecot.maildir(self.site.box), self.owner)
        mails = Mails(SEED)
        for address in ASKING:
            box.add((mails.head(address, "lettre+subscribe@example.org",
                                "hello") + "\n").encode())
            mails.number += 1
        box.give()
        self.site.turn()
        self.asked = [mail for mail in self.site.mails()
                      if str(mail["To"]).strip("<>").startswith("asker")]

    def box(self, kind, count):
        """The user whose mailbox is copied: "mixed" mails, the "small" ones
        among them, or those "done" with before and NEW ones."""
        if (kind, count) not in self.boxes:
            user = f"{kind}{count}@example.org"
            box = Maildir(self.host.dovecot.maildir(user), self.owner)
            mails = Mails(SEED, self.asked, self.sent, MEMBERS)
            getattr(self, "fill_" + kind)(box, mails, count)
            self.know(box, user)
            self.boxes[kind, count] = user
        return self.boxes[kind, count]

    @staticmethod
    def fill_mixed(box, mails, count):
        for _, raw in mails.mixed(count):
            box.add(raw)

    @staticmethod
    def fill_small(box, mails, count):
        for kind, raw in mails.mixed(count):
            if kind != "large":
                box.add(raw)

    @staticmethod
    def fill_done(box, mails, count):
        (box.path / "dovecot-keywords").write_text("0 $LiaisonDone\n")
        for _ in range(count):
            box.add(b"Subject: old\n\n", "a")
        for _, raw in itertools.islice(mails.mixed(100), NEW):
            box.add(raw)

    def know(self, box, user):
        """Dovecot has seen what is there, as in a mailbox in daily use."""
        box.give()
        with imaplib.IMAP4("127.0.0.1", self.host.dovecot.imap) as imap:
            imap.login(user, lib.PASSWORD)
            imap.select("INBOX")

    def copy(self, kind, count):
        """A user with a mailbox of these mails."""
        self.copies += 1
        user = f"copy{self.copies}@example.org"
        copy_maildir(self.host.dovecot.maildir(self.box(kind, count)),
                     self.host.dovecot.maildir(user), self.owner)
        return user

    def forget(self, user):
        shutil.rmtree(self.host.dovecot.maildir(user).parent)


class Reader:
    """liaison receive --once"""
    name = "liaison"

    def __init__(self, source, tls):
        self.source, self.tls = source, tls

    def begin(self, count, kind="mixed"):
        """(user, what runs)"""
        source, site = self.source, self.source.site
        user = source.copy(kind, count)
        shutil.rmtree(source.state)
        shutil.copytree(site.dir / "kept", source.state)
        ports = source.host.dovecot
        site.set("imap", user=user, host="localhost",
                 port=ports.imaps if self.tls else ports.imap,
                 tls="implicit" if self.tls else "none")
        return user, Measured(source.tools, [site.program, "receive",
                                             "--once"], env=site.env)

    def run(self, count):
        user, running = self.begin(count)
        run = running.result()
        self.check(user, count)
        self.source.forget(user)
        return run

    def run_done(self, count):
        user, running = self.begin(count, "done")
        run = running.result()
        self.check(user, NEW, count)
        self.source.forget(user)
        return run

    def filed(self):
        """{state: how many}, of what is decided and moved"""
        return dict(self.source.site.sql(
            "SELECT state, count(*) FROM inbox WHERE moved = 1 AND id > "
            f"{len(ASKING)} GROUP BY state"))

    def check(self, user, count, stay=0):
        dovecot, filed = self.source.host.dovecot, self.filed()
        left = len(dovecot.files(user))
        there = {state: len(dovecot.files(user, f"liaison/{state}"))
                 for state in filed}
        if left != stay or sum(filed.values()) != count or there != filed:
            raise SystemExit(f"liaison: {left} mails left of {count}, filed "
                             f"{filed}, in the folders {there}")


class Mbsync:
    """mbsync, as it comes: each mail is synced to the disk."""
    name = "mbsync"

    def __init__(self, source, tls):
        self.source, self.tls = source, tls
        if shutil.which("mbsync") is None:
            raise Missing("mbsync is not installed (Debian package isync)")

    def run(self, count):
        tools, host = self.source.tools, self.source.host
        user = self.source.copy("mixed", count)
        folder = tools.dir / "mbsync"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        conf = tools.dir / "mbsyncrc"
        tls = (f"SSLType IMAPS\nCertificateFile {host.certificates.authority}"
               if self.tls else "SSLType None")
        conf.write_text(MBSYNC.format(
            port=host.dovecot.imaps if self.tls else host.dovecot.imap,
            user=user, password=lib.PASSWORD, folder=folder, tls=tls))
        conf.chmod(0o600)
        run = Measured(tools, ["mbsync", "-q", "-c", conf, "bench"]).result()
        fetched = sum(1 for name in ("cur", "new")
                      for _ in (folder / "INBOX" / name).iterdir())
        if fetched != count:
            raise SystemExit(f"mbsync fetched {fetched} of {count} mails")
        self.source.forget(user)
        return run


class Writer:
    """Writes a little every 20 ms, in a queue at the turnstile as liaison's
    processes do; `waits`: seconds until it could, the shortest first."""

    def __init__(self, site):
        self.path = site.dir / "state"
        self.waits = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.over.set()
        self.thread.join()
        self.waits.sort()

    def work(self):
        with contextlib.closing(sqlite3.connect(
                self.path / "liaison.db", isolation_level=None,
                timeout=0)) as db, open(self.path / "turn", "r+b") as turn:
            while not self.over.wait(0.02):
                began = time.monotonic()
                fcntl.flock(turn, fcntl.LOCK_EX)
                self.begin(db)
                self.waits.append(time.monotonic() - began)
                fcntl.flock(turn, fcntl.LOCK_UN)
                db.execute("INSERT INTO event (at, actor, verb) "
                           "VALUES (0, 'bench', 'wait')")
                db.execute("COMMIT")

    @staticmethod
    def begin(db):
        while True:
            try:
                return db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                time.sleep(0.0005)


def wait_until(condition, running):
    """Seconds until it holds; the run must still be under way."""
    began = time.monotonic()
    while not condition():
        if running.over():
            raise SystemExit("the run ended too early")
        time.sleep(0.005)
    return time.monotonic() - began
