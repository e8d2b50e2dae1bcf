"""Who reads what in two editions: random newsletters against a model.

Each of the 16 choices of four topics reads in French and in English.  What the
sink took for each of these 32 readers is held against the rules that
liaison-newsletter(5) tells, written down once more here.
"""
import itertools
import json
import os
import random
import re
import unittest

import lib
from sink import SinkSite

TOPICS = ("plateformes", "territoires", "travail", "gouvernance")
KINDS = ("item", "publication", "call", "partner", "table", "event", "event")
ROUNDS = 4 if os.environ.get("LIAISON_LONG") is None else 150
SEED = 20261208
WORDS = ("Voici un paragraphe que personne ne prendrait pour une formule de "
         "politesse, car il dit vraiment quelque chose")
OTHER = {"fr": "en", "en": "fr"}


class Letter:
    """Blocks with headings and words between them, in one or two editions."""

    def __init__(self, dice):
        used = dice.sample(TOPICS, dice.randint(0, 4))
        self.twin = dice.random() < 0.8
        self.ids = dice.random() < 0.7
        self.language = dice.choice(("fr", "en"))
        self.intro = dice.random() < 0.4
        self.blocks = [{
            "number": number,
            "kind": dice.choice(KINDS),
            "topics": dice.sample(used, dice.randint(0, len(used))),
            "in": dice.choice((("fr", "en"), ("fr", "en"), ("fr",), ("en",)))
            if self.twin else (self.language,),
            # No two at once: without ids they are told apart by that.
            "start": f"20{dice.choice((20, 30))}-{dice.randint(1, 12):02}-"
                     f"{number + 1:02} 10:00",
            "head": dice.random() < 0.4,
            "words": dice.random() < 0.15,
        } for number in range(dice.randint(1, 9))]

    def languages(self):
        return ("fr", "en") if self.twin else (self.language,)

    def elements(self, language):
        """What stands in the edition: runs of Markdown, and blocks."""
        out = [[]]
        for block in self.blocks:
            for what in "head", "words":
                if block[what]:
                    if isinstance(out[-1], dict):
                        out.append([])
                    out[-1].append((what, f"{what}{language}"
                                    f"{block['number']}x"))
            if language in block["in"]:
                out.append(block)
        return out

    def write(self, folder, name):
        for language in self.languages():
            text = (f"---\nsubject: {name}\nlist: lettre\nlanguage: "
                    f"{language}\n---\nBonjour {{{{name}}}},\n\n")
            text += WORDS + ".\n\n" if self.intro else ""
            for element in self.elements(language):
                text += self.block(element, language) if isinstance(
                    element, dict) else "".join(
                        f"## {word}\n\n" if what == "head"
                        else f"{WORDS} {word}.\n\n" for what, word in element)
            (folder / f"{name}.{language}.md").write_text(text)
        return folder / f"{name}.{self.languages()[-1]}.md"

    def block(self, block, language):
        title = f"block{language}{block['number']}x"
        key = {"partner": "name", "table": "caption"}.get(
            block["kind"], "title")
        text = f"::: {block['kind']}\n{key}: {title}\n"
        if self.ids:
            text += f"id: b{block['number']}\n"
        if block["topics"]:
            text += f"topics: {', '.join(block['topics'])}\n"
        if block["kind"] == "event":
            text += f"start: {block['start']}\n"
        body = "| a |\n|---|\n| 1 |" if block["kind"] == "table" else "Texte."
        return f"{text}\n{body}\n:::\n\n"

    # The model

    def matches(self, own, other):
        """{place in the other edition: place in this one, None = unclear}"""
        found = {}
        kinds = {self.kind(e) for e in own + other}
        for kind in kinds:
            mine = [i for i, e in enumerate(own) if self.kind(e) == kind]
            theirs = [i for i, e in enumerate(other) if self.kind(e) == kind]
            if kind == "markdown" or not (self.ids or kind == "event"):
                if len(mine) == len(theirs):
                    found.update(zip(theirs, mine))
                elif mine:
                    found.update({i: None for i in theirs})
            else:
                found.update({i: own.index(other[i]) for i in theirs
                              if other[i] in own})
        return found

    @staticmethod
    def kind(element):
        return element["kind"] if isinstance(element, dict) else "markdown"

    def merged(self, language):
        """(what, word, block) of an edition with what it borrows."""
        own = self.elements(language)
        behind = {}
        if self.twin:
            other = self.elements(OTHER[language])
            found = self.matches(own, other)
            place = -1
            for i, element in enumerate(other):
                if found.get(i) is not None:
                    place = found[i]
                elif i not in found and isinstance(element, dict):
                    behind.setdefault(place, []).append(
                        self.shown(element, OTHER[language]))
        out = behind.get(-1, [])
        for i, element in enumerate(own):
            out += [self.shown(element, language)] if isinstance(
                element, dict) else [(what, word, None)
                                     for what, word in element]
            out += behind.get(i, [])
        return out

    @staticmethod
    def shown(block, language):
        return "block", f"block{language}{block['number']}x", block

    def wanted(self, block, topics):
        over = block["kind"] == "event" and block["start"] < "2026"
        return not over and (not block["topics"] or not topics or
                             bool(set(block["topics"]) & topics))

    def alone(self, all_, at, topics):
        """Is all left out that the heading stands above?"""
        below = list(itertools.takewhile(lambda e: e[0] != "head",
                                         all_[at + 1:]))
        blocks = [e[2] for e in below if e[0] == "block"]
        return bool(blocks) and below[0][0] == "block" and not any(
            self.wanted(block, topics) for block in blocks)

    def read_by(self, language, topics):
        """The words that a reader sees, in order; None = gets nothing."""
        all_ = self.merged(language if self.twin else self.language)
        out = [e for i, e in enumerate(all_)
               if (e[0] != "head" or not self.alone(all_, i, topics)) and
               (e[0] != "block" or self.wanted(e[2], topics))]
        if not self.intro and not any(e[0] != "head" for e in out):
            return None
        words = []
        for agenda, run in itertools.groupby(
                out, lambda e: e[2] is not None and e[2]["kind"] == "event"):
            words += [e[1] for e in (sorted(
                run, key=lambda e: e[2]["start"]) if agenda else run)]
        return words


class Variants(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())
        self.readers = {}
        table = "email,name,language,topics\n"
        for language in OTHER:
            for n in range(16):
                topics = [t for i, t in enumerate(TOPICS) if n >> i & 1]
                address = f"{language}{n}@example.net"
                table += f"{address},Zoé,{language},{' '.join(topics)}\n"
                self.readers[address] = language, set(topics)
        (self.site.dir / "people.csv").write_text(table)
        self.site.run("subscriber", "import", "lettre",
                      self.site.dir / "people.csv", "--consent", "paper")

    def send(self, file):
        """{address: mail}, and what was said before"""
        before = len(self.site.mails())
        plan = self.site.run("newsletter", "plan", file, "--json")
        self.site.run("newsletter", "send", file, "--yes", "--quiet",
                      status=None)
        self.site.drain()
        mails = self.site.mails()[before:]
        out = {mail["To"]: mail for mail in mails}
        self.assertEqual(len(out), len(mails))
        return out, json.loads(plan.stdout)

    def words(self, mail, kind):
        """Each at its last place: the contents name titles before."""
        found = re.findall(r"\b(?:head|words|block)(?:fr|en)\d+x\b",
                           lib.body_of(mail, kind))
        return [word for i, word in enumerate(found)
                if word not in found[i + 1:]]

    def test_each_reader_of_two_editions(self):
        dice = random.Random(SEED)
        for n in range(ROUNDS):
            letter = Letter(dice)
            file = letter.write(self.site.dir, f"letter{n}")
            with self.subTest(file=file, text=file.read_text()):
                mails, plan = self.send(file)
                want = {address: letter.read_by(*reader)
                        for address, reader in self.readers.items()}
                for kind in "plain", "html":
                    self.assertEqual(
                        {address: self.words(mail, kind)
                         for address, mail in mails.items()},
                        {address: words for address, words in want.items()
                         if words is not None})
                self.assertEqual(plan["recipients"], len(mails))
                self.assertEqual(plan["nothing"]["empty"] +
                                 plan["nothing"]["past"], 32 - len(mails))


if __name__ == "__main__":
    unittest.main()
