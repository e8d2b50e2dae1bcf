"""src/smtp and connections that are lost (threats Q11 to Q19)."""
import unittest

from smtp_probe import BOTH, WAIT, SmtpTest, outcomes_of, probe


class LossTest(SmtpTest):
    """What costs the connection."""

    def lost(self, name, outcome, result, code=0, **options):
        """On the first mail of a connection: nothing is tried after it."""
        for offers in BOTH:
            with self.subTest(name, offers=offers):
                server = self.serve(offers=offers)
                got = probe(server.port, f"{name}@example.net",
                            "bob@example.net", status=1, **options)
                self.assertEqual((got[0][:2], got.result),
                                 ((outcome, code), result), got)
                self.assertIn(got[1].outcome, ("", "untouched"))
                self.assertIn(f"127.0.0.1:{server.port}", got.error)
                server.settle()
                [session] = server.sessions
                self.assertEqual(
                    [m for m in session.messages
                     if m.recipients == ["bob@example.net"]], [])
                yield session

    def all_lost(self, *args, **options):
        return list(self.lost(*args, **options))

    def test_before_the_body(self):
        for name, result, code in (
                ("close", "network", 0), ("reset", "network", 0),
                ("r421", "network", 421), ("d421", "network", 421),
                ("data-close", "network", 0), ("garbage", "protocol", 0),
                ("data-garbage", "protocol", 0), ("endless", "protocol", 0),
                ("r354", "protocol", 354), ("d250", "protocol", 250)):
            for session in self.lost(name, "not-tried", result, code):
                self.assertEqual(b"".join(session.bodies), b"")

    def test_no_answer(self):
        for name in ("silent", "data-silent", "tarpit"):
            for session in self.lost(name, "not-tried", "timeout", w=WAIT):
                self.assertEqual(b"".join(session.bodies), b"")

    def test_after_354(self):
        """The start takes a moment, and nothing of the body leaves."""
        for name, outcome, result, code in (
                ("drop-after-354", "not-tried", "network", 0),
                ("body-421", "not-tried", "network", 421),
                ("body-250", "not-tried", "protocol", 0),
                ("data-twice", "not-tried", "protocol", 0)):
            for session in self.lost(name, outcome, result, code, s=200):
                self.assertEqual(b"".join(session.bodies), b"")

    def test_in_the_body(self):
        message = self.file(self.large(8_000_000))
        for name, outcome, result, code in (
                ("drop-half-body", "not-tried", "network", 0),
                ("half-reset", "not-tried", "network", 0),
                ("half-421", "not-tried", "network", 421),
                ("half-250", "not-tried", "protocol", 0)):
            self.all_lost(name, outcome, result, code, m=message)
        self.all_lost("half-silent", "unknown", "timeout", 0, w=WAIT,
                      m=self.file(self.large(100_000), "small"))

    def test_a_reason_in_the_body(self):
        """It is this mail's; the next one gets a connection of its own."""
        message = self.file(self.large(8_000_000))
        for offers in BOTH:
            for name, outcome, code in (("half-452", "later", 452),
                                        ("half-552", "never", 552),
                                        ("body-554", "never", 554)):
                with self.subTest(name, offers=offers):
                    server = self.serve(offers=offers)
                    got = probe(server.port, f"{name}@example.net",
                                "bob@example.net", m=message, s=50)
                    self.assertEqual(got[0][:2], (outcome, code))
                    self.assertEqual(got[1].outcome, "sent")
                    server.settle()
                    self.assertEqual(len(server.sessions), 2)

    def test_after_the_dot(self):
        for name, outcome, result, code in (
                ("drop-after-dot", "unknown", "network", 0),
                ("dot-reset", "unknown", "network", 0),
                ("dot-garbage", "unknown", "protocol", 0),
                ("dot-endless", "unknown", "protocol", 0),
                ("dot354", "unknown", "protocol", 354),
                ("dot421", "not-tried", "network", 421)):
            for session in self.lost(name, outcome, result, code):
                self.assertEqual(b"".join(session.bodies[1:]), b"")
        for name in ("dot-silent", "dot-tarpit"):
            self.all_lost(name, "unknown", "timeout", w=WAIT)

    def test_a_reply_that_nobody_asked_for(self):
        for offers in BOTH:
            for name in ("twice", "dot-twice"):
                server = self.serve(offers=offers)
                got = probe(server.port, f"{name}@example.net",
                            "bob@example.net", status=None)
                self.assertIn(got[0].outcome, ("sent", "not-tried"))
                server.settle()
                for mail, address in zip(got, ("twice", "bob")):
                    taken = [m for m in server.messages
                             if address in m.recipients[0]]
                    self.assertEqual(mail.outcome == "sent", len(taken) == 1)

    def test_enough_for_one_connection(self):
        """A relay that closes after so many mails is no trouble."""
        for offers in BOTH:
            server = self.serve(offers=offers, max_messages=3)
            got = probe(server.port, *[f"p{i}@example.net" for i in range(9)],
                        "last@example.net")
            sent = [o for o in got if o.outcome == "sent"]
            rest = [o for o in got if o.outcome != "sent"]
            self.assertEqual({o.outcome for o in rest}, {"untouched"})
            server.settle()
            self.assertEqual(len(sent), len(server.messages))
            self.assertGreater(len(server.sessions), 2)

    def test_the_turn_is_refused(self):
        for offers in BOTH:
            server = self.serve(offers=offers)
            got = probe(server.port, "a@example.net", "b@example.net", x=True,
                        status=1)
            self.assertEqual((got[0].outcome, got.result),
                             ("untouched", "busy"))
            server.settle()
            [session] = server.sessions
            self.assertEqual(session.commands[-1], "DATA")
            self.assertEqual(b"".join(session.bodies), b"")

    def test_they_may_not_go(self):
        for offers in BOTH:
            server = self.serve(offers=offers)
            got = probe(server.port, "a@example.net", "b@example.net", g=True)
            self.assertEqual(outcomes_of(got), ["", ""])
            server.settle()
            self.assertEqual(server.messages, [])
            for session in server.sessions:
                self.assertEqual(b"".join(session.bodies), b"")

    def test_the_ledger_fails_while_mail_is_under_way(self):
        """What was said behind a dot is heard all the same."""
        for offers in BOTH:
            server = self.serve(offers=offers, delay=0.5)
            got = probe(server.port, "a@example.net", "b@example.net", k=2,
                        y=1, status=1)
            server.settle()
            sent = [one for one in got if one.outcome == "sent"]
            self.assertEqual(got.result, "busy")
            self.assertTrue(sent)
            self.assertEqual(len(server.messages), len(sent))
            for one in got:
                self.assertIn(one.outcome, ("sent", "", "untouched"))

    def test_the_ledger_fails_and_the_relay_is_silent(self):
        for offers in BOTH:
            server = self.serve(offers=offers)
            got = probe(server.port, "dot-silent@example.net",
                        "dot-silent@example.com", k=2, y=1, Q=300, status=1)
            self.assertEqual(got.result, "busy")
            self.assertIn("unknown", [one.outcome for one in got])
            for one in got:
                self.assertIn(one.outcome, ("unknown", "", "untouched"))


if __name__ == "__main__":
    unittest.main()
