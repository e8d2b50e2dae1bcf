"""liaison newsletter check: what is said of a file, and of its mails."""
import json
import os
import unittest

import lib

CLEAN = """\
---
subject: La lettre de décembre
preheader: Un séminaire et une étude
list: lettre
language: fr
rights: CC BY-SA 4.0
default_name: à vous
---
Bonjour {{name}},

voici [notre étude](https://example.org/etude) du mois.
"""

# As SpamAssassin writes it, with its folded field.
SPAM = """\
#!/bin/sh
cat > "$0.got"
echo "$@" > "$0.args"
printf 'X-Spam-Status: Yes, score=%s required=5.0 tests=ONE,\\n\\tTWO '
printf 'autolearn=no version=4\\nSubject: x\\n\\ntext\\n'
exit %d
"""


class Check(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(lib.Site())
        self.site.run("subscriber", "add", "lettre", "a@example.net",
                      "--consent", "x")
        self.file = self.site.dir / "lettre.fr.md"
        self.bin = self.site.dir / "bin"
        self.bin.mkdir()

    def check(self, text=None, *args, status=0, env=None):
        if text is not None:
            self.file.write_text(text)
        return self.site.run("newsletter", "check", self.file.name, *args,
                             status=status, env=env, cwd=self.site.dir)

    def json(self, text, *args, **options):
        return json.loads(self.check(text, "--json", "--no-spam", *args,
                                     **options).stdout)

    def said(self, text, **options):
        """The only thing that is said of it."""
        found = self.json(text, **options)
        self.assertEqual(len(found["problems"]), 1, found)
        [problem] = found["problems"]
        return problem

    def test_a_clean_one(self):
        done = self.check(CLEAN, "--no-spam", "--strict")
        self.assertEqual(done.stderr, "")
        self.assertRegex(done.stdout, r"\Ano error, 0 warnings: 2 variants, "
                         r"\d+ kB at most, of which the HTML has \d+ kB\n\Z")
        found = self.json(CLEAN)
        self.assertEqual((found["errors"], found["warnings"]), (0, 0))
        self.assertEqual((found["readers"], found["spam"]), (1, None))
        self.assertGreater(found["mail_bytes"], found["html_bytes"])

    def test_a_list_that_is_not_there(self):
        """Said once, with those that are, not again of topics and fields."""
        text = CLEAN.replace("list: lettre\n", "list: letre\ntopics: travail\n"
                             "default_ville: chez vous\n")
        found = self.json(text, status=65)
        errors = [p for p in found["problems"] if p["level"] == "error"]
        self.assertEqual([(p["line"], p["column"]) for p in errors], [(4, 7)])
        self.assertRegex(errors[0]["text"],
                         '"letre"; the lists are: .*\\blettre\\b')

    def test_the_name_in_french(self):
        self.assertIn("did you mean {{name}}?", self.said(
            CLEAN + "{{nom}}\n", status=65)["text"])

    def test_like_a_compiler(self):
        done = self.check(CLEAN + "{{nmae}}\n[ici](https://example.org/)\n",
                          "--no-spam", status=65)
        self.assertEqual(done.stdout.splitlines(), [
            "lettre.fr.md:12:1: error: there is no field {{nmae}}; did you "
            "mean {{name}}?  It can be name or address",
            'lettre.fr.md:13:1: warning: "ici" does not say where the link '
            "leads; write that, many readers hear links one by one"])
        self.assertEqual(done.stderr, "liaison: lettre.fr.md: 1 error; "
                         "nothing can be sent before it is corrected\n")

    def test_strict(self):
        text = CLEAN + "[ici](https://example.org/)\n"
        self.check(text, "--no-spam")
        done = self.check(text, "--no-spam", "--strict", status=65)
        self.assertIn("--strict", done.stderr)

    def test_the_list_has_fields(self):
        text = CLEAN.replace("default_name",
                             "default_ville: ici\ndefault_name")
        self.assertEqual(self.said(text, status=65)["line"], 7)
        conf = self.site.conf.read_text()
        self.site.conf.write_text(conf.replace(
            'list "lettre" {\n',
            'list "lettre" {\n\tfields = { "ville" }\n'))
        self.assertEqual(self.json(text + "de {{ville}}\n")["problems"], [])

    def test_nobody_reads_it(self):
        self.site.run("subscriber", "remove", "lettre", "a@example.net")
        self.assertIn("nobody on the list lettre",
                      self.said(CLEAN)["text"])

    def test_the_other_language(self):
        for n in range(3):
            self.site.run("subscriber", "add", "lettre", f"{n}@example.net",
                          "--consent", "x", "--language", "en")
        problem = self.said(CLEAN)
        self.assertEqual(problem["text"], "3 subscribers read English and "
                         "get this one; write lettre.en.md for them")
        (self.site.dir / "lettre.en.md").write_text(
            CLEAN.replace("language: fr", "language: en"))
        self.assertEqual(self.json(CLEAN)["problems"], [])

    def test_the_template_is_there(self):
        problem = self.said(CLEAN.replace("rights:", "template: autre\n"
                                          "rights:"), status=65)
        self.assertEqual((problem["level"], problem["line"]), ("error", 6))
        self.assertIn('no template "autre"', problem["text"])

    def own_template(self, text, html):
        folder = self.site.dir / "templates" / "fr"
        folder.mkdir(parents=True)
        (folder / "own.txt").write_text(text)
        (folder / "own.html").write_text(html)
        return CLEAN.replace("rights:", "template: own\nrights:")

    def test_a_template_that_is_wrong(self):
        text = self.own_template("Subject: {{subject}}\n\n{{#a}}\n", "<p>")
        problem = self.said(text, status=65)
        self.assertEqual(problem["level"], "error")
        self.assertTrue(problem["file"].endswith("templates/fr/own.txt"))
        self.assertEqual(problem["line"], 3)

    HTML = ('<!DOCTYPE html><html lang="fr"><head><title>x</title></head>'
            "<body>%s</body></html>")

    def test_a_part_that_leaves_words_out(self):
        text = self.own_template(
            "Subject: {{subject}}\n\n{{>blocks}}\n{{unsubscribe_address}}\n",
            self.HTML % "<p>rien</p>")
        self.assertTrue(any(
            "the HTML part of the mail lacks words" in p["text"] and
            "bonjour" in p["text"] for p in self.json(text)["problems"]))

    def test_a_part_that_says_more(self):
        words = " ".join(f"mot{chr(97 + n)}{chr(97 + n)}" for n in range(25))
        text = self.own_template(
            "Subject: {{subject}}\n\n{{>blocks}}\n",
            self.HTML % ("{{>blocks}}<p>" + words + "</p>"))
        said = [p["text"] for p in self.json(text)["problems"]
                if "says what its text part does not" in p["text"]]
        self.assertEqual(len(said), 1)

    def test_too_large_for_the_relay(self):
        self.site.set("smtp", message_max_kb=20)
        problem = self.said(CLEAN + "mot " * 6000, status=65)
        self.assertEqual(problem["level"], "error")
        self.assertIn("smtp.message_max_kb", problem["text"])

    def test_html_that_gmail_clips(self):
        problem = self.said(CLEAN + "mot " * 30000)
        self.assertEqual(problem["level"], "warning")
        self.assertIn("Gmail", problem["text"])

    def test_large_for_anybody(self):
        (self.site.dir / "plan.pdf").write_bytes(b"%PDF-1.7\n" * 80000)
        text = CLEAN.replace("rights:", "attachments: plan.pdf\nrights:")
        self.assertEqual(self.json(text)["problems"], [])
        (self.site.dir / "plan.pdf").write_bytes(b"%PDF-1.7\n" * 90000)
        problem = self.said(text)
        self.assertEqual(problem["level"], "warning")
        self.assertIn("kB, which is much", problem["text"])

    # SpamAssassin

    def spam(self, score, status=0):
        program = self.bin / "spamassassin"
        program.write_text(SPAM % (score, status))
        program.chmod(0o755)
        return {"PATH": f"{self.bin}:{os.environ['PATH']}"}

    def test_a_spam_score(self):
        done = self.check(CLEAN, env=self.spam("1.9"))
        self.assertIn("spam score: 1.9 (5 is spam)\n", done.stdout)
        self.assertIn("0 warnings", done.stdout)
        mail = (self.bin / "spamassassin.got").read_bytes()
        self.assertIn(b"\r\nList-Unsubscribe:", mail)
        self.assertIn("-L -t", (self.bin / "spamassassin.args").read_text())

    def test_a_spam_score_that_is_high(self):
        done = self.check(CLEAN, env=self.spam("2.0"))
        self.assertIn("warning: SpamAssassin gives it 2.0 points of spam "
                      "(ONE,TWO)", done.stdout)

    def test_no_spam_score(self):
        none = self.check(CLEAN, env={"PATH": str(self.bin)})
        self.assertIn("SpamAssassin is not installed", none.stdout)
        program = self.bin / "spamassassin"
        program.write_text("#!/bin/sh\nexit 3\n")
        program.chmod(0o755)
        failed = self.check(CLEAN, env={"PATH": str(self.bin)})
        self.assertIn("SpamAssassin gave none", failed.stdout)

    def test_no_list_and_no_front_matter(self):
        found = self.json("Bonjour\n", status=65)
        self.assertEqual([p["line"] for p in found["problems"]], [1, 1])
        self.assertTrue(any("--list" in p["text"]
                            for p in found["problems"]), found)

    # What cannot be looked at

    def test_refused(self):
        self.check("x", "--list", "none", status=66)
        self.site.run("newsletter", "check", "none.md", status=66)
        self.site.run("newsletter", "check", status=64)


if __name__ == "__main__":
    unittest.main()
