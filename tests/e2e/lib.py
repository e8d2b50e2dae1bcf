"""Real mail servers and a liaison site for the black-box tests and the demo.

    with Host() as host, Site(host) as site:
        host.send_mail("bob@example.net", "lettre+subscribe@example.org", "")
        site.run("receive", "--once")
        host.mailbox("bob@example.net")

A Host is a private Dovecot and a private Postfix on free loopback ports, under
one temporary folder.  Every address of every domain has a mailbox there, with
the password "secret"; what is sent to the lists of example.org lands in the
mailbox listes@example.org.  Some recipients behave: refused@ANY and
refused+X@ANY are refused with 550, busy@ANY with 450, and bounced@ANY is taken
and then bounced.  Postfix can only be started by root.

Everything started here is stopped by its own process id: at the end of the
with statement, at exit, on SIGINT and SIGTERM, and by a guard if this process
is killed.  Python 3.11 standard library only.
"""
import os
import pathlib
import re
import shutil
import subprocess

from messages import (authenticated, body_of, make_mail, parse_address,  # noqa: F401
                      quoted, to_bytes)
from processes import (Fixture, Folder, greets, need, skip,  # noqa: F401
                       start_process, stop_process, wait_for)
from servers import (PASSWORD, Dovecot, Host,  # noqa: F401
                     Postfix)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("LIAISON_BUILD", "build")).resolve()
LISTES = "listes@example.org"


def edit_conf(text, section, settings):
    """Sets settings of one section in the text of a liaison.conf.

    A setting that stands there, even in a comment, is replaced, another is
    added; a section that is missing is added.  A value of None removes it.
    """
    head = re.compile(
        rf'^{re.escape(section)}[ \t]*("[^"\n]*"[ \t]*)?\{{[^\n]*\n', re.M)
    found = head.search(text)
    if found is None:
        text = text.rstrip("\n") + f"\n\n{section} {{\n}}\n"
        found = head.search(text)
    start = found.end()
    end = re.compile(r"^\}", re.M).search(text, start).start()
    body = text[start:end]
    for name, value in settings.items():
        line = f"\t{name} = {conf_value(value)}\n" if value is not None else ""
        old = re.compile(rf"^[ \t]*#?[ \t]*{name}[ \t]*=.*\n", re.M)
        if old.search(body):
            body = old.sub(lambda _: line, body, count=1)
        else:
            body += line
    return text[:start] + body + text[end:]


def conf_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "{ " + ", ".join(conf_value(v) for v in value) + " }"
    if not re.search(r'["\\$]', str(value)):
        return f'"{value}"'
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


class Site(Fixture):
    """A liaison site whose account is on a Host (None: left empty)."""

    def __init__(self, host=None, folder=None, example="ess-communs",
                 build=BUILD, settings=None, env=None):
        self.host = host
        self.build = pathlib.Path(build)
        self.program = self.build / "liaison"
        if not self.program.exists():
            raise AssertionError(f"{self.program} is not built")
        self.env = dict(os.environ, LC_ALL="C.UTF-8", **(env or {}))
        self.env.pop("LANGUAGE", None)
        self.daemon = None
        self.base = Folder() if folder is None else None
        self.dir = pathlib.Path(folder or self.base.path / "site")
        self.conf = self.dir / "liaison.conf"
        self.opened()
        try:
            self.run("init", "--example", example, self.dir)
            self.env["LIAISON_CONFIG"] = str(self.conf)
            if host is not None:
                self.use_host(host)
            for section, values in (settings or {}).items():
                self.set(section, **values)
        except BaseException:
            self.close()
            raise

    def use_host(self, host):
        """Fills in the account of listes@example.org on this host."""
        shutil.copy(host.certificates.authority, self.dir / "ca.pem")
        for name in ("imap", "smtp"):
            self.write_secret(name, PASSWORD)
            self.set(name, host="localhost", user=LISTES, ca_file="ca.pem")
        self.set("imap", port=host.dovecot.imaps, tls="implicit")
        if host.postfix is not None:
            self.set("smtp", port=host.postfix.submission, tls="starttls")

    def write_secret(self, name, text, mode=0o600):
        """Writes the file secrets/NAME that the example site asks for."""
        path = self.dir / "secrets" / name
        path.touch()
        path.chmod(mode)
        path.write_text(text + "\n")

    def set(self, section, **settings):
        """Changes settings of liaison.conf; see edit_conf()."""
        text = self.conf.read_text()
        self.conf.write_text(edit_conf(text, section, settings))

    def run(self, *args, status=0, input=None, timeout=60, env=None,
            cwd=None):
        """Runs the command line; status=None takes any exit status."""
        done = subprocess.run(
            [self.program, *map(str, args)], input=input, text=True,
            env=self.env | (env or {}), timeout=timeout, cwd=cwd,
            stdin=subprocess.DEVNULL if input is None else None,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="replace")
        if status is not None and done.returncode != status:
            raise AssertionError(
                f"liaison {' '.join(map(str, args))}: exit status "
                f"{done.returncode}, not {status}\n{done.stdout}{done.stderr}")
        return done

    def turn(self):
        """What the daemon does with mail: once in, once out."""
        self.run("receive", "--once")
        self.run("send", "--drain")

    def start_daemon(self, env=None):
        """Starts liaisond; its output goes to liaisond.log in the site."""
        self.log = self.dir / "liaisond.log"
        self.daemon = start_process(
            [self.build / "liaisond", "--config", self.conf], self.log,
            env=self.env | (env or {}))
        return self.daemon

    def stop_daemon(self):
        """Stops liaisond and returns its exit status."""
        daemon, self.daemon = self.daemon, None
        return stop_process(daemon)

    def stop(self):
        if self.daemon is not None:
            self.stop_daemon()
        if self.base is not None:
            self.base.close()
