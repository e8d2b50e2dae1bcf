"""src/smtp against servers that refuse, lie, stall and vanish (threats Q11 to
Q19, T8, T15, T36)."""
import collections
import random
import unittest

import lib
from smtp_probe import SENDER, WAIT, SmtpTest, probe


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


class ChaosTest(SmtpTest):
    """Whatever a server does, what we say of each message is true."""

    PLACES = ("rcpt", "data", "body", "half", "dot")
    WHATS = ("421", "450", "550", "close", "reset", "garbage", "long",
             "endless", "nul", "354", "silent", "250", "split", "twice")
    # A 250 before the end of the body may look like the one after it.
    EARLY = WHATS[:-3]

    def odd(self, dice):
        place = dice.choice(self.PLACES)
        early = place in ("body", "half")
        return f"{place}-{dice.choice(self.EARLY if early else self.WHATS)}"

    def test_any_order(self):
        dice = random.Random(36)
        message = self.file(self.large(40_000))
        seen = collections.Counter()
        for turn in range(60):
            server = self.serve()
            recipients = []
            for i in range(8):
                local = dice.choice((self.odd(dice), "good"))
                recipients.append(f"{local}@n{i}.test")
            with self.subTest(turn=turn, recipients=recipients):
                outcomes = probe(server.port, *recipients, w=300, m=message)
                server.settle()
                taken = {m.recipients[0] for m in server.messages}
                for recipient, got in zip(recipients, outcomes):
                    seen[got.outcome] += 1
                    if got.outcome != "unknown":
                        self.assertEqual(got.outcome == "sent",
                                         recipient in taken, got)
                self.assertLessEqual(taken, set(recipients[:len(outcomes)]))
                for got in outcomes[:-1]:
                    self.assertEqual(got.result, "ok")
        self.assertEqual(set(seen), {"sent", "later", "never", "unknown",
                                     "not-tried"})


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


if __name__ == "__main__":
    unittest.main()
