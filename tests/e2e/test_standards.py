"""RFC 5321 and 5322, line by line, on everything that liaison sends.

Each test is named after its section.  Lines that are kept elsewhere:

RFC 5321 4.2, 4.2.1 (replies), 4.5.3.2 (waits): test_smtp.py, smtp/test_conn;
4.5.4.1 (retries): test_doubt.py, core/test_backoff; 6.1 (no lost mail):
test_kill.py; 6.3 (loops): mail/test_robot.  RFC 3207, 4954, 8314 (TLS, login):
test_smtp_connect.py, test_auth.py.  RFC 2142 (role addresses), RFC 6854
(groups in From), RFC 5322 section 4 on input: core/test_route, mail/test_addr,
mail/test_message.  RFC 5321 3.9 on posts passed on, 4.4 on Return-Path of
posts: with the discussion lists.
"""
import email.utils
import re
import time
import unittest

import lib
import standards

ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+"
DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*"
MAILBOX = rf"{ATOM}(?:\.{ATOM})*@{DOMAIN}"
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
SINGLE = ["From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID",
          "In-Reply-To", "References", "Subject", "Date"]


class Rfc5321(standards.Produced):
    """What goes over the wire."""

    def commands(self):
        return [line for session in self.sessions
                for line in session.commands]

    def test_2_3_8_only_crlf_ends_lines(self):
        for session in self.sessions:
            raw = bytes(session.raw)
            self.assertIsNone(re.search(rb"\r(?!\n)|(?<!\r)\n", raw))
            self.assertNotIn(b"\0", raw)

    def test_2_3_5_and_4_1_1_1_ehlo_with_a_real_name(self):
        for session in self.sessions:
            self.assertRegex(session.commands[0],
                             r"^EHLO [a-z0-9-]+(\.[a-z0-9-]+)+$")
            self.assertNotIn("localhost", session.commands[0])

    def test_2_3_7_and_2_4_seven_bits(self):
        for session in self.sessions:
            self.assertLess(max(session.raw), 0x80)

    def test_3_3_one_transaction_after_the_other(self):
        """MAIL, RCPT, DATA; at most 50 recipients in one."""
        for session in self.sessions:
            verbs = [re.split("[ :]", c)[0] for c in session.commands]
            self.assertRegex(" ".join(verbs), r"^EHLO( MAIL( RCPT){1,50}"
                             r" DATA| RSET)* QUIT$")

    def test_3_9_with_an_envelope_sender_of_our_own(self):
        for mail in self.each("newsletter", "digest"):
            self.assertRegex(mail.sender,
                             r"^lettre\+bounce-[a-z0-9]{39}@example\.org$")
        senders = [m.sender for m in self.mails if not m.is_notice]
        self.assertEqual(len(set(senders)), len(senders))

    def test_4_1_1_2_and_4_1_1_3_paths(self):
        for line in self.commands():
            if line.startswith("MAIL"):
                self.assertRegex(
                    line, rf"^MAIL FROM:<({MAILBOX})?>( SIZE=\d+)?$")
            elif line.startswith("RCPT"):
                self.assertRegex(line, rf"^RCPT TO:<{MAILBOX}>$")

    def test_4_1_1_4_and_4_5_2_end_of_data_and_dots(self):
        for mail in self.each():
            self.assertTrue(mail.wire.endswith(b"\r\n"))
            for line in mail.wire.split(b"\r\n"):
                self.assertNotRegex(line, rb"^\.(?!\.)")
        for session in self.sessions:
            self.assertEqual(bytes(session.raw).count(b"\r\n.\r\n"),
                             len(session.messages))
        for mail in self.each("newsletter"):
            self.assertIn("\n.un point", lib.body_of(mail.parsed))

    def test_4_4_no_trace_of_ours(self):
        for mail in self.each():
            self.assertEqual(mail.all("Return-Path"), [])
            self.assertEqual(mail.all("Received"), [])

    def test_4_5_3_1_sizes(self):
        for line in self.commands():
            self.assertLessEqual(len(line) + 2, 512)
            for path in re.findall("<(.+)>", line):
                local, _, domain = path.rpartition("@")
                self.assertLessEqual(len(local), 64)
                self.assertLessEqual(len(domain), 255)
                self.assertLessEqual(len(path) + 2, 256)
        for mail in self.each():
            for line in mail.wire.split(b"\r\n"):
                self.assertLessEqual(len(line) + 2, 1000)

    def test_4_5_5_null_sender_on_notices(self):
        for mail in self.each():
            self.assertEqual(mail.sender == "", mail.is_notice)

    def test_4_5_5_no_answer_to_the_null_sender(self):
        before = len(self.mails)
        self.host.deliver_lmtp(
            lib.make_mail("null@example.net", "listes@example.org", "help"),
            self.site.box, sender="")
        self.site.turn()
        self.site.sink.settle()
        self.assertEqual(len(self.site.sink.messages), before)


class Rfc5322(standards.Produced):
    """The bytes of the messages."""

    def test_2_1_1_lines(self):
        """No longer than 78 where there is a blank to fold at."""
        for mail in self.each():
            for line in mail.raw.split(b"\r\n"):
                self.assertLessEqual(len(line), 998)
            for line in mail.lines:
                if len(line) > 78:
                    value = re.sub(rb"^([!-9;-~]+:)?[ \t]", b"", line)
                    self.assertNotIn(b" ", value)
            for line in mail.body.split(b"\r\n"):
                self.assertLessEqual(len(line), 78)

    def test_2_2_field_names_and_values(self):
        for mail in self.each():
            for line in mail.lines:
                self.assertRegex(line, rb"^([!-9;-~]+:($| )|[ \t])[ -~\t]*$")

    def test_2_2_3_and_3_2_2_folding(self):
        for mail in self.each():
            self.assertNotIn(mail.lines[0][:1], (b" ", b"\t"))
            for line in mail.lines:
                self.assertTrue(line.strip(), mail.head)
                self.assertEqual(line, line.rstrip())

    def test_2_2_injected_lines_are_none(self):
        for mail in self.each():
            for name in ("Bcc", "Cc", "X-Evil", "Resent-To"):
                self.assertEqual(mail.all(name), [])
            self.assertNotIn("evil", [v.lower() for v in mail.all("Subject")])

    def test_3_3_date(self):
        for mail in self.each():
            date = mail.one("Date")
            self.assertRegex(date, r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} "
                             r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|"
                             r"Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$")
            when = email.utils.parsedate_to_datetime(date)
            self.assertEqual(DAYS[when.weekday()], date[:3])
            self.assertLess(abs(when.timestamp() - time.time()), 600)

    def test_3_4_1_addresses(self):
        for mail in self.each():
            for name in ("From", "To", "Reply-To"):
                for value in mail.all(name):
                    self.assertRegex(value, rf"(^|[ <]){MAILBOX}>?$")
                    header = mail.parsed[name]
                    self.assertEqual(header.defects, ())
                    self.assertEqual(len(header.addresses), 1)
                    self.assertEqual(len(email.utils.getaddresses([value])),
                                     1)
            self.assertEqual(mail.parsed["To"].addresses[0].addr_spec,
                             mail.recipient)

    def test_3_4_1_a_hostile_label_is_read_back(self):
        labels = [standards.plain(text)
                  for text in (standards.LABEL, standards.LONG)]
        for mail in self.each("newsletter", "digest"):
            [sender] = mail.parsed["From"].addresses
            self.assertIn(standards.plain(sender.display_name), labels)

    def test_3_6_each_field_as_often_as_it_may(self):
        for mail in self.each():
            for name in SINGLE:
                self.assertLessEqual(len(mail.all(name)), 1, name)
            for name in ("From", "To", "Date", "Message-ID", "Subject"):
                self.assertEqual(len(mail.all(name)), 1, name)
            for name, value in mail.fields:
                self.assertTrue(value, name)

    def test_3_6_2_one_author_needs_no_sender(self):
        for mail in self.each():
            self.assertEqual(len(mail.parsed["From"].addresses), 1)
            self.assertEqual(mail.all("Sender"), [])

    def test_3_6_3_no_bcc(self):
        for mail in self.each():
            self.assertEqual(mail.all("Bcc"), [])

    def test_3_6_4_message_id(self):
        seen = set()
        for mail in self.each():
            value = mail.one("Message-ID")
            self.assertRegex(value, rf"^<{ATOM}(\.{ATOM})*@example\.org>$")
            self.assertNotIn(value, seen)
            seen.add(value)

    def test_3_6_4_answers_name_their_parents(self):
        for mail in self.each("help"):
            word = re.sub(r"(\d+)@", r".\1@", mail.recipient)
            self.assertEqual(mail.one("In-Reply-To"), f"<{word}>")
            self.assertEqual(
                mail.one("References").split(),
                ["<grandmother@example.net>", "<mother@example.net>",
                 f"<{word}>"])
        for mail in self.each("welcome"):
            question = next(m for m in self.steps["confirmation"]
                            if m.recipient == mail.recipient)
            self.assertEqual(mail.one("References").split()[0],
                             question.one("Message-ID"))
            self.assertEqual(mail.one("References").split()[-1],
                             mail.one("In-Reply-To"))

    def test_3_6_4_ids_of_others_are_checked(self):
        for mail in self.each():
            for name in ("In-Reply-To", "References"):
                for value in mail.all(name):
                    self.assertRegex(
                        value, r"^<[!-;=?A-~]+@[!-;=?A-~]+>"
                        r"( +<[!-;=?A-~]+@[!-;=?A-~]+>)*$")
            self.assertLessEqual(len("".join(mail.all("In-Reply-To"))
                                     .split()), 1)

    def test_3_6_6_and_3_6_7_no_resent_and_trace_fields(self):
        for mail in self.each():
            for name, _ in mail.fields:
                self.assertFalse(name.lower().startswith("resent-"))
                self.assertNotIn(name.lower(), ("received", "return-path"))

    def test_4_nothing_obsolete(self):
        for mail in self.each():
            for line in mail.lines:
                self.assertNotRegex(line, rb"^[!-9;-~]+[ \t]+:")
            self.assertNotRegex(mail.one("Date"), r"[A-Z]{3}$|\(|-0000$")
            for name in ("From", "To", "Message-ID"):
                self.assertNotIn("(", re.sub(r'"(\\.|[^"\\])*"', "",
                                             mail.one(name)))


if __name__ == "__main__":
    unittest.main()
