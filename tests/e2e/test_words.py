"""States, modes, rules and hours in the words of who reads and types them;
JSON and what is stored stay English."""
import datetime
import json
import unittest
import zoneinfo

import lib

CATALOGUE = {"LIAISON_LOCALEDIR": str(lib.BUILD / "locale")}
FRENCH = {"LANGUAGE": "fr"}
TEXT = "---\nsubject: Un\nlist: lettre\nlanguage: fr\n---\nBonjour à tous.\n"


class Words(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(lib.Site(env=CATALOGUE))
        self.run_it("subscriber", "add", "lettre", "anne@example.org",
                    "--consent", "paper", "--language", "fr")
        self.run_it("subscriber", "add", "lettre", "bob@example.net",
                    "--invite")

    def run_it(self, *args, **options):
        return self.site.run(*args, **options).stdout

    def french(self, *args, **options):
        return self.run_it(*args, env=FRENCH, **options).replace(
            "\u00a0", " ")

    def test_deliveries(self):
        self.assertIn("  en attente  ", self.french("delivery", "list"))
        self.assertIn("remises en attente : 1", self.french("status"))
        self.assertIn("deliveries queued: 1", self.run_it("status"))
        for typed in ("queued", "Queued", "en attente", "EN ATTENTE"):
            for run in (self.run_it, self.french):
                text = run("delivery", "list", "--state", typed)
                self.assertIn("bob@example.net", text, typed)
        for typed in ("différée", "differees", "deferred", "partie"):
            self.assertEqual(self.run_it("delivery", "list", "--state",
                                         typed), "")
        done = self.site.run("delivery", "list", "--state", "x", status=64,
                             env=FRENCH)
        self.assertIn("prenez en attente, réservée,", done.stderr)
        row = json.loads(self.french("delivery", "list", "--json"))
        self.assertEqual(row["state"], "queued")
        self.french("delivery", "drop", "--state", "en attente")
        self.assertIn("annulée", self.french("delivery", "list"))

    def test_subscriptions(self):
        self.french("subscriber", "set", "lettre", "anne@example.org",
                    "--status", "suspendu", "--delivery", "Résumé")
        self.assertRegex(self.french("subscriber", "list", "lettre"),
                         r"anne@example.org +suspendu +résumé +fr")
        row = json.loads(self.french("subscriber", "list", "lettre", "--json",
                                     "--status", "suspendu"))
        self.assertEqual((row["status"], row["delivery"]),
                         ("suspended", "digest"))
        people = self.site.dir / "p.csv"
        people.write_text("adresse,réception\nzoe@example.org,résumé\n")
        self.run_it("subscriber", "import", "lettre", people, "--consent", "x")
        self.assertIn("delivery: digest", self.run_it(
            "subscriber", "show", "lettre", "zoe@example.org"))

    def test_rules(self):
        folder = self.site.dir / "newsletters"
        self.run_it("newsletter", "every", "dernier vendredi 18h30",
                    "--from", folder, "--list", "lettre", "--editor",
                    "anne@example.org")
        self.run_it("newsletter", "every", "every 2 weeks monday 8:00",
                    "--from", folder, "--list", "lettre", "--editor",
                    "anne@example.org")
        shown = self.french("newsletter", "every")
        self.assertIn("  dernier vendredi 18:30  ", shown)
        self.assertIn("  toutes les 2 semaines lundi 08:00  ", shown)
        shown = self.run_it("newsletter", "every")
        self.assertIn("  last friday 18:30  ", shown)
        rows = self.french("newsletter", "every", "--json").splitlines()
        self.assertEqual([json.loads(row)["rule"] for row in rows],
                         ["last friday 18:30", "every 2 weeks monday 08:00"])
        self.assertIn('as "liaison newsletter every" shows', self.site.run(
            "newsletter", "every", "--stop", "x", status=64).stderr)
        self.assertIn("rule 1 is ended", self.run_it(
            "newsletter", "every", "--stop", "1"))

    def test_hours(self):
        file = self.site.dir / "un.md"
        file.write_text(TEXT)
        zone = zoneinfo.ZoneInfo("Europe/Paris")
        now = datetime.datetime.now(zone)

        def starts(at):
            return json.loads(self.run_it("newsletter", "plan", file, "--json",
                                          "--at", at))["starts"]

        for at in ("tomorrow 08:00", "demain 8h", "Demain à 8 h"):
            found = {starts(at)}
            day = now.date() + datetime.timedelta(days=1)
            want = datetime.datetime.combine(day, datetime.time(8), zone)
            if datetime.datetime.now(zone).date() == now.date():
                utc = want.astimezone(datetime.timezone.utc)
                self.assertEqual(
                    found, {utc.strftime("%Y-%m-%dT%H:%M:%SZ")}, at)
        for at in ("now", "Now", "maintenant"):
            self.assertIsNone(starts(at))
        self.site.run("newsletter", "plan", file, "--at", "demain", status=64)


if __name__ == "__main__":
    unittest.main()
