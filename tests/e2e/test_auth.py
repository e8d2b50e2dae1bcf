"""Logging in at the relay: every mechanism, tokens, client certificates; what
is refused stops the queue, with one alarm, and charges nobody (Q14, Q15)."""
import unittest

from certificates import Certificates
from fake_smtp import FakeSmtp
from sink import SinkSite
from smtp_probe import SECRET, WAIT, SmtpTest, probe, refused

TOKEN = "ya29." + "A1b2-_~+/" * 200 + "=="
PASSWORDS = ("PLAIN", "LOGIN", "CRAM-MD5")
TOKENS = ("XOAUTH2", "OAUTHBEARER")
PEOPLE = [f"person{i}@example.net" for i in range(3)]


class Mechanisms(SmtpTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = Certificates(cls.folder / "tls")
        cls.good = cls.certificates.make("good")

    def tls(self, server):
        """The options of a client of this server."""
        if server.tls is None:
            return {}
        return {"t": server.tls, "h": "localhost",
                "c": self.certificates.authority}

    def test_each_mechanism(self):
        for name in PASSWORDS + TOKENS:
            for tls in (None, "implicit", "starttls"):
                secret = TOKEN if name in TOKENS else SECRET
                with self.subTest(name, tls=tls):
                    server = self.serve(
                        auth={"bob": secret}, mechanisms=" ".join(
                            PASSWORDS + TOKENS), tls=tls,
                        certificate=self.good)
                    [got] = probe(server.port, "bob@example.net",
                                  u=f"bob:{secret}", a=name.lower(),
                                  **self.tls(server))
                    self.assertEqual(got.outcome, "sent", got)
                    server.settle()
                    [session] = server.sessions
                    self.assertEqual(session.mechanism, name)
                    self.assertEqual(session.logins, [
                        ("bob", None if name == "CRAM-MD5" else secret)])

    def test_auto(self):
        for offered, taken in (("PLAIN", "PLAIN"), ("LOGIN", "LOGIN"),
                               ("GSSAPI NTLM LOGIN", "LOGIN"),
                               ("LOGIN PLAIN CRAM-MD5", "CRAM-MD5"),
                               ("DIGEST-MD5 PLAIN XOAUTH2", "PLAIN")):
            with self.subTest(offered):
                server = self.serve(auth={"bob": SECRET}, mechanisms=offered)
                probe(server.port, "bob@example.net", u=f"bob:{SECRET}")
                server.settle()
                self.assertEqual(server.sessions[0].mechanism, taken)

    def test_none_in_common(self):
        for asked in PASSWORDS + TOKENS:
            others = " ".join({*PASSWORDS, *TOKENS} - {asked})
            with self.subTest(asked):
                server = self.serve(auth={"bob": SECRET}, mechanisms=others)
                got = refused(server.port, u=f"bob:{SECRET}", a=asked.lower())
                self.assertEqual(got.result, "auth")
                self.assertIn("offers no way to log in", got.error)
                self.assertIn(f"(wanted: {asked.lower()})", got.error)
                server.settle()
                self.assertNotIn(b"AUTH", server.raw)

    def test_refused(self):
        for name in PASSWORDS + TOKENS:
            for reply, result in ((None, "auth"), ("454", "network"),
                                  ("421", "network"), ("535", "auth"),
                                  ("close", "network"), ("silent", "timeout")):
                with self.subTest(name, reply=reply):
                    server = self.serve(auth={"bob": "other"},
                                        mechanisms=name, auth_reply=reply)
                    got = refused(server.port, u=f"bob:{SECRET}",
                                  a=name.lower(), w=WAIT)
                    self.assertEqual(got.result, result, got.error)
                    self.assertNotIn(SECRET, got.error)
                    server.settle()
                    self.assertNotIn(b"MAIL", server.raw)

    def test_nothing_that_tells_the_secret_in_clear(self):
        """Nobody is asked on this host name, which is not this machine."""
        for name in ("plain", "login", "xoauth2", "oauthbearer"):
            got = refused(25, h="mail.invalid", u=f"bob:{SECRET}", a=name)
            self.assertEqual(got.result, "config")
            self.assertIn("smtp.tls = none", got.error)
        for name in ("auto", "cram-md5"):
            got = refused(25, h="mail.invalid", u=f"bob:{SECRET}", a=name)
            self.assertEqual(got.result, "network")

    def test_client_certificate(self):
        mine = self.certificates.make("mine", alt=None, purpose="clientAuth")
        other = Certificates(self.folder / "other").make(
            "unknown", alt=None, purpose="clientAuth")
        for tls in ("implicit", "starttls"):
            server = self.serve(tls=tls, certificate=self.good,
                                clients=self.certificates.authority)
            [got] = probe(server.port, "bob@example.net", C=mine[0],
                          K=mine[1], **self.tls(server))
            self.assertEqual(got.outcome, "sent", got)
            for more in ({}, {"C": other[0], "K": other[1]}):
                with self.subTest(tls, more=more):
                    got = refused(server.port, **more, **self.tls(server))
                    # Whether we hear why is a matter of time.
                    if got.result != "tls":
                        self.assertIn("smtp.client_certificate", got.error)
        for broken in ({"C": mine[0], "K": other[1]},
                       {"C": mine[0], "K": self.folder / "none"}):
            got = refused(server.port, **broken, **self.tls(server))
            self.assertEqual(got.result, "tls", got.error)
            self.assertIn("X.509 key or certificate", got.error)


class Expiring(dict):
    """Each of token-1, token-2, ... serves two logins, the third is refused."""

    asked = 0

    def get(self, user, default=None):
        self.asked += 1
        return f"token-{self.asked // 3 + 1}"


class Alarms(unittest.TestCase):
    """The whole program, with a relay that refuses."""

    def setUp(self):
        self.site = self.enterContext(SinkSite())
        self.site.subscribe("lettre", PEOPLE)

    def use(self, server, **settings):
        self.site.set("smtp", host="127.0.0.1", port=server.port, tls="none",
                      **settings)

    def serve(self, **options):
        return self.enterContext(FakeSmtp(**options))

    def newsletter(self):
        file = self.site.dir / "news.md"
        file.write_text("---\nsubject: News\nlanguage: en\n---\n\nHello!\n")
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")

    def untouched(self):
        self.assertEqual(self.site.sql(
            "SELECT state, attempts, count(*) FROM delivery"
            " GROUP BY state, attempts"), [("queued", 0, len(PEOPLE))])

    def alarms(self):
        return self.site.run("status").stdout.count("alarm: ")

    def test_a_refused_login_stops_the_queue(self):
        server = self.serve(auth={"bob": "right"})
        self.use(server, user="bob", password_file="secrets/smtp")
        self.site.write_secret("smtp", "wrong")
        self.newsletter()
        for tries in (1, 2):
            done = self.site.run("send", "--drain", status=77)
            self.assertIn("refuses the user or password", done.stderr)
            self.assertNotIn("wrong\n", done.stderr)
            self.untouched()
            self.assertEqual(self.alarms(), 1)
            server.settle()
            self.assertEqual([s.logins for s in server.sessions],
                             [[("bob", "wrong")]] * tries)
        self.assertNotIn(b"MAIL", server.raw)
        self.site.write_secret("smtp", "right")
        self.site.drain()
        self.assertEqual(self.site.states(), {"sent": len(PEOPLE)})
        self.assertEqual(self.alarms(), 0)

    def test_mail_refused_before_a_login(self):
        server = self.serve()
        self.use(server)
        self.site.set("site", address="mail-530@example.org")
        self.site.set("smtp", envelope="fixed")
        self.newsletter()
        self.site.run("send", "--drain", status=77)
        self.untouched()
        self.assertEqual(self.alarms(), 1)

    def test_a_bad_certificate_stops_the_queue(self):
        certificates = Certificates(self.site.dir / "tls")
        server = self.serve(tls="implicit", auth={"bob": "right"},
                            certificate=certificates.make(
                                "expired", days=(-20, -10)))
        self.site.write_secret("smtp", "right")
        self.site.set("smtp", host="localhost", port=server.port,
                      tls="implicit", user="bob",
                      password_file="secrets/smtp",
                      ca_file=certificates.authority)
        self.newsletter()
        done = self.site.run("send", "--drain", status=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("expired", done.stderr)
        self.untouched()
        self.assertEqual(self.alarms(), 1)
        server.settle()
        self.assertEqual(server.raw, b"")

    def use_token(self, server, command):
        """The settings; each run of the command leaves a line in `runs`."""
        self.runs = self.site.dir / "runs"
        self.use(server, user="bob", auth="xoauth2",
                 token_command=f"echo run >> {self.runs}; "
                 + command.format(runs=self.runs))

    def times(self):
        return len(self.runs.read_text().splitlines())

    def test_a_token_is_asked_for_again_when_refused(self):
        server = self.serve(auth={"bob": "token-2"}, mechanisms="XOAUTH2")
        self.use_token(server, "echo token-$(wc -l < {runs})")
        self.newsletter()
        self.site.drain()
        self.assertEqual(self.site.states(), {"sent": len(PEOPLE)})
        server.settle()
        first, *rest = [s.logins for s in server.sessions]
        self.assertEqual(first, [("bob", "token-1")])
        for logins in rest:
            self.assertEqual(logins, [("bob", "token-2")])
        self.assertEqual(self.times(), 2)
        self.assertEqual(self.alarms(), 0)

    def test_tokens_end_during_a_run(self):
        server = self.serve(auth=Expiring(), mechanisms="XOAUTH2")
        self.use_token(server, "echo token-$(wc -l < {runs})")
        self.site.set("smtp", messages_per_connection=1)
        self.site.subscribe("lettre", [f"more{i}@example.net"
                                       for i in range(4)])
        self.newsletter()
        self.site.drain()
        self.assertEqual(self.site.states(), {"sent": len(PEOPLE) + 4})
        self.assertEqual(self.times(), 4)
        self.assertEqual(self.alarms(), 0)

    def test_a_token_that_stays_refused(self):
        for mechanism in ("XOAUTH2", "OAUTHBEARER"):
            server = self.serve(auth={"bob": "x"}, mechanisms=mechanism)
            self.use_token(server, "echo old")
            self.site.set("smtp", auth=mechanism.lower())
            if mechanism == "XOAUTH2":
                self.newsletter()
            done = self.site.run("send", "--drain", status=77)
            self.assertIn("token", done.stderr)
            self.untouched()
            self.assertEqual(self.alarms(), 1)
            server.settle()
            self.assertEqual([s.logins for s in server.sessions],
                             [[("bob", "old")]] * 2)
        self.assertEqual(self.times(), 4)

    def test_a_token_serves_the_whole_run(self):
        server = self.serve(auth={"bob": TOKEN}, mechanisms="OAUTHBEARER",
                            max_messages=1)
        self.use_token(server, f"echo '{TOKEN}'")
        self.site.set("smtp", auth=None, messages_per_connection=1)
        self.newsletter()
        self.site.drain()
        server.settle()
        self.assertEqual(len(server.sessions), len(PEOPLE))
        self.assertEqual(self.times(), 1)

    def test_a_command_that_fails(self):
        server = self.serve(auth={"bob": "x"}, mechanisms="XOAUTH2")
        self.newsletter()
        for command, words in (("exit 3", "the command failed (status 3)"),
                               ("true", "it is empty"),
                               ("yes token", "")):
            self.use_token(server, command)
            done = self.site.run("send", "--drain", status=None)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("smtp.token: ", done.stderr)
            self.assertIn(words, done.stderr)
            self.untouched()
        self.assertEqual(server.sessions, [])

    def test_what_config_check_says(self):
        key = self.site.dir / "secrets" / "client.key"
        for settings, words in (
                ({"user": "bob", "auth": "xoauth2"},
                 "smtp.token is not set"),
                ({"user": "bob"}, "smtp.password is not set"),
                ({"auth": "oauthbearer"}, "smtp.user is empty"),
                ({"user": "bob", "host": "mail.example.org", "auth": "plain"},
                 "would send the password to mail.example.org in clear"),
                ({"user": "bob", "host": "127.example.org",
                  "token_file": "secrets/smtp"},
                 "would send the token to 127.example.org in clear"),
                ({"client_key": key}, "belong together"),
                ({"client_certificate": "none.pem", "client_key": key},
                 "smtp.client_certificate: "),
                ({"client_certificate": "liaison.conf", "client_key": key},
                 "smtp.client_key: ")):
            with self.subTest(settings):
                key.write_text("key")
                key.chmod(0o640)
                before = self.site.conf.read_text()
                self.site.set("smtp", **settings)
                done = self.site.run("config", "check")
                self.assertIn(words, done.stderr)
                self.site.conf.write_text(before)

    def test_looking_at_the_relay(self):
        """As far as the login, and no mail."""
        server = self.serve(auth={"bob": "right"}, offers=(
            "PIPELINING", "SIZE 1000", "DSN"))
        self.use(server, user="bob", password_file="secrets/smtp")
        for secret, status, words in (
                ("right", 0, "smtp: 127.0.0.1, not encrypted, logged in, at"
                 " most 1000 bytes, PIPELINING, DSN\n"),
                ("wrong", 77, "smtp: 127.0.0.1:")):
            self.site.write_secret("smtp", secret)
            done = self.site.run("config", "check", "--connect",
                                 status=status)
            self.assertIn(words, done.stderr if status else done.stdout)
        server.settle()
        self.assertEqual([s.commands[-1] for s in server.sessions][0], "QUIT")
        self.assertNotIn(b"MAIL", server.raw)
        self.site.set("smtp", port=1)
        done = self.site.run("config", "check", "--connect", status=69)
        self.assertIn("cannot reach 127.0.0.1:1: Connection refused; check"
                      " smtp.host, smtp.port and smtp.tls", done.stderr)
        self.site.set("smtp", auth="xoauth2")
        done = self.site.run("config", "check", "--connect", status=78)
        self.assertIn("smtp.token is not set", done.stderr)


if __name__ == "__main__":
    unittest.main()
