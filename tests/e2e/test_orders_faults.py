"""Ordered newsletters where the disk is full and the clock is wrong: each goes
out once, or its editors are told.
"""
import unittest

import lib
import small_disk
from orders import ANNE, LONG, PAUL, Orders, commits
from sink import KILLED

EX_OK, EX_IOERR = 0, 74
LEFT = range(0, 120000, 4096) if LONG else (0, 16384, 65536)


class Full(Orders):
    def small(self, **settings):
        site = self.enterContext(self.new_site(small=True, **settings))
        self.addCleanup(lambda: self.assertTrue(site.sound()))
        return site

    def full(self, site, left, *command):
        """Of a command for which there may be no room: did it work?"""
        with small_disk.full(site.dir / "state", left):
            done = site.run(*command, status=None)
        self.assertIn(done.returncode, (EX_OK, EX_IOERR), done.stderr)
        if done.returncode:
            self.assertRegex(done.stderr, "disk is full|No space left")
        self.assertTrue(site.sound())
        return done.returncode == EX_OK

    def test_frozen_and_sent(self):
        site = self.small()
        failed = 0
        for number, left in enumerate(LEFT, 1):
            file = self.write(site, f"{left}", name=f"{number}.md")
            order = ("newsletter", "send", file, "--yes", "--at",
                     self.soon(hours=1))
            if not self.full(site, left, *order):
                failed += 1
                self.assertEqual(self.orders(site), [])
                site.run(*order)
            self.hour_comes(site, minutes=1)
            self.full(site, left, "tick")
            self.tick(site)
            self.tick(site)
            self.assertEqual(self.got(site), [number] * 3, left)
        self.assertGreater(failed, 0)
        self.assertEqual(site.mails(ANNE), [])

    def test_proof_and_approval(self):
        site = self.small(approval="editor")
        for number, left in enumerate(LEFT, 1):
            file = self.write(site, f"{left}", name=f"{number}.md")
            order = ("newsletter", "send", file, "--yes", "--editor", ANNE)
            if not self.full(site, left, *order):
                self.assertEqual(self.orders(site), [])
                site.run(*order)
            self.tick(site)
            proofs = [m for m in site.mails(PAUL)
                      if "[approve " in str(m["Subject"])]
            self.assertEqual(len(proofs), number)
            site.ask(PAUL, None, None, body="oui", reply_to=proofs[-1])
            self.full(site, left, "receive", "--once")
            site.run("receive", "--once")
            self.full(site, left, "tick")
            self.tick(site)
            self.tick(site)
            self.assertEqual(self.got(site), [number] * 3, left)
            self.assertEqual(len(site.mails(ANNE)), number)

    def test_turns_of_a_rule(self):
        site = self.small()
        (site.dir / "lettres").mkdir()
        site.run("newsletter", "every", "monday 08:00", "--from",
                 site.dir / "lettres", "--list", "lettre", "--editor", ANNE)
        for number, left in enumerate(LEFT, 1):
            self.write(site, f"{left}", name=f"lettres/{number:02}.md",
                       more="ready: yes\n")
            site.sql("UPDATE recurring SET next = unixepoch() - 60")
            self.full(site, left, "tick")
            self.tick(site)
            self.tick(site)
            self.assertEqual(self.got(site), [number] * 3, left)
        self.assertEqual(site.mails(ANNE), [])


class Killed(Orders):
    """SIGKILL around each commit; then all goes on by itself."""

    def killed(self, site, hook, *command):
        done = site.run(*command, status=None, env={"LIAISON_HOOK": hook})
        self.assertIn(done.returncode, (EX_OK, KILLED), done.stderr)
        return done.returncode == KILLED

    def proofs(self, site, who):
        return [m for m in site.mails(who)
                if "[approve " in str(m["Subject"])]

    def test_while_it_is_ordered(self):
        kills = 0
        with self.new_site() as site:
            for number, hook in enumerate(
                    [*commits(1, 4), "order.placed"], 1):
                file = self.write(site, hook, name=f"{number}.md")
                order = ("newsletter", "send", file, "--yes", "--at",
                         self.soon(hours=1))
                if self.killed(site, hook, *order):
                    kills += 1
                    if not self.orders(site):
                        site.run(*order)
                self.assertEqual(len(self.orders(site)), 1, hook)
                self.hour_comes(site, minutes=1)
                self.tick(site)
                self.tick(site)
                self.assertEqual(self.got(site), [number] * 3, hook)
            self.assertTrue(site.sound())
        self.assertGreater(kills, 1)

    def test_while_it_is_sent_at_once(self):
        """What was ordered before it leaves if, and only if, that fails."""
        with self.new_site() as site:
            for number, hook in enumerate(
                    [*commits(1, 8), "order.starting"], 1):
                file = self.write(site, hook, name=f"{number}.md")
                self.order(site, "--at", self.soon(hours=1), file=file)
                self.killed(site, hook, "newsletter", "send", file, "--yes",
                            "--at", "now")
                site.drain()
                self.hour_comes(site, minutes=1)
                site.sql("UPDATE mailing SET created = created - 100000")
                self.tick(site)
                self.tick(site)
                self.assertEqual(self.got(site), [number] * 3, hook)
            self.assertTrue(site.sound())

    def test_while_a_new_proof_goes_out(self):
        """Late, and changed since its approval."""
        with self.new_site(approval="editor") as site:
            for number, hook in enumerate(commits(1, 5), 1):
                self.order(site, "--editor", ANNE, "--at",
                           self.soon(hours=1), file=self.write(
                               site, hook, name=f"{number}.md"))
                self.tick(site)
                site.ask(PAUL, None, None, body="oui",
                         reply_to=self.proofs(site, PAUL)[-1])
                site.run("receive", "--once")
                if number % 2:
                    site.set('list "lettre"', footer_fr=f"Pied {number}.")
                self.hour_comes(site, hours=1 if number % 2 else 13)
                self.killed(site, hook, "tick")
                self.tick(site)
                self.tick(site)
                proofs = self.proofs(site, PAUL)
                self.assertEqual(len(proofs), 2 * number, hook)
                site.ask(PAUL, None, None, body="oui", reply_to=proofs[-1])
                site.run("receive", "--once")
                self.tick(site)
                self.assertEqual(self.got(site), [number] * 3, hook)
            self.assertTrue(site.sound())


if __name__ == "__main__":
    unittest.main()
