"""Blocks as text, HTML and calendar, against what is kept in golden/news.

LIAISON_GOLDEN=write keeps what comes out now: look at it before it is
committed.
"""
import html.parser
import os
import shutil
import unittest

import lib
import news_probe

GOLDEN = lib.ROOT / "tests/golden/news/blocks"
KINDS = ("txt", "html", "ics")
EMPTY = {"img", "br", "hr", "meta", "link"}


class Document(html.parser.HTMLParser):
    """Elements that are closed, links, and words with their language."""

    def __init__(self, text):
        super().__init__()
        self.open, self.found, self.words = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        if self.open[-1][0] != tag:
            raise AssertionError(f"</{tag}> closes <{self.open[-1][0]}>")
        self.open.pop()

    def handle_data(self, data):
        languages = [attrs["lang"] for _, attrs in self.open
                     if "lang" in attrs]
        self.words.append((data, languages[-1] if languages else None))

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]

    def language_of(self, words):
        return {language for data, language in self.words if words in data}


class Blocks(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        probe = cls.enterClassContext(news_probe.Probe())
        for name in ("all.fr.md", "all.en.md", "plan.png"):
            shutil.copy(GOLDEN / name, probe.dir)
        cls.made = {}
        for language in ("fr", "en"):
            raw = probe.show(probe.dir / "all.fr.md", language)
            for kind, content in zip(KINDS, raw):
                cls.made[language, kind] = content.decode()

    def test_golden(self):
        for (language, kind), text in self.made.items():
            with self.subTest(language=language, kind=kind):
                path = GOLDEN / f"all.{language}.{kind}"
                if os.environ.get("LIAISON_GOLDEN") == "write":
                    path.write_text(text, newline="")
                with open(path, newline="", encoding="utf-8") as file:
                    self.assertEqual(text, file.read())

    def documents(self):
        for language in ("fr", "en"):
            yield language, Document(self.made[language, "html"])

    def test_html_is_whole(self):
        for _, document in self.documents():
            self.assertEqual(document.open, [])
            self.assertEqual(
                {a["href"].split(":")[0] for a in document.all("a")},
                {"https"})
            for image in document.all("img"):
                self.assertRegex(image["src"], "^cid:")
                self.assertTrue(image["alt"])
                self.assertLessEqual(int(image["width"]), 600)
                self.assertGreater(int(image["height"]), 0)

    def test_headings_leave_no_level_out(self):
        for _, document in self.documents():
            before = 0
            for tag, _ in document.found:
                if tag[0] == "h" and tag[1:].isdigit():
                    self.assertLessEqual(int(tag[1:]), before + 1)
                    before = int(tag[1:])

    def test_tables_have_heads(self):
        for _, document in self.documents():
            data = [table for table in document.all("table")
                    if table.get("role") != "presentation"]
            self.assertTrue(data)
            heads = document.all("th")
            self.assertTrue(all(head["scope"] in ("col", "row")
                                for head in heads))
            self.assertGreaterEqual(len(heads), 2 * len(data))

    def test_phones_that_drop_the_style_sheet_have_one_column(self):
        for _, document in self.documents():
            rows = [attrs for tag, attrs in document.found
                    if tag in ("th", "td") and "when" in attrs.get("class", "")
                    or tag == "table" and attrs.get("class") == "wide"]
            self.assertGreater(len(rows), 1)
            for attrs in rows:
                self.assertIn("display:block", attrs["style"])

    def test_borrowed_words_say_their_language(self):
        document = Document(self.made["en", "html"])
        for words in ("Réseau de l’Ouest", "Il cherche un lieu.", "Festival",
                      "Un tableau qui tient"):
            self.assertEqual(document.language_of(words), {"fr"}, words)
        self.assertNotIn("fr", document.language_of("Meeting"))
        self.assertIn("Festival (in\u00a0French)", self.made["en", "txt"])
        self.assertNotIn("(en\u00a0", self.made["fr", "txt"])

    def test_text_is_narrow(self):
        for language in ("fr", "en"):
            for line in self.made[language, "txt"].split("\n"):
                self.assertLessEqual(len(line), 72, line)
                self.assertEqual(line, line.rstrip())

    def test_text_and_html_say_the_same(self):
        for language, document in self.documents():
            text = self.made[language, "txt"]
            flat = " ".join(text.replace("*", "").split())
            for data, _ in document.words:
                data = " ".join(data.replace("*", "").split())
                if data.count(" ") > 3:
                    self.assertIn(data.split("(")[0], flat)


if __name__ == "__main__":
    unittest.main()
