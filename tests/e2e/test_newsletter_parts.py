"""Who reads the text part reads the words of the HTML part, in its order: the
example, and newsletters of random pieces."""
import difflib
import html.parser
import os
import random
import re
import shutil
import unittest

import lib
from sink import SinkSite

ROUNDS = 6 if os.environ.get("LIAISON_LONG") is None else 100
SEED = 20261122
WORDS = ("l’été", "« communs »", "coopérative", "à", "?", "aujourd’hui", ";",
         "tiers-lieu", "2027", "AT&T", "a<b", "100 %", "{{name}}", "e\u0301té",
         "会议在巴黎举行请报名参加", "*gras*", "**très gras**", "`du code`",
         "[un lien](https://example.org/{})", "<https://example.org/{}>",
         "![une image](./reseau.png)", "snake_case_word", "(voir", "là)",
         "https://example.org/nue/{}", "\\*étoile\\*", "&eacute;", "œuvre")
MARKDOWN = ("# {}\n", "## {}\n", "### {}\n", "{}\n", "{}\n", "> {}\n",
            "> {}\n>\n> - {}\n> - {}\n", "- {}\n- {}\n", "* {}\n\n  {}\n",
            "1. {}\n2. {}\n   - {}\n", "---\n", "    code {}\n",
            "```\ncode {}\n```\n", "{}  \n{}\n", "{}\\\n{}\n",
            "| {} | {} |\n|:--|--:|\n| {} | {} |\n",
            "[![une image](./reseau.png)](https://example.org/image)\n")
LINK = ("link: https://example.org/{}", "link_text: {}")
KEYS = {
    "item": ("title: {}", "author: {}", "rights: {}", *LINK),
    "publication": ("title: {}", "author: {}", "publisher: {}", "date: {}",
                    "rights: {}", *LINK),
    "call": ("title: {}", "author: {}", "deadline: 2030-01-20", *LINK),
    "partner": ("name: {}", "link: https://example.org/{}", "rights: {}"),
    "event": ("title: {}", "start: 2030-01-02 18:00", "end: 20:00",
              "place: {}", "organiser: {}", "language: {}",
              "status: cancelled", "registration: a@example.org", *LINK),
    "image": ("file: ./reseau.png", "alt: {}", "caption: {}", "rights: {}"),
    "table": ("caption: {}",),
    "button": ("link: https://example.org/{}", "link_text: {}"),
}
NEEDED = ("title", "name", "start", "file", "alt")


class Seen(html.parser.HTMLParser):
    """What stands between letterhead and foot, or is read aloud for it."""

    def __init__(self):
        super().__init__()
        self.said, self.skipped, self.inside = [], None, False

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        kind = (has.get("class") or "").split()
        self.inside = self.inside or has.get("role") == "main"
        if tag == "td" and kind == ["quiet", "rule"]:
            self.inside = False
        if self.skipped is None and "display:none" in (has.get("style") or ""):
            self.skipped = tag
        self.said.append("\n" if tag in ("br", "td", "th") else "")
        if tag == "img" and self.inside and "logo" not in kind:
            self.said.append(has["alt"])

    def handle_endtag(self, tag):
        if tag == self.skipped:
            self.skipped = None

    def handle_data(self, data):
        if self.inside and self.skipped is None:
            self.said.append(data)


def words(text):
    """Chinese is one letter each, for lines may end between them."""
    return re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+",
                      text.casefold())


def html_words(mail):
    seen = Seen()
    seen.feed(lib.body_of(mail, "html"))
    return words("".join(seen.said))


def text_words(mail):
    """Without the numbers of notes and items, and what the notes are."""
    text = lib.body_of(mail, "plain").replace("\r\n", "\n")
    text = text.rpartition("\n-- \n")[0]
    text = re.sub(r"(?m)^\[\d+\] \S+$", "", text)
    text = re.sub(r"\[\d+\](?!\()", "", text)
    text = re.sub(r"(?m)^([ >]*(- )*)\d+\. ", r"\1", text)
    return words(text)


class Parts(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())
        (self.site.dir / "people.csv").write_text(
            "email,name,language\nfr@example.net,Zoé,fr\n"
            "en@example.net,Zoé,en\n")
        self.site.run("subscriber", "import", "lettre",
                      self.site.dir / "people.csv", "--consent", "paper")
        self.folder = self.site.dir / "letters"
        shutil.copytree(lib.ROOT / "templates/site/lettre", self.folder)

    def compare(self, file):
        self.site.run("newsletter", "send", file, "--yes", "--quiet")
        self.site.drain()
        mails = self.site.mails()
        self.site.sink.sessions.clear()
        self.assertEqual(len(mails), 2)
        for mail in mails:
            text = lib.body_of(mail, "plain")
            some, other = text_words(mail), html_words(mail)
            if some != other:
                self.fail("\n".join(difflib.unified_diff(
                    some, other, "text", "HTML", lineterm="")) + "\n" + text)

    def test_the_example(self):
        self.compare(self.folder / "lettre.fr.md")

    def test_random_letters(self):
        dice = random.Random(SEED)
        for n in range(ROUNDS):
            file = self.folder / f"random{n}.md"
            file.write_text(self.letter(dice, n))
            with self.subTest(n, text=file.read_text()):
                self.compare(file)

    def letter(self, dice, number):
        text = (f"---\nsubject: Essai {number}\nlist: lettre\n"
                f"language: {dice.choice(('fr', 'en'))}\n"
                "date: 2026-12-01\n---\n\nBonjour.\n")
        for _ in range(dice.randint(1, 12)):
            text += "\n" + (self.block(dice) if dice.random() < 0.5
                            else self.markdown(dice, MARKDOWN))
        return text

    def some(self, dice):
        return " ".join(["mot"] + [dice.choice(WORDS).replace(
            "{}", str(dice.randint(1, 9))) for _ in range(dice.choice(
                (1, 3, 8, 25)))] + ["fin"])

    def markdown(self, dice, pieces):
        return re.sub(r"\{\}", lambda _: self.some(dice),
                      dice.choice(pieces))

    def block(self, dice):
        kind = dice.choice(list(KEYS))
        text = f"::: {kind}\n"
        for key in KEYS[kind]:
            name, _, value = key.partition(": ")
            if name not in NEEDED and kind != "button" and \
                    dice.random() < 0.5:
                continue
            plain = dice.sample(("mot", "l’été", "coopérative", "会议在巴黎",
                                 "« communs »", "AT&T", "a<b", "{{name}}"), 4)
            value = value.replace("/{}", f"/{dice.randint(1, 9)}")
            text += f"{name}: {value.replace('{}', ' '.join(plain))}\n"
        if kind == "table":  # no wide one, of which each row names columns
            text += "\n| mot | été |\n|---|---|\n| un | deux &amp; a |\n"
        elif kind not in ("image", "button"):
            text += "\n" + self.markdown(dice, MARKDOWN[3:10])
        return text + ":::\n"


if __name__ == "__main__":
    unittest.main()
