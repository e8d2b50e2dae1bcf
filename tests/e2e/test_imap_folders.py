"""src/imap on a scripted server: moving with what little it can, waiting."""
import unittest

from fake_imap import FakeImap
from imap_probe import MAIL, ScriptedTest, finish, mails, probe, start
from processes import wait_for


class MoveTest(ScriptedTest):
    def moved(self, *uids, folder="liaison/done"):
        self.assertEqual([m.was for m in self.server.folders[folder]],
                         list(uids))

    def test_move(self):
        got = self.run_on("move", "done", "1,3", "list", 1, 10)
        self.assertEqual([m[0] for m in got.messages], [2], got.out)
        self.moved(1, 3)
        self.assertTrue(self.server.saw("SUBSCRIBE"))

    def test_without_move(self):
        got = self.run_on("move", "done", "1,3", "list", 1, 10,
                          capabilities_after="IMAP4rev1 UIDPLUS")
        self.assertEqual([m[0] for m in got.messages], [2], got.out)
        self.assertTrue(self.server.saw("UID EXPUNGE 1,3"))
        self.moved(1, 3)

    def test_without_move_and_uidplus(self):
        got = self.run_on("move", "done", "1,3", "list", 1, 10,
                          capabilities_after="IMAP4rev1")
        self.assertEqual([m[2] for m in got.messages], [1, 0, 1], got.out)
        self.assertIn("$LiaisonDone", self.server.messages[0].flags)
        self.assertNotIn("\\Deleted", self.server.messages[0].flags)
        self.moved(1, 3)

    def test_without_keywords(self):
        got = self.run_on("move", "done", "1", "list", 1, 10,
                          capabilities_after="IMAP4rev1",
                          permanent="\\Deleted \\Seen")
        self.assertEqual([m[2] for m in got.messages], [1, 0, 0], got.out)
        self.moved(1)

    def test_move_does_not_work(self):
        got = self.run_on("move", "done", "1,3", "move", "done", "2",
                          "list", 1, 10, refuse={"UID MOVE": "NO broken"})
        self.assertEqual(got.messages, [], got.out)
        self.assertEqual(sum("UID MOVE" in line for line in self.server.log),
                         1)
        self.moved(1, 3, 2)

    def test_nothing_works(self):
        got = self.run_on("move", "done", "1", "list", 1, 10,
                          refuse={"UID MOVE": "NO quota", "CREATE": "NO no",
                                  "UID COPY": "NO quota"})
        self.assertEqual([m[2] for m in got.messages], [1, 0, 0], got.out)
        self.assertIn("left in the inbox", got.err)

    def test_nothing_at_all_works(self):
        self.fails("refused", "quota", "move", "done", "1",
                   refuse={"UID MOVE": "NO quota", "UID COPY": "NO quota",
                           "UID STORE": "NO quota"})

    def test_folder_vanishes(self):
        with FakeImap(mails(2)) as server:
            def gone(conn, tag, args):
                server.folders.clear()
                del server.replies["NOOP"]
            server.replies["NOOP"] = gone
            server.capabilities_after = "IMAP4rev1 UIDPLUS MOVE"
            got = probe(server.port, "move", "done", "1", "wait", 1, "move",
                        "done", "2", poll=1)
            self.assertEqual(got.status, 0, got.out)
            self.assertEqual(server.uids("liaison/done"), [2])

    def test_hierarchies(self):
        for settings, folder in (
                ({"delimiter": "."}, "liaison.done"),
                ({"delimiter": ""}, "liaison-done"),
                ({"delimiter": ".", "prefix": "INBOX."},
                 "INBOX.liaison.done"),
                ({"delimiter": "/", "refuse": {"NAMESPACE": "NO sorry"}},
                 "liaison/done"),
                ({"replies": {"NAMESPACE": self.answer("")}}, "liaison/done"),
                ({"replies": {"LIST": self.answer("")}}, "liaison/done")):
            got = self.run_on("move", "done", "1", **settings)
            self.assertEqual(got.status, 0, got.out)
            self.moved(1, folder=folder)

    def test_whole_set_refused_because_one_is_gone(self):
        with FakeImap(mails(3)) as server:
            def picky(conn, tag, args):
                if args.startswith(("1:3 ", "2 ")):
                    return f"{tag} NO some are gone\r\n".encode()
            server.replies["UID MOVE"] = picky
            server.messages.pop(1)
            got = probe(server.port, "move", "done", "1,2,3", "move", "done",
                        "2", "list", 1, 10)
            self.assertEqual(got.status, 0, got.out)
            self.assertEqual(server.uids("liaison/done"), [1, 3])
            self.assertFalse(server.saw("UID COPY"))


class WaitTest(ScriptedTest):
    def idles(self, answer, after_done=b"%s OK done\r\n", **settings):
        def idle(conn, tag, args):
            conn.send(answer(tag))
            if conn.read_line() == "DONE":
                return after_done % tag.encode()
            raise AssertionError("no DONE")
        return self.run_on("list", 1, 10, "wait", 3, "list", 1, 10,
                           replies={"IDLE": idle}, **settings)

    def test_news_glued_to_the_plus(self):
        got = self.idles(lambda tag: b"+ idling\r\n* 4 EXISTS\r\n")
        self.assertEqual((got.words[6], got.status), ("news", 0), got.out)

    def test_news_before_the_plus(self):
        got = self.idles(lambda tag: b"* 4 EXISTS\r\n* OK x\r\n+ idling\r\n")
        self.assertEqual((got.words[6], got.status), ("news", 0), got.out)

    def test_news_after_done(self):
        with FakeImap(mails(1)) as server:
            def idle(conn, tag, args):
                conn.send(b"+ idling\r\n")
                conn.read_line()
                return f"* 2 EXISTS\r\n{tag} OK done\r\n".encode()
            server.replies["IDLE"] = idle
            got = probe(server.port, "list", 1, 10, "wait", 1)
            self.assertIn("news", got.words)

    def test_no_news(self):
        got = self.idles(lambda tag: b"+ idling\r\n* 3 EXISTS\r\n* OK hi\r\n"
                         b"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 RECENT\r\n",
                         options={"poll": 1})
        self.assertIn("quiet", got.words, got.out)

    def test_expunge_then_exists(self):
        got = self.idles(lambda tag: b"+ idling\r\n* 1 EXPUNGE\r\n"
                         b"* 3 EXISTS\r\n")
        self.assertIn("news", got.words, got.out)

    def test_idle_refused_or_missing(self):
        for settings in ({"refuse": {"IDLE": "NO not now"}},
                         {"refuse": {"IDLE": "BAD what"}},
                         {"capabilities_after": "IMAP4rev1 MOVE"}):
            with FakeImap(mails(1)) as server:
                for name, value in settings.items():
                    setattr(server, name, value)
                process = start(server.port, "list", 1, 10, "wait", 20,
                                "list", 1, 10, poll=1)
                wait_for(lambda: server.saw("NOOP"), what="NOOP")
                server.add(MAIL % 2)
                got = finish(process)
                self.assertIn("news", got.words, got.out)
                self.assertEqual(len(got.messages), 3)

    def test_idle_ends(self):
        for text in (b"* BYE idle for too long\r\n",
                     b"+ idling\r\n* BYE idle for too long\r\n"):
            got = self.run_on("wait", 10, replies={
                "IDLE": lambda c, tag, args: text})
            self.assertEqual(got.error, "network", got.out)

    def test_connection_dies_in_idle(self):
        with FakeImap(mails(1)) as server:
            process = start(server.port, "wait", 20)
            wait_for(lambda: server.saw("IDLE"), what="IDLE")
            for conn in server.connections:
                conn.close()
            self.assertEqual(finish(process).error, "network")

    def test_packets_lost_in_idle(self):
        """Nothing comes any more: noticed at the next renewal."""
        with FakeImap(mails(1)) as server:
            server.replies["IDLE"] = lambda c, tag, args: (
                c.send(b"+ idling\r\n"), c.read_line(), b"")[-1]
            got = probe(server.port, "wait", 20, poll=1, patience=700)
            self.assertEqual(got.error, "timeout", got.out)

    def test_flood_in_idle(self):
        got = self.run_on("wait", 5, replies={
            "IDLE": lambda c, tag, args: [
                c.send(b"+ idling\r\n" + b"* OK still here\r\n" * 200000)] and
            b""})
        self.assertEqual(got.error, "limit", got.out)


if __name__ == "__main__":
    unittest.main()
