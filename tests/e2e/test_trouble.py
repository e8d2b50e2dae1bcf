"""What is wrong with the site is not charged to the mails that wait."""
import unittest

import lib


class Trouble(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(lib.Host())
        self.site = self.enterContext(lib.Site(self.host))

    def test_a_template_with_a_mistake(self):
        folder = self.site.dir / "templates" / "fr"
        folder.mkdir()
        (folder / "help.txt").write_text("Subject: Aide\n\n{{#list}\n")
        self.host.send_mail("anne@example.org", "listes@example.org", "aide")
        lib.wait_for(lambda: self.host.mailbox(lib.LISTES))
        for _ in range(5):
            done = self.site.run("receive", "--once", status=78)
            self.assertIn("help.txt", done.stderr)
        self.assertEqual(len(self.host.mailbox(lib.LISTES)), 1)
        (folder / "help.txt").unlink()
        self.site.turn()
        self.assertEqual(len(self.host.mailbox(lib.LISTES)), 0)
        self.assertEqual(len(lib.wait_for(
            lambda: self.host.mailbox("anne@example.org"))), 1)

    def test_empty_mails_without_a_message_id(self):
        """They look alike, and are two people's requests."""
        for person in ("anne@example.org", "bob@example.net"):
            self.host.deliver_lmtp(
                (f"From: {person}\r\nTo: lettre+subscribe@example.org\r\n"
                 "Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\n").encode(),
                lib.LISTES)
        self.site.turn()
        for person in ("anne@example.org", "bob@example.net"):
            self.assertEqual(len(lib.wait_for(
                lambda: self.host.mailbox(person))), 1, person)


if __name__ == "__main__":
    unittest.main()
