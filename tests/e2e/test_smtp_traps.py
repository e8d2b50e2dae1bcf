"""Each trap of the prototypes is one of these tests, or it stands in
test_smtp.py and test_smtp_connect.py: what libcurl, TLS and real servers do
that no manual says."""
import unittest

from certificates import Certificates
from smtp_probe import PROBE, SECRET, WAIT, SmtpTest, probe

LOCK_STEP = ("SIZE 50000000", "8BITMIME")
PIPELINED = ("PIPELINING", *LOCK_STEP)
BOTH = (LOCK_STEP, PIPELINED)
WATCH = {"LD_PRELOAD": str(PROBE.parent / "watch_curl.so"),
         "ASAN_OPTIONS": "verify_asan_link_order=0"}


class TrapTest(SmtpTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = Certificates(cls.folder / "tls")
        cls.good = cls.certificates.make("good")

    def serve(self, tls=None, **options):
        return super().serve(tls=tls, certificate=self.good, **options)

    def send(self, server, *recipients, **options):
        tls = {"t": server.tls or "none", "h": "localhost"}
        if server.tls:
            tls["c"] = self.certificates.authority
        return probe(server.port, *(recipients or ["bob@example.net"]),
                     **(tls | options))

    def everywhere(self, **options):
        """Servers of each kind of connection and of dialogue."""
        for offers in BOTH:
            for tls in (None, "starttls", "implicit"):
                yield self.serve(tls, offers=offers, **options)


class PipeTest(TrapTest):
    """What libcurl and TLS do once the login is over."""

    def test_the_bytes_of_again_come_again(self):
        """GnuTLS counts what it took when it said "again" (watch_curl.c)."""
        message = self.large(300_000)
        path = self.file(message)
        people = [f"p{i}@example.net" for i in range(12)]
        for every in (1, 2, 3, 7):
            for server in self.everywhere():
                got = self.send(server, *people, m=path, k=3,
                                env=WATCH | {"WATCH_AGAIN": str(every)})
                self.assertEqual({o.outcome for o in got}, {"sent"})
                server.settle()
                self.assertEqual(
                    sorted(m.recipients[0] for m in server.messages),
                    sorted(people))
                for mail in server.messages:
                    self.assertTrue(mail.data == message)

    def test_a_slow_reader_is_offered_the_same_again(self):
        path = self.file(self.large(16_000_000))
        for tls in ("implicit", "starttls"):
            server = self.serve(tls, offers=PIPELINED)
            got = self.send(server, "slow@example.net", "bob@example.net",
                            m=path, env=WATCH)
            self.assertEqual({o.outcome for o in got}, {"sent"})

    def test_more_left_than_was_offered(self):
        """It would be a mistake of ours: stop before it sends nonsense."""
        server = self.serve()
        got = self.send(server, status=1, env=WATCH | {"WATCH_MORE": "1"})
        self.assertEqual(got[0].outcome, "not-tried")
        server.settle()
        self.assertEqual(server.messages, [])

    def test_a_ca_file_is_used_alone(self):
        """Reading the system's costs each connection 20 ms."""
        for tls in ("implicit", "starttls"):
            server = self.serve(tls)
            [got] = self.send(server, env=WATCH)
            self.assertEqual(got.outcome, "sent")

    def test_an_end_without_a_word_of_tls(self):
        for offers in BOTH:
            for name, outcome in (("cut", "not-tried"),
                                  ("data-cut", "not-tried"),
                                  ("dot-cut", "unknown")):
                with self.subTest(name, offers=offers):
                    server = self.serve("implicit", offers=offers)
                    got = self.send(server, f"{name}@example.net", status=1)
                    self.assertEqual(got[0][:2], (outcome, 0), got)
                    self.assertEqual(got.result, "network")
                    self.assertEqual(len(server.messages), 0)


class ReplyTest(TrapTest):
    """Replies of all sizes, in all pieces, with something behind."""

    def test_long_ones_and_small_pieces(self):
        people = [f"{place}{what}@example.net"
                  for place in ("", "data-", "dot-")
                  for what in ("split", "lines", "big")]
        for server in self.everywhere():
            got = self.send(server, *people, w=60000)
            self.assertEqual({o.outcome for o in got}, {"sent"}, got)
            for outcome in got:
                self.assertLess(len(outcome.text), 512)
            server.settle()
            self.assertEqual(len(server.messages), len(people))

    def test_a_long_ehlo_reply(self):
        lines = "".join(f"250-X-{i}\r\n" for i in range(200))
        server = self.serve(ehlo=lines + "250 PIPELINING\r\n")
        got = self.send(server, "a@example.net", "b@example.net")
        self.assertEqual({o.outcome for o in got}, {"sent"})
        server.settle()
        self.assertTrue(server.sessions[0].pipelined)

    def test_an_endless_ehlo_reply(self):
        lines = "".join(f"250-X-{i}\r\n" for i in range(100_000))
        server = self.serve(ehlo=lines)
        got = self.send(server, status=1, w=WAIT)
        self.assertEqual(got[0].outcome, "untouched")

    def test_a_421_glued_to_any_reply(self):
        """Nothing that follows was attempted, and nothing is lost."""
        for place, outcome, bodies in (("", "not-tried", 0),
                                       ("data-", "not-tried", 0),
                                       ("dot-", "sent", 1)):
            for server in self.everywhere():
                got = self.send(server, f"{place}bye@example.net",
                                "b@example.net", status=None)
                self.assertEqual(got[0].outcome, outcome)
                # On a new connection, or not at all if it was in hand.
                self.assertIn(got[1].outcome, ("sent", "untouched", ""))
                server.settle()
                self.assertEqual(
                    len(server.messages),
                    sum(o.outcome == "sent" for o in got))
                self.assertEqual(len(b"".join(server.sessions[0].bodies)) > 0,
                                 bodies == 1)

    def test_a_421_glued_to_the_login(self):
        for server in self.everywhere(auth={"bob": SECRET},
                                      glue_login="421 4.3.2 bye\r\n"):
            got = self.send(server, status=1, u=f"bob:{SECRET}")
            # Noticed when connecting or when sending: nobody was tried.
            self.assertIn(got[0].outcome, ("untouched", "not-tried"))
            self.assertEqual(got.result, "network")
            self.assertEqual(server.messages, [])


class RuleTest(TrapTest):
    """When several commands may leave together, and what undoes a group."""

    def test_each_mail_leaves_with_its_own_sender(self):
        """A refused group keeps its sender at most servers, until RSET."""
        rows = ("r550", "d554", "r450", "data-450", "r550-but-354", "nul",
                "dot550", "dot451")
        people = [p for i, row in enumerate(rows)
                  for p in (f"{row}@example.net", f"good{i}@example.net")]
        for server in self.everywhere():
            got = self.send(server, *people, f="bounce+#@example.org")
            self.assertEqual([o.outcome for o in got[1::2]],
                             ["sent"] * len(rows))
            server.settle()
            self.assertEqual(
                sorted((m.sender, m.recipients) for m in server.messages),
                sorted((f"bounce+{i}@example.org", [p])
                       for i, p in enumerate(people) if i % 2))

    def test_the_last_ehlo_counts(self):
        """What was offered before STARTTLS is forgotten."""
        for before, after in ((PIPELINED, LOCK_STEP), (LOCK_STEP, PIPELINED)):
            server = self.serve("starttls", offers=lambda s, b=before, a=after:
                                a if s.tls else b)
            got = self.send(server, "a@example.net", "b@example.net")
            self.assertEqual({o.outcome for o in got}, {"sent"})
            server.settle()
            self.assertEqual(server.sessions[0].pipelined,
                             after is PIPELINED)

    def test_each_connection_has_its_own_offers(self):
        """Behind one name may stand several servers."""
        server = self.serve(offers=lambda s: PIPELINED if len(
            s.server.sessions) % 2 else LOCK_STEP)
        got = self.send(server, *["a@example.net"] * 12, l=3)
        self.assertEqual({o.outcome for o in got}, {"sent"})
        server.settle()
        self.assertEqual([s.pipelined for s in server.sessions],
                         [True, False, True, False])

    def test_pipelining_is_a_whole_word(self):
        server = self.serve(offers=("XPIPELINING", "PIPELINING-OFF",
                                    "X-NOTE PIPELINING"))
        self.send(server, "a@example.net", "b@example.net")
        server.settle()
        self.assertFalse(server.sessions[0].pipelined)


if __name__ == "__main__":
    unittest.main()
