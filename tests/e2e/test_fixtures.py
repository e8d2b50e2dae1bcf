"""The fixtures alone: a mail goes round Postfix and Dovecot."""
import imaplib
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import unittest

import lib


class HostTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host())

    def test_a_mail_arrives_as_written(self):
        sent = self.host.send_mail("Bob <bob@example.net>", "a1@example.org",
                                   "Déjà vu", "Ça va ?\n",
                                   headers=[("X-Colour", "blue")])
        [mail] = self.host.wait_mail("a1@example.org")
        self.assertEqual(mail["Subject"], "Déjà vu")
        self.assertEqual(mail["Message-ID"], sent["Message-ID"])
        self.assertEqual(mail["X-Colour"], "blue")
        self.assertEqual(lib.body_of(mail), "Ça va ?\n")
        self.assertIn("a1@example.org", mail["X-Original-To"])

    def test_list_addresses_share_the_mailbox(self):
        addresses = ["listes@example.org", "listes+subscribe@example.org",
                     "ess-communs@example.org", "lettre@example.org",
                     "ess-communs-subscribe@example.org",
                     "lettre+confirm-abc@example.org",
                     "lettre-owner@example.org"]
        for address in addresses:
            self.host.send_mail("bob@example.net", address, "to a list")
        mails = self.host.wait_mail(lib.LISTES, len(addresses))
        self.assertEqual(sorted(m["X-Original-To"] for m in mails),
                         sorted(addresses))

    def test_other_people_have_their_own(self):
        self.host.send_mail("a@example.org", "c1@example.com, d1@example.net",
                            "both")
        self.assertEqual(len(self.host.wait_mail("c1@example.com")), 1)
        self.assertEqual(len(self.host.wait_mail("d1@example.net")), 1)

    def test_recipients_that_behave(self):
        for address, code in (("refused@example.net", 550),
                              ("busy@example.net", 450)):
            with self.assertRaises(smtplib.SMTPRecipientsRefused) as caught:
                self.host.send_mail("b2@example.net", address, "no")
            [(got, _)] = caught.exception.recipients.values()
            self.assertEqual(got, code)
        self.host.send_mail("b2@example.net", "bounced@example.com", "later")
        [report] = self.host.wait_mail("b2@example.net")
        self.assertEqual(report.get_content_type(), "multipart/report")

    def test_submission_wants_a_login_over_tls(self):
        postfix = self.host.postfix
        with smtplib.SMTP("localhost", postfix.submission) as smtp:
            with self.assertRaises(smtplib.SMTPException):
                smtp.login("a@example.org", lib.PASSWORD)
            smtp.starttls(context=self.host.tls_context())
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                smtp.login("a@example.org", "wrong")
            smtp.login("a@example.org", lib.PASSWORD)
        with smtplib.SMTP_SSL("localhost", postfix.submissions,
                              context=self.host.tls_context()) as smtp:
            smtp.login("a@example.org", lib.PASSWORD)
            smtp.sendmail("a@example.org", "a5@example.org", b"Subject: x\n\n")
        self.host.wait_mail("a5@example.org")

    def test_imap_over_both_kinds_of_tls(self):
        raw = lib.authenticated(
            lib.make_mail("z@example.net", "a6@example.org", "stamped"))
        self.host.deliver_lmtp(raw, "a6@example.org")
        dovecot, context = self.host.dovecot, self.host.tls_context()
        plain = imaplib.IMAP4("localhost", dovecot.imap)
        plain.starttls(context)
        implicit = imaplib.IMAP4_SSL("localhost", dovecot.imaps,
                                     ssl_context=context)
        for imap in (plain, implicit):
            with imap:
                imap.login("a6@example.org", lib.PASSWORD)
                self.assertEqual(imap.select()[1], [b"1"])
        [mail] = self.host.mailbox("a6@example.org")
        self.assertIn("dmarc=pass header.from=example.net",
                      mail["Authentication-Results"])


class CleanupTest(unittest.TestCase):
    CHILD = """if True:
        import sys, time, lib
        host = lib.Host()
        print(host.dovecot.imap, host.postfix.smtp, host.folder.path,
              flush=True)
        time.sleep(60)
    """

    def servers_end_after(self, number):
        child = subprocess.Popen(
            [sys.executable, "-c", self.CHILD], stdout=subprocess.PIPE,
            text=True, cwd=os.path.dirname(os.path.abspath(__file__)))
        with child:
            imap, smtp, folder = child.stdout.readline().split()
            self.assertTrue(lib.greets(imap) and lib.greets(smtp))
            child.send_signal(number)
        for port in (imap, smtp):
            lib.wait_for(lambda: not lib.greets(port), what="the end")
        return folder

    def test_sigterm_stops_the_servers(self):
        folder = self.servers_end_after(signal.SIGTERM)
        self.assertFalse(os.path.exists(folder))

    def test_sigkill_stops_the_servers(self):
        folder = self.servers_end_after(signal.SIGKILL)
        shutil.rmtree(folder)


class ConfTest(unittest.TestCase):
    BEFORE = """\
imap {
	host = "old"
	# port = 993
}
list "a" {
	post = members
}
list "b" {
	post = members
	kind = newsletter
}
"""
    AFTER = """\
imap {
	host = "new"
	port = 1143
	user = '$x'
}
list "a" {
	post = members
}
list "b" {
	post = "nobody"
}

limits {
	pending_days = 2
}
"""

    def test_edit(self):
        text = lib.edit_conf(self.BEFORE, "imap",
                             {"host": "new", "port": 1143, "user": "$x"})
        text = lib.edit_conf(text, 'list "b"', {"post": "nobody",
                                                "kind": None})
        text = lib.edit_conf(text, "limits", {"pending_days": 2})
        self.assertEqual(text, self.AFTER)


if __name__ == "__main__":
    unittest.main()
