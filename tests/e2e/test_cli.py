"""The command line, as people and programs meet it; no server is needed."""
import csv
import io
import json
import re
import sqlite3
import unittest

import lib

COMMANDS = [
    "init", "config check", "config show", "config example", "dkim generate",
    "dkim show", "list show",
    "subscriber add", "subscriber show", "subscriber set",
    "subscriber remove", "subscriber list", "subscriber import",
    "subscriber export", "token issue", "newsletter send",
    "newsletter status", "mailing list", "mailing show", "mailing pause",
    "mailing resume", "mailing cancel", "delivery list", "digest", "receive",
    "send", "tick", "explain", "commands", "status", "version"]


class Cli(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(lib.Site())

    def run_it(self, *args, **options):
        return self.site.run(*args, **options)

    def fails(self, status, *args, **options):
        """One sentence on standard error, nothing on standard output."""
        done = self.run_it(*args, status=status, **options)
        self.assertEqual(done.stdout, "", args)
        self.assertTrue(done.stderr.startswith("liaison: "), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    def json(self, *args, **options):
        """One object a line."""
        done = self.run_it(*args, "--json", **options)
        self.assertEqual(done.stderr, "")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def add(self, *people, name="lettre", **options):
        for person in people:
            self.run_it("subscriber", "add", name, person, "--consent",
                        "paper", *(w for k, v in options.items()
                                   for w in ("--" + k, v)))

    def people(self, name="lettre"):
        return {row["address"]: row
                for row in self.json("subscriber", "list", name)}

    def mails(self):
        """How many mails would go out."""
        return len(self.json("delivery", "list"))

    def file(self, text, name="people.csv"):
        path = self.site.dir / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def dump(self):
        with sqlite3.connect(self.site.dir / "state" / "liaison.db") as db:
            return list(db.iterdump())

    # All commands

    def test_help(self):
        overview = self.run_it("--help").stdout
        for command in COMMANDS:
            self.assertRegex(overview, rf"(?m)^  {command}  ")
            done = self.run_it(*command.split(), "--help")
            self.assertIn(f"liaison {command}", done.stdout)
            self.assertIn("--config", done.stdout)
            self.assertEqual(done.stderr, "")
            for line in done.stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_mistakes(self):
        for status, args in (
                (64, ()), (64, ("nonsense",)), (64, ("subscriber",)),
                (64, ("subscriber", "explode")), (64, ("list", "show", "-x")),
                (64, ("subscriber", "add", "lettre", "a@example.net")),
                (64, ("subscriber", "add", "lettre", "a@example.net",
                      "--consent", "x", "--invite")),
                (64, ("subscriber", "add", "lettre", "--consent", "x")),
                (64, ("subscriber", "add", "lettre", "a@example.net",
                      "--consent")),
                (64, ("subscriber", "add", "lettre", "a@example.net",
                      "--consent", "x", "--language", "de")),
                (64, ("subscriber", "add", "lettre", "a@example.net",
                      "--consent", "x", "--delivery", "never")),
                (64, ("subscriber", "add", "lettre", "a@example.net",
                      "--consent", "x", "--topics", "travail,nope")),
                (65, ("subscriber", "add", "lettre", "a@x@y",
                      "--consent", "x")),
                (65, ("subscriber", "add", "lettre", "Ann <a@example.net>",
                      "--consent", "x")),
                (66, ("subscriber", "add", "nolist", "a@example.net",
                      "--consent", "x")),
                (66, ("list", "show", "nolist")),
                (66, ("subscriber", "show", "lettre", "a@example.net")),
                (66, ("subscriber", "set", "lettre", "a@example.net",
                      "--name", "x")),
                (66, ("subscriber", "remove", "lettre", "a@example.net")),
                (66, ("subscriber", "import", "lettre", "none.csv",
                      "--consent", "x")),
                (64, ("subscriber", "export", "lettre", "--format", "xml")),
                (64, ("subscriber", "list", "lettre", "--status", "gone")),
                (64, ("token", "issue", "lettre", "a@example.net")),
                (64, ("token", "issue", "--purpose", "bounce", "lettre",
                      "a@example.net")),
                (66, ("token", "issue", "--purpose", "unsubscribe", "lettre",
                      "a@example.net")),
                (64, ("mailing", "show")), (64, ("mailing", "show", "x")),
                (66, ("mailing", "pause", "7")),
                (64, ("delivery", "list", "--state", "lost")),
                (64, ("receive",)), (64, ("send",)),
                (64, ("tick", "tock")), (64, ("explain",)),
                (66, ("explain", "missing.eml")),
                (78, ("receive", "--once")), (78, ("send", "--drain")),
                (78, ("--config", "missing.conf", "status"))):
            with self.subTest(args=args):
                said = self.fails(status, *args)
                self.assertNotRegex(said, r"[\x00-\x08\x0b-\x1f]")

    # Subscribers

    def test_a_subscriber(self):
        self.add("Anne.Martin@Example.NET", name="lettre", language="en",
                 delivery="digest", topics="plateformes,travail")
        [row] = self.json("subscriber", "show", "lettre",
                          "anne.martin@example.net")
        self.assertEqual(
            {k: row[k] for k in ("status", "delivery", "language", "topics",
                                 "list")},
            {"status": "active", "delivery": "digest", "language": "en",
             "topics": ["plateformes", "travail"], "list": "lettre"})
        self.assertRegex(row["since"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        [consent] = row["consent"]
        self.assertEqual((consent["action"], consent["how"],
                          consent["source"]), ("subscribe", "cli", "paper"))
        self.run_it("subscriber", "set", "lettre", "anne.martin@example.net",
                    "--name", "Anne Martin", "--delivery", "each",
                    "--topics", "all")
        [row] = self.json("subscriber", "show", "lettre",
                          "anne.martin@example.net")
        self.assertEqual((row["name"], row["delivery"], row["topics"],
                          row["language"]), ("Anne Martin", "each", [], "en"))
        self.assertEqual([c["action"] for c in row["consent"]],
                         ["subscribe", "set"])
        # Adding again changes nothing of what was chosen.
        before = self.dump()
        done = self.run_it("subscriber", "add", "lettre",
                           "anne.martin@example.net", "--consent", "again")
        self.assertIn("already", done.stdout)
        self.run_it("subscriber", "add", "lettre", "anne.martin@example.net",
                    "--invite")
        self.assertEqual(self.dump(), before)
        # Off the list; an editor cannot bring the person back, but ask.
        self.run_it("subscriber", "remove", "lettre",
                    "anne.martin@example.net", "--source", "by phone")
        for args in (("add", "lettre", "anne.martin@example.net",
                      "--consent", "x"),
                     ("set", "lettre", "anne.martin@example.net",
                      "--status", "active")):
            self.assertIn("left", self.fails(65, "subscriber", *args))
        self.assertEqual(self.mails(), 0)
        self.run_it("subscriber", "add", "lettre", "anne.martin@example.net",
                    "--invite")
        self.assertEqual(self.mails(), 1)
        [row] = self.json("subscriber", "show", "lettre",
                          "anne.martin@example.net")
        self.assertEqual(row["status"], "left")

    def test_invite_asks_once(self):
        for expected in ("invited", "asked already"):
            done = self.run_it("subscriber", "add", "lettre",
                               "new@example.net", "--invite")
            self.assertIn(expected, done.stdout)
        self.assertEqual(self.mails(), 1)
        self.assertEqual(self.people(), {})

    def test_goodbye_only_when_asked_for(self):
        self.add("one@example.net", "two@example.net")
        self.run_it("subscriber", "remove", "lettre", "one@example.net")
        self.assertEqual(self.mails(), 0)
        self.run_it("subscriber", "remove", "lettre", "two@example.net",
                    "--tell")
        self.assertEqual(self.mails(), 1)
        self.assertEqual({p["status"] for p in self.people().values()},
                         {"left"})
        self.assertEqual(self.json("subscriber", "list", "lettre",
                                   "--status", "active"), [])

    # Import

    def test_import(self):
        """As spreadsheets write: a mark, semicolons, quotes, empty lines."""
        file = self.file(
            "\ufeffNom;Courriel;Langue;Ville\r\n"
            '"Béranger; Aïcha";aicha@example.fr;fr;Lyon\r\n'
            '"dite ""Bob""";BOB@example.net;en;\r\n'
            "\r\n"
            ";seul@example.net;;\r\n")
        [report] = self.json("subscriber", "import", "lettre", file,
                             "--consent", "ancienne liste")
        self.assertEqual((report["new"], report["already"], report["left"]),
                         (3, 0, 0))
        people = self.people()
        self.assertEqual(people["aicha@example.fr"]["name"],
                         "Béranger; Aïcha")
        [bob] = [p for a, p in people.items() if a.lower() ==
                 "bob@example.net"]
        self.assertEqual((bob["name"], bob["language"]),
                         ('dite "Bob"', "en"))
        self.assertEqual(people["seul@example.net"]["language"], "fr")
        [row] = self.json("subscriber", "show", "lettre", "seul@example.net")
        self.assertEqual(row["consent"][0]["how"], "import")
        self.assertEqual(row["consent"][0]["source"], "ancienne liste")
        self.assertEqual(self.mails(), 0)
        [report] = self.json("subscriber", "import", "lettre", file,
                             "--consent", "ancienne liste")
        self.assertEqual((report["new"], report["already"]), (0, 3))

    def test_import_with_commas_and_topics(self):
        file = self.file("email,delivery,topics\n"
                         'a@example.net,digest,"travail,gouvernance"\n'
                         "b@example.net,each,\n")
        self.run_it("subscriber", "import", "lettre", file, "--consent", "x")
        people = self.people()
        self.assertEqual(people["a@example.net"]["delivery"], "digest")
        self.assertEqual(people["a@example.net"]["topics"],
                         ["travail", "gouvernance"])

    def test_import_dry_run(self):
        self.add("there@example.net", "gone@example.net")
        self.run_it("subscriber", "remove", "lettre", "gone@example.net")
        file = self.file("email\nthere@example.net\ngone@example.net\n"
                         "new@example.net\n")
        before = self.dump()
        done = self.run_it("subscriber", "import", "lettre", file,
                           "--consent", "x", "--dry-run")
        self.assertEqual(self.dump(), before)
        self.assertIn("= there@example.net\n", done.stdout)
        self.assertIn("+ new@example.net\n", done.stdout)
        self.assertRegex(done.stdout, r"! gone@example\.net .*left")
        self.run_it("subscriber", "import", "lettre", file, "--consent", "x")
        people = self.people()
        self.assertEqual(people["gone@example.net"]["status"], "left")
        self.assertEqual(people["new@example.net"]["status"], "active")

    def test_import_dry_run_before_anything_was_written(self):
        with lib.Site() as site:
            file = site.dir / "people.csv"
            file.write_text("email\nnew@example.net\n")
            done = site.run("subscriber", "import", "lettre", file,
                            "--consent", "x", "--dry-run")
            self.assertIn("+ new@example.net\n", done.stdout)
            self.assertEqual(list((site.dir / "state").iterdir()), [])

    def test_import_invites(self):
        file = self.file("email\na@example.net\nb@example.net\n")
        self.run_it("subscriber", "import", "lettre", file, "--consent", "x",
                    "--invite")
        self.assertEqual(self.people(), {})
        self.assertEqual(self.mails(), 2)

    def test_import_refuses_a_bad_file_as_a_whole(self):
        good = b"email;nom\na@example.net;A\n"
        for text, where in (
                (good + "é@;x\n".encode("latin-1"), ":3:"),
                (good + b"b@example.net;Ren\xe9\n", ":3:"),
                (good + b"nonsense;x\n", ":3:"),
                (good + b"b@example.net;\"open\n", ":"),
                (b"nom;ville\nA;Lyon\n", ":1:"),
                (b"email;langue\nb@example.net;de\n", ":2:"),
                (good + b"c@example.net\0;x\n", ":")):
            with self.subTest(text=text):
                file = self.file(text)
                done = self.run_it("subscriber", "import", "lettre", file,
                                   "--consent", "x", status=65)
                self.assertEqual(done.stdout, "")
                self.assertIn(f"{file}{where}", done.stderr)
                self.assertNotIn("\ufffd", done.stderr)
                self.assertEqual(self.people(), {})
        self.assertIn("UTF-8", self.run_it(
            "subscriber", "import", "lettre",
            self.file(good + b"b@example.net;Ren\xe9\n"), "--consent", "x",
            status=65).stderr)
        self.fails(64, "subscriber", "import", "lettre", self.file(good))

    def test_import_of_an_export(self):
        """Who left is not brought back, and names come back as they were."""
        self.add("=a@example.net", "gone@example.net")
        self.run_it("subscriber", "remove", "lettre", "gone@example.net")
        self.run_it("subscriber", "set", "lettre", "=a@example.net", "--name",
                    "-2")
        file = self.file(self.run_it("subscriber", "export", "lettre",
                                     "--format", "csv").stdout)
        [report] = self.json("subscriber", "import", "ess-communs", file,
                             "--consent", "x")
        self.assertEqual((report["new"], report["left"]), (1, 1))
        people = self.people("ess-communs")
        self.assertEqual({a: p["name"] for a, p in people.items()},
                         {"=a@example.net": "-2"})

    # Export

    def test_export(self):
        names = {"formula@example.net": "=1+1", "at@example.net": "@SUM(A1)",
                 "quote@example.net": 'dite "Bob", Élise; x',
                 "minus@example.net": "-2"}
        for person, name in names.items():
            self.add(person)
            self.run_it("subscriber", "set", "lettre", person, "--name", name)
        text = self.run_it("subscriber", "export", "lettre").stdout
        rows = {row["email"]: row for row in csv.DictReader(io.StringIO(text))}
        for person, name in names.items():
            shown = rows[person]["name"]
            self.assertEqual(shown, ("'" if name[0] in "=@-" else "") + name)
        [*rows] = json.loads(self.run_it(
            "subscriber", "export", "lettre", "--format", "json").stdout)
        self.assertEqual({r["address"]: r["name"] for r in rows}, names)
        self.assertEqual(json.loads(self.run_it(
            "subscriber", "export", "ess-communs", "--format",
            "json").stdout), [])

    def test_an_export_can_be_imported(self):
        self.add("a@example.net", delivery="digest", topics="travail")
        self.run_it("subscriber", "set", "lettre", "a@example.net", "--name",
                    "Élise “x”; y")
        file = self.file(self.run_it("subscriber", "export", "lettre").stdout)
        self.run_it("subscriber", "import", "ess-communs", file,
                    "--consent", "moved")
        [old] = self.people().values()
        [new] = self.people("ess-communs").values()
        for key in ("address", "name", "delivery", "topics", "language"):
            self.assertEqual(new[key], old[key], key)

    # Tokens and explain

    def test_explain_goes_on_after_a_missing_file(self):
        mail = self.site.dir / "mail.eml"
        mail.write_bytes(lib.to_bytes(lib.make_mail(
            "mara@example.net", "lettre@example.org", "aide")))
        done = self.run_it("explain", "one.eml", mail, "two.eml", status=66)
        self.assertIn("mara@example.net", done.stdout)
        self.assertIn("one.eml", done.stderr)
        self.assertIn("two.eml", done.stderr)

    def explain(self, mail, *args):
        done = self.run_it("explain", "--json", "-", *args,
                           input=mail.as_string())
        [line] = done.stdout.splitlines()
        return json.loads(line)

    def test_a_token_made_by_hand(self):
        """Works while the account is empty; explain changes nothing."""
        token = self.run_it("token", "issue", "--purpose", "confirm",
                            "ess-communs", "jean@example.net").stdout.strip()
        self.assertRegex(token, r"^[a-z0-9]+$")
        before = self.dump()
        ways = [("ess-communs+confirm-{}@example.org", "Re: x", ""),
                ("listes@example.org", "Re: [confirm {}]", "oui\n")]
        for to, subject, text in ways:
            for shown, valid in ((token, True),
                                 (token[:-1] + ("a" if token[-1] != "a"
                                                else "b"), False),
                                 ("c" + "a" * (len(token) - 1), False)):
                mail = lib.make_mail(
                    "Jean <jean@example.net>", to.format(shown),
                    subject.format(shown), text)
                found = self.explain(mail)
                with self.subTest(to=to, token=shown):
                    self.assertEqual(found["file"], "-")
                    self.assertEqual(found["kind"], "command")
                    self.assertEqual(found["command"], "confirm")
                    self.assertEqual(found["token_valid"], valid)
                    self.assertEqual(found["action"],
                                     "apply" if valid else "none")
                    if valid:
                        self.assertEqual(found["list"], "ess-communs")
                        self.assertEqual(found["address"],
                                         "jean@example.net")
                    [command] = found["commands"]
                    for key, value in command.items():
                        self.assertEqual(found[key], value)
        self.assertEqual(self.dump(), before)
        # Asked again it is the same request.
        again = self.run_it("token", "issue", "--purpose", "confirm",
                            "ess-communs", "jean@example.net").stdout.strip()
        self.assertTrue(self.explain(lib.make_mail(
            "jean@example.net", "listes@example.org",
            f"[confirm {again}]"))["token_valid"])

    def test_a_token_to_leave(self):
        self.add("jean@example.net")
        token = self.run_it("token", "issue", "--purpose", "unsubscribe",
                            "lettre", "jean@example.net").stdout.strip()
        found = self.explain(lib.make_mail(
            "jean@example.net", f"lettre+unsubscribe-{token}@example.org",
            ""))
        self.assertEqual((found["command"], found["action"], found["list"],
                          found["token_valid"]),
                         ("unsubscribe", "apply", "lettre", True))

    def test_explain_without_a_database(self):
        mails = [lib.make_mail("x@example.net", "listes@example.org", subject)
                 for subject in ("subscribe lettre", "désabonnement lettre",
                                 "aide", "n'importe quoi")]
        files = [self.file(mail.as_bytes(), f"{i}.eml")
                 for i, mail in enumerate(mails)]
        files.append(self.file(b"", "empty.eml"))
        files.append(self.file(b"\xff\x00" * 5000, "noise.eml"))
        lines = self.json("explain", *files)
        self.assertEqual([row["file"] for row in lines], list(map(str, files)))
        self.assertEqual([row["command"] for row in lines[:3]],
                         ["subscribe", "unsubscribe", "help"])
        for row in lines:
            for key, value in row.items():
                if isinstance(value, str) and key != "text":
                    self.assertNotRegex(value, r"[\r\n\0]")
        self.assertFalse((self.site.dir / "state" / "liaison.db").exists())

    # Looking

    def test_json_shapes(self):
        self.add("a@example.net")
        self.assertEqual([row["name"] for row in self.json("list", "show")],
                         ["ess-communs", "lettre"])
        [row] = self.json("list", "show", "lettre")
        self.assertEqual((row["active"], row["kind"]), (1, "newsletter"))
        [status] = self.json("status")
        self.assertEqual(set(status) & {"lists", "deliveries", "held",
                                        "alarms"},
                         {"lists", "deliveries", "held", "alarms"})
        file = self.file("---\nsubject: x\n---\ny\n", "x.md")
        [sent] = self.json("newsletter", "send", file, "--list", "lettre",
                           "--yes")
        [mailing] = self.json("mailing", "list")
        self.assertEqual(mailing["state"], "running")
        self.assertEqual([mailing], self.json("mailing", "show",
                                              sent["mailing"]))
        self.assertEqual([mailing], self.json("newsletter", "status"))
        [delivery] = self.json("delivery", "list", "--state", "queued")
        self.assertEqual(delivery["address"], "a@example.net")
        self.assertEqual(self.json("delivery", "list", "--state", "sent"), [])

    def test_no_control_characters_reach_the_terminal(self):
        self.add("a@example.net")
        self.run_it("subscriber", "set", "lettre", "a@example.net", "--name",
                    "\x1b[31mred\x07")
        for args in (("show", "lettre", "a@example.net"), ("list", "lettre")):
            out = self.run_it("subscriber", *args).stdout
            self.assertNotRegex(out, r"[\x00-\x09\x0b-\x1f]")

    def test_version(self):
        self.assertRegex(self.run_it("version").stdout,
                         r"^liaison \d+\.\d+\.\d+")


if __name__ == "__main__":
    unittest.main()
