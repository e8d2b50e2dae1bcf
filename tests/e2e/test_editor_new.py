"""The beginning of a newsletter, to fill in."""
import datetime
import json
import pathlib
import re
import unittest

import lib

TEMPLATES = "newsletter", "announcement", "invitation"


class New(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(lib.Site())
        self.folder = self.site.dir / "new"
        self.folder.mkdir()

    def new(self, *args, **options):
        return self.site.run("newsletter", "new", *args, **options)

    def fill(self, path):
        """What an editor does; how many marks there were."""
        file = pathlib.Path(path)
        text, links = re.subn(r"\[\[https://\.\.\.\]\]",
                              "https://example.org/x", file.read_text())
        text, words = re.subn(r"\[\[([^\]]{2,})\]\]", r"\1", text)
        # What the comment says of the marks is none.
        self.assertIn("[[ ]]", text)
        file.write_text(text)
        return links + words

    def test_names(self):
        """The language of a file is that of its name; the name alone does."""
        self.new(self.folder / "un.en.md")
        text = (self.folder / "un.en.md").read_text()
        self.assertIn("language: en\n", text)
        self.assertIn("Hello {{name}}", text)
        said = self.new("deux", cwd=self.folder).stdout
        self.assertEqual(said, "deux.md\n")
        self.assertIn("language: fr\n",
                      (self.folder / "deux.md").read_text())
        self.new("--twin", self.folder / "trois")
        for name, file in (("un", "un.en.md"), ("deux", "deux.md"),
                           ("trois", "trois.fr.md")):
            done = self.site.run("newsletter", "check", self.folder / name,
                                 status=65)
            self.assertIn(f"{file}:", done.stdout)
        self.site.run("newsletter", "check", self.folder / "four", status=66)
        done = self.new(self.folder / "none" / "x", status=66)
        self.assertIn("there is no such folder", done.stderr)

    def test_each_is_a_newsletter(self):
        """Filled in it may be sent, in both languages, and not before."""
        for of in "lettre", "ess-communs":
            self.site.run("subscriber", "add", of, "a@example.net",
                          "--consent", "paper")
        for name in TEMPLATES:
            for of in "lettre", "ess-communs":
                stem = f"{name}-{of}"
                told = json.loads(self.new(
                    self.folder / f"{stem}.md", "--twin", "--list", of,
                    "--template", name, "--json").stdout)
                self.assertEqual(told["files"], [
                    str(self.folder / f"{stem}.{lang}.md")
                    for lang in ("fr", "en")])
                unwritten = self.site.run("newsletter", "check",
                                          told["files"][0], status=65)
                marks = sum(map(self.fill, told["files"]))
                self.assertEqual(
                    unwritten.stdout.count("is still to be written"), marks)
                self.assertIn(f"{marks} errors", unwritten.stderr)
                checked = self.site.run("newsletter", "check",
                                        told["files"][0], "--no-spam")
                self.assertIn("no error, 0 warnings", checked.stdout)
                french, english = (pathlib.Path(path).read_text()
                                   for path in told["files"])
                self.assertIn("Bonjour {{name}}", french)
                self.assertIn("Hello {{name}}", english)
                self.assertIn(f"list: {of}\n", english)
                self.assertNotIn("<%", french + english)

    def test_nothing_leaves_before(self):
        """Who looks at it may, and who tests it; it goes to no reader."""
        self.site.run("subscriber", "add", "lettre", "a@example.net",
                      "--consent", "paper")
        file = self.folder / "a.md"
        self.new(file, "--list", "lettre")
        self.site.run("newsletter", "preview", file, "--dir",
                      self.folder / "p")
        self.site.run("newsletter", "plan", file)
        tried = self.site.run("newsletter", "test", file, "me@example.net")
        self.assertIn("is still to be written", tried.stderr)
        for more in [], ["--at", "2099-01-01 08:00"]:
            said = self.site.run("newsletter", "send", file, *more,
                                 "--yes", status=65)
            self.assertIn("is still to be written", said.stderr)
        self.fill(file)
        text = file.read_text()
        file.write_text(text.replace("CC BY-SA 4.0", "[[whose]]"))
        said = self.site.run("newsletter", "send", file, "--yes", status=65)
        self.assertRegex(said.stderr, r'a\.md:\d+:\d+: "\[\[whose\]\]" is')
        file.write_text(text)
        self.site.run("newsletter", "send", file, "--yes")

    def test_dates_and_topics(self):
        self.new(self.folder / "x.md")
        text = (self.folder / "x.md").read_text()
        today = datetime.date.today()
        after = (today.replace(day=1) + datetime.timedelta(days=32)).replace(
            day=1)
        day = datetime.date.fromisoformat(
            re.search(r"(?m)^date: (\S+)$", text)[1])
        self.assertIn((day.year, day.month),
                      ((after.year, after.month), (today.year, today.month)))
        self.assertLess(day.weekday(), 5)
        for key in "plateformes", "territoires", "travail", "gouvernance":
            self.assertIn(f"topics: {key}\n", text)
        self.assertIn("zone: Europe/Paris\n", text)
        self.assertIn("language: fr\n", text)

    def test_a_folder(self):
        paths = self.new(self.folder, "--twin").stdout.split()
        self.assertEqual(len(paths), 2)
        self.assertRegex(paths[0], r"/new/\d{4}-\d\d\.fr\.md$")
        said = self.new(self.folder, "--template", "invitation").stdout
        self.assertRegex(said, r"/new/\d{4}-\d\d-invitation\.md\n$")

    def test_nothing_is_written_over(self):
        file = self.folder / "a.en.md"
        file.write_text("mine")
        said = self.new(self.folder / "a.md", "--twin", status=65)
        self.assertIn("a.en.md", said.stderr)
        self.assertEqual(file.read_text(), "mine")
        self.assertEqual(len(list(self.folder.iterdir())), 1)
        file = self.folder / "a.md"
        file.write_text("mine")
        self.new(file, status=65)
        self.assertEqual(file.read_text(), "mine")

    def test_mistakes(self):
        self.assertIn("invitation", self.new(
            self.folder / "b.md", "--template", "letter", status=64).stderr)
        self.new(self.folder / "b.md", "--template", "../x", status=64)
        self.new(self.folder / "b.md", "--list", "nolist", status=66)
        self.new(self.folder / "none" / "b.md", status=66)
        self.new(status=64)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
