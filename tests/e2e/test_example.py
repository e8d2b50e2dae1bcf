"""The example newsletter, as each of its readers gets it.

It is the one of README and demo.  What should be in a mail is read out of the
files by other means than the program's: a few regular expressions.
"""
import email
import email.policy
import html.parser
import itertools
import os
import re
import subprocess
import unicodedata
import unittest

import lib
from test_template_golden import SPAM, SPAM_MOST, has_spamassassin

TOPICS = ("plateformes", "territoires", "travail", "gouvernance")
FOREIGN = "(in French)"
HTML_MOST = 100 * 1000
LINE_MOST = 72


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.words, self.sources, self.links = [], [], []
        self.style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.style = tag == "style"
        if tag == "img":
            assert attrs["alt"], attrs
            self.sources.append(attrs["src"])
        if tag == "a":
            self.links.append(attrs["href"])

    def handle_endtag(self, tag):
        self.style = self.style and tag != "style"

    def handle_data(self, data):
        if not self.style:
            self.words += data.split()

    def text(self):
        return " ".join(self.words)


def blocks_of(path):
    """Kind and keys of each block, in their order."""
    for kind, inside in re.findall(r"^::: (\w+)\n(.*?)^:::$",
                                   path.read_text(), re.M | re.S):
        keys = inside.split("\n\n")[0]
        yield kind, dict(re.findall(r"^(\w+): (.*)$", keys, re.M))


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


def readers():
    """Every choice of topics, in both languages; none is all of them."""
    for size in range(len(TOPICS)):
        for chosen in itertools.combinations(TOPICS, size):
            for language in ("fr", "en"):
                yield "-".join((language, *chosen)), language, chosen


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = cls.enterClassContext(lib.Site())
        folder = cls.site.dir / "newsletters"
        cls.file = folder / "lettre.fr.md"
        cls.blocks = {
            language: list(blocks_of(folder / f"lettre.{language}.md"))
            for language in ("fr", "en")}
        rows = "".join(
            f'{name}@example.net,Zoé,{language},"{",".join(topics)}"\n'
            for name, language, topics in readers())
        people = cls.site.dir / "people.csv"
        people.write_text("email,name,language,topics\n" + rows)
        cls.site.run("subscriber", "import", "lettre", people, "--consent", "x")
        cls.mails = {}
        for name, language, topics in readers():
            raw = cls.site.run("newsletter", "preview", cls.file, "--as",
                               f"{name}@example.net").stdout.encode()
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            cls.mails[name] = (raw, mail, language, set(topics))

    def each(self):
        for _, mail, language, topics in self.mails.values():
            parts = {part.get_content_type(): part for part in mail.walk()}
            yield mail, parts, language, topics

    def wanted(self, language, topics):
        """Those with an id: (kind, keys, shown, borrowed)."""
        own = {keys["id"]: keys for _, keys in self.blocks[language]
               if "id" in keys}
        for kind, keys in self.blocks["fr"]:
            if "id" in keys:
                of = set(re.findall(r"\w+", keys.get("topics", "")))
                yield (kind, own.get(keys["id"], keys),
                       not of or not topics or bool(of & topics),
                       keys["id"] not in own)

    def test_it_is_as_it_should_be(self):
        """The only thing to say of it is the event that one edition has."""
        said = self.site.run("newsletter", "check", self.file, "--no-spam",
                             cwd=self.site.dir).stdout.splitlines()
        self.assertEqual(len(said), 2, said)
        self.assertIn("stands in French alone", said[0])
        self.assertRegex(said[1], "^no error, 1 warning: 32 variants, ")

    def test_parts(self):
        for mail, parts, language, _ in self.each():
            self.assertEqual(
                [part.get_content_type() for part in mail.walk()],
                ["multipart/mixed", "multipart/alternative", "text/plain",
                 "multipart/related", "text/html", "image/png",
                 "text/calendar"])
            self.assertEqual([part.defects for part in mail.walk()], [[]] * 7)
            self.assertEqual(mail["Content-Language"], language)
            page = parts["text/html"].get_content()
            self.assertLess(len(page.encode()), HTML_MOST)
            self.assertIn(f'<html lang="{language}"', page)
            found = Page(page)
            self.assertEqual(found.sources, [
                "cid:" + parts["image/png"]["Content-ID"].strip("<>")])
            for link in found.links:
                self.assertRegex(link, "^(https?://|mailto:)")

    def test_each_gets_their_topics_in_their_language(self):
        for mail, parts, language, topics in self.each():
            text = " ".join(parts["text/plain"].get_content().split())
            page = Page(parts["text/html"].get_content()).text()
            for kind, keys, shown, borrowed in self.wanted(language, topics):
                title = " ".join(keys.get("title", keys.get("name")).split())
                if borrowed:
                    title += " " + FOREIGN
                for part in text, page:
                    self.assertEqual(title in " ".join(part.split()), shown,
                                     title)
                    if shown and "rights" in keys:
                        self.assertIn(keys["rights"], part)

    def test_calendars(self):
        for mail, parts, language, topics in self.each():
            events = {keys["id"] + ".lettre@example.org"
                      for kind, keys, shown, _ in self.wanted(language, topics)
                      if kind == "event" and shown}
            calendar = parts["text/calendar"].get_content()
            self.assertEqual(
                set(re.findall(r"^UID:(.*?)\r?$", calendar, re.M)), events)

    def test_a_text_worth_reading(self):
        for mail, parts, _, _ in self.each():
            text = parts["text/plain"].get_content()
            for line in text.splitlines():
                if "@" not in line:
                    self.assertLessEqual(width(line), LINE_MOST, line)
            self.assertNotRegex(text, r"\{\{|\]\(|\*\*|^:::")
            notes = re.findall(r"^\[(\d+)\] (\S+)$", text, re.M)
            self.assertEqual([int(number) for number, _ in notes],
                             list(range(1, len(notes) + 1)))
            links = Page(parts["text/html"].get_content()).links
            for number, address in notes:
                self.assertIn(f" [{number}]", text)
                self.assertIn(address, links)

    def test_it_does_not_look_like_spam(self):
        if not has_spamassassin():
            self.skipTest("SpamAssassin is not installed")
        files = []
        for name in "fr", "en", "fr-travail", "en-territoires":
            files.append(self.site.dir / f"{name}.eml")
            files[-1].write_bytes(self.mails[name][0])
        done = subprocess.run(
            ["perl", "-e", SPAM, *files], timeout=280, encoding="utf-8",
            stdout=subprocess.PIPE,
            env=os.environ | {"SPAM_HOME": str(self.site.dir)})
        rows = done.stdout.splitlines()
        self.assertEqual((done.returncode, len(rows)), (0, len(files)))
        for row in rows:
            self.assertLessEqual(float(row.split()[0]), SPAM_MOST, row)


if __name__ == "__main__":
    unittest.main()
