"""Personal fields: a list declares them, people have values, mails show."""
import csv
import io
import json
import sqlite3
import unittest

import lib


class Fields(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(lib.Site())
        self.declare('{ "ville", "adherent" }')

    def declare(self, fields):
        text = self.site.conf.read_text()
        head, rest = text.split('list "lettre" {\n')
        rest = "\n".join(line for line in rest.split("\n")
                         if not line.strip().startswith("fields ="))
        self.site.conf.write_text(
            head + 'list "lettre" {\n\tfields = ' + fields + "\n" + rest)

    def run_it(self, *args, **options):
        return self.site.run(*args, **options)

    def show(self, address, *args):
        return json.loads(self.run_it(
            "subscriber", "show", "--json", "lettre", address, *args).stdout)

    def add(self, address, *fields):
        self.run_it("subscriber", "add", "lettre", address, "--consent", "x",
                    *(word for f in fields for word in ("--field", f)))

    def table(self, text):
        path = self.site.dir / "people.csv"
        path.write_text(text)
        return path

    def load(self, text, *args, **options):
        return self.run_it("subscriber", "import", "lettre", self.table(text),
                           "--consent", "adhésions", *args, **options)

    def test_settings_are_checked(self):
        for fields, word in (
                ('{ "Ville" }', "lower-case"), ('{ "1a" }', "lower-case"),
                ('{ "' + "a" * 33 + '" }', "lower-case"),
                ('{ "name" }', "own"), ('{ "title" }', "own"),
                ('{ "unsubscribe_address" }', "own"),
                ('{ "a", "a" }', "twice"),
                ("{ " + ", ".join(f'"f{n}"' for n in range(17)) + " }",
                 "16")):
            self.declare(fields)
            self.assertIn(word, self.run_it("config", "check",
                                            status=78).stderr, fields)
        self.declare("{ " + ", ".join(f'"f{n}"' for n in range(16)) + " }")
        self.run_it("list", "show")

    def test_set_and_show(self):
        self.add("anne@example.net", "ville=Saint-Étienne", "adherent=12=b")
        self.assertEqual(self.show("anne@example.net")["fields"],
                         {"ville": "Saint-Étienne", "adherent": "12=b"})
        self.assertIn("ville: Saint-Étienne\n", self.run_it(
            "subscriber", "show", "lettre", "anne@example.net").stdout)
        self.run_it("subscriber", "set", "lettre", "anne@example.net",
                    "--field", "ville=Lyon", "--field=adherent=")
        self.assertEqual(self.show("anne@example.net")["fields"],
                         {"ville": "Lyon"})
        self.run_it("subscriber", "set", "lettre", "anne@example.net",
                    "--language", "en")
        self.assertEqual(self.show("anne@example.net")["fields"],
                         {"ville": "Lyon"})

    def test_what_is_refused(self):
        self.add("anne@example.net")
        for field, word in (("pays=x", "ville adherent"),
                            ("ville", "NAME=VALUE"),
                            ("ville=a\nBcc: b@example.org", "line break"),
                            ("ville=a\x01B\x02", "control"),
                            ("ville=" + "é" * 129, "256")):
            error = self.run_it("subscriber", "set", "lettre",
                                "anne@example.net", "--field", field,
                                status=64).stderr
            self.assertIn(word, error)
        self.assertEqual(self.show("anne@example.net")["fields"], {})
        self.run_it("subscriber", "add", "lettre", "b@example.net",
                    "--invite", "--field", "ville=x", status=64)

    def test_names_turn_nothing_about(self):
        self.load("email,name\na@example.net,\u202eAnne\u2066\n"
                  "b@example.net,\"Bo\nBerg\"\n")
        self.assertEqual(self.show("a@example.net")["name"], "Anne")
        self.assertEqual(self.show("b@example.net")["name"], "Bo Berg")
        self.run_it("subscriber", "set", "lettre", "a@example.net", "--name",
                    "Ada\u202e")
        self.assertEqual(self.show("a@example.net")["name"], "Ada")

    def test_import_and_export(self):
        done = self.load("email,Ville,téléphone,adherent\n"
                         "a@example.net,Lyon,06,7\n"
                         "b@example.net,\"Le \"\"Bourg\"\", haut\",,\n"
                         "c@example.net,=1+1,,\n")
        self.assertIn("the column téléphone\n", done.stdout)
        self.assertIn("3 new", done.stdout)
        out = self.run_it("subscriber", "export", "lettre").stdout
        rows = {row["email"]: row for row in csv.DictReader(io.StringIO(out))}
        self.assertEqual(rows["a@example.net"]["ville"], "Lyon")
        self.assertEqual(rows["a@example.net"]["adherent"], "7")
        self.assertEqual(rows["b@example.net"]["ville"], 'Le "Bourg", haut')
        self.assertEqual(rows["c@example.net"]["ville"], "'=1+1")
        # What was exported says the same again, without a remark.
        again = self.load(out)
        self.assertNotIn("column", again.stdout)
        self.assertNotIn("other fields", again.stdout)
        self.assertEqual(self.show("c@example.net")["fields"],
                         {"ville": "=1+1"})

    def test_import_again_updates_fields_and_nothing_else(self):
        self.add("a@example.net", "ville=Lyon", "adherent=7")
        self.run_it("subscriber", "set", "lettre", "a@example.net",
                    "--language", "en")
        text = ("email,name,language,ville,adherent\n"
                "a@example.net,Autre,fr,Nice,\nd@example.net,,,Brest,\n")
        dry = json.loads(self.load(text, "--dry-run", "--json").stdout)
        self.assertEqual((dry["new"], dry["already"], dry["changed"]),
                         (1, 1, 1))
        self.assertEqual(self.show("a@example.net")["fields"]["ville"],
                         "Lyon")
        self.assertIn("1 of those", self.load(text).stdout)
        person = self.show("a@example.net")
        self.assertEqual(person["fields"], {"ville": "Nice", "adherent": "7"})
        self.assertEqual((person["language"], person["name"]), ("en", ""))
        self.assertEqual(person["consent"][-1]["how"], "import")
        # Who has left gets nothing of it.
        self.run_it("subscriber", "remove", "lettre", "a@example.net")
        self.assertIn("1 left", self.load(text.replace("Nice", "Metz")).stdout)
        self.assertEqual(self.show("a@example.net")["fields"]["ville"],
                         "Nice")

    def test_a_wrong_value_stops_the_import(self):
        error = self.load("email,ville\na@example.net,\"x\ny\"\n",
                          status=65).stderr
        self.assertIn("people.csv:2: ", error)
        self.assertIn("line break", error)

    def test_not_declared_any_more(self):
        self.add("a@example.net", "ville=Lyon", "adherent=7")
        self.declare('{ "ville" }')
        self.run_it("subscriber", "set", "lettre", "a@example.net", "--field",
                    "ville=Nice")
        self.assertEqual(self.show("a@example.net")["fields"],
                         {"ville": "Nice", "adherent": "7"})
        self.assertNotIn("adherent", self.run_it(
            "subscriber", "export", "lettre").stdout)

    def test_data_and_erasure(self):
        self.add("a@example.net", "ville=Lyon")
        data = json.loads(self.run_it("subscriber", "data", "--json",
                                      "a@example.net").stdout)
        self.assertEqual(data["subscriptions"][0]["fields"],
                         {"ville": "Lyon"})
        self.assertIn("ville", self.run_it("subscriber", "data",
                                           "a@example.net").stdout)
        self.assertIn("Lyon", self.run_it("subscriber", "data",
                                          "a@example.net").stdout)
        self.run_it("subscriber", "erase", "a@example.net", "--yes")
        with sqlite3.connect(self.site.dir / "state/liaison.db") as db:
            dump = "\n".join(db.iterdump())
        self.assertNotIn("Lyon", dump)


if __name__ == "__main__":
    unittest.main()
