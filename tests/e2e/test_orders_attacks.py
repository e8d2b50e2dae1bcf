"""Orders under attack, and when things go wrong around them."""
import os
import threading
import unittest

import lib
from test_orders import ANNE, PAUL, READERS, Orders

EVE = "eve@example.org"
FORWARDED = """

---------- Forwarded message ---------
De : Lettre <lettre@example.org>
Date: lun. 1 dec. 2026
Subject: x
To: <paul@example.org>

"""


class Timer(Orders):
    def test_several_at_once_send_it_once(self):
        with self.new_site() as site:
            for number in range(1, 4):
                self.order(site, "--at", self.soon(hours=1), file=self.write(
                    site, f"Lettre {number}.", name=f"{number}.md"))
                self.hour_comes(site, minutes=1)
                ticks = [threading.Thread(target=site.run, args=("tick",))
                         for _ in range(3)]
                for tick in ticks:
                    tick.start()
                for tick in ticks:
                    tick.join()
                site.drain()
                self.assertEqual(self.got(site), [number] * 3)
            self.assertEqual({row["state"]
                              for row in self.orders(site, "--all")}, {"sent"})

    def test_one_whose_template_is_odd_keeps_no_other_waiting(self):
        def pipe(path):
            os.mkfifo(path)

        def link(path):
            path.symlink_to("/etc/passwd")

        with self.new_site() as site:
            folder = site.dir / "templates" / "fr"
            folder.mkdir(parents=True)
            site.set("site", templates="templates")
            file = folder / "newsletter.txt"
            for number, make in enumerate((link, pipe), 1):
                self.order(site, "--at", self.soon(hours=1), file=self.write(
                    site, f"Une {number}.", subject="Une", name=f"a{number}.md"))
                self.order(site, "--at", self.soon(hours=1), file=self.write(
                    site, f"Deux {number}.", subject="Deux", name=f"b{number}.md",
                    more="template: announcement\n"))
                make(file)
                self.hour_comes(site, minutes=1)
                self.tick(site)
                self.tick(site)
                file.unlink()
                self.assertEqual(self.got(site), [number] * 3)
                self.assertEqual(len(site.mails(ANNE)), number)
                [row] = self.orders(site)
                self.assertEqual((row["subject"], row["state"]),
                                 ("Une", "paused"))
                site.run("newsletter", "cancel", "--order", row["order"])

    def test_the_list_asks_for_a_second_editor_meanwhile(self):
        with self.new_site() as site:
            self.order(site, "--at", self.soon(hours=1), "--editor", ANNE)
            self.order(site, "--at", self.soon(hours=1), file=self.write(
                site, "Sans auteur.", subject="Sans auteur", name="b.md"))
            site.set('list "lettre"', approval="editor")
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(
                sorted((row["subject"], row["state"])
                       for row in self.orders(site)),
                [("Décembre", "proof"), ("Sans auteur", "paused")])
            # Nobody knows who ordered the second one: both are told.
            [told] = site.mails(ANNE)
            self.assertIn("Sans auteur", str(told["Subject"]))
            [proof] = [mail for mail in site.mails(PAUL)
                       if "[approve" in str(mail["Subject"])]
            site.ask(PAUL, None, None, body="oui", reply_to=proof)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_folders_that_no_rule_can_use(self):
        with self.new_site() as site:
            folder = site.dir / "lettres"
            folder.mkdir()
            site.run("newsletter", "every", "monday 08:00", "--from", folder,
                     "--list", "lettre", "--editor", ANNE)
            (folder / "1.md").symlink_to("/etc/passwd")
            os.mkfifo(folder / "2.md")
            (folder / "3.md").mkdir()
            with open(folder / "4.md", "wb") as big:
                big.truncate(10 ** 12)
            site.sql("UPDATE recurring SET next = unixepoch() - 60")
            self.tick(site)
            self.assertIn("aucun fichier", lib.body_of(site.mails(ANNE)[0]))
            self.write(site, name="lettres/5.md", more="ready: yes\n")
            for number in range(2000):
                os.mkfifo(folder / f"9{number}.md")
            site.sql("UPDATE recurring SET next = unixepoch() - 60")
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertIn("2000", lib.body_of(site.mails(ANNE)[1]))


class Twice(Orders):
    def test_what_is_sent_at_once_does_not_leave_again_at_its_hour(self):
        with self.new_site() as site:
            file = self.write(site, more=f"send_at: {self.soon(days=3)}\n")
            self.order(site, file=file)
            done = self.order(site, "--at", "now", file=file)
            self.assertEqual(done["withdrawn"], 1)
            self.hour_comes(site, minutes=1)
            site.sql("UPDATE mailing SET created = created - 4 * 86400")
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            self.assertEqual([row["state"]
                              for row in self.orders(site, "--all")],
                             ["cancelled"])
            # Who says so has it sent now and at its hour.
            file = self.write(site, "Neu.", name="c.md")
            made = self.order(site, "--at", self.soon(hours=1), file=file)
            done = self.order(site, "--again", file=file)
            self.assertEqual(done["withdrawn"], 0)
            site.run("newsletter", "cancel", "--order", made["order"])
            # What was not sent after all withdraws nothing.
            file = self.write(site, "Autre.", name="b.md")
            self.order(site, "--at", self.soon(hours=1), file=file)
            self.write(site, "{{unknown}}", name="b.md")
            site.run("newsletter", "send", file, "--yes", status=65)
            self.assertEqual([row["state"] for row in self.orders(site)],
                             ["scheduled"])

    def test_one_file_for_other_lists_than_before(self):
        with self.new_site() as site:
            site.set('list "autre"', kind="newsletter",
                     address="autre@example.org", owners=(EVE,))
            site.subscribe("autre", ["z@example.net"])
            file = self.write(site)
            self.order(site, "--at", self.soon(hours=1), "--list", "autre",
                       file=file)
            self.order(site, "--at", self.soon(hours=1), file=file)
            self.assertEqual(len(self.orders(site)), 2)
            file.write_text(file.read_text().replace(
                "list: lettre", "lists: lettre, autre"))
            made = self.order(site, "--at", self.soon(hours=1), file=file)
            self.assertEqual(made["withdrawn"], 2)
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            self.assertEqual(len(site.mails("z@example.net")), 1)


class ByMail(Orders):
    def letter(self, number, lists="", to="lettre+newsletter@example.org"):
        return lib.authenticated(lib.make_mail(
            ANNE, to, "x", f"---\nsubject: Lettre {number}\n{lists}---\n\n"
            f"Texte {number}.\n"))

    def test_only_so_many_a_day(self):
        with self.new_site() as site:
            for number in range(33):
                self.host.deliver_lmtp(self.letter(number), site.box)
            site.run("receive", "--once")
            site.drain()
            self.assertEqual(site.sql("SELECT count(*) FROM newsletter"),
                             [(30,)])
            self.assertEqual(site.states("inbox"), {"done": 30, "held": 3})
            self.assertEqual(len([m for m in site.mails(ANNE)
                                  if "[approve" in str(m["Subject"])]), 30)

    def test_an_editor_of_one_list_writes_to_no_other(self):
        with self.new_site() as site:
            site.set('list "autre"', kind="newsletter",
                     address="autre@example.org",
                     owners=(EVE,), editors=(EVE,))
            site.subscribe("autre", READERS)
            for number, lists in enumerate(("autre", "lettre, autre")):
                self.host.deliver_lmtp(
                    self.letter(number, f"lists: {lists}\n",
                                "listes+newsletter@example.org"), site.box)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.orders(site, "--all"), [])
            for mail in site.mails(ANNE):
                self.assertIn("autre", lib.body_of(mail))

    def test_who_forwards_a_proof_has_not_answered(self):
        with self.new_site(approval="editor") as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            [proof] = site.mails(PAUL)
            for mark in ("Fwd: ", "TR : ", "Tr: "):
                mail = lib.make_mail(
                    PAUL, None, mark + str(proof["Subject"]),
                    FORWARDED + lib.body_of(proof), reply_to=proof)
                self.host.deliver_lmtp(mail, site.box)
                site.run("receive", "--once")
                self.tick(site)
                [row] = self.orders(site)
                self.assertEqual(row["state"], "proof", mark)
            self.assertIn("remarque", lib.body_of(site.mails(ANNE)[-1]))
            site.ask(PAUL, None, "Fwd: " + str(proof["Subject"]), body="Oui",
                     reply_to=proof)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])


if __name__ == "__main__":
    unittest.main()
