"""A site whose mail goes into a recording sink, and a look into its database.

    with lib.Host(postfix=False) as host, SinkSite(host) as site:
        site.ask("bob@example.net")
        site.run("receive", "--once")
        site.drain()
        site.mails("bob@example.net")

Every SinkSite has a mailbox of its own on the Dovecot of the host (None: the
test has another one).  Nothing else may be at work while the database is
changed here.
"""
import contextlib
import email
import email.policy
import itertools
import signal
import sqlite3

import lib
from fake_smtp import FakeSmtp

KILLED = -signal.SIGKILL
boxes = itertools.count(1)
MANY = {"limits": {"confirmations_hour": 1000000,
                   "confirmations_site_hour": 1000000}}


class SinkSite(lib.Site):
    def __init__(self, host=None, settings=None, delay=0):
        self.sink = FakeSmtp(delay=delay).start()
        self.box = f"box{next(boxes)}@example.org"
        super().__init__(host, settings=settings)
        self.use_sink()

    def use_host(self, host):
        super().use_host(host)
        self.set("imap", user=self.box)

    def use_sink(self):
        self.set("smtp", host="127.0.0.1", port=self.sink.port, tls="none",
                 user=None, password_file=None)
        if self.host is None:
            self.use_imap(1)  # where nobody is

    def use_imap(self, port):
        self.write_secret("imap", "secret")
        self.set("imap", host="127.0.0.1", port=port, tls="none",
                 user=self.box)

    def stop(self):
        super().stop()
        self.sink.stop()

    # Mail

    def ask(self, address, to="lettre+subscribe@example.org", subject="hello",
            **options):
        """A mail arrives in the site's mailbox."""
        mail = lib.make_mail(address, to, subject, **options)
        self.host.deliver_lmtp(mail, self.box)

    def drain(self):
        self.run("send", "--drain")

    def mails(self, address=None):
        """What the sink took for an address (or all), in order, parsed."""
        self.sink.settle()
        return [email.message_from_bytes(m.data, policy=email.policy.default)
                for m in self.sink.messages
                if address is None or m.recipients == [address]]

    def counts(self):
        """{address: number of mails that the sink took}"""
        self.sink.settle()
        return self.counts_now()

    def counts_now(self):
        """The same while a sender may be at work."""
        found = {}
        for message in self.sink.messages:
            [address] = message.recipients
            found[address] = found.get(address, 0) + 1
        return found

    def subscribe(self, name, addresses):
        table = self.dir / "people.csv"
        table.write_text("email\n" + "".join(a + "\n" for a in addresses))
        self.run("subscriber", "import", name, table, "--consent", "paper")

    # Database

    @property
    def database(self):
        return self.dir / "state" / "liaison.db"

    def sql(self, text, *values):
        with contextlib.closing(sqlite3.connect(self.database)) as db, db:
            return db.execute(text, values).fetchall()

    def states(self, table="delivery"):
        """{state: number of rows}"""
        return dict(self.sql(
            f"SELECT state, count(*) FROM {table} GROUP BY state"))

    def end_doubts(self):
        """As if the time before uncertain deliveries go again were over."""
        self.sql("UPDATE delivery SET due = 0 WHERE state = 'uncertain'")

    def sound(self):
        return self.sql("PRAGMA integrity_check") == [("ok",)]
