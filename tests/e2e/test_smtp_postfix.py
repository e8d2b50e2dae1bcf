"""src/smtp and a real Postfix that delivers to a real Dovecot."""
import unittest

import lib
from smtp_probe import SmtpTest, probe

BOB = f"bob@example.net:{lib.PASSWORD}"


class PostfixTest(SmtpTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host = cls.enterClassContext(lib.Host())

    def send(self, port, tls, *recipients, user=BOB, **options):
        if user is not None:
            options["u"] = user
        return probe(port, *recipients, h="localhost", t=tls,
                     c=self.host.certificates.authority, **options)

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

    def test_pipelined_as_allowed(self):
        """This Postfix closes where a client speaks before its turn."""
        postfix = self.host.postfix
        for tls, port, user in (("none", postfix.smtp, None),
                                ("starttls", postfix.submission, BOB),
                                ("implicit", postfix.submissions, BOB)):
            name = f"many-{tls}@example.net"
            outcomes = self.send(port, tls, *([name] * 50), user=user, k=5)
            self.assertEqual({o.outcome for o in outcomes}, {"sent"})
            self.host.wait_mail(name, 50)
        self.assertNotIn("pipelining", postfix.log.read_text())

    def test_refused_one_after_the_other(self):
        """Not slowed down, and each good one with its own sender."""
        outcomes = self.send(self.host.postfix.smtp, "none",
                             *(["refused@example.net"] * 30),
                             "good@example.net", user=None)
        self.assertEqual([o.outcome for o in outcomes],
                         ["never"] * 30 + ["sent"])

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
                        user="bob@example.net:wrong", status=1)
        self.assertEqual(got.result, "auth")
        got = self.send(postfix.submission, "none", "bob@example.net",
                        user=None, status=1)
        self.assertEqual(got.result, "auth")
        self.assertEqual(got[0][:2], ("not-tried", 530))

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
