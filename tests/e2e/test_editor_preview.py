"""A newsletter before it leaves, as its readers will see it."""
import email
import email.policy
import json
import os
import pathlib
import pty
import re
import stat
import subprocess
import termios
import unittest

import lib
from test_editor_report import Page

FRENCH = """\
---
subject: La lettre de {{name}}
default_name: nous
list: lettre
language: fr
---
# Bonjour {{name}}

![Un réseau](reseau.png)

::: item
id: un
title: Un article <b>
topics: travail

Le texte & la suite.
:::

::: event
id: seance
title: La séance
start: 2030-12-07 18:00
end: 20:00
place: Paris
:::
"""
ENGLISH = FRENCH.replace("Bonjour", "Hello").replace(
    "language: fr", "language: en").replace("default_name: nous",
                                            "default_name: us")


class Preview(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = cls.enterClassContext(lib.Site())
        folder = cls.site.dir / "newsletters"
        cls.file = folder / "numero.fr.md"
        cls.file.write_text(FRENCH)
        (folder / "numero.en.md").write_text(ENGLISH)
        picture = next(folder.glob("**/reseau.png"))
        if picture.parent != folder:
            (folder / "reseau.png").write_bytes(picture.read_bytes())
        for person, *more in (
                ("anne@example.net", "--name", "Anne"),
                ("ann@example.net", "--language", "en", "--topics", "travail"),
                ("digest@example.net", "--delivery", "digest")):
            cls.site.run("subscriber", "add", "lettre", person, "--consent",
                         "paper", *more)

    def preview(self, *args, **options):
        return self.site.run("newsletter", "preview", self.file, *args,
                             **options)

    def test_pages(self):
        folder = self.site.dir / "seen"
        told = json.loads(self.preview("--dir", folder, "--json").stdout)
        variants = {row["name"]: row for row in told["variants"]}
        self.assertEqual(set(variants), {"fr.0", "fr.1", "en.0", "en.1"})
        self.assertEqual({name: row["readers"]
                          for name, row in variants.items()},
                         {"fr.0": 0, "fr.1": 1, "en.0": 0, "en.1": 1})
        page = (folder / variants["fr.1"]["html"]).read_text()
        self.assertIn("Le texte &amp; la suite.", page)
        self.assertRegex(page, r'src="data:image/png;base64,[\w+/=]{100,}"')
        self.assertNotRegex(page, r'"cid:|[\x00-\x08]')
        self.assertNotIn("La suite.", (
            folder / variants["fr.0"]["html"]).read_text())
        self.assertIn("Hello us", (
            folder / variants["en.1"]["text"]).read_text())
        [calendar] = [name for name in variants["fr.1"]["files"]
                      if name.endswith(".ics")]
        self.assertIn("BEGIN:VCALENDAR", (folder / calendar).read_text())
        index = pathlib.Path(told["index"]).read_text()
        read = Page(index)
        self.assertIn('<h2 id="variants">Variants</h2>', index)
        frames = [value for name, value in read.attributes if name == "src"]
        self.assertEqual(set(frames), {row["html"]
                                       for row in variants.values()})
        self.assertNotIn("script", read.tags)
        self.assertIn("Un article <b>", "".join(read.text))
        for _, value in filter(lambda a: a[0] == "href", read.attributes):
            self.assertTrue(value.startswith("#") or
                            (folder / value).is_file(), value)

    def test_what_might_be_changed_is_told_with_its_place_if_it_has_one(self):
        file = self.site.dir / "seul.fr.md"
        file.write_text("---\nsubject: Seul\nlist: lettre\n---\nBonjour.\n")
        told = json.loads(self.site.run(
            "newsletter", "preview", file, "--dir", self.site.dir / "seul",
            "--json").stdout)
        index = pathlib.Path(told["index"]).read_text()
        self.assertIn("seul.en.md", index)
        self.assertNotIn(":0:", index)

    def test_a_folder_of_its_own(self):
        folder = self.site.dir / "tmp"
        folder.mkdir(exist_ok=True)
        paths = self.preview(env={"TMPDIR": str(folder)}).stdout.split()
        self.assertEqual(len(paths), 5)
        for path in map(pathlib.Path, paths):
            self.assertTrue(path.is_file(), path)
        mode = stat.S_IMODE(pathlib.Path(paths[0]).parent.stat().st_mode)
        self.assertEqual(mode, 0o700)

    def test_the_browser(self):
        seen = self.site.dir / "opened"
        program = self.site.dir / "browser"
        program.write_text(f'#!/bin/sh\necho "$1" "$2" > {seen}.new\n'
                           f'mv {seen}.new {seen}\n')
        program.chmod(0o755)
        for word, wanted in ((program, "{} "), (f"{program} -new %s:other",
                                                "-new {}")):
            paths = self.preview("--dir", self.site.dir / "b", env={
                "BROWSER": str(word)}).stdout.split()
            lib.wait_for(seen.exists, what="the browser")
            self.assertEqual(seen.read_text(),
                             wanted.format(paths[0]) + "\n")
            seen.unlink()
        # Nothing depends on it.
        for word in "/nowhere/browser", "false", " ", "no-such-browser %s":
            self.preview("--dir", self.site.dir / "b",
                         env={"BROWSER": word})

    def test_as_somebody(self):
        mail = email.message_from_string(
            self.preview("--as", "anne@example.net").stdout,
            policy=email.policy.default)
        self.assertEqual(mail["Subject"], "La lettre de Anne")
        self.assertEqual(mail["To"], "anne@example.net")
        self.assertEqual(mail.defects, [])
        text = self.preview("--as", "ANN@example.net", "--text").stdout
        self.assertIn("Hello us", text)
        self.assertIn("Le texte & la suite.", text)
        folder = self.site.dir / "as"
        path = self.preview("--as", "anne@example.net", "--dir",
                            folder).stdout.strip()
        self.assertIn(b"To: anne@example.net", pathlib.Path(
            path).read_bytes())
        said = self.preview("--as", "digest@example.net", status=66)
        self.assertIn("digest", said.stderr)
        said = self.preview("--as", "new@example.net")
        self.assertIn("none of its lists", said.stderr)
        self.preview("--as", "nobody", status=65)

    def test_text(self):
        text = self.preview("--text", "--variant", "en.1").stdout
        self.assertIn("Hello us", text)
        self.assertNotRegex(text, "(?m)^=== ")
        self.assertEqual(  # a language alone: all topics
            self.preview("--text", "--variant", "en").stdout, text)
        text = self.preview("--text").stdout
        self.assertEqual(len(re.findall("(?m)^=== ", text)), 4)
        self.assertIn("there is no variant de; there are fr.0, fr.1, en.0,"
                      " en.1\n", self.preview("--text", "--variant", "de",
                                              status=66).stderr)

    def test_the_pager(self):
        """On a terminal alone, and never in the way."""
        program = self.site.dir / "pager"
        program.write_text("#!/bin/sh\necho \"paged $1\"\ncat\n")
        program.chmod(0o755)
        for word, wanted in ((f"{program} -x", "paged -x"), ("/nowhere", ""),
                             ("false", None)):
            seen = self.on_terminal({"PAGER": word})
            if wanted is not None:
                self.assertIn("Hello us", seen)
            self.assertEqual("paged" in seen, bool(wanted))
            self.assertIn(wanted or "", seen)

    def test_bars_fit_the_terminal(self):
        for columns in 30, 50, 60, 100:
            seen = self.on_terminal({}, "plan", columns=columns)
            rows = [line for line in seen.splitlines() if "example.net" in line
                    and line.startswith("  ")]
            self.assertTrue(rows)
            for line in rows:
                self.assertLessEqual(len(line), max(columns, 41), line)
                self.assertEqual("\u2588" in line, columns > 43)

    def on_terminal(self, env, what="preview", columns=0):
        """What it (`preview --text`) shows on a terminal."""
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (25, columns))
        options = ["--text", "--variant", "en.1"] if what == "preview" else []
        process = subprocess.Popen(
            [self.site.program, "newsletter", what, self.file, *options],
            env=self.site.env | env, stdout=theirs,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # nobody is left at the other end
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
        self.assertEqual(process.wait(timeout=60), 0)
        return seen.decode()

    def test_mistakes_are_told(self):
        bad = self.site.dir / "bad.md"
        bad.write_text(FRENCH.replace("{{name}}\n\n!", "{{nmae}}\n\n!"))
        said = self.site.run("newsletter", "preview", bad, status=65)
        self.assertIn("bad.md:", said.stderr)
        self.site.run("newsletter", "preview", "none.md", status=66)
        self.preview("--as", "a@example.net", "--variant", "fr", status=64)


class Blanks(unittest.TestCase):
    """Those that a French line does not break at; English has its own."""

    def test_both_languages(self):
        site = self.enterContext(lib.Site())
        for language, only in ("fr", "Qui ?"), ("en", "Who ?"):
            (site.dir / f"l.{language}.md").write_text(f"""\
---
subject: Qui ? « Nous » : tous !
preheader: Quoi ; quand ?
list: lettre
rights: CC : BY
---
Oui *sauf* ! Voir `a : b` et [ceci : cela](https://example.org/?a=1).

::: item
id: both
title: Une ; deux
:::

::: item
id: only-{language}
title: {only}

« {language} » !
:::
""")
        out = site.dir / "out"
        site.run("newsletter", "preview", site.dir / "l.fr.md", "--dir", out)
        for language in "fr", "en":
            html = (out / f"{language}.html").read_text()
            text = (out / f"{language}.txt").read_text()
            for part in html, text:
                self.assertIn("\xab\xa0fr\xa0\xbb\u202f!", part)
                self.assertIn("\xab en \xbb !", part)
                self.assertIn("Qui\u202f?", part)
                self.assertIn("Who ?", part)
                self.assertIn("a : b", part)
                french = language == "fr"
                self.assertEqual("Une\u202f; deux" in part, french)
                self.assertEqual("Une ; deux" in part, not french)
                self.assertEqual("ceci\xa0: cela" in part, french)
            self.assertEqual("Quoi\u202f; quand\u202f?" in html, french)
            self.assertEqual("CC\xa0: BY" in text, french)
            self.assertIn("https://example.org/?a=1", html)
            self.assertEqual(
                "Qui\u202f? \xab\xa0Nous\xa0\xbb\xa0: tous\u202f!" in html,
                french)


if __name__ == "__main__":
    unittest.main()
