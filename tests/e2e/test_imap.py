"""src/imap, through tests/fake/imap_probe.c, on Dovecot and on a scripted
server that lies, cuts and tampers."""
import hashlib
import imaplib
import os
import socket
import ssl
import subprocess
import threading
import time
import unittest
import warnings

from certificates import Certificates
from fake_imap import FakeImap
from lib import BUILD, Dovecot
from processes import Folder, wait_for

PROBE = BUILD / "tests" / "imap_probe"
MAIL = b"Subject: %d\r\n\r\nline one\r\n(\"{12}\r\n* BYE not really\r\n"
# A sanitizer's finding must not look like a failure that was expected.
ENV = {**os.environ, "ASAN_OPTIONS": "exitcode=99",
       "UBSAN_OPTIONS": "exitcode=99"}


def mails(n):
    return [MAIL % i for i in range(1, n + 1)]


def sha(body):
    return hashlib.sha256(body).hexdigest()


class Result:
    """What a run of the probe printed."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        lines = [line.split(" ", 3) for line in out.splitlines()]
        self.error = next((line[1] for line in lines if line[0] == "error"),
                          None)
        self.messages = [tuple(map(int, " ".join(line[1:]).split()))
                         for line in lines if line[0] == "message"]
        self.bodies = {int(line[1]): line[3] for line in lines
                       if line[0] == "body"}
        self.words = [line[0] for line in lines]


def start(port, *commands, tls="none", host="localhost", user="bob",
          password="secret", ca="-", **options):
    args = [PROBE, host, port, tls, user, password, ca]
    args += [f"{k}={options[k]}" for k in ("patience", "poll", "folder",
                                           "inbox") if k in options]
    return subprocess.Popen(
        [str(a) for a in (*args, *commands)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV)


def finish(process, timeout=30):
    # communicate() would close standard input first, and so wake the probe.
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    out = process.stdout.read()
    err = process.stderr.read()
    status = process.wait()
    timer.cancel()
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    if status not in (0, 1):
        raise AssertionError(f"imap_probe ended with {status}: {out}{err}")
    return Result(status, out, err)


def probe(port, *commands, **options):
    return finish(start(port, *commands, **options))


class OnDovecot(unittest.TestCase):
    separator = "."

    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        certs = Certificates(cls.folder.path / "certs")
        cls.authority = certs.authority
        cls.dovecot = Dovecot(cls.folder.path / "dovecot",
                              certs.make("server"), separator=cls.separator)
        cls.addClassCleanup(cls.folder.close)
        cls.addClassCleanup(cls.dovecot.close)

    def client(self, user):
        client = imaplib.IMAP4("127.0.0.1", self.dovecot.imap)
        self.addCleanup(client.shutdown)
        client.login(user, "secret")
        client.select()
        return client

    def fill(self, user, n):
        client = self.client(user)
        for body in mails(n):
            client.append("INBOX", None, None, body)
        return client

    def test_each_kind_of_connection_lists_fetches_moves(self):
        ports = {"none": self.dovecot.imap, "starttls": self.dovecot.imap,
                 "implicit": self.dovecot.imaps}
        for tls, port in ports.items():
            user = f"user-{tls}"
            self.fill(user, 250)
            got = probe(port, "list", 1, 1000, "fetch", 10000,
                        ",".join(map(str, range(1, 251))), "move", "done",
                        ",".join(map(str, range(1, 250))), "list", 1, 1000,
                        tls=tls, ca=self.authority, user=user)
            self.assertEqual(got.status, 0, got.out[-500:])
            self.assertEqual(len(got.bodies), 250)
            self.assertEqual(got.bodies[250], sha(mails(250)[-1]))
            self.assertEqual(len(got.messages), 251)
            self.assertEqual(got.messages[-1][0], 250)
            self.assertEqual(len(self.dovecot.mailbox(user, "liaison/done")),
                             249)

    def test_list_starts_and_ends_where_asked(self):
        self.fill("part", 9)
        got = probe(self.dovecot.imap, "list", 4, 3, "list", 100, 3,
                    user="part")
        self.assertEqual([m[0] for m in got.messages], [4, 5, 6])

    def test_message_moved_by_another_client_is_no_error(self):
        client = self.fill("two", 5)
        process = start(self.dovecot.imap, "list", 1, 10, "wait", 10,
                        "fetch", 10000, "1,2,3,4,5", "move", "held",
                        "1,2,3,4,5", "list", 1, 10, user="two")
        while process.stdout.readline() != "waiting\n":
            pass
        client.store("2,4", "+FLAGS", "\\Deleted")
        client.expunge()
        process.stdin.write("x\n")
        process.stdin.flush()
        got = finish(process)
        self.assertEqual(got.status, 0, got.out)
        self.assertEqual(sorted(got.bodies), [1, 3, 5])
        self.assertEqual(len(self.dovecot.mailbox("two", "liaison/held")), 3)

    def test_idle_sees_a_delivery_at_once(self):
        for tls, port in (("none", self.dovecot.imap),
                          ("implicit", self.dovecot.imaps)):
            client = self.fill("idle", 1)
            process = start(port, "list", 1, 10, "wait", 25, "list", 1, 10,
                            user="idle", tls=tls, ca=self.authority)
            while process.stdout.readline() != "waiting\n":
                pass
            client.append("INBOX", None, None, MAIL % 77)
            began = time.monotonic()
            got = finish(process)
            self.assertEqual(got.words[0], "news", got.out)
            self.assertLess(time.monotonic() - began, 20)

    def test_renewed_idle_sees_what_came_late(self):
        self.fill("renew", 1)
        process = start(self.dovecot.imap, "list", 1, 10, "wait", 25,
                        user="renew", poll=1)
        time.sleep(2.5)
        self.client("renew").append("INBOX", None, None, MAIL % 1)
        self.assertIn("news", finish(process).words)

    def test_mail_that_came_between_list_and_wait_is_news(self):
        client = self.fill("gap", 2)
        process = start(self.dovecot.imap, "list", 1, 10, "wait", 20,
                        "move", "done", 1, "wait", 20, user="gap")
        while process.stdout.readline() != "waiting\n":
            pass
        client.append("INBOX", None, None, MAIL % 3)
        self.assertEqual(finish(process).words,
                         ["news", "moved", "waiting", "news"])

    def test_standard_input_wakes(self):
        self.fill("wake", 1)
        process = start(self.dovecot.imap, "wait", 25, user="wake")
        while process.stdout.readline() != "waiting\n":
            pass
        process.stdin.write("x")
        process.stdin.flush()
        self.assertEqual(finish(process).words, ["quiet"])

    def test_folder_with_accents(self):
        self.fill("accents", 1)
        got = probe(self.dovecot.imap, "move", "done", 1, user="accents",
                    folder="Boîte & thé 🍵")
        self.assertEqual(got.status, 0, got.out)
        names = [line.decode() for line in self.client("accents").list()[1]]
        self.assertTrue(any("Bo&AO4-te &- th&AOk- &2Dzfdf-" not in name and
                            "Bo&AO4-te &- th&AOk-" in name
                            for name in names), names)

    def test_wrong_password(self):
        got = probe(self.dovecot.imaps, tls="implicit",
                    ca=self.authority, password="nonsense")
        self.assertEqual(got.error, "auth")
        self.assertNotIn("nonsense", got.out + got.err)

    def test_password_with_every_odd_character(self):
        got = probe(self.dovecot.imap, password='a "b\\ é {3}')
        self.assertEqual(got.error, "auth")

    def test_plain_port_with_implicit_tls(self):
        got = probe(self.dovecot.imap, tls="implicit",
                    ca=self.authority)
        self.assertEqual(got.error, "tls")

    def test_memory_does_not_grow_with_the_set(self):
        client = self.client("large")
        for i in range(20):
            client.append("INBOX", None, None, b"Subject: x\r\n\r\n" +
                          b"0123456789abcdef" * 65536)
        got = probe(self.dovecot.imap, "fetch", 2000000,
                    ",".join(map(str, range(1, 21))), "memory", user="large")
        self.assertEqual(len(got.bodies), 20)
        if "asan" in str(BUILD):
            return
        kilobytes = int(got.out.split("memory ")[1])
        self.assertLess(kilobytes, 16 * 1024)


class OnDovecotWithSlashes(OnDovecot):
    separator = "/"


class Certified(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.close)
        cls.certs = Certificates(cls.folder.path / "certs")

    def login_is_refused(self, cert, words, host="localhost"):
        for tls in ("implicit", "starttls"):
            with FakeImap(mails(1), tls, *cert) as server:
                server.capabilities += " STARTTLS"
                got = probe(server.port, "list", 1, 10, tls=tls, host=host,
                            ca=self.certs.authority)
                self.assertEqual(got.error, "tls", (tls, got.out))
                self.assertIn(words, got.out)
                self.assertIn(host, got.out)
                self.assertFalse(server.saw("LOGIN"), server.log)
                self.assertNotIn("secret", "".join(server.log))

    def test_good(self):
        cert = self.certs.make("good")
        for tls in ("implicit", "starttls"):
            with FakeImap(mails(1), tls, *cert) as server:
                server.capabilities += " STARTTLS"
                got = probe(server.port, "list", 1, 10, tls=tls,
                            ca=self.certs.authority)
                self.assertEqual(len(got.messages), 1, got.out)
                self.assertTrue(server.saw("LOGIN"))

    def test_good_for_an_address(self):
        cert = self.certs.make("address", alt="IP:127.0.0.1")
        with FakeImap(mails(1), "implicit", *cert) as server:
            got = probe(server.port, "list", 1, 10, tls="implicit",
                        host="127.0.0.1", ca=self.certs.authority)
            self.assertEqual(got.status, 0, got.out)

    def test_good_through_an_intermediate_authority(self):
        middle = self.certs.make("middle", alt=None, purpose=None, ca=True)
        cert = self.certs.make("below", issuer=middle)
        with FakeImap(mails(1), "implicit", *cert) as server:
            got = probe(server.port, "list", 1, 10, tls="implicit",
                        ca=self.certs.authority)
            self.assertEqual(got.status, 0, got.out)

    def test_other_name(self):
        self.login_is_refused(
            self.certs.make("other", alt="DNS:mail.example.org"),
            "is for another name (mail.example.org)")

    def test_name_for_an_address(self):
        self.login_is_refused(self.certs.make("named"),
                              "is for another name (localhost)",
                              host="127.0.0.1")

    def test_expired(self):
        self.login_is_refused(self.certs.make("old", days=(-20, -10)),
                              "has expired")

    def test_not_yet_valid(self):
        self.login_is_refused(self.certs.make("young", days=(10, 20)),
                              "is not valid yet")

    def test_unknown_authority(self):
        foreign = Certificates(self.folder.path / "foreign")
        self.login_is_refused(foreign.make("stranger"),
                              "not from an authority that is trusted here")

    def test_self_signed(self):
        self.login_is_refused(
            self.certs.self_signed("alone", alt="DNS:localhost"),
            "not from an authority that is trusted here")

    def test_client_only(self):
        self.login_is_refused(self.certs.make("client", purpose="clientAuth"),
                              "is not meant for a server")

    def test_weak_signature(self):
        self.login_is_refused(self.certs.make("weak", digest="sha1"),
                              "insecure algorithm")

    def test_issuer_is_no_authority(self):
        leaf = self.certs.make("leaf")
        self.login_is_refused(self.certs.make("under", issuer=leaf),
                              "certificate")

    def test_old_tls(self):
        cert = self.certs.make("tls11")
        with FakeImap(mails(1), "implicit", *cert) as server:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                server.context.minimum_version = ssl.TLSVersion.TLSv1
                server.context.maximum_version = ssl.TLSVersion.TLSv1_1
            got = probe(server.port, tls="implicit", ca=self.certs.authority)
            self.assertEqual(got.error, "tls", got.out)
            self.assertFalse(server.saw("LOGIN"))

    def test_missing_or_empty_authority_file(self):
        cert = self.certs.make("fine")
        empty = self.folder.path / "empty.pem"
        empty.write_text("")
        for file in (empty, self.folder.path / "missing.pem"):
            with FakeImap(mails(1), "implicit", *cert) as server:
                got = probe(server.port, tls="implicit", ca=file)
                self.assertEqual(got.error, "config", got.out)
                self.assertIn(file.name, got.out)

    def test_mails_cross_tls_unharmed_in_one_byte_records(self):
        cert = self.certs.make("bytes")
        with FakeImap(mails(3), "implicit", *cert) as server:
            server.replies["UID FETCH"] = one_byte_at_a_time
            got = probe(server.port, "list", 1, 10, "fetch", 1000, "1,2,3",
                        tls="implicit", ca=self.certs.authority)
            self.assertEqual(got.bodies[3], sha(mails(3)[2]), got.out)


def one_byte_at_a_time(conn, tag, args):
    send = conn.send
    conn.send = lambda data: [send(data[i:i + 1]) for i in range(len(data))]
    conn.do_uid_fetch(tag, args)
    conn.send = send
    return b""


class Tampered(unittest.TestCase):
    """STARTTLS in the hands of somebody in the middle."""

    def refused(self, code, words, **settings):
        with FakeImap(mails(1)) as server:
            server.capabilities += " STARTTLS"
            for name, value in settings.items():
                setattr(server, name, value)
            got = probe(server.port, "list", 1, 10, tls="starttls",
                        patience=2000)
            self.assertEqual(got.error, code, got.out)
            self.assertIn(words, got.out)
            self.assertFalse(server.saw("LOGIN"), server.log)

    def test_not_offered(self):
        self.refused("tls", "does not offer STARTTLS",
                     capabilities="IMAP4rev1")

    def test_preauth(self):
        self.refused("tls", "before TLS has begun",
                     greeting="* PREAUTH welcome")

    def test_glued_data(self):
        self.refused("tls", "tampering", replies={
            "STARTTLS": lambda c, tag, args:
                f"{tag} OK begin\r\n* CAPABILITY IMAP4rev1\r\n".encode()})

    def test_refused(self):
        self.refused("refused", "refuses to start TLS",
                     refuse={"STARTTLS": "NO not today"})

    def test_no_tls_follows(self):
        self.refused("tls", "no TLS connection", replies={
            "STARTTLS": lambda c, tag, args:
                (c.line(f"{tag} OK begin"), c.read_line(),
                 b"this is no TLS\r\n" * 10)[-1]})

    def test_silence_follows(self):
        self.refused("timeout", "in time", replies={
            "STARTTLS": lambda c, tag, args: f"{tag} OK begin\r\n".encode()})


class Scripted(unittest.TestCase):
    def run_on(self, *commands, bodies=3, options=None, **settings):
        with FakeImap(mails(bodies)) as server:
            for name, value in settings.items():
                setattr(server, name, value)
            got = probe(server.port, *commands, **(options or {}))
            self.assertFalse(server.saw("EXPUNGE"), server.log)
            self.assertNotIn("BODYSTRUCTURE", "".join(server.log))
            self.assertNotIn("ENVELOPE", "".join(server.log))
            self.server = server
            return got

    def fails(self, code, words, *commands, **settings):
        got = self.run_on(*commands, **settings)
        self.assertEqual(got.error, code, got.out)
        self.assertIn(words, got.out)
        return got

    def answer(self, text):
        if isinstance(text, str):
            text = text.encode()
        return lambda conn, tag, args: text + tag.encode() + b" OK done\r\n"

    # Logging in

    def test_greetings(self):
        for greeting, code, words in (
                ("* BYE too many users", "network", "too many users"),
                ("* bye", "network", "ended the session"),
                ("HTTP/1.1 400 Bad Request", "protocol", "IMAP server"),
                ("220 mail.example.org ESMTP", "protocol", "IMAP server"),
                ("* OK " + "x" * 70000, "limit", "line of more than")):
            self.fails(code, words, greeting=greeting)

    def test_control_characters_are_not_sent(self):
        for name in ("user", "password"):
            for value in ("a\r\n2 DELETE x", "a\nb", "a\tb", "a\x7f"):
                self.fails("config", "control character",
                           options={name: value})
                self.assertEqual(self.server.log, [])

    def test_login_disabled(self):
        self.fails("auth", "LOGINDISABLED",
                   capabilities="IMAP4rev1 LOGINDISABLED")
        self.assertFalse(self.server.saw("LOGIN"))

    def test_login_refused(self):
        self.fails("auth", "check imap.user and the password",
                   refuse={"LOGIN": "NO [AUTHENTICATIONFAILED] no \x1b[31m"})
        self.assertNotIn("\x1b", self.server.log)
        self.fails("busy", "tried again later",
                   refuse={"LOGIN": "NO [UNAVAILABLE] backend is away"})

    def test_capability_says_nothing(self):
        for answer in (b"", b"* CAPABILITY\r\n", b"* OK hello\r\n"):
            self.run_on("list", 1, 10,
                        replies={"CAPABILITY": self.answer(answer)})

    def test_preauth_in_clear_text_on_purpose(self):
        got = self.run_on("list", 1, 10, greeting="* PREAUTH welcome")
        self.assertEqual(len(got.messages), 3, got.out)
        self.assertFalse(self.server.saw("LOGIN"))

    def test_inbox(self):
        self.fails("refused", "open the inbox", refuse={"SELECT": "NO no"})
        self.fails("protocol", "UIDVALIDITY", uidvalidity=0)
        self.fails("refused", "not change it", replies={
            "SELECT": lambda c, tag, args:
                f"* OK [UIDVALIDITY 1] x\r\n* 1 EXISTS\r\n"
                f"{tag} OK [READ-ONLY] x\r\n".encode()})

    def test_uidvalidity_is_told(self):
        got = self.run_on(uidvalidity=4294967295)
        self.assertIn("opened 4294967295", got.out)

    # Listing

    def test_list_of_liars(self):
        rows = ("* 1 FETCH (UID 5 RFC822.SIZE 10 FLAGS ())\r\n"
                "* 2 FETCH (FLAGS (\\Seen) UID 4 RFC822.SIZE 9)\r\n"
                "* 2 FETCH (UID 5 RFC822.SIZE 10 FLAGS ())\r\n"
                "* 7 FETCH (FLAGS (\\Seen))\r\n"
                "* 8 FETCH (UID 8 FLAGS (\\Seen))\r\n"
                "* 9 FETCH (RFC822.SIZE 3)\r\n"
                "* 3 EXPUNGE\r\n* 44 EXISTS\r\n* OK still here\r\n"
                "* 3 FETCH (UID 2 RFC822.SIZE 4294967295 FLAGS ())\r\n")
        got = self.run_on("list", 3, 10,
                          replies={"UID FETCH": self.answer(rows)})
        self.assertEqual([m[:2] for m in got.messages], [(4, 9), (5, 10)],
                         got.out)

    def test_handled_flags(self):
        with FakeImap() as server:
            server.add(b"a", ["\\Deleted"])
            server.add(b"b", ["$liaisondone", "\\Seen"])
            server.add(b"c", ["$Other", "\\Flagged"])
            got = probe(server.port, "list", 1, 10)
            self.assertEqual([m[2] for m in got.messages], [1, 1, 0])

    def test_empty_inbox(self):
        got = self.run_on("list", 1, 10, bodies=0)
        self.assertIn("listed 0", got.out)

    def test_large_inbox(self):
        with FakeImap([b"x"] * 20000) as server:
            for message in server.messages:
                message.uid *= 7
            got = probe(server.port, "list", 70001, 20, "list", 139990, 20,
                        "list", 1, 5, "list", 140001, 5)
            self.assertEqual(
                [m[0] for m in got.messages],
                [*range(70007, 70007 + 140, 7), 139993, 140000,
                 7, 14, 21, 28, 35], got.out)
            self.assertLess(len(server.log), 80)

    def test_exists_lies(self):
        for exists in (999999, 4294967295):
            got = self.run_on("list", 2, 10, replies={
                "SELECT": lambda c, tag, args:
                    f"* {exists} EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n"
                    f"{tag} OK x\r\n".encode()})
            self.assertIn(got.error, (None, "protocol"), got.out)

    # Fetching

    def test_uid_after_the_body_and_quoted_bodies(self):
        rows = ('* 1 FETCH (BODY[] {5}\r\nabcde UID 1)\r\n'
                '* 2 FETCH (UID 2 BODY[] "quoted \\"x\\"")\r\n'
                '* 3 FETCH (UID 3 BODY[] NIL)\r\n'
                '* 4 FETCH (UID 4 BODY[] {0}\r\n)\r\n'
                '* 5 FETCH (UID 5 BODY[] "")\r\n')
        got = self.run_on("fetch", 100, "1,2,3,4,5",
                          replies={"UID FETCH": self.answer(rows)})
        self.assertEqual(got.status, 0, got.out)
        self.assertEqual(got.bodies.get(1), sha(b"abcde"))
        self.assertEqual(got.bodies.get(2), sha(b'quoted "x"'))
        self.assertNotIn(3, got.bodies)

    def test_only_what_was_asked_and_once(self):
        rows = b"".join(b"* 1 FETCH (UID %d BODY[] {3}\r\n%s)\r\n" % row
                        for row in ((1, b"aaa"), (1, b"bbb"), (9, b"ccc"),
                                    (3, b"ddd")))
        got = self.run_on("fetch", 100, "1,2,3",
                          replies={"UID FETCH": self.answer(rows)})
        self.assertEqual(got.bodies, {1: sha(b"aaa"), 3: sha(b"ddd")})
        self.assertEqual(got.out.count("body"), 2)

    def test_other_data_in_the_middle(self):
        rows = (b"* 3 EXPUNGE\r\n* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {3}"
                b"\r\naaa)\r\n* 99 EXISTS\r\n* OK [ALERT] disk (((( full\r\n"
                b"* 2 FETCH (FLAGS (\\Deleted))\r\n"
                b"* 2 FETCH (UID 2 BODY[] {3}\r\nbbb)\r\n* 1 RECENT\r\n")
        got = self.run_on("fetch", 100, "1,2,3",
                          replies={"UID FETCH": self.answer(rows)})
        self.assertEqual(got.bodies, {1: sha(b"aaa"), 2: sha(b"bbb")},
                         got.out)

    def test_literals_that_are_too_large(self):
        for size in ("101", "4000000000", "4294967290", "4294967301",
                     "18446744073709551617", "99999999999999999999999",
                     "9" * 3000):
            self.fails("limit", "over the bound of 100", "fetch", 100, "1",
                       replies={"UID FETCH": self.answer(
                           "* 1 FETCH (UID 1 BODY[] {%s}\r\n" % size)})
            self.assertLess(len(self.server.log), 9)

    def test_literals_that_are_no_mails(self):
        self.fails("limit", "announces a text", "list", 1, 10, replies={
            "UID FETCH": self.answer("* 1 FETCH (UID 1 FLAGS ({9000}\r\n")})
        # A size at the end of a text announces nothing: its "literal" would
        # hide what follows from the bounds.
        deep = "* 1 FETCH (UID 1 BODYSTRUCTURE " + "(" * 60000 + "\r\n"
        for before in ("* OK {70000}\r\n", "* OK BODY[] {70000}\r\n",
                       "* NO x BODY[] {70000}\r\n",
                       "* 1 EXISTS BODY[] {70000}\r\n",
                       "* 1 FETCH (FLAGS (\\Seen BODY[] {70000}\r\n",
                       "* SEARCH BODY[] {70000}\r\n",
                       "* 1 FETCH (UID 1 BODY[] \"BODY[] {70000}\r\n", ""):
            got = self.run_on("fetch", 100000, "1", replies={
                "UID FETCH": self.answer(before + deep + deep)})
            self.assertIn(got.error, ("limit", "protocol"), got.out)

    def test_endless_answers(self):
        flood = lambda c, tag, args: [c.send(b"* 1 EXISTS\r\n" * 10000)
                                      for _ in range(100)] and b""
        self.fails("limit", "one command", "list", 1, 10,
                   replies={"UID FETCH": flood})
        line = lambda c, tag, args: [c.send(b"x" * 65536)
                                     for _ in range(100)] and b""
        self.fails("limit", "line of more than", "list", 1, 10,
                   replies={"UID FETCH": line})
        body = b"* 1 FETCH (UID 1 BODY[] {100}\r\n" + b"x" * 100 + b")\r\n"
        self.fails("limit", "more mail than was asked", "fetch", 100, "1",
                   replies={"UID FETCH": self.answer(body * 3)})

    def test_drip(self):
        """One byte now and then does not buy more time."""
        def drip(conn, tag, args):
            for _ in range(100):
                conn.send(b"*")
                time.sleep(0.1)
        began = time.monotonic()
        self.fails("timeout", "in time", "list", 1, 10,
                   options={"patience": 1000}, replies={"UID FETCH": drip})
        self.assertLess(time.monotonic() - began, 8)

    def test_silence(self):
        self.fails("timeout", "in time", "list", 1, 10,
                   options={"patience": 500},
                   replies={"UID FETCH": lambda c, tag, args: b""})

    def test_nonsense(self):
        for answer in (b"\0\0\0\0\r\n", b"* 1 FETCH (UID 1\0)\r\n",
                       b"\xff\xfe" * 400 + b"\r\n", b"* 1 FETCH (((((\r\n",
                       b"* 1 FETCH (UID 99999999999999999999)\r\n",
                       b"* 0 FETCH (UID 0 RFC822.SIZE 1)\r\n", b"\r\n",
                       b"+ go on\r\n", b"* \r\n", b"*\r\n", b"* FETCH\r\n",
                       b"* 1 FETCH (UID 1 RFC822.SIZE -1)\r\n",
                       b"* 1 FETCH (BODY[TEXT] {3}\r\nabc)\r\n",
                       b"* SEARCH 1 2 3\r\n", b"* LIST () NIL NIL\r\n"):
            got = self.run_on("list", 1, 10, "fetch", 100, "1,2", options={
                "patience": 1500}, replies={"UID FETCH": self.answer(answer)})
            self.assertIn(got.error, (None, "protocol", "timeout"),
                          (answer, got.out))
            self.assertEqual(got.bodies, {})

    def test_tags(self):
        for text in ("99 OK done\r\n", "x OK\r\n", " OK\r\n"):
            got = self.run_on("list", 1, 10, options={"patience": 500},
                              replies={"UID FETCH": lambda c, tag, args:
                                       text.encode()})
            self.assertIn(got.error, ("protocol", "timeout"), got.out)
        self.fails("protocol", "makes no sense", "list", 1, 10,
                   refuse={"UID FETCH": "BAD command"})
        self.fails("refused", "refuses to", "fetch", 100, "1",
                   refuse={"UID FETCH": "NO over quota"})

    def test_bye_in_the_middle(self):
        for bye in ("* BYE Server shutting down", "* bye", "*  BYE x"):
            for command in ("UID FETCH", "CAPABILITY", "LOGIN", "SELECT"):
                self.fails("network", "ended the session", "list", 1, 10,
                           replies={command: lambda c, tag, args:
                                    bye.encode() + b"\r\n"})

    def test_callback_stops(self):
        got = self.run_on("stop", "1,2,3")
        self.assertEqual((got.error, len(got.bodies)), ("busy", 1))

    def test_cut_anywhere(self):
        """The connection ends after every so many bytes: an error or all."""
        with FakeImap(mails(3)) as server:
            commands = ("list", 1, 10, "fetch", 1000, "1,2,3", "move", "done",
                        "1,2,3")
            probe(server.port, *commands)
            length = server.connections[0].sent
        self.assertGreater(length, 900)
        step = int(os.environ.get("LIAISON_CUT_STEP", "13"))
        for cut in range(0, length, step):
            with FakeImap(mails(3)) as server:
                server.cut, server.reset = cut, cut % 2 == 1
                got = probe(server.port, *commands)
                self.assertIn(got.error, ("network", None), (cut, got.out))
                self.assertEqual(got.status, 1 if got.error else 0)
                for uid, digest in got.bodies.items():
                    self.assertEqual(digest, sha(mails(3)[uid - 1]), cut)
                kept = server.uids() + server.uids(
                    "liaison/done" if server.folders else None)
                self.assertEqual(set(kept), {1, 2, 3}, cut)

    # Moving

    def moved(self, *uids, folder="liaison/done"):
        self.assertEqual([m.uid for m in self.server.folders[folder]],
                         list(uids))

    def test_move(self):
        got = self.run_on("move", "done", "1,3", "list", 1, 10)
        self.assertEqual([m[0] for m in got.messages], [2], got.out)
        self.moved(1, 3)
        self.assertTrue(self.server.saw("SUBSCRIBE"))

    def test_without_move(self):
        got = self.run_on("move", "done", "1,3", "list", 1, 10,
                          capabilities_after="IMAP4rev1 UIDPLUS")
        self.assertEqual([m[0] for m in got.messages], [2], got.out)
        self.assertTrue(self.server.saw("UID EXPUNGE 1,3"))
        self.moved(1, 3)

    def test_without_move_and_uidplus(self):
        got = self.run_on("move", "done", "1,3", "list", 1, 10,
                          capabilities_after="IMAP4rev1")
        self.assertEqual([m[2] for m in got.messages], [1, 0, 1], got.out)
        self.assertIn("$LiaisonDone", self.server.messages[0].flags)
        self.assertNotIn("\\Deleted", self.server.messages[0].flags)
        self.moved(1, 3)

    def test_without_keywords(self):
        got = self.run_on("move", "done", "1", "list", 1, 10,
                          capabilities_after="IMAP4rev1",
                          permanent="\\Deleted \\Seen")
        self.assertEqual([m[2] for m in got.messages], [1, 0, 0], got.out)
        self.moved(1)

    def test_move_does_not_work(self):
        got = self.run_on("move", "done", "1,3", "move", "done", "2",
                          "list", 1, 10, refuse={"UID MOVE": "NO broken"})
        self.assertEqual(got.messages, [], got.out)
        self.assertEqual(sum("UID MOVE" in line for line in self.server.log),
                         1)
        self.moved(1, 3, 2)

    def test_nothing_works(self):
        got = self.run_on("move", "done", "1", "list", 1, 10,
                          refuse={"UID MOVE": "NO quota", "CREATE": "NO no",
                                  "UID COPY": "NO quota"})
        self.assertEqual([m[2] for m in got.messages], [1, 0, 0], got.out)
        self.assertIn("left in the inbox", got.err)

    def test_nothing_at_all_works(self):
        self.fails("refused", "quota", "move", "done", "1",
                   refuse={"UID MOVE": "NO quota", "UID COPY": "NO quota",
                           "UID STORE": "NO quota"})

    def test_folder_vanishes(self):
        with FakeImap(mails(2)) as server:
            def gone(conn, tag, args):
                server.folders.clear()
                del server.replies["NOOP"]
            server.replies["NOOP"] = gone
            server.capabilities_after = "IMAP4rev1 UIDPLUS MOVE"
            got = probe(server.port, "move", "done", "1", "wait", 1, "move",
                        "done", "2", poll=1)
            self.assertEqual(got.status, 0, got.out)
            self.assertEqual(server.uids("liaison/done"), [2])

    def test_hierarchies(self):
        for settings, folder in (
                ({"delimiter": "."}, "liaison.done"),
                ({"delimiter": ""}, "liaison-done"),
                ({"delimiter": ".", "prefix": "INBOX."},
                 "INBOX.liaison.done"),
                ({"delimiter": "/", "refuse": {"NAMESPACE": "NO sorry"}},
                 "liaison/done"),
                ({"replies": {"NAMESPACE": self.answer("")}}, "liaison/done"),
                ({"replies": {"LIST": self.answer("")}}, "liaison/done")):
            got = self.run_on("move", "done", "1", **settings)
            self.assertEqual(got.status, 0, got.out)
            self.moved(1, folder=folder)

    def test_whole_set_refused_because_one_is_gone(self):
        with FakeImap(mails(3)) as server:
            def picky(conn, tag, args):
                if args.startswith(("1:3 ", "2 ")):
                    return f"{tag} NO some are gone\r\n".encode()
            server.replies["UID MOVE"] = picky
            server.messages.pop(1)
            got = probe(server.port, "move", "done", "1,2,3", "move", "done",
                        "2", "list", 1, 10)
            self.assertEqual(got.status, 0, got.out)
            self.assertEqual(server.uids("liaison/done"), [1, 3])
            self.assertFalse(server.saw("UID COPY"))

    # Waiting

    def idles(self, answer, after_done=b"%s OK done\r\n", **settings):
        def idle(conn, tag, args):
            conn.send(answer(tag))
            if conn.read_line() == "DONE":
                return after_done % tag.encode()
            raise AssertionError("no DONE")
        return self.run_on("list", 1, 10, "wait", 3, "list", 1, 10,
                           replies={"IDLE": idle}, **settings)

    def test_news_glued_to_the_plus(self):
        got = self.idles(lambda tag: b"+ idling\r\n* 4 EXISTS\r\n")
        self.assertEqual((got.words[6], got.status), ("news", 0), got.out)

    def test_news_before_the_plus(self):
        got = self.idles(lambda tag: b"* 4 EXISTS\r\n* OK x\r\n+ idling\r\n")
        self.assertEqual((got.words[6], got.status), ("news", 0), got.out)

    def test_news_after_done(self):
        with FakeImap(mails(1)) as server:
            def idle(conn, tag, args):
                conn.send(b"+ idling\r\n")
                conn.read_line()
                return f"* 2 EXISTS\r\n{tag} OK done\r\n".encode()
            server.replies["IDLE"] = idle
            got = probe(server.port, "list", 1, 10, "wait", 1)
            self.assertIn("news", got.words)

    def test_no_news(self):
        got = self.idles(lambda tag: b"+ idling\r\n* 3 EXISTS\r\n* OK hi\r\n"
                         b"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 RECENT\r\n",
                         options={"poll": 1})
        self.assertIn("quiet", got.words, got.out)

    def test_expunge_then_exists(self):
        got = self.idles(lambda tag: b"+ idling\r\n* 1 EXPUNGE\r\n"
                         b"* 3 EXISTS\r\n")
        self.assertIn("news", got.words, got.out)

    def test_idle_refused_or_missing(self):
        for settings in ({"refuse": {"IDLE": "NO not now"}},
                         {"refuse": {"IDLE": "BAD what"}},
                         {"capabilities_after": "IMAP4rev1 MOVE"}):
            with FakeImap(mails(1)) as server:
                for name, value in settings.items():
                    setattr(server, name, value)
                process = start(server.port, "list", 1, 10, "wait", 20,
                                "list", 1, 10, poll=1)
                wait_for(lambda: server.saw("NOOP"), what="NOOP")
                server.add(MAIL % 2)
                got = finish(process)
                self.assertIn("news", got.words, got.out)
                self.assertEqual(len(got.messages), 3)

    def test_idle_ends(self):
        for text in (b"* BYE idle for too long\r\n",
                     b"+ idling\r\n* BYE idle for too long\r\n"):
            got = self.run_on("wait", 10, replies={
                "IDLE": lambda c, tag, args: text})
            self.assertEqual(got.error, "network", got.out)

    def test_connection_dies_in_idle(self):
        with FakeImap(mails(1)) as server:
            process = start(server.port, "wait", 20)
            wait_for(lambda: server.saw("IDLE"), what="IDLE")
            for conn in server.connections:
                conn.close()
            self.assertEqual(finish(process).error, "network")

    def test_packets_lost_in_idle(self):
        """Nothing comes any more: noticed at the next renewal."""
        with FakeImap(mails(1)) as server:
            server.replies["IDLE"] = lambda c, tag, args: (
                c.send(b"+ idling\r\n"), c.read_line(), b"")[-1]
            got = probe(server.port, "wait", 20, poll=1, patience=700)
            self.assertEqual(got.error, "timeout", got.out)

    def test_flood_in_idle(self):
        got = self.run_on("wait", 5, replies={
            "IDLE": lambda c, tag, args: [
                c.send(b"+ idling\r\n" + b"* OK still here\r\n" * 200000)] and
            b""})
        self.assertEqual(got.error, "limit", got.out)


class Unreachable(unittest.TestCase):
    def test_sentences(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
            got = probe(port)
        self.assertEqual(got.error, "network")
        self.assertIn("check imap.host, imap.port", got.out)
        got = probe(993, host="no-such-host.invalid")
        self.assertEqual(got.error, "network")
        self.assertIn("no-such-host.invalid", got.out)

    def test_no_greeting(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            for tls in ("none", "starttls", "implicit"):
                got = probe(s.getsockname()[1], tls=tls, patience=400)
                self.assertEqual(got.error, "timeout", (tls, got.out))


if __name__ == "__main__":
    unittest.main()
