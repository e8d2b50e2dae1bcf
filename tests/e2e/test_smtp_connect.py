"""How src/smtp connects, logs in and verifies (threats Q14, Q15, T37, T43)."""
import ssl
import unittest

from certificates import Certificates
from fake_smtp import FakeSmtp
from smtp_probe import SECRET, WAIT, SmtpTest, probe, refused


class ConnectTest(SmtpTest):
    """Until the login is over."""

    def test_the_session_is_refused(self):
        for result, options in (
                ("network", {"greeting": "421 4.3.2 not now\r\n"}),
                ("network", {"greeting": "554 5.7.1 not you\r\n"}),
                ("network", {"ehlo": "421 4.3.2 not now\r\n"}),
                ("timeout", {"greeting": "HTTP/1.1 400 not now\r\n"}),
                ("timeout", {"greeting": ""}),
                ("timeout", {"ehlo": ""})):
            with self.subTest(options):
                got = refused(self.serve(**options).port, w=WAIT)
                self.assertEqual(got.result, result, got.error)
                if "now" in str(options):
                    self.assertIn("not now", got.error)

    def test_nobody_listens(self):
        with FakeSmtp() as server:
            port = server.port
        self.assertEqual(refused(port).result, "network")
        self.assertEqual(refused(port, h="nowhere.invalid").result, "network")

    def test_a_421_glued_to_the_ehlo_reply(self):
        server = self.serve(glue_ehlo="421 4.3.2 bye\r\n")
        for offers in ((), ("PIPELINING",)):
            server.offers = offers
            got = probe(server.port, "a@example.net", status=1)
            # Noticed when connecting or when sending: nobody was tried.
            self.assertIn(got[0].outcome, ("untouched", "not-tried"))
            self.assertEqual(got.result, "network")

    def test_an_old_server(self):
        server = self.serve(ehlo="502 5.5.2 what?\r\n")
        [got] = probe(server.port, "bob@example.net")
        self.assertEqual(got.outcome, "sent")
        server.settle()
        self.assertEqual(server.sessions[0].commands[1],
                         "HELO probe.example.org")
        self.assertEqual(refused(server.port, u=f"bob:{SECRET}").result,
                         "auth")

    def test_our_name(self):
        server = self.serve()
        for name in ("listes.example.org", "[127.0.0.1]", "[IPv6:::1]"):
            probe(server.port, "bob@example.net", e=name)
            server.settle()
            self.assertEqual(server.sessions[-1].commands[0], f"EHLO {name}")
        for name in ("", "a b", "a\r\nRSET", "%0d%0aRSET", "a/../b", "é"):
            self.assertEqual(refused(server.port, e=name).result, "config")
        for host in ("a b", "evil@127.0.0.1", "127.0.0.1/x", "a?b", "a#b"):
            self.assertEqual(refused(server.port, h=host).result, "config")
        self.assertNotIn(b"RSET", server.raw)

    def test_the_environment_is_ignored(self):
        server = self.serve()
        netrc = self.file(b"default login bob password " + SECRET.encode(),
                          ".netrc")
        proxy = {name: "http://127.0.0.1:9" for name in (
            "ALL_PROXY", "all_proxy", "http_proxy", "https_proxy",
            "smtp_proxy", "SMTP_PROXY")}
        [got] = probe(server.port, "bob@example.net",
                      env=proxy | {"HOME": str(netrc.parent)})
        self.assertEqual(got.outcome, "sent")
        self.assertNotIn(b"AUTH", server.raw)

    def test_login(self):
        for mechanisms in ("PLAIN", "LOGIN", "PLAIN LOGIN", "X-NEW LOGIN"):
            server = self.serve(auth={"bob": SECRET}, mechanisms=mechanisms)
            [got] = probe(server.port, "bob@example.net", u=f"bob:{SECRET}")
            self.assertEqual(got.outcome, "sent")
            server.settle()
            self.assertEqual(server.sessions[0].logins, [("bob", SECRET)])

    def test_login_refused(self):
        for result, options in (
                ("auth", {"auth": {"bob": "other"}}),
                ("auth", {"auth": {}, "auth_reply": "534"}),
                ("auth", {"auth": {}, "auth_reply": "550"}),
                ("network", {"auth": {}, "auth_reply": "454"}),
                ("network", {"auth": {}, "auth_reply": "421"}),
                ("network", {"auth": {}, "auth_reply": "close"}),
                ("timeout", {"auth": {}, "auth_reply": "silent"}),
                ("auth", {"auth": {}, "mechanisms": "GSSAPI X-NEW"}),
                ("auth", {})):
            with self.subTest(options):
                server = self.serve(**options)
                got = refused(server.port, u=f"bob:{SECRET}", w=WAIT)
                self.assertEqual(got.result, result, got.error)
                self.assertNotIn(SECRET, got.error)
                server.settle()
                self.assertNotIn(b"MAIL", server.raw)


class TlsTest(SmtpTest):
    """No credential and no mail byte before the server is proven."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = Certificates(cls.folder / "tls")
        cls.good = cls.certificates.make("good")

    def send(self, server, tls, *recipients, **options):
        options = {"h": "localhost", "c": self.certificates.authority,
                   "u": f"bob:{SECRET}", "t": tls} | options
        return probe(server.port, *(recipients or ["bob@example.net"]),
                     **options)

    def test_good(self):
        for tls in ("implicit", "starttls"):
            server = self.serve(tls=tls, certificate=self.good,
                                auth={"bob": SECRET})
            [got] = self.send(server, tls)
            self.assertEqual(got.outcome, "sent", got)
            server.settle()
            [session] = server.sessions
            self.assertTrue(session.tls)
            self.assertEqual(session.logins, [("bob", SECRET)])

    def refuses(self, server, tls, result="tls", **options):
        got = self.send(server, tls, status=1, **options)
        self.assertEqual([o.outcome for o in got], ["untouched"])
        self.assertEqual(got.result, result, got.error)
        self.assertIn(f":{server.port}", got.error)
        server.settle()
        for word in (b"AUTH", b"MAIL", SECRET.encode(), b"Subject"):
            self.assertNotIn(word, server.raw)
        for session in server.sessions:
            self.assertEqual(session.logins, [])
        return got

    def test_bad_certificates(self):
        make = self.certificates.make
        other = Certificates(self.folder / "other")
        certificates = {
            "expired": make("expired", days=(-20, -10)),
            "not valid yet": make("early", days=(10, 20)),
            "host name": make("wrong", alt="DNS:mx.example.com"),
            "host name ": make("wide", alt="DNS:*"),
            "host name  ": make("nameless", alt=None),
            "no trusted authority": self.certificates.self_signed(
                "self", alt="DNS:localhost"),
            "no trusted authority ": other.make("unknown"),
            "no trusted authority  ": make("end", issuer=self.good),
            "weak": make("sha1", digest="sha1"),
        }
        for words, certificate in certificates.items():
            for tls in ("implicit", "starttls"):
                with self.subTest(words, tls=tls):
                    got = self.refuses(
                        self.serve(tls=tls, certificate=certificate,
                                   auth={"bob": SECRET}), tls)
                    self.assertIn(words.strip(), got.error)

    def test_no_authority(self):
        for tls in ("implicit", "starttls"):
            for ca_file in (self.folder / "missing.pem",
                            self.file(b"nothing\n", "empty.pem"),
                            "/etc/ssl/certs/ca-certificates.crt"):
                with self.subTest(tls, ca_file=ca_file):
                    self.refuses(
                        self.serve(tls=tls, certificate=self.good,
                                   auth={"bob": SECRET}), tls, c=ca_file)

    def test_starttls_is_a_must(self):
        self.refuses(self.serve(auth={"bob": SECRET}), "starttls")
        self.refuses(self.serve(ehlo="502 5.5.2 what?\r\n"), "starttls",
                     result="network")
        self.refuses(self.serve(tls="starttls", starttls="refuse",
                                certificate=self.good), "starttls")
        self.refuses(self.serve(tls="starttls", starttls="glue",
                                certificate=self.good), "starttls",
                     result="protocol")

    def test_plain_server_on_the_tls_port(self):
        self.refuses(self.serve(auth={"bob": SECRET}), "implicit")

    def test_silent_handshake(self):
        self.refuses(self.serve(greeting=""), "implicit", result="timeout",
                     w=WAIT)

    def test_old_protocol(self):
        server = self.serve(tls="implicit", certificate=self.good,
                            auth={"bob": SECRET})
        server.context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        server.context.maximum_version = ssl.TLSVersion.TLSv1_1
        self.refuses(server, "implicit")

    def test_two_accounts(self):
        """Each mail leaves with its own login."""
        server = self.serve(tls="implicit", certificate=self.good,
                            auth={"bob": SECRET, "eve": "other"})
        self.send(server, "implicit")
        self.send(server, "implicit", u="eve:other")
        server.settle()
        self.assertEqual([s.logins for s in server.sessions],
                         [[("bob", SECRET)], [("eve", "other")]])

    def test_slow_reader_gets_every_byte_right(self):
        """GnuTLS keeps bytes when it says "again": they must come again."""
        message = self.large(16_000_000)
        path = self.file(message)
        for tls, offers in (("implicit", ()), ("starttls", ()), ("none", ()),
                            ("implicit", ("PIPELINING",)),
                            ("none", ("PIPELINING",))):
            with self.subTest(tls, offers=offers):
                server = self.serve(
                    tls=None if tls == "none" else tls, offers=offers,
                    certificate=self.good, auth={"bob": SECRET})
                outcomes = self.send(server, tls, "slow@example.net",
                                     "bob@example.net", m=path)
                self.assertEqual([o.outcome for o in outcomes],
                                 ["sent", "sent"])
                server.settle()
                for got in server.messages:
                    self.assertTrue(got.data == message)

    def test_loss_inside_tls(self):
        path = self.file(self.large(4_000_000))
        for offers in ((), ("PIPELINING",)):
            for name, outcome, code in (
                    ("close", "not-tried", 0), ("r421", "not-tried", 421),
                    ("half-reset", "not-tried", 0),
                    ("half-552", "never", 552),
                    ("drop-half-body", "not-tried", 0),
                    ("dot-reset", "unknown", 0),
                    ("drop-after-dot", "unknown", 0),
                    ("dot421", "not-tried", 421)):
                with self.subTest(name, offers=offers):
                    server = self.serve(
                        tls="implicit", certificate=self.good, offers=offers,
                        auth={"bob": SECRET})
                    got = self.send(server, "implicit", f"{name}@example.net",
                                    status=None, m=path)
                    self.assertEqual(got[0][:2], (outcome, code), got)


if __name__ == "__main__":
    unittest.main()
