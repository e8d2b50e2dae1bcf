"""What stands in a name or field adds nothing to a mail (threats T9, T10).

Random values of every kind, put into the database behind the back of all
checks: each mail has the header fields, parts, elements and attributes of that
of somebody with plain values.  LIAISON_LONG=1 makes many more people.
"""
import html.parser
import json
import os
import random
import re
import unittest

import lib
import story

PEOPLE = 2000 if os.environ.get("LIAISON_LONG") else 60
SEED = int(os.environ.get("LIAISON_SEED", "7"))

LETTER = """\
---
subject: Pour {{name}} de {{ville}}
preheader: À {{name}}, {{ville}}
list: lettre
language: fr
default_name: vous
rights: Fait pour {{name}}
---

# Bonjour {{name}}, de {{ville}}

{{#ville}}À **{{ville}}**, *{{name}}* : [ici](https://example.org/?v={{ville}}).{{/ville}}

- {{name}}
- `{{ville}}`

> {{name}}

::: item
title: Pour {{name}}
author: {{ville}}
link: https://example.org/item?v={{name}}
rights: {{ville}}

{{ville}} {{name}}
:::

::: button
link: https://example.org/button/{{ville}}
link_text: {{name}}
:::

::: table
caption: {{ville}}

| {{name}} | b |
|:--|--:|
| {{ville}} | 2 |
:::

::: event
id: rendez-vous
title: Chez {{name}}
start: 2035-01-10 10:00
place: {{ville}}
:::
"""

HOSTILE = (
    "\r\nBcc: all@example.org", "\n\nBody", "\r\n.\r\nMAIL FROM:<a@b.c>",
    "<script>alert(1)</script>", '"><img src=x onerror=a>', "' onclick='a",
    "</title><b>", "<!--", "-->", "]]>", "&lt;b&gt;", "&#60;b&#62;", "&amp",
    "=?utf-8?q?a=0D=0ABcc:_b?=", "=?utf-8?b?DQpCY2M6IGI=?=", "=3Cb=3E",
    "\x01A\x02", "\x01Z\x02", "\x01A\x03x\x01A\x05", "\x02", "{{name}}",
    "{{{site.name}}}", "{{#a}}", "*a*", "**", "_a_", "`", "``", "[a](b)",
    "![a](http://example.net/a.png)", "](javascript:alert(1))", "<http://a>",
    "# a", "::: item", "---", "|", "\\", "\\|", "a|b|c", "javascript:a",
    "\x00", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\u202e", "\ufeff",
    "\x1b[2J", "é" * 40, "漢" * 300, "x" * 998, ";", ",", "\"", "(", "<", ">",
    "@", "%0d%0a", "%s%n", "$(id)", "cid:a", "\xff")


class Elements(html.parser.HTMLParser):
    """The elements with the names of their attributes, and the links."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.links = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, [name for name, _ in attrs]))
        self.links += [value for name, value in attrs
                       if name in ("href", "src")]

    def handle_endtag(self, tag):
        self.seen.append("/" + tag)

    def handle_comment(self, data):
        self.seen.append("comment")

    def handle_decl(self, decl):
        self.seen.append(decl)

    def handle_pi(self, data):
        self.seen.append("pi")


def place(link):
    """Where a link leads, but for what is personal in it."""
    if link.startswith("mailto:"):
        return re.sub(r"stop-\w+", "stop-", link)
    return link.split("?")[0].rsplit("/", 1)[0]


class Hostile(story.Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site.conf.write_text(cls.site.conf.read_text().replace(
            'list "lettre" {\n', 'list "lettre" {\n\tfields = { "ville" }\n'))
        file = cls.site.dir / "people.csv"
        file.write_text("email,name,ville\nplain@example.net,x,y\n" + "".join(
            f"p{n}@example.net,x,y\n" for n in range(PEOPLE)))
        cls.site.run("subscriber", "import", "lettre", file, "--consent", "x")
        cls.poison(cls)
        (cls.site.dir / "letter.md").write_text(LETTER)
        cls.site.run("newsletter", "send", cls.site.dir / "letter.md",
                     "--yes")
        cls.site.run("send", "--drain", timeout=600)

    def poison(self):
        dice = random.Random(SEED)

        def value():
            parts = [dice.choice(HOSTILE) if dice.random() < 0.7 else
                     "".join(chr(dice.randrange(1, 0x300))
                             for _ in range(dice.randrange(6)))
                     for _ in range(dice.randint(1, 4))]
            return "x" + "".join(parts)
        with self.database(self) as db:
            for n in range(PEOPLE):
                name = value().encode("latin-1", "ignore") \
                    if dice.random() < 0.3 else value().encode()
                db.execute("UPDATE subscriber SET name = CAST(? AS TEXT) "
                           "WHERE address = ?", (name, f"p{n}@example.net"))
                db.execute(
                    "UPDATE subscription SET fields = ? WHERE subscriber = "
                    "(SELECT id FROM subscriber WHERE address = ?)",
                    (json.dumps({"ville": value().replace("\0", "")}),
                     f"p{n}@example.net"))

    def skeleton(self, mail):
        parts = [(part.get_content_type(),
                  [name.lower() for name in part.keys()])
                 for part in mail.walk()]
        page = Elements(lib.body_of(mail, "html"))
        return parts, page

    def test_nothing_is_added(self):
        [plain] = self.mails("plain@example.net")
        parts, page = self.skeleton(plain)
        self.assertGreater(len(page.seen), 40)
        for n in range(PEOPLE):
            [mail] = self.mails(f"p{n}@example.net")
            with self.subTest(n=n, seed=SEED):
                self.assertEqual(mail.defects, [])
                mine, mypage = self.skeleton(mail)
                self.assertEqual([part for part, _ in mine],
                                 [part for part, _ in parts])
                for (_, want), (_, got) in zip(parts, mine):
                    self.assertEqual(sorted(want), sorted(got))
                self.assertEqual(mypage.seen, page.seen)
                self.assertEqual([*map(place, mypage.links)],
                                 [*map(place, page.links)])
                self.assertEqual(mail["To"], f"p{n}@example.net")
                self.assertNotIn("\n", mail["Subject"])
                self.assertNotIn("\r", mail["Subject"])
                for text in self.texts(mail):
                    self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f]")


if __name__ == "__main__":
    unittest.main()
