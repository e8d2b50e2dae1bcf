"""Newsletters that leave at their hour, once or again and again."""
import contextlib
import datetime
import json
import sqlite3
import subprocess
import time
import unittest

import lib
from orders import ANNE, PARIS, PAUL, READERS, Orders, commits
from sink import KILLED
from test_daemon import cpu_seconds


class Schedule(Orders):
    def test_leaves_once_at_its_hour_whatever_becomes_of_the_file(self):
        with self.new_site() as site:
            file = self.write(site, "Premier état.")
            at = self.soon(hours=3)
            made = self.order(site, "--at", at, file=file)
            self.assertEqual((made["state"], made["send_at"], made["zone"]),
                             ("scheduled", at, "Europe/Paris"))
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            file.unlink()
            self.hour_comes(site, minutes=5)
            for _ in range(3):
                self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            [mail] = site.mails(READERS[0])
            self.assertIn("Premier état.", lib.body_of(mail))
            [row] = self.orders(site, "--all")
            self.assertEqual(row["state"], "sent")
            self.assertEqual(site.sql(
                "SELECT newsletter FROM mailing WHERE kind = 'newsletter'"),
                [(row["order"],)])

    def test_the_file_says_when(self):
        with self.new_site() as site:
            file = self.write(site, more=f"send_at: {self.soon(days=2)}\n"
                              "zone: America/New_York\n")
            made = self.order(site, file=file)
            self.assertEqual(made["zone"], "America/New_York")
            self.assertEqual(self.got(site), [0, 0, 0])
            made = self.order(site, "--at", "now", file=file)
            self.assertIn("mailing", made)

    def test_times_that_cannot_be_meant(self):
        with self.new_site() as site:
            for at, words in ((self.soon(hours=-1), "is past"),
                              ("demain", "is no time")):
                done = self.order(site, "--at", at, status=64)
                self.assertIn(words, done.stderr)
            self.assertEqual(self.orders(site, "--all"), [])
            made = self.order(site, "--at", "monday 08:00")
            self.assertRegex(made["send_at"], " 08:00$")
            day = datetime.datetime.strptime(made["send_at"], "%Y-%m-%d %H:%M")
            self.assertEqual(day.weekday(), 0)

    def test_paused_resumed_cancelled_and_ordered_anew(self):
        with self.new_site() as site:
            first = self.order(site, "--at", self.soon(hours=1))
            site.run("newsletter", "pause", "--order", first["order"])
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.write(site, "Autre état.")
            again = self.order(site, "--at", self.soon(hours=1),
                               file=site.dir / "lettre.fr.md")
            self.assertEqual(again["withdrawn"], 1)
            done = site.run(
                "newsletter", "resume", "--order", first["order"], status=65,
                env={"LANGUAGE": "fr",
                     "LIAISON_LOCALEDIR": str(lib.BUILD / "locale")})
            self.assertIn("« annulée »", done.stderr.replace("\xa0", " "))
            site.run("newsletter", "cancel", "--order", again["order"])
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(self.orders(site), [])

    def test_what_each_state_allows(self):
        """And what is said instead, in both languages."""
        states = ("proof", "scheduled", "paused", "sent", "refused",
                  "cancelled", "expired")
        allowed = {("pause", "scheduled"): "paused",
                   ("resume", "paused"): "scheduled",
                   ("cancel", "proof"): "cancelled",
                   ("cancel", "scheduled"): "cancelled",
                   ("cancel", "paused"): "cancelled"}
        french = {"LANGUAGE": "fr",
                  "LIAISON_LOCALEDIR": str(lib.BUILD / "locale")}
        with self.new_site() as site:
            order = self.order(site, "--at", self.soon(hours=1))["order"]
            for verb in ("pause", "resume", "cancel"):
                for state in states:
                    site.sql("UPDATE newsletter SET state = ?", state)
                    to = allowed.get((verb, state))
                    done = site.run("newsletter", verb, "--order", order,
                                    status=0 if to else 65)
                    self.assertEqual(
                        site.sql("SELECT state FROM newsletter"),
                        [(to or state,)])
                    # Once more changes nothing, and says so.
                    done = site.run("newsletter", verb, "--order", order,
                                    status=65)
                    self.assertIn("already" if to else str(order), done.stderr)
                    done = site.run("newsletter", verb, "--order", order,
                                    status=65, env=french)
                    self.assertIn("l’ordre", done.stderr)
            self.assertEqual(site.sql(
                "SELECT verb, count(*) FROM event WHERE verb IN ('pause', "
                "'resume', 'cancel') GROUP BY verb"),
                [("cancel", 3), ("pause", 1), ("resume", 1)])
            # What leaves is another thing to stop.
            site.sql("UPDATE newsletter SET state = 'scheduled'")
            self.hour_comes(site, minutes=1)
            site.run("tick")
            done = site.run("newsletter", "cancel", "--order", order,
                            status=65)
            self.assertIn('"liaison newsletter cancel 1"', done.stderr)
            site.run("newsletter", "cancel", 1)
            site.drain()
            self.assertEqual(self.got(site), [0, 0, 0])

    def test_late_by_a_little_or_by_much(self):
        with self.new_site() as site:
            self.order(site, "--at", self.soon(hours=1))
            self.hour_comes(site, hours=11)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            self.order(site, "--at", self.soon(hours=1),
                       file=self.write(site, "Lundi.", name="b.md"))
            self.hour_comes(site, hours=13)
            self.tick(site)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            [proof] = site.mails(ANNE)
            self.assertIn("approve ", str(proof["Subject"]))
            self.assertEqual(len(site.mails(PAUL)), 1)
            site.ask(ANNE, None, None, body="oui", reply_to=proof)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.got(site), [2, 2, 2])

    def test_killed_anywhere_it_leaves_once(self):
        hooks = commits(2, 8) + [
            "order.before-send", "order.starting", "order.sent"]
        with self.new_site() as site:
            for number, hook in enumerate(hooks, 1):
                self.order(site, "--at", self.soon(hours=1), "--again",
                           file=self.write(site, hook, name=f"{number}.md"))
                self.hour_comes(site, minutes=1)
                done = site.run("tick", status=None,
                                env={"LIAISON_HOOK": hook})
                self.assertIn(done.returncode, (0, KILLED), done.stderr)
                self.tick(site)
                self.tick(site)
                self.assertEqual(self.got(site), [number] * 3, hook)
            self.assertTrue(site.sound())

    def test_what_cannot_be_made_any_more_waits_and_is_told(self):
        with self.new_site() as site:
            self.order(site, "--at", self.soon(hours=1))
            self.hour_comes(site, minutes=1)
            folder = site.dir / "templates" / "fr"
            folder.mkdir(parents=True)
            (folder / "newsletter.txt").write_text("Subject: x\n\n{{#broken}}")
            site.set("site", templates="templates")
            self.tick(site)
            self.tick(site)
            [told] = site.mails(ANNE)
            self.assertIn("newsletter", lib.body_of(told))
            [row] = self.orders(site)
            self.assertEqual(row["state"], "paused")
            (folder / "newsletter.txt").unlink()
            site.run("newsletter", "resume", "--order", row["order"])
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])


    def test_what_nobody_would_be_shown_waits_and_is_told(self):
        """All that it announces is over before it leaves."""
        with self.new_site() as site:
            site.env["LIAISON_LOCALEDIR"] = str(lib.BUILD / "locale")
            over = f"::: event\ntitle: Fini\nstart: {self.soon(hours=-50)}\n:::"
            self.order(site, "--at", self.soon(hours=1),
                       file=self.write(site, over))
            self.hour_comes(site, minutes=1)
            self.tick(site)
            self.tick(site)
            [told] = site.mails(ANNE)
            self.assertIn("rien n’a été envoyé", lib.body_of(told))
            self.assertEqual([row["state"] for row in self.orders(site)],
                             ["paused"])
            self.assertEqual(self.got(site), [0, 0, 0])


class Every(Orders):
    def every(self, site, *args):
        (site.dir / "lettres").mkdir(exist_ok=True)
        done = site.run("newsletter", "every", "first monday 08:00", "--from",
                        site.dir / "lettres", "--list", "lettre", "--json",
                        *args)
        return json.loads(done.stdout)

    def turn_comes(self, site, hours=1):
        site.sql("UPDATE recurring SET next = unixepoch() - ?", hours * 3600)
        self.tick(site)

    def put(self, site, name, text="Du texte.", ready="yes", **options):
        return self.write(site, text, name=f"lettres/{name}",
                          more=f"ready: {ready}\n", **options)

    def test_the_next_ready_file_each_time(self):
        with self.new_site() as site:
            made = self.every(site)
            self.assertEqual(made["rule"], "first monday 08:00")
            first = datetime.datetime.fromtimestamp(made["next"], PARIS)
            self.assertEqual((first.weekday(), first.hour, first.minute),
                             (0, 8, 0))
            self.assertLessEqual(first.day, 7)
            self.put(site, "1.fr.md", "Une.")
            self.put(site, "2.fr.md", "Deux.")
            self.put(site, "0.fr.md", "Pas prête.", ready="no")
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.turn_comes(site)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])
            self.assertIn("Une.", lib.body_of(site.mails(READERS[0])[0]))
            self.assertEqual(site.sql("SELECT next FROM recurring"),
                             [(made["next"],)])
            # What was sent stays so, changed or under another name.
            self.put(site, "1.fr.md", "Une, corrigée.")
            self.put(site, "1a.fr.md", "Une.")
            self.turn_comes(site)
            self.tick(site)
            self.assertIn("Deux.", lib.body_of(site.mails(READERS[0])[1]))
            self.assertEqual(site.mails(ANNE), [])
            self.turn_comes(site)
            self.tick(site)
            self.assertEqual(self.got(site), [2, 2, 2])
            for who in (ANNE, PAUL):
                [told] = site.mails(who)
                self.assertIn("aucun fichier", lib.body_of(told))
            listed = site.run("newsletter", "every").stdout
            self.assertIn("first monday 08:00", listed)
            self.assertIn("is ended", site.run(
                "newsletter", "every", "--stop", made["id"]).stdout)
            site.run("newsletter", "every", "--stop", made["id"], status=66)
            self.assertIn("no newsletter recurs",
                          site.run("newsletter", "every").stdout)

    def test_mistakes_and_folders_that_are_gone_are_told(self):
        with self.new_site() as site:
            self.every(site, "--editor", ANNE)
            self.put(site, "1.fr.md", "Bonjour {{unknown}}.")
            self.turn_comes(site)
            [told] = site.mails(ANNE)
            self.assertIn("unknown", lib.body_of(told))
            self.assertEqual(site.mails(PAUL), [])
            self.assertIn("Rien n’a été envoyé.", lib.body_of(told))
            self.put(site, "2.fr.md", "Autre.")
            self.turn_comes(site)
            text = " ".join(lib.body_of(site.mails(ANNE)[1]).split())
            self.assertIn("unknown", text)
            self.assertIn("a pris son tour : 2.fr.md.",
                          text.replace("\xa0", " "))
            self.assertEqual(self.got(site), [1, 1, 1])
            self.put(site, "1.fr.md", "Corrigée.")
            (site.dir / "lettres").rename(site.dir / "away")
            self.turn_comes(site)
            self.assertIn("dossier", lib.body_of(site.mails(ANNE)[2]))
            (site.dir / "away").rename(site.dir / "lettres")
            self.turn_comes(site, hours=13)
            self.assertIn("rien ne tournait", " ".join(
                lib.body_of(site.mails(ANNE)[3]).split()))
            self.assertEqual(self.got(site), [1, 1, 1])
            self.turn_comes(site)
            self.assertEqual(self.got(site), [2, 2, 2])

    def test_with_two_people_it_leaves_a_proof(self):
        with self.new_site(approval="editor") as site:
            (site.dir / "lettres").mkdir()
            done = site.run("newsletter", "every", "lundi 8h", "--from",
                            site.dir / "lettres", "--list", "lettre",
                            status=64)
            self.assertIn("--editor", done.stderr)
            self.every(site, "--editor", ANNE)
            self.put(site, "1.fr.md")
            self.turn_comes(site)
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            [proof] = site.mails(PAUL)
            site.ask(PAUL, None, None, body="ok", reply_to=proof)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_others_write_while_it_reads_its_folder(self):
        with self.new_site() as site:
            self.every(site)
            self.put(site, "1.fr.md", "Une.")
            site.sql("UPDATE recurring SET next = unixepoch() - 60")
            reading = subprocess.Popen(
                [site.program, "tick"], stderr=subprocess.DEVNULL,
                env=site.env | {"LIAISON_HOOK": "recur.read",
                                "LIAISON_HOOK_SPINS": "1"})
            try:
                while cpu_seconds(reading.pid) < 1:  # it spins
                    self.assertIsNone(reading.poll())
                    time.sleep(0.05)
                with contextlib.closing(
                        sqlite3.connect(site.database, timeout=0)) as db, db:
                    db.execute("BEGIN IMMEDIATE")
            finally:
                reading.kill()
                reading.wait()
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_killed_anywhere_each_turn_is_taken_once(self):
        hooks = commits(1, 6) + [
            "recur.read", "recur.before-commit", "order.placed"]
        with self.new_site() as site:
            self.every(site)
            for number, hook in enumerate(hooks, 1):
                self.put(site, f"{number:02}.md", hook)
                self.put(site, "99.md", "Zuletzt.")
                site.sql("UPDATE recurring SET next = unixepoch() - 60")
                done = site.run("tick", status=None,
                                env={"LIAISON_HOOK": hook})
                self.assertIn(done.returncode, (0, KILLED), done.stderr)
                self.tick(site)
                self.tick(site)
                self.assertEqual(self.got(site), [number] * 3, hook)


if __name__ == "__main__":
    unittest.main()
