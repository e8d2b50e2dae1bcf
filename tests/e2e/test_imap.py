"""src/imap on a scripted server that lies, floods and cuts: logging in,
listing, fetching."""
import os
import socket
import time
import unittest

from fake_imap import FakeImap
from imap_probe import ScriptedTest, mails, probe, sha


class LoginTest(ScriptedTest):
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

    def test_uidvalidity_changes_in_the_session(self):
        self.fails("protocol", "anew", "list", 1, 10, "move", "done", "1",
                   replies={"UID FETCH": self.answer(
                       "* OK [UIDVALIDITY 2] restored from backup\r\n")})
        self.assertFalse(self.server.saw("UID MOVE"))


class ListTest(ScriptedTest):
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


class FetchTest(ScriptedTest):
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

    def test_slow_mail_may_take_its_time(self):
        body = b"0123456789abcdef" * 4096

        def slowly(conn, tag, args):
            conn.send(b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % len(body))
            for i in range(0, len(body), 8192):
                conn.send(body[i:i + 8192])
                time.sleep(0.15)
            return f")\r\n{tag} OK done\r\n".encode()
        got = self.run_on("fetch", 100000, "1", options={"patience": 600},
                          replies={"UID FETCH": slowly})
        self.assertEqual(got.bodies, {1: sha(body)}, got.out)

    def test_silence_in_a_mail(self):
        """A size that is only announced buys neither time nor memory."""
        began = time.monotonic()
        self.fails("timeout", "in time", "fetch", 30000000, "1",
                   options={"patience": 500},
                   replies={"UID FETCH": lambda c, tag, args:
                            b"* 1 FETCH (UID 1 BODY[] {25000000}\r\nabc"})
        self.assertLess(time.monotonic() - began, 20)

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
        self.assertGreater(length, 700)
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
