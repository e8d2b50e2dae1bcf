"""What people read when something goes wrong around a newsletter, and that a
second try works and nobody gets it twice."""
import datetime
import json
import os
import unittest

import lib
from orders import ANNE, READERS, Orders
from sink import KILLED

FRENCH = {"LANGUAGE": "fr", "LIAISON_LOCALEDIR": str(lib.BUILD / "locale")}
UNAVAILABLE, DATAERR = 69, 65


class Trouble(Orders):
    def test_the_relay_is_down(self):
        with self.new_site() as site:
            file = self.write(site)
            site.set("smtp", port=1)
            done = site.run("newsletter", "send", file, "--yes", "--wait",
                            status=UNAVAILABLE)
            self.assertIn("cannot reach 127.0.0.1:1", done.stderr)
            self.assertIn("mailing 1 stays queued and leaves by itself",
                          done.stderr)
            site.set("smtp", port=site.sink.port)
            site.drain()
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_the_list_is_gone(self):
        with self.new_site() as site:
            order = self.order(site, "--at", self.soon(hours=1),
                               "--editor", ANNE)["order"]
            self.hour_comes(site, minutes=1)
            site.run("newsletter", "every", "monday 08:00", "--from",
                     site.dir, "--list", "lettre", "--editor", ANNE)
            whole = site.conf.read_text()
            start = whole.index('list "lettre"')
            end = whole.index("\n}", start) + 3
            site.conf.write_text(whole[:start] + whole[end:])
            self.tick(site)
            self.tick(site)
            self.assertIn("(there is no such list any more)",
                          site.run("newsletter", "every").stdout)
            [told] = site.mails(ANNE)
            text = " ".join(lib.body_of(told).split())
            self.assertIn("partie de la rédaction des lettres de La Coop",
                          text)
            site.conf.write_text(whole)
            site.run("newsletter", "resume", "--order", order)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_a_damaged_mailing_holds_up_no_other(self):
        with self.new_site() as site:
            (site.dir / "plan.bin").write_bytes(os.urandom(40_000))
            site.set("smtp", port=1)
            site.run("newsletter", "send", self.write(
                site, more="attachments: plan.bin\n"), "--yes")
            site.sql("DELETE FROM content_part")
            site.run("newsletter", "send",
                     self.write(site, "Autre.", "Janvier"), "--yes")
            site.set("smtp", port=site.sink.port)
            site.drain()
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_its_events_are_over(self):
        """Nobody is told that it has nothing on their topics."""
        block = "::: event\ntitle: {}\nstart: {}\n{}:::\n"
        over = self.soon(hours=-50)
        with self.new_site() as site:
            text = block.format("Fini", over, "topics: travail\n")
            text += block.format("À venir", self.soon(hours=50),
                                 "topics: gouvernance\n")
            file = self.write(site, text)
            site.run("subscriber", "set", "lettre", READERS[0],
                     "--topics", "travail")
            site.run("subscriber", "set", "lettre", READERS[1],
                     "--topics", "gouvernance")
            plan = ("newsletter", "plan", file)
            self.assertIn("       1  the events that it has for them are "
                          "past\n", site.run(*plan).stdout)
            nothing = json.loads(site.run(*plan, "--json").stdout)["nothing"]
            self.assertEqual((nothing["past"], nothing["empty"]), (1, 0))
            done = site.run("newsletter", "preview", file, "--as", READERS[0],
                            status=66)
            self.assertIn("the events that it has for them are past",
                          done.stderr)

    def test_the_machine_is_in_another_zone(self):
        """One zone in all that is said of an hour, and its name."""
        far = {"TZ": "America/New_York"}
        year = datetime.date.today().year + 1
        at = f"{year}-12-05 08:00"
        with self.new_site() as site:
            file = self.write(site)
            site.run("newsletter", "send", file, "--yes", env=far)
            said = site.run("newsletter", "plan", file, env=far).stdout
            self.assertRegex(said, r"since the last newsletter, "
                             r"\d{4}-\d\d-\d\d \d\d:\d\d \(Europe/Paris\):")
            self.write(site, "Autre.")
            for verb in ("plan",), ("send", "--yes"):
                said = site.run("newsletter", verb[0], file, *verb[1:],
                                "--at", at, env=far).stdout
                self.assertIn(f"starts: {at} (Europe/Paris)", said)
            self.write(site, "Du fichier.", more=f"send_at: {at}\n"
                       "zone: Asia/Tokyo\n")
            for verb in ("plan",), ("send", "--yes"):
                said = site.run("newsletter", verb[0], file, *verb[1:],
                                env=far).stdout
                self.assertIn(f"starts: {at} (Asia/Tokyo)", said)
                self.assertNotIn("Europe", said.partition("starts")[2])

    def test_an_hour_that_the_clocks_never_show(self):
        day = datetime.date(datetime.date.today().year + 1, 3, 31)
        day -= datetime.timedelta(days=(day.weekday() + 1) % 7)
        with self.new_site() as site:
            file = self.write(site, more="default_name: vous\n")
            for verb in ("plan",), ("send", "--yes"):
                done = site.run("newsletter", verb[0], file, *verb[1:],
                                "--at", f"{day} 02:30")
                self.assertIn("warning: the clocks of Europe/Paris never show "
                              "02:30 that day; 03:00 is taken\n", done.stderr)
                self.assertIn(f"starts: {day} 03:00 (Europe/Paris)",
                              done.stdout)
            [row] = self.orders(site)
            self.assertEqual(row["send_at"], f"{day} 03:00")

    def test_its_command_was_killed(self):
        """The sentence names the command that helps."""
        with self.new_site() as site:
            send = ("newsletter", "send", self.write(site), "--yes")
            done = site.run(*send, status=None,
                            env={"LIAISON_HOOK": "db.after-commit:2"})
            self.assertEqual(done.returncode, KILLED)
            told = site.run(*send, status=DATAERR).stderr
            self.assertIn('"liaison newsletter cancel 1"', told)
            site.run("newsletter", "cancel", 1)
            site.run(*send)
            site.drain()
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_a_template_is_broken(self):
        with self.new_site() as site:
            file = self.write(site)
            folder = site.dir / "templates" / "fr"
            folder.mkdir(parents=True)
            (folder / "newsletter.txt").write_text("Subject: x\n\n{{#broken}}")
            site.set("site", templates="templates")
            for verb in ("check",), ("send", "--yes"):
                done = site.run("newsletter", verb[0], file, *verb[1:],
                                status=DATAERR, env=FRENCH)
                said = (done.stdout + done.stderr).replace("\xa0", " ")
                self.assertRegex(
                    said, r"newsletter\.txt:3:1 ?: (erreur : )?« broken »")
            (folder / "newsletter.txt").unlink()
            site.run("newsletter", "send", file, "--yes")
            site.drain()
            self.assertEqual(site.counts(), dict.fromkeys(READERS, 1))


if __name__ == "__main__":
    unittest.main()
