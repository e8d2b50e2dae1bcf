"""What is compared: liaison, smtp-source and mlmmj, each sending `count` mails
of one size into a port, from the same start each time."""
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import time

import lib
import processes
from fake_smtp import FakeSmtp
from machinery import Measured, Missing

TEXT = ("Dear {{name}}{{^name}}reader{{/name}}, the cooperative met on Monday "
        "and spoke about the garden, the accounts and the summer.")
NEWSLETTER = f"---\nsubject: News\nlanguage: en\n---\n\n{TEXT}\n"
MLMMJ = pathlib.Path("/usr/bin/mlmmj-process")
MLMMJ_FOLDERS = ["incoming", "queue/discarded", "archive", "text", "subconf",
                 "unsubconf", "bounce", "control", "moderation",
                 "subscribers.d", "digesters.d", "requeue", "nomailsubs.d"]


class Liaison:
    """A site with `count` people and a newsletter to them all, queued; each
    run begins with a copy of that database."""
    name = "liaison"

    def __init__(self, tools, count, k=10, queued=True):
        self.tools, self.count, self.k = tools, count, k
        self.site = lib.Site()
        self.site.set("imap", host="127.0.0.1", user="nobody")
        self.site.write_secret("imap", "unused")
        self.site.set("smtp", host="127.0.0.1", tls="none", user=None,
                      password_file=None, messages_per_connection=1000000)
        self.import_people()
        if queued:
            self.queue()
        self.keep()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.site.close()

    def import_people(self):
        table = self.site.dir / "people.csv"
        with table.open("w") as out:
            out.write("email,name\n")
            for i in range(self.count):
                out.write(f"person{i}@example.net,Person {i}\n")
        self.site.run("subscriber", "import", "lettre", table, "--consent",
                      "paper", timeout=600)
        self.news = self.site.dir / "news.md"
        self.news.write_text(NEWSLETTER)

    def queue(self, **options):
        """The newsletter to everybody, not yet sent."""
        return Measured(self.tools, [
            self.site.program, "newsletter", "send", self.news, "--list",
            "lettre", "--yes"], env=self.site.env, **options).result()

    def keep(self):
        """What is now is the start of each run."""
        self.copy("state", "kept")

    def back(self):
        self.copy("kept", "state")

    def copy(self, source, target):
        shutil.rmtree(self.site.dir / target, ignore_errors=True)
        shutil.copytree(self.site.dir / source, self.site.dir / target)
        with open(self.site.dir / target / "liaison.db", "rb+") as file:
            os.fsync(file.fileno())

    def begin(self, port, k=None, pin=False, **settings):
        self.back()
        self.site.set("smtp", port=port, connections=k or self.k, **settings)
        return Measured(self.tools, [self.site.program, "send", "--drain"],
                        pin=pin, env=self.site.env)

    def check(self):
        states = self.states()
        if states != {"sent": self.count}:
            raise SystemExit(f"liaison: not all was sent: {states}")

    def states(self):
        path = self.site.dir / "state" / "liaison.db"
        with contextlib.closing(sqlite3.connect(path)) as db:
            return dict(db.execute("SELECT state, count(*) FROM delivery "
                                   "GROUP BY state").fetchall())


class Signed:
    """The same site with these settings of DKIM keys, or with none."""

    def __init__(self, ours, name, settings):
        self.ours, self.count, self.name = ours, ours.count, name
        self.plain = ours.site.conf.read_text()
        self.section = "".join(
            ['\ndkim "example.org" {\n']
            + [f'\t{key} = "{value}"\n' for key, value in settings.items()]
            + ["}\n"]) if settings else ""

    def begin(self, port, **options):
        self.ours.site.conf.write_text(self.plain + self.section)
        return self.ours.begin(port, **options)

    def check(self):
        self.ours.check()


def dkim_variants(ours):
    """The site unsigned, with an RSA-2048 key, with an Ed25519 key, and with
    both."""
    done = ours.site.run("dkim", "generate", "--json", status=None)
    if done.returncode != 0:
        raise Missing("this build makes no DKIM keys")
    files = {key["type"]: key["file"]
             for key in json.loads(done.stdout)["keys"]}
    rsa = {"key_file": files["rsa"]}
    ed25519 = {"ed25519_key_file": files["ed25519"]}
    return [Signed(ours, name, settings) for name, settings in (
        ("unsigned", {}), ("RSA-2048", rsa), ("Ed25519", ed25519),
        ("RSA-2048 and Ed25519", rsa | ed25519))]


def mail_size(tools):
    """Bytes of one mail of liaison's, as it goes over the wire."""
    with Liaison(tools, 1) as one, FakeSmtp() as server:
        one.begin(server.port).result()
        return len(server.messages[0].wire)


class SmtpSource:
    """Postfix' load generator, one connection for many mails (-d)."""
    name = "smtp-source -d"

    def __init__(self, tools, count, size, k=10):
        processes.need("smtp-source")
        self.tools, self.count, self.size, self.k = tools, count, size, k
        self.headers = 0
        with FakeSmtp() as server:
            self.begin(server.port, k=1, count=1).result()
            self.headers = len(server.messages[0].wire) - size

    def begin(self, port, k=None, pin=False, count=None):
        return Measured(self.tools, [
            "smtp-source", "-d", "-m", count or self.count, "-l",
            self.size - self.headers, "-s", k or self.k, "-f",
            "list@example.org", "-t", "person@example.net",
            f"127.0.0.1:{port}"], pin=pin)

    def check(self):
        pass


class Mlmmj:
    """One post to a list; a bounce address of its own for each person, over
    one connection (it has no more)."""

    def __init__(self, tools, count, size, nodelay):
        if not MLMMJ.exists():
            raise Missing("mlmmj is not installed (Debian package mlmmj)")
        self.tools, self.count, self.size = tools, count, size
        self.name = "mlmmj, TCP_NODELAY" if nodelay else "mlmmj as shipped"
        self.env = dict(os.environ)
        if nodelay:
            self.env["LD_PRELOAD"] = str(tools("nodelay.so"))

    def begin(self, port, k=None, pin=False):
        folder = self.make_list(port)
        mail = folder / "incoming" / str(time.time_ns())
        head = ("Return-Path: <poster@example.org>\n"
                "X-Original-To: bench@example.org\n"
                "Delivered-To: bench@example.org\n"
                "From: poster@example.org\nTo: bench@example.org\n"
                "Subject: News\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n"
                f"Message-ID: <{time.time_ns()}@example.org>\n\n")
        line = "x" * 75 + "\n"
        mail.write_text(head + line * ((self.size - len(head)) // 77))
        return Measured(self.tools, [MLMMJ, "-L", folder, "-m", mail],
                        pin=pin, env=self.env)

    def make_list(self, port):
        folder = self.tools.dir / "mlmmj"
        shutil.rmtree(folder, ignore_errors=True)
        for name in MLMMJ_FOLDERS:
            (folder / name).mkdir(parents=True)
        (folder / "index").write_text("0\n")
        control = {"listaddress": "bench@example.org\n",
                   "owner": "owner@example.org\n", "noarchive": "",
                   "relayhost": "127.0.0.1\n", "smtpport": f"{port}\n"}
        for name, text in control.items():
            (folder / "control" / name).write_text(text)
        texts = pathlib.Path("/usr/share/mlmmj/text.skel/en")
        if texts.is_dir():
            shutil.copytree(texts, folder / "text", dirs_exist_ok=True)
        for letter in range(26):
            first = chr(ord("a") + letter)
            people = [f"{first}person{i}@example.net\n"
                      for i in range(letter, self.count, 26)]
            if people:
                (folder / "subscribers.d" / first).write_text("".join(people))
        return folder

    def check(self):
        pass
