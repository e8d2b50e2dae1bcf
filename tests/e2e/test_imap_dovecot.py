"""src/imap on a real server: a private Dovecot, with both hierarchies."""
import imaplib
import time
import unittest

from certificates import Certificates
from imap_probe import MAIL, finish, mails, probe, sha, start
from lib import BUILD, Dovecot
from processes import Folder


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

    def test_fetching_leaves_no_trace(self):
        client = self.fill("unseen", 1)
        got = probe(self.dovecot.imap, "fetch", 1000, 1, user="unseen")
        self.assertEqual(got.status, 0)
        self.assertNotIn(b"Seen", client.fetch("1", "(FLAGS)")[1][0])

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
                         ["news", "copy", "moved", "waiting", "news"])

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
        self.assertTrue(any("Bo&AO4-te &- th&AOk- &2DzfdQ-" in name
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


if __name__ == "__main__":
    unittest.main()
