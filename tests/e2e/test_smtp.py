"""src/smtp against servers that refuse, lie, stall and vanish (threats Q11 to
Q19, T8, T15, T36, T37, T43), and against a real Postfix."""
import collections
import os
import pathlib
import random
import re
import ssl
import subprocess
import unittest

import lib
from fake_smtp import FakeSmtp
from processes import Folder
from servers import PASSWORD, Authority

PROBE = lib.BUILD / "tests" / "smtp_probe"
SENDER = "sender@example.org"
SECRET = "Passw0rd-of-bob"
WAIT = 1500  # ms for a server that does not answer

Outcome = collections.namedtuple(
    "Outcome", "outcome code enhanced result text error")


def parse(line):
    head, text, error = re.split(r" \| ?", line, maxsplit=2)
    outcome, code, enhanced, result = head.split(" ")
    return Outcome(outcome, int(code), enhanced.strip("-"), result, text,
                   error)


def probe(port, *recipients, env=None, status=0, timeout=60, **options):
    """Runs smtp_probe; `options` are its letters.  One Outcome a message.

    status=None takes any exit status."""
    options = {"h": "127.0.0.1", "p": port, "f": SENDER, "w": 20000} | options
    args = [str(PROBE)]
    for letter, value in options.items():
        args += ["-" + letter] if value is True else ["-" + letter, str(value)]
    done = subprocess.run(
        args + ["--", *recipients], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=timeout, encoding="latin-1",
        env=os.environ | (env or {}))
    if status is not None and done.returncode != status:
        raise AssertionError(f"probe: {done.returncode} {done.stdout}"
                             f"{done.stderr}")
    return [parse(line) for line in done.stdout.splitlines()]


def refused(port, *recipients, **options):
    """The error of a connection that must not come about."""
    [outcome] = probe(port, *(recipients or ["bob@example.net"]), status=1,
                      **options)
    return outcome


class SmtpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not PROBE.exists():
            raise AssertionError(f"{PROBE} is not built")
        cls.folder = cls.enterClassContext(Folder()).path

    def serve(self, **options):
        return self.enterContext(FakeSmtp(**options))

    def file(self, content, name="message"):
        path = pathlib.Path(self.folder) / name
        path.write_bytes(content)
        return path

    def large(self, size):
        """A message of about `size` bytes, many lines of it with dots."""
        dice = random.Random(size)
        lines = [b"Subject: large\r\n\r\n"]
        while size > 0:
            lines.append(dice.choice([b"", b"", b".", b".."])
                         + dice.randbytes(dice.randrange(35)).hex().encode()
                         + b"\r\n")
            size -= len(lines[-1])
        return b"".join(lines)


class RefusalTest(SmtpTest):
    """Refusals that leave the connection usable."""

    ROWS = (
        # recipient, outcome, code, enhanced
        ("r450", "later", 450, "4.2.1"),
        ("r550", "never", 550, "5.1.1"),
        ("d451", "later", 451, "4.0.0"),
        ("d554", "never", 554, "5.7.1"),
        ("dot451", "later", 451, "4.0.0"),
        ("dot550", "never", 550, "5.1.1"),
        ("r499", "later", 499, "4.0.0"),
        ("r599", "never", 599, "5.0.0"),
        ("dot299", "sent", 299, "2.0.0"),
        ("long", "never", 550, "5.7.1"),
        ("dot-long", "never", 550, "5.7.1"),
        ("nul", "never", 550, "5.7.1"),
        ("split", "sent", 250, "2.0.0"),
        ("dot-split", "sent", 250, "2.0.0"),
    )

    def test_each_then_a_good_one(self):
        server = self.serve()
        recipients = []
        for i, row in enumerate(self.ROWS):
            recipients += [f"{row[0]}@example.net", f"good{i}@example.net"]
        outcomes = probe(server.port, *recipients)
        self.assertEqual(len(outcomes), len(recipients))
        for row, got, good in zip(self.ROWS, outcomes[::2], outcomes[1::2]):
            with self.subTest(row[0]):
                self.assertEqual(got[:4], (*row[1:], "ok"))
                self.assertEqual(good[:4], ("sent", 250, "2.0.0", "ok"))
        server.settle()
        [session] = server.sessions
        self.assertEqual(
            [m.recipients for m in session.messages if
             m.recipients[0].startswith("good")],
            [[r] for r in recipients if r.startswith("good")])
        self.assertFalse(session.pipelined)
        self.assertEqual(session.commands[-1], "QUIT")

    def test_a_long_reply_is_cut_and_printable(self):
        server = self.serve()
        long, nul = probe(server.port, "long@example.net", "nul@example.net")
        self.assertEqual(len(long.text), 511)
        self.assertTrue(long.text.endswith("xxx..."))
        self.assertEqual(nul.text, "a?b")

    def test_a_refused_group_is_followed_by_rset(self):
        server = self.serve()
        probe(server.port, "r550@example.net", "a@example.net",
              "d554@example.net", "b@example.net")
        server.settle()
        verbs = [c.split(" ")[0] for c in server.sessions[0].commands]
        self.assertEqual(verbs, [
            "EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA",
            "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "QUIT"])

    def test_the_sender_is_refused(self):
        server = self.serve()
        for sender, outcome in (("mail-550", "no-sender"),
                                ("mail-553", "no-sender"),
                                ("mail-450", "later"),
                                ("mail-552", "never")):  # SIZE= was sent
            with self.subTest(sender):
                [got] = probe(server.port, "bob@example.net",
                              f=f"{sender}@example.org")
                self.assertEqual(got.outcome, outcome)
                self.assertEqual(got.result, "ok")
        self.assertEqual(server.messages, [])

    def test_no_lone_dot_after_a_refused_sender(self):
        server = self.serve()
        outcomes = probe(server.port, "a@example.net", "b@example.net",
                         f="mail-refused-but-354@example.org")
        self.assertEqual([o.outcome for o in outcomes], ["no-sender"] * 2)
        server.settle()
        self.assertEqual(server.messages, [])
        self.assertNotIn("DATA", server.sessions[0].commands)

    def test_a_login_is_wanted(self):
        server = self.serve()
        for code in (530, 535):
            outcomes = probe(server.port, "a@example.net", "b@example.net",
                             f=f"mail-{code}@example.org")
            [got] = outcomes
            self.assertEqual(got[:2], ("not-tried", code))
            self.assertEqual(got.result, "auth")

    def test_an_empty_sender(self):
        server = self.serve()
        [got] = probe(server.port, "bob@example.net", f="")
        self.assertEqual(got.outcome, "sent")
        server.settle()
        self.assertEqual(server.messages[0].sender, "")

    def test_once_only(self):
        server = self.serve()
        outcomes = probe(server.port, "r450-once@example.net", n=2)
        self.assertEqual([o.outcome for o in outcomes], ["later", "sent"])


class LossTest(SmtpTest):
    """What costs the connection: one outcome, nothing is tried after it."""

    def lost(self, name, outcome, result, code=0, **options):
        with self.subTest(name):
            server = self.serve()
            outcomes = probe(server.port, f"{name}@example.net",
                             "bob@example.net", **options)
            self.assertEqual(len(outcomes), 1, outcomes)
            got = outcomes[0]
            self.assertEqual((got.outcome, got.result, got.code),
                             (outcome, result, code))
            self.assertIn(f"127.0.0.1:{server.port}", got.error)
            server.settle()
            self.assertNotIn(b"bob@example.net", server.raw)
            return server.sessions[0]

    def test_before_the_body(self):
        for name, result, code in (
                ("close", "network", 0), ("reset", "network", 0),
                ("r421", "network", 421), ("d421", "network", 421),
                ("data-close", "network", 0), ("garbage", "protocol", 0),
                ("data-garbage", "protocol", 0), ("endless", "protocol", 0),
                ("r354", "protocol", 354), ("d250", "protocol", 250),
                ("twice", "protocol", 0)):
            session = self.lost(name, "not-tried", result, code)
            self.assertEqual(b"".join(session.bodies), b"")

    def test_no_answer(self):
        for name in ("silent", "data-silent", "tarpit"):
            session = self.lost(name, "not-tried", "timeout", w=WAIT)
            self.assertEqual(b"".join(session.bodies), b"")

    def test_after_354(self):
        """The start takes a moment, and nothing of the body leaves."""
        for name, outcome, result, code in (
                ("drop-after-354", "not-tried", "network", 0),
                ("body-421", "not-tried", "network", 421),
                ("body-554", "never", "network", 554),
                ("body-250", "not-tried", "protocol", 0),
                ("data-twice", "not-tried", "protocol", 0)):
            session = self.lost(name, outcome, result, code, s=200)
            self.assertEqual(b"".join(session.bodies), b"")

    def test_in_the_body(self):
        message = self.file(self.large(8_000_000))
        for name, outcome, result, code in (
                ("drop-half-body", "not-tried", "network", 0),
                ("half-reset", "not-tried", "network", 0),
                ("half-421", "not-tried", "network", 421),
                ("half-452", "later", "network", 452),
                ("half-552", "never", "network", 552),
                ("half-250", "not-tried", "protocol", 0)):
            self.lost(name, outcome, result, code, m=message)
        self.lost("half-silent", "unknown", "timeout", 0, w=WAIT,
                  m=self.file(self.large(100_000), "small"))

    def test_after_the_dot(self):
        for name, outcome, result, code in (
                ("drop-after-dot", "unknown", "network", 0),
                ("dot-reset", "unknown", "network", 0),
                ("dot-garbage", "unknown", "protocol", 0),
                ("dot-endless", "unknown", "protocol", 0),
                ("dot354", "unknown", "protocol", 354),
                ("dot421", "not-tried", "network", 421)):
            session = self.lost(name, outcome, result, code)
            self.assertEqual(len(session.bodies), 1)
        for name in ("dot-silent", "dot-tarpit"):
            self.lost(name, "unknown", "timeout", w=WAIT)

    def test_a_reply_that_nobody_asked_for(self):
        server = self.serve()
        first, second = probe(server.port, "dot-twice@example.net",
                              "bob@example.net")
        self.assertEqual(first.outcome, "sent")
        self.assertEqual((second.outcome, second.result),
                         ("not-tried", "protocol"))

    def test_the_start_is_refused(self):
        server = self.serve()
        [got] = probe(server.port, "a@example.net", "b@example.net", x=True)
        self.assertEqual((got.outcome, got.result), ("not-tried", "busy"))
        server.settle()
        [session] = server.sessions
        self.assertEqual(session.commands[-1], "DATA")
        self.assertEqual(b"".join(session.bodies), b"")
        self.assertEqual(session.messages, [])


class BytesTest(SmtpTest):
    """What arrives is what was given."""

    def test_messages_arrive_as_written(self):
        server = self.serve()
        for message in (b"", b".", b".\r\n", b"a", b"\r\n\r\n.\r\n..\r\nb",
                        b"Subject: x\r\n\r\n.\r\nMAIL FROM:<x@y>\r\n",
                        b"Subject: x\r\n\r\n" + b"." * 998 + b"\r\n",
                        self.large(300_000)):
            [got] = probe(server.port, "bob@example.net",
                          m=self.file(message))
            self.assertEqual(got.outcome, "sent")
            server.settle()
            if message and not message.endswith(b"\r\n"):
                message += b"\r\n"
            self.assertEqual(server.messages[-1].data, message)
        self.assertNotRegex(server.raw, rb"(?<!\r)\n|\r(?!\n)")

    def test_bare_line_ends_and_nul_never_leave(self):
        server = self.serve()
        for bad in (b"a\nb\r\n", b"a\r\n\n.\n", b"a\n.\r\nb\r\n", b"a\r.\r\n",
                    b"a\r\r\n", b"a\0b\r\n", b"\n", b"a\r"):
            outcomes = probe(server.port, "a@example.net", "b@example.net",
                             m=self.file(b"Subject: x\r\n\r\n" + bad))
            for got in outcomes:
                self.assertEqual((got.outcome, got.result),
                                 ("not-tried", "input"))
            self.assertEqual(len(outcomes), 2)  # the connection is usable
        server.settle()
        for session in server.sessions:
            self.assertEqual([c.split()[0] for c in session.commands],
                             ["EHLO", "QUIT"])

    def test_addresses_cannot_inject_commands(self):
        server = self.serve()
        dice = random.Random(8)
        alphabet = ["a", "b", ".", "@", "example", "org", "<", ">", " ", "\r",
                    "\n", "\r\n", "\"", "\\", "\t", "\x7f", "\xe9", ":",
                    "RCPT TO:<evil@example.org>", "x" * 300, "[", "]", ","]
        evil = ["a@b.org>\r\nRCPT TO:<evil@example.org", "a@b.org\r\nRSET",
                "a b@c.org", "<a@b.org>", "a@b.org> SIZE=1 <x@y.org", "", "@",
                "\"a\r\nRSET\r\n\"@b.org", "a@b.org\n"]
        for words in (alphabet, alphabet[:6]):
            evil += ["".join(dice.choices(words, k=dice.randrange(1, 9)))
                     for _ in range(1000)]
        outcomes = probe(server.port, *evil)
        self.assertEqual(len(outcomes), len(evil))
        for sender in evil[:9]:
            if sender:
                [got] = probe(server.port, "bob@example.net", f=sender)
                self.assertEqual((got.outcome, got.result),
                                 ("not-tried", "input"))
        server.settle()
        self.assertEqual({o.result for o in outcomes}, {"ok", "input"})
        self.assertNotIn(b"evil@", server.raw)
        for session in server.sessions:
            for command in session.commands:
                self.assertRegex(
                    command, r"^(EHLO [\w.]+|MAIL FROM:<[^<> ]+@[^<> ]+> "
                    r"SIZE=\d+|RCPT TO:<[!-;=?-~]+@[\w.-]+>|DATA|RSET|QUIT)$")
        refused = [a for a, o in zip(evil, outcomes) if o.result == "input"]
        self.assertEqual(evil[:9], refused[:9])

    def test_size(self):
        server = self.serve(offers=("SIZE 1000",))
        [got] = probe(server.port, "bob@example.net",
                      m=self.file(b"x" * 999))  # and a CRLF
        self.assertEqual(got[:4], ("never", 0, "5.3.4", "ok"))
        self.assertIn("1001", got.text)
        [got] = probe(server.port, "bob@example.net",
                      m=self.file(b"x" * 998))
        self.assertEqual(got.outcome, "sent")
        server.settle()
        self.assertEqual(server.sessions[0].commands[1:], ["QUIT"])
        self.assertEqual(server.sessions[1].commands[1],
                         f"MAIL FROM:<{SENDER}> SIZE=1000")

    def test_eight_bits(self):
        message = self.file("Subject: x\r\n\r\nDéjà\r\n".encode())
        for offers, want in (((), ""), (("8BITMIME",), " BODY=8BITMIME")):
            server = self.serve(offers=offers)
            probe(server.port, "bob@example.net", m=message)
            server.settle()
            self.assertEqual(server.sessions[0].commands[1],
                             f"MAIL FROM:<{SENDER}>{want}")

    def test_many_on_one_connection(self):
        server = self.serve()
        outcomes = probe(server.port, "a@example.net", "b@example.net", n=500)
        self.assertEqual({o[:3] for o in outcomes}, {("sent", 250, "2.0.0")})
        server.settle()
        [session] = server.sessions
        self.assertEqual(len(session.messages), 1000)
        self.assertFalse(session.pipelined)
        self.assertEqual(session.commands[0], "EHLO probe.example.org")


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
        [got] = probe(server.port, "a@example.net", status=None)
        # Noticed when connecting or when sending: nobody was tried.
        self.assertIn(got.outcome, ("no-connection", "not-tried"))
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
        cls.authority = Authority(cls.folder / "tls")
        cls.good = cls.authority.issue()
        cls.other = Authority(cls.folder / "other", "another authority")

    def send(self, server, tls, *recipients, **options):
        options = {"h": "localhost", "c": self.authority.file,
                   "u": f"bob:{SECRET}", "t": tls} | options
        return probe(server.port, *(recipients or ["bob@example.net"]),
                     **options)

    def expired(self):
        key, request, cert = (self.folder / f"expired.{end}"
                              for end in ("key", "csr", "pem"))
        self.authority.openssl(
            "req", "-new", "-subj", "/CN=localhost", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", request)
        names = self.file(b"subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        self.authority.openssl(
            "x509", "-req", "-in", request, "-days", "-1", "-extfile", names,
            "-CA", self.authority.file, "-CAkey", self.authority.key,
            "-out", cert)
        return cert, key

    def self_signed(self):
        key, cert = self.folder / "self.key", self.folder / "self.pem"
        self.authority.openssl(
            "req", "-x509", "-days", "30", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", cert)
        return cert, key

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
        [got] = self.send(server, tls, status=1, **options)
        self.assertEqual(got.result, result, got.error)
        self.assertIn(f":{server.port}", got.error)
        server.settle()
        for word in (b"AUTH", b"MAIL", SECRET.encode(), b"Subject"):
            self.assertNotIn(word, server.raw)
        for session in server.sessions:
            self.assertEqual(session.logins, [])
        return got

    def test_bad_certificates(self):
        certificates = {
            "expired": self.expired(),
            "wrong name": self.authority.issue(
                "mx.example.com", "DNS:mx.example.com"),
            "name only in CN": self.authority.issue(
                "localhost.test", "DNS:*.localhost"),
            "self-signed": self.self_signed(),
            "unknown authority": self.other.issue(),
        }
        for name, certificate in certificates.items():
            for tls in ("implicit", "starttls"):
                with self.subTest(name, tls=tls):
                    self.refuses(
                        self.serve(tls=tls, certificate=certificate,
                                   auth={"bob": SECRET}), tls)

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
        server.context.set_ciphers("ALL:@SECLEVEL=0")
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
        for tls in ("implicit", "starttls", "none"):
            with self.subTest(tls):
                server = self.serve(
                    tls=None if tls == "none" else tls,
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
        for name, outcome, code in (
                ("close", "not-tried", 0), ("r421", "not-tried", 421),
                ("half-reset", "not-tried", 0), ("half-552", "never", 552),
                ("drop-half-body", "not-tried", 0),
                ("dot-reset", "unknown", 0), ("drop-after-dot", "unknown", 0),
                ("dot421", "not-tried", 421)):
            with self.subTest(name):
                server = self.serve(tls="implicit", certificate=self.good,
                                    auth={"bob": SECRET})
                [got] = self.send(server, "implicit", f"{name}@example.net",
                                  "bob@example.net", m=path)
                self.assertEqual(got[:2], (outcome, code), got)
                self.assertEqual(got.result, "network")


@unittest.skipUnless(
    "HOOKS:BOOL=ON" in (lib.BUILD / "CMakeCache.txt").read_text(),
    "the build has no fault-injection points")
class KillTest(SmtpTest):
    def test_points(self):
        for point, arrived in (("smtp.before-body", []),
                               ("smtp.after-body", [1]),
                               ("smtp.after-reply", [1])):
            with self.subTest(point):
                server = self.serve()
                probe(server.port, "bob@example.net", status=-9,
                      env={"LIAISON_HOOK": point})
                server.settle()
                self.assertEqual([1 for _ in server.messages], arrived)


class PostfixTest(SmtpTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host = cls.enterClassContext(lib.Host())

    def send(self, port, tls, *recipients, user=f"bob@example.net:{PASSWORD}",
             **options):
        if user is not None:
            options["u"] = user
        return probe(port, *recipients, h="localhost", t=tls,
                     c=self.host.authority.file, **options)

    def test_delivers(self):
        postfix = self.host.postfix
        message = self.file(
            b"From: a@example.org\r\nSubject: caf\xc3\xa9\r\n\r\n.\r\n..\r\n"
            + b".x" * 40 + b"\r\nlast\r\n")
        for tls, port in (("starttls", postfix.submission),
                          ("implicit", postfix.submissions)):
            name = f"{tls}@example.net"
            outcomes = self.send(port, tls, name, "refused@example.net",
                                 name, "busy@example.net", name, m=message)
            self.assertEqual([o[:2] for o in outcomes], [
                ("sent", 250), ("never", 550), ("sent", 250),
                ("later", 450), ("sent", 250)])
            self.assertEqual(outcomes[1].enhanced, "5.1.1")
            self.assertEqual(outcomes[1].text,
                             "<refused@example.net>: Recipient address "
                             "rejected: no such user here")
            self.host.wait_mail(name, 3)
            for raw in self.host.raw_mailbox(name):
                body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
                self.assertEqual(body, b".\n..\n" + b".x" * 40 + b"\nlast\n")

    def test_sender_of_each_is_its_own(self):
        """A refused recipient before does not leave its sender behind."""
        port = self.host.postfix.smtp
        [first, second] = self.send(port, "none", "refused@example.net",
                                    "next@example.net", user=None,
                                    f="mine@example.org")
        self.assertEqual((first.outcome, second.outcome), ("never", "sent"))
        [mail] = self.host.wait_mail("next@example.net")
        self.assertEqual(mail["Return-Path"], "<mine@example.org>")

    def test_wrong_password_and_none(self):
        postfix = self.host.postfix
        got = self.send(postfix.submission, "starttls", "bob@example.net",
                        user="bob@example.net:wrong", status=1)[0]
        self.assertEqual(got.result, "auth")
        [got] = self.send(postfix.submission, "none", "bob@example.net",
                          user=None)
        self.assertEqual((got.outcome, got.code, got.result),
                         ("not-tried", 530, "auth"))

    def test_a_large_one(self):
        message = self.large(5_000_000)
        [got] = self.send(self.host.postfix.submissions, "implicit",
                          "large@example.net", m=self.file(message))
        self.assertEqual(got.outcome, "sent")
        self.host.wait_mail("large@example.net")
        [raw] = self.host.raw_mailbox("large@example.net")
        raw = raw.replace(b"\r\n", b"\n")
        body = message.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        self.assertTrue(raw.endswith(b"\n\n" + body))


if __name__ == "__main__":
    unittest.main()
