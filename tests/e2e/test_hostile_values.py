"""What stands in a name or field changes no structure (threats T9, T10).

Values are written into the database as no command would take them: an old
version, or somebody else, may have put them there.
"""
import contextlib
import email
import email.policy
import html.parser
import json
import os
import random
import sqlite3
import unittest
import urllib.parse

from sink import SinkSite

PEOPLE = 300 if os.environ.get("LIAISON_LONG") is None else 3000
SEED = 20261207

NEWSLETTER = """\
---
subject: Pour {{ville}}, {{name}} : no {{adherent}}
preheader: Rendez-vous à {{ville}}
list: lettre
rights: CC BY
default_name: vous
default_ville: votre "ville" & <plus>
---
# Bonjour {{name}} !

{{#adherent}}Vous êtes *no* {{adherent}}.{{/adherent}}
De **{{ville}}**, `{{ville}}`, {{ville}}{{adherent}}.

- [votre page](https://example.org/{{ville}}/?n={{adherent}}&v={{ville}})
- > {{ville}}

::: item
title: Nouvelles de {{ville}}
author: {{name}}
link: https://example.org/{{adherent}}

{{ville}}
:::

::: table
caption: Carte de {{name}}

| Ville | Numéro |
|---|---|
| {{ville}} | {{adherent}} |
:::

::: button
link: https://example.org/bouton/{{ville}}
link_text: {{name}} de {{ville}}
:::

::: event
id: rendez-vous
title: Chez {{name}}
start: 2035-01-10 10:00
place: {{ville}}
:::
"""

HOSTILE = [
    "\r\nBcc: victim@example.org\r\n\r\n", "\nSubject: other", "\r\n\r\n--=_",
    "\r\n.\r\nMAIL FROM:<a@b.c>", "\n.\r\n", ".", "From x", "\r", "=_", "=",
    "=?utf-8?q?=0d=0aX:_1?=", "=?utf-8?b?DQpCY2M6IGI=?=", "=3Cb=3E",
    "<script>alert(1)</script>", "\"><img src=x onerror=y>", "' onclick='a",
    "</td></table>", "</title><b>", "<!--", "-->", "]]>", "<![endif]-->",
    "{{name}}", "{{{site.key}}}", "{{#name}}", "](javascript:alert(1))",
    "![a](http://example.net/a.png)", "<http://a>", "`*_[]|\\", "**", "``",
    "# a", "---", "::: item", "| a | b |", "a|b|c", ":::", "\x01A\x02",
    "\x01A\x03", "\x01A\x05", "\x01F\x04\x01", "\x01A\x03x\x01A\x05", "\x02",
    "\x00", "\x0b", "\x0c", "\x7f\x1b[2J", "\x85", "\u2028", "\u2029",
    "\u202eabc", "\ufeff", "é" * 200, "漢" * 300, "a" * 400, "x" * 998, " ",
    "  x  ", "%0d%0a", "%s%n", "$(id)", "cid:a", "&", "&amp;", "&#60;", "'",
    ";", ",", "(", "@", "javascript:alert(1)", "https://evil.example/",
    "\ud7ff", "🜁" * 60, "\t", "٣", "\xff", ""]


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, [name for name, _ in attributes]))
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.seen.append(urllib.parse.urlsplit(value)[:2])

    def handle_endtag(self, tag):
        self.seen.append("/" + tag)

    def handle_comment(self, data):
        self.seen.append("comment")

    def handle_decl(self, decl):
        self.seen.append("declaration")

    def handle_pi(self, data):
        self.seen.append("instruction")


class Hostile(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())
        conf = self.site.conf.read_text()
        self.site.conf.write_text(conf.replace(
            'list "lettre" {\n',
            'list "lettre" {\n\tfields = { "ville", "adherent" }\n'))
        self.random = random.Random(SEED)

    def value(self):
        kind = self.random.randrange(4)
        if kind == 0:
            return self.random.choice(HOSTILE)
        if kind == 1:
            return "".join(self.random.choices(HOSTILE, k=3))
        if kind == 2:
            return "".join(chr(self.random.choice((
                self.random.randrange(128), self.random.randrange(0xd800))))
                for _ in range(self.random.randrange(60)))
        return self.random.choice(["Lyon", "", "42"])

    def fill(self):
        """{address: (name, fields)}"""
        people = {}
        addresses = [f"p{n}@example.net" for n in range(PEOPLE)]
        self.site.subscribe("lettre", addresses)
        for address in addresses:
            name = self.value().replace("\0", "")
            if self.random.random() < 0.2:  # no UTF-8
                name = name.encode("latin-1", "ignore")
            fields = {"ville": self.value(), "adherent": self.value(),
                      "autre": self.value()}
            people[address] = name, fields
        self.keep(people)
        return people

    def keep(self, people):
        with contextlib.closing(sqlite3.connect(self.site.database)) as db, db:
            db.executemany(
                "UPDATE subscriber SET name = CAST(? AS TEXT) "
                "WHERE address = ?",
                [(name, address) for address, (name, _) in people.items()])
            db.executemany(
                "UPDATE subscription SET fields = ? WHERE subscriber = "
                "(SELECT id FROM subscriber WHERE address = ?)",
                [(json.dumps(fields), address)
                 for address, (_, fields) in people.items()])

    def shape(self, mail):
        """All but the words."""
        return ([name for name in mail.keys()],
                [(part.get_content_type(), part.get_content_charset(),
                  part["Content-Transfer-Encoding"])
                 for part in mail.walk()])

    def check_bytes(self, data):
        self.assertNotIn(b"\r", data.replace(b"\r\n", b""))
        self.assertNotIn(b"\n", data.replace(b"\r\n", b""))
        head = data.partition(b"\r\n\r\n")[0]
        for line in data.split(b"\r\n"):
            self.assertLessEqual(len(line), 998)
        self.assertFalse([c for c in head if c not in (9, 10, 13) and
                          (c < 32 or c > 126)])

    def test_the_structure_stays(self):
        people = self.fill()
        file = self.site.dir / "lettre.md"
        file.write_text(NEWSLETTER)
        self.site.run("newsletter", "send", file, "--yes", "--quiet")
        self.site.drain()
        self.site.sink.settle()
        self.assertEqual(len(self.site.sink.messages), PEOPLE)
        shapes, tags = set(), {}
        for message in self.site.sink.messages:
            mail = email.message_from_bytes(message.data,
                                            policy=email.policy.default)
            [address] = message.recipients
            self.check_bytes(message.data)
            self.assertEqual(mail.defects, [])
            for part in mail.walk():
                self.assertEqual(part.defects, [], people[address])
            shapes.add(repr(self.shape(mail)))
            self.assertEqual(mail["To"], address)
            self.assertEqual(len(mail.get_all("Subject")), 1)
            page = mail.get_body(("html",)).get_content()
            text = mail.get_body(("plain",)).get_content()
            self.assertNotRegex((page + text).replace("\r\n", "\n"),
                                "[\x00-\x08\x0b-\x1f]")
            name, fields = people[address]
            there = (bool(name),
                     *(bool(fields[key].partition("\0")[0])
                       for key in ("ville", "adherent")))
            tags.setdefault(there, set()).add(repr(Tags(page).seen))
            self.show_values(mail, people[address])
        self.assertEqual(len(shapes), 1, shapes)
        # Who has no value is not shown the sections over it.
        for there, seen in tags.items():
            self.assertEqual(len(seen), 1, there)

    def show_values(self, mail, person):
        """What is harmless comes as it is."""
        ville = person[1]["ville"]
        if not ville.isalnum() or not ville.isascii() or len(ville) > 40:
            return
        text = mail.get_body(("plain",)).get_content()
        self.assertIn(f"De *{ville}*", " ".join(text.split()))
        for line in text.splitlines():
            if line.startswith(("[1] ", "[2] ")):
                self.assertRegex(line, r"^\[\d\] https://[!-~]+$")
        self.assertTrue(mail["Subject"].startswith("Pour " + ville))


if __name__ == "__main__":
    unittest.main()
