"""The reader before a server that lies: nothing is lost or done twice."""
import unittest

import lib
from fake_imap import FakeImap, fetch_row
from sink import MANY, SinkSite

PEOPLE = [f"asking{i}@example.net" for i in range(12)]


def is_bodies(args):
    return "BODY.PEEK[]" in args


class Liar(unittest.TestCase):
    """T33, seen from the ledger."""

    def setUp(self):
        self.server = self.enterContext(FakeImap())
        self.site = self.enterContext(SinkSite(settings=MANY))
        self.site.use_imap(self.server.port)
        for address in PEOPLE:
            self.server.add(lib.to_bytes(lib.make_mail(
                address, "lettre+subscribe@example.org", "hello")))

    def all_once(self):
        """An honest turn at the end, and everybody was answered once."""
        self.server.replies.clear()
        self.site.turn()
        self.assertEqual(self.site.counts(), dict.fromkeys(PEOPLE, 1))
        self.assertEqual(self.server.messages, [])
        self.assertEqual(self.site.states("inbox"), {"done": len(PEOPLE)})
        self.assertTrue(self.site.sound())

    def lie(self, make):
        """Instead of mails the server sends make([(number, message)])."""
        def answer(conn, tag, args):
            if not is_bodies(args):
                return None
            ranges, _, _ = args.partition(" ")
            return make(conn.chosen(ranges)) + tag.encode() + b" OK done\r\n"
        self.server.replies["UID FETCH"] = answer
        self.site.run("receive", "--once", status=None)

    @staticmethod
    def rows(chosen):
        return [fetch_row(n, m, "BODY.PEEK[]") for n, m in chosen]

    def test_each_mail_twice(self):
        self.lie(lambda chosen: b"".join(self.rows(chosen) * 2))
        self.all_once()

    def test_falling_uids(self):
        self.lie(lambda chosen: b"".join(reversed(self.rows(chosen))))
        self.all_once()

    def test_expunge_and_exists_in_the_middle(self):
        self.lie(lambda chosen: b"* 1 EXPUNGE\r\n* 0 EXISTS\r\n".join(
            self.rows(chosen)))
        self.all_once()

    def test_half_of_them(self):
        self.lie(lambda chosen: b"".join(self.rows(chosen)[::2]))
        self.all_once()

    def test_the_same_body_for_all(self):
        """What is the same mail to us has one effect; the others stay in
        their folder, where a person finds them."""
        first = self.server.messages[0].body
        self.lie(lambda chosen: b"".join(
            b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (
                n, m.uid, len(first), first) for n, m in chosen))
        self.site.run("send", "--drain")
        self.assertEqual(self.site.counts(), {PEOPLE[0]: 1})
        self.assertEqual(len(self.server.folders["liaison/done"]),
                         len(PEOPLE))

    def test_bye_among_the_mails(self):
        self.lie(lambda chosen: b"".join(self.rows(chosen)[:5])
                 + b"* BYE enough\r\n")
        self.all_once()

    def test_larger_than_was_said(self):
        self.lie(lambda chosen: b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n")
        self.assertEqual(self.site.counts(), {})
        self.all_once()

    def test_folder_that_takes_nothing_for_a_while(self):
        self.server.refuse["UID MOVE"] = "NO [OVERQUOTA] full"
        self.server.refuse["UID COPY"] = "NO [OVERQUOTA] full"
        self.site.run("receive", "--once", status=None)
        self.site.run("receive", "--once", status=None)
        self.site.run("send", "--drain")
        self.assertEqual(self.site.counts(), dict.fromkeys(PEOPLE, 1))
        self.assertEqual(len(self.server.messages), len(PEOPLE))
        self.assertEqual({flag for m in self.server.messages
                          for flag in m.flags}, {"$LiaisonDone"})


if __name__ == "__main__":
    unittest.main()
