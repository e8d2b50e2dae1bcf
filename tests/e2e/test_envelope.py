"""What MAIL and RCPT say to a server, as it offers: SMTPUTF8, DSN, SIZE, BODY;
and people whose domain or local part is not ASCII."""
import email
import email.policy
import json
import unittest

import lib
from fake_smtp import FakeSmtp
from sink import SinkSite
from smtp_probe import SENDER, SmtpTest, probe

UTF8 = ("SMTPUTF8", "8BITMIME")
JEAN = "jérôme@example.net"
NEWS = "---\nsubject: News\nlanguage: en\n---\n\nHello {{name}}!\n"


def command(session, verb):
    """The only command of this verb, as it came: the bytes in UTF-8."""
    [line] = [c for c in session.commands if c.startswith(verb)]
    return line.encode("latin-1").decode()


class Envelope(SmtpTest):
    def say(self, offers, recipient="bob@example.net", **options):
        """(outcome, MAIL, RCPT) of one mail."""
        server = self.serve(offers=offers)
        [got] = probe(server.port, recipient, **options)
        server.settle()
        [session] = server.sessions
        if got.outcome != "sent":
            self.assertEqual(session.commands[1:], ["QUIT"])
            return got, None, None
        return got, command(session, "MAIL"), command(session, "RCPT")

    def test_utf8_where_it_is_offered(self):
        for offers in (UTF8, (*UTF8, "PIPELINING"), ("smtputf8", "8bitmime")):
            _, mail, rcpt = self.say(offers, JEAN)
            self.assertEqual(mail, f"MAIL FROM:<{SENDER}> BODY=8BITMIME"
                             " SMTPUTF8")
            self.assertEqual(rcpt, f"RCPT TO:<{JEAN}>")

    def test_utf8_elsewhere(self):
        for offers in ((), ("PIPELINING",), ("8BITMIME",), ("SMTPUTF8",)):
            got, *_ = self.say(offers, JEAN)
            self.assertEqual(got[:3], ("never", 0, "5.6.7"))
            self.assertIn("SMTPUTF8", got.text)

    def test_others_are_not_disturbed(self):
        server = self.serve(offers=("PIPELINING",))
        outcomes = probe(server.port, "a@example.net", JEAN, "b@example.net",
                         n=3)
        self.assertEqual([o.outcome for o in outcomes],
                         ["sent", "never", "sent"] * 3)
        server.settle()
        [session] = server.sessions
        self.assertEqual(len(session.messages), 6)
        self.assertNotIn(b"\xc3", server.raw)

    def test_ascii_needs_no_utf8(self):
        _, mail, rcpt = self.say(UTF8)
        self.assertEqual(mail, f"MAIL FROM:<{SENDER}>")
        self.assertEqual(rcpt, "RCPT TO:<bob@example.net>")

    def test_what_is_no_address(self):
        for bad in ("jérôme@exämple.net", "je\u0301r@example.net",
                    "a\u202eb@example.net", "a\u00a0b@example.net",
                    "é" * 33 + "@example.net", "é\r\nRSET@example.net"):
            got, *_ = self.say(UTF8, bad)
            self.assertEqual(got[:3], ("never", 0, ""), bad)

    def test_reports(self):
        _, mail, rcpt = self.say(("DSN", "SIZE 9999"), "a+b=c@example.net",
                                 i="abc.123")
        self.assertRegex(mail, rf"^MAIL FROM:<{SENDER}> SIZE=\d+ RET=HDRS"
                         r" ENVID=abc\.123$")
        self.assertEqual(rcpt, "RCPT TO:<a+b=c@example.net>"
                         " NOTIFY=FAILURE,DELAY"
                         " ORCPT=rfc822;a+2Bb+3Dc@example.net")
        _, mail, rcpt = self.say(("DSN",))
        self.assertEqual(mail, f"MAIL FROM:<{SENDER}> RET=HDRS")
        _, mail, rcpt = self.say(("DSN", *UTF8), JEAN)
        self.assertEqual(rcpt, f"RCPT TO:<{JEAN}> NOTIFY=FAILURE,DELAY")

    def test_no_reports_to_nobody(self):
        _, mail, rcpt = self.say(("DSN",), f="", i="abc")
        self.assertEqual((mail, rcpt),
                         ("MAIL FROM:<>", "RCPT TO:<bob@example.net>"))
        _, mail, rcpt = self.say((), i="abc")
        self.assertEqual((mail, rcpt), (f"MAIL FROM:<{SENDER}>",
                                        "RCPT TO:<bob@example.net>"))

    def test_a_bad_name_of_the_envelope(self):
        for bad in ("a b", "a+b", "a\r\nRSET", "x" * 101, "é"):
            got, *_ = self.say(("DSN",), i=bad)
            self.assertEqual(got[:2], ("never", 0))


class People(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())

    def use(self, *offers):
        server = self.enterContext(FakeSmtp(offers=offers))
        self.site.set("smtp", port=server.port)
        return server

    def newsletter(self):
        file = self.site.dir / "news.md"
        file.write_text(NEWS)
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes",
                      "--again")

    def test_a_domain_with_accents(self):
        """One person, however the domain is written; A-labels on the wire."""
        server = self.use("PIPELINING")
        forms = ["jean@éxample.fr", "jean@ÉXAMPLE.FR", "Jean@e\u0301xample.fr",
                 "jean@xn--xample-9ua.fr", "JEAN@XN--XAMPLE-9UA.FR"]
        self.site.run("subscriber", "add", "lettre", forms[0], "--consent",
                      "paper")
        self.site.subscribe("lettre", forms)
        self.assertEqual(self.site.sql(
            "SELECT address, address_key FROM subscriber"),
            [("jean@xn--xample-9ua.fr", "jean@xn--xample-9ua.fr")])
        for form in forms:
            done = self.site.run("subscriber", "show", "lettre", form,
                                 "--json")
            self.assertEqual(json.loads(done.stdout)["status"], "active")
        self.newsletter()
        self.site.drain()
        server.settle()
        [message] = server.messages
        self.assertEqual(message.recipients, ["jean@xn--xample-9ua.fr"])
        mail = email.message_from_bytes(message.data,
                                        policy=email.policy.default)
        self.assertEqual(mail["To"], "jean@xn--xample-9ua.fr")
        self.assertTrue(message.data.isascii())
        self.site.run("subscriber", "remove", "lettre", forms[1])
        self.site.subscribe("lettre", forms)  # who left is not brought back
        done = self.site.run("subscriber", "show", "lettre", forms[3],
                             "--json")
        self.assertEqual(json.loads(done.stdout)["status"], "left")

    def test_a_domain_that_is_none(self):
        for bad in ("jean@-é.fr", "jean@é..fr", "jean@" + "é" * 64 + ".fr"):
            done = self.site.run("subscriber", "add", "lettre", bad,
                                 "--consent", "paper", status=None)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("no domain name", done.stderr)

    def test_a_local_part_with_accents(self):
        server = self.use("PIPELINING", "8BITMIME")
        self.site.subscribe("lettre", [JEAN, "bob@example.net",
                                       "je\u0301ro\u0302me@example.net"])
        self.newsletter()
        self.site.drain()
        self.assertEqual(self.site.sql(
            "SELECT address, state, code, enhanced FROM delivery"
            " ORDER BY address"), [("bob@example.net", "sent", 250, "2.0.0"),
                                   (JEAN, "failed", 0, "5.6.7")])
        [reply] = self.site.sql(
            "SELECT reply FROM delivery WHERE state = 'failed'")
        self.assertIn("SMTPUTF8", reply[0])
        server.settle()
        self.assertNotIn("jérôme".encode(), server.raw)
        server = self.use("PIPELINING", *UTF8)
        self.newsletter()
        self.site.drain()
        server.settle()
        [mail] = [m for m in server.messages if JEAN.encode() in m.wire]
        self.assertIn(b"\r\nTo: " + JEAN.encode() + b"\r\n", mail.wire)
        self.assertEqual(self.site.states(), {"sent": 3, "failed": 1})

    def test_reports_name_the_mail(self):
        """ENVID is the left part of the Message-ID, with its token."""
        server = self.use("DSN")
        self.site.subscribe("lettre", ["bob@example.net"])
        self.newsletter()
        self.site.set("smtp", envelope="fixed")
        self.newsletter()
        self.site.drain()
        server.settle()
        envelopes = [c for session in server.sessions
                     for c in session.commands if c.startswith("MAIL")]
        self.assertEqual(len(envelopes), 2)
        for line, mail in zip(envelopes, server.messages):
            left = mail.data.partition(b"Message-ID: <")[2].split(b"@")[0]
            self.assertTrue(left.startswith(b"bounce."))
            self.assertTrue(line.endswith(" RET=HDRS ENVID=" + left.decode()))
        self.assertIn("<lettre+bounce-", envelopes[0])
        self.assertIn("<listes@example.org>", envelopes[1])


class Mail(unittest.TestCase):
    """The same people write to the site (RFC 6532)."""

    def test_subscribing_by_mail(self):
        host = self.enterContext(lib.Host(postfix=False))
        site = self.enterContext(SinkSite(host))
        server = self.enterContext(FakeSmtp(offers=UTF8))
        site.set("smtp", port=server.port)

        def write(to, subject):
            mail = (f"From: Jérôme <jérôme@éxample.fr>\r\nTo: {to}\r\n"
                    f"Subject: {subject}\r\nMessage-ID: <{subject}@b.org>"
                    "\r\nDate: Sun, 22 Nov 2026 04:00:00 +0000\r\n\r\n\r\n")
            host.deliver_lmtp(mail.encode(), site.box,
                              sender="jean@example.net")
            site.turn()
            server.settle()

        write("lettre+subscribe@example.org", "hello")
        [question] = server.messages
        self.assertEqual(question.recipients[0].encode("latin-1").decode(),
                         "jérôme@xn--xample-9ua.fr")
        mail = email.message_from_bytes(question.data,
                                        policy=email.policy.default)
        write(mail["Reply-To"], "yes")
        done = site.run("subscriber", "show", "lettre", "jérôme@éxample.fr",
                        "--json")
        self.assertEqual(json.loads(done.stdout)["status"], "active")


class Bounce(unittest.TestCase):
    """A report of Postfix says which mail it is about."""

    def test_what_comes_back(self):
        host = self.enterContext(lib.Host())
        site = self.enterContext(lib.Site(host))
        file = site.dir / "news.md"
        file.write_text(NEWS)
        site.run("subscriber", "add", "lettre", "bounced@example.net",
                 "--consent", "paper")
        site.run("newsletter", "send", file, "--list", "lettre", "--yes",
                 "--wait")
        lib.wait_for(lambda: host.files(lib.LISTES), what="the report")
        [report] = host.mailbox(lib.LISTES)
        self.assertEqual(report.get_content_type(), "multipart/report")
        _, status, returned = report.iter_parts()
        self.assertEqual(returned.get_content_type(), "text/rfc822-headers")
        headers = email.message_from_string(
            returned.get_content(), policy=email.policy.default)
        mail, person = status.iter_parts()
        self.assertEqual(headers["Message-ID"].strip("<>").split("@")[0],
                         mail["Original-Envelope-Id"])
        self.assertEqual(person["Original-Recipient"],
                         "rfc822;bounced@example.net")


if __name__ == "__main__":
    unittest.main()
