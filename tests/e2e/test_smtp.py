"""src/smtp against servers that refuse, lie, stall and vanish (threats Q11 to
Q19, T8, T15, T36), in lock-step and pipelined."""
import collections
import random
import unittest

import lib
from smtp_probe import (BOTH, LOCK_STEP, PIPELINED, SENDER, WAIT, SmtpTest,
                        outcomes_of, probe)

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

    def each_then_a_good_one(self, offers, connections):
        server = self.serve(offers=offers)
        recipients = []
        for i, row in enumerate(self.ROWS):
            recipients += [f"{row[0]}@example.net", f"good{i}@example.net"]
        outcomes = probe(server.port, *recipients, k=connections)
        for row, got, good in zip(self.ROWS, outcomes[::2], outcomes[1::2]):
            with self.subTest(row[0], offers=offers):
                self.assertEqual(got[:3], row[1:])
                self.assertEqual(good[:3], ("sent", 250, "2.0.0"))
        server.settle()
        self.assertEqual(
            sorted(m.recipients[0] for m in server.messages
                   if m.recipients[0].startswith("good")),
            sorted(r for r in recipients if r.startswith("good")))
        return server

    def test_each_then_a_good_one(self):
        for offers in BOTH:
            server = self.each_then_a_good_one(offers, 1)
            [session] = server.sessions
            self.assertEqual(session.pipelined, offers is PIPELINED)
            self.assertEqual(session.commands[-1], "QUIT")
            self.each_then_a_good_one(offers, 4)

    def test_a_long_reply_is_cut_and_printable(self):
        server = self.serve()
        long, nul = probe(server.port, "long@example.net", "nul@example.net")
        self.assertEqual(len(long.text), 511)
        self.assertTrue(long.text.endswith("xxx..."))
        self.assertEqual(nul.text, "a?b")

    def test_a_refused_group_is_followed_by_rset(self):
        """Else a server may keep the sender of the one before."""
        for offers, data in ((LOCK_STEP, []), (PIPELINED, ["DATA"])):
            server = self.serve(offers=offers)
            probe(server.port, "r550@example.net", "a@example.net",
                  "d554@example.net", "b@example.net")
            server.settle()
            verbs = [c.split(" ")[0] for c in server.sessions[0].commands]
            self.assertEqual(verbs, [
                "EHLO", "MAIL", "RCPT", *data, "RSET", "MAIL", "RCPT", "DATA",
                "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA",
                "QUIT"])

    def test_refused_in_a_row(self):
        """Servers punish a client that is refused too often."""
        for offers in BOTH:
            server = self.serve(offers=offers)
            people = [f"r550@n{i}.test" for i in range(10)]
            outcomes = probe(server.port, *people)
            self.assertEqual(set(outcomes_of(outcomes)), {"never"})
            server.settle()
            self.assertEqual([sum(c.startswith("RCPT") for c in s.commands)
                              for s in server.sessions], [4, 4, 2])

    def test_354_though_all_were_refused(self):
        server = self.serve(offers=PIPELINED)
        first, second = probe(server.port, "r550-but-354@example.net",
                              "b@example.net")
        self.assertEqual(first[:2], ("never", 550))
        self.assertEqual(second.outcome, "sent")
        server.settle()
        [session] = server.sessions
        self.assertEqual(session.bodies[0], b"")  # a lone dot
        self.assertEqual([m.recipients for m in session.messages],
                         [["b@example.net"]])
        self.assertEqual(session.commands[4][:4], "RSET")

    def test_the_sender_is_refused(self):
        for offers in BOTH:
            server = self.serve(offers=offers)
            for sender, outcome in (("mail-550", "no-sender"),
                                    ("mail-553", "no-sender"),
                                    ("mail-450", "later"),
                                    ("mail-552", "never")):  # SIZE= was sent
                with self.subTest(sender, offers=offers):
                    [got] = probe(server.port, "bob@example.net",
                                  f=f"{sender}@example.org")
                    self.assertEqual(got.outcome, outcome)
            self.assertEqual(server.messages, [])

    def test_no_lone_dot_after_a_refused_sender(self):
        """It would deliver an empty mail."""
        for offers, sessions in ((LOCK_STEP, 1), (PIPELINED, 2)):
            server = self.serve(offers=offers)
            outcomes = probe(server.port, "a@example.net", "b@example.net",
                             f="mail-refused-but-354@example.org",
                             status=None)
            self.assertEqual(set(outcomes_of(outcomes)) - {"untouched"},
                             {"no-sender"})
            server.settle()
            self.assertEqual(server.messages, [])
            for session in server.sessions:
                self.assertEqual(b"".join(session.bodies), b"")
                self.assertNotIn(b"\r\n.\r\n", session.raw)

    def test_a_login_is_wanted(self):
        for offers in BOTH:
            server = self.serve(offers=offers)
            for code in (530, 535):
                got = probe(server.port, "a@example.net", "b@example.net",
                            f=f"mail-{code}@example.org", status=1)
                self.assertEqual(got[0][:2], ("not-tried", code))
                self.assertEqual(got[1].outcome, "")
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
        self.assertEqual(outcomes_of(outcomes), ["later", "sent"])


class PoolTest(SmtpTest):
    """Several connections."""

    def test_the_first_one_is_made_alone(self):
        server = self.serve(auth={"bob": "right"})
        got = probe(server.port, *["a@example.net"] * 5, k=5, u="bob:wrong",
                    status=1)
        self.assertEqual(got.result, "auth")
        self.assertEqual(len(server.sessions), 1)

    def test_all_are_used(self):
        server = self.serve(offers=PIPELINED, delay=0.05)
        got = probe(server.port, *[f"p{i}@example.net" for i in range(40)],
                    k=4)
        self.assertEqual(set(outcomes_of(got)), {"sent"})
        server.settle()
        self.assertEqual(len(server.sessions), 4)
        self.assertEqual(len(server.messages), 40)
        for session in server.sessions:
            self.assertGreater(len(session.messages), 4)

    def test_more_than_the_relay_wants(self):
        server = self.serve(offers=PIPELINED, delay=0.02, max_sessions=2)
        got = probe(server.port, *[f"p{i}@example.net" for i in range(40)],
                    k=6)
        self.assertEqual(got.result, "ok")
        self.assertEqual(set(outcomes_of(got)), {"sent", "untouched"})
        self.assertLessEqual(outcomes_of(got).count("untouched"), 5)
        server.settle()
        self.assertEqual(len(server.messages),
                         outcomes_of(got).count("sent"))

    def test_messages_per_connection(self):
        for offers in BOTH:
            server = self.serve(offers=offers)
            got = probe(server.port, *["a@example.net"] * 10, l=3)
            self.assertEqual(set(outcomes_of(got)), {"sent"})
            server.settle()
            self.assertEqual([len(s.messages) for s in server.sessions],
                             [3, 3, 3, 1])
            for session in server.sessions:
                self.assertEqual(session.commands[-1], "QUIT")

    def test_one_stalled(self):
        """The others go on, and the stalled one is settled in the end."""
        server = self.serve(offers=PIPELINED)
        people = ["dot-tarpit@example.net",
                  *[f"p{i}@example.net" for i in range(200)]]
        got = probe(server.port, *people, k=3, w=2000)
        self.assertEqual(got[0].outcome, "unknown")
        self.assertEqual(set(outcomes_of(got[1:])), {"sent", "untouched"})
        self.assertGreaterEqual(outcomes_of(got).count("sent"), 199)

    def test_a_group_is_one_write(self):
        """The dot of one mail and the envelope of the next arrive together."""
        server = self.serve(offers=PIPELINED, delay=0.05)
        probe(server.port, "a@example.net", "b@example.net")
        server.settle()
        [session] = server.sessions
        chunk = next(c for c in session.chunks if b"\r\n.\r\n" in c)
        self.assertRegex(chunk, rb"(?s)^Subject: .*\r\n\.\r\nMAIL FROM:"
                         rb"[^\r]*\r\nRCPT TO:<b[^\r]*\r\nDATA\r\n$")


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
                self.assertEqual(got[:2], ("never", 0))
                self.assertIn("cannot be sent", got.text)
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
        for sender in evil[:9]:
            if sender:
                [got] = probe(server.port, "bob@example.net", f=sender)
                self.assertEqual(got[:2], ("never", 0))
        server.settle()
        self.assertEqual({o[:2] for o in outcomes},
                         {("sent", 250), ("never", 0)})
        self.assertNotIn(b"evil@", server.raw)
        for session in server.sessions:
            for command in session.commands:
                self.assertRegex(
                    command, r"^(EHLO [\w.]+|MAIL FROM:<[^<> ]+@[^<> ]+> "
                    r"SIZE=\d+|RCPT TO:<[!-;=?-~]+@[\w.-]+>|DATA|RSET|QUIT)$")
        refused = [a for a, o in zip(evil, outcomes) if o.code == 0]
        self.assertEqual(evil[:9], refused[:9])

    def test_size(self):
        server = self.serve(offers=("SIZE 1000",))
        [got] = probe(server.port, "bob@example.net",
                      m=self.file(b"x" * 999))  # and a CRLF
        self.assertEqual(got, ("never", 0, "5.3.4", got.text))
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
        for offers in BOTH:
            server = self.serve(offers=offers)
            outcomes = probe(server.port, "a@example.net", "b@example.net",
                             n=500)
            self.assertEqual({o[:3] for o in outcomes},
                             {("sent", 250, "2.0.0")})
            server.settle()
            [session] = server.sessions
            self.assertEqual(len(session.messages), 1000)
            self.assertEqual(session.pipelined, offers is PIPELINED)
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
            server = self.serve(offers=BOTH[turn % 2])
            recipients = []
            for i in range(8):
                local = dice.choice((self.odd(dice), "good"))
                recipients.append(f"{local}@n{i}.test")
            with self.subTest(turn=turn, recipients=recipients):
                outcomes = probe(server.port, *recipients, w=300, m=message,
                                 k=dice.choice((1, 1, 3)), status=None)
                server.settle()
                taken = [m.recipients[0] for m in server.messages]
                self.assertEqual(len(taken), len(set(taken)))
                for recipient, got in zip(recipients, outcomes):
                    seen[got.outcome] += 1
                    if got.outcome != "unknown":
                        self.assertEqual(got.outcome == "sent",
                                         recipient in taken, got)
        self.assertEqual(set(seen) - {""}, {
            "sent", "later", "never", "unknown", "not-tried", "untouched"})


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
