"""Twin editions: each reader's language, what only one edition has, files."""
import json
import struct
import unittest
import zlib

import lib
import story

FR = """\
---
subject: La lettre de {{name}}
preheader: En deux langues
list: lettre
language: fr
date: 2030-12-01
zone: Europe/Paris
rights: CC BY-SA 4.0, sauf mention
reply_to: redaction@example.org
default_name: vous
attachments: plan.txt
---

Bonjour {{name}},

::: image
file: dessin.png
alt: Un carré
topics: travail
:::

## À l'agenda

::: event
id: seminaire
title: Le séminaire
start: 2030-12-17 18:00
end: 20:00
place: Paris
:::

::: event
id: atelier
title: Un atelier en français
start: 2030-12-18 10:00
end: 12:00
place: Nantes
topics: travail
:::

::: event
id: passe
title: Un événement passé
start: 2020-01-01 10:00
:::

## Les nouvelles

::: item
id: une
title: Une nouvelle
link: https://example.org/une?a=1&b=2

Du texte avec un [lien](https://example.org/lien).
:::

::: item
id: seule
title: Une nouvelle en français seulement
topics: gouvernance
rights: © Awa

Du texte.
:::
"""

EN = """\
---
subject: The letter of {{name}}
list: lettre
language: en
date: 2030-12-01
zone: Europe/Paris
default_name: everybody
---

Hello {{name}},

::: image
file: dessin.png
alt: A square
topics: travail
:::

## What is on

::: event
id: seminaire
title: The seminar
start: 2030-12-17 18:00
end: 20:00
place: Paris
:::

## News

::: item
id: une
title: A piece of news
link: https://example.org/une?a=1&b=2

Text with a [link](https://example.org/link).
:::

::: item
id: only
title: News in English only

Text.
:::
"""


def png():
    """A square, red."""
    def chunk(kind, data):
        body = kind + data
        return (struct.pack(">I", len(data)) + body +
                struct.pack(">I", zlib.crc32(body)))
    rows = b"".join(b"\0" + b"\xc0\x20\x20" * 40 for _ in range(40))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Twins(story.Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.site.dir / "twins"
        folder.mkdir()
        (folder / "lettre.fr.md").write_text(FR)
        (folder / "lettre.en.md").write_text(EN)
        (folder / "dessin.png").write_bytes(png())
        (folder / "plan.txt").write_text("Le plan.\n")
        cls.folder = folder
        for name, language, topics in (
                ("luc", "fr", ""), ("ann", "en", ""),
                ("eva", "fr", "gouvernance"), ("joe", "en", "territoires")):
            address = f"{name}@example.net"
            cls.site.run("subscriber", "add", "lettre", address, "--consent",
                         "paper", "--language", language)
            if topics:
                cls.site.run("subscriber", "set", "lettre", address,
                             "--topics", topics)
        cls.site.run("subscriber", "set", "lettre", "ann@example.net",
                     "--name", "Ann <b> Lee")
        cls.sent = json.loads(cls.site.run(
            "newsletter", "send", folder / "lettre.en.md", "--yes",
            "--json").stdout.splitlines()[-1])
        cls.site.run("send", "--drain")

    def mail(self, name):
        """What the newsletter of both editions was for somebody."""
        mail = self.mails(f"{name}@example.net")[0]
        self.assertEqual(mail.defects, [])
        for part in mail.walk():
            self.assertEqual(part.defects, [])
        return mail

    def leaves(self, mail):
        return [part.get_content_type() for part in mail.walk()
                if not part.is_multipart()]

    def test_each_reads_their_language(self):
        luc = self.mail("luc")
        ann = self.mail("ann")
        self.assertEqual(luc["Subject"], "La lettre de vous")
        self.assertEqual(ann["Subject"], "The letter of Ann <b> Lee")
        self.assertEqual(luc["Content-Language"], "fr")
        self.assertEqual(ann["Content-Language"], "en")
        self.assertIn('<html lang="fr"', lib.body_of(luc, "html"))
        self.assertIn('<html lang="en"', lib.body_of(ann, "html"))
        self.both(luc, "Bonjour vous", "Le séminaire", "17 décembre 2030",
                  "Les nouvelles", "CC BY-SA 4.0, sauf mention", "Coop")
        self.neither(luc, "The seminar", "Hello", "A piece of news",
                     "Un événement passé", "Coopyright")
        self.assertIn("Hello Ann <b> Lee", self.texts(ann)[0])
        self.assertIn("Hello Ann &lt;b&gt; Lee", self.texts(ann)[1])
        self.both(ann, "The seminar", "17 December 2030", "News",
                  "CC BY-SA 4.0, sauf mention")
        self.neither(ann, "Le séminaire", "Bonjour", "Du texte avec",
                     "Un événement passé")

    def test_one_of_two_editions_is_the_same_newsletter(self):
        """Alone, under another name, with another hour: not within a day."""
        folder = self.site.dir / "alone"
        folder.mkdir()
        for name in ("dessin.png", "plan.txt"):
            (folder / name).write_bytes((self.folder / name).read_bytes())
        for name, text in (("french.md", FR), ("english.md", EN),
                           ("autre.fr.md", FR.replace(
                               "zone: Europe/Paris",
                               "zone: Europe/Paris\nready: yes"))):
            (folder / name).write_text(text)
            done = self.site.run("newsletter", "send", folder / name, "--yes",
                                 status=65)
            self.assertIn("the same went to lettre less than a day ago",
                          done.stderr)
        (folder / "french.md").write_text(FR.replace("Du texte", "Des mots"))
        self.site.run("newsletter", "send", folder / "french.md", "--dry-run")

    def test_what_one_edition_has_alone(self):
        """It is borrowed, marked, in its place, by topics like the rest."""
        ann = self.mail("ann")
        self.both(ann, "Un atelier en français", "(in French)",
                  "Une nouvelle en français seulement", "© Awa",
                  "News in English only")
        text = self.texts(ann)[0]
        order = [text.index(word) for word in (
            "The seminar", "Un atelier en français", "A piece of news",
            "Une nouvelle en français seulement", "News in English only")]
        self.assertEqual(order, sorted(order))
        self.assertIn('lang="fr"', lib.body_of(ann, "html"))
        joe = self.mail("joe")
        self.both(joe, "The seminar", "News in English only")
        self.neither(joe, "Un atelier en français", "en français seulement")
        self.assertNotIn('lang="fr"', lib.body_of(joe, "html"))
        eva = self.mail("eva")
        self.both(eva, "Une nouvelle en français seulement",
                  "News in English only", "(en anglais)")
        self.neither(eva, "Un atelier en français")
        self.assertIn('lang="en"', lib.body_of(eva, "html"))

    def test_files_of_a_variant(self):
        """The image and the events are in the mails that show them."""
        for name, image in (("luc", True), ("ann", True), ("eva", False),
                            ("joe", False)):
            mail = self.mail(name)
            html = lib.body_of(mail, "html")
            leaves = self.leaves(mail)
            self.assertEqual(leaves.count("image/png"), int(image), name)
            self.assertEqual("cid:" in html, image)
            self.assertEqual(leaves.count("text/calendar"), 1)
            [plan] = [part for part in mail.walk()
                      if part.get_filename() == "plan.txt"]
            self.assertEqual(plan.get_content().strip(), "Le plan.")
            for part in mail.walk():
                if part.get_content_type() == "image/png":
                    self.assertIn("cid:" + part["Content-ID"].strip("<> "),
                                  html)

    def test_calendars(self):
        """Those events that the reader sees; one name for both languages."""
        try:
            import icalendar
        except ImportError:
            self.skipTest("icalendar is not installed")
        uids = {}
        for name in ("luc", "ann", "eva", "joe"):
            [part] = [part for part in self.mail(name).walk()
                      if part.get_content_type() == "text/calendar"]
            calendar = icalendar.Calendar.from_ical(part.get_content())
            events = calendar.walk("VEVENT")
            uids[name] = {str(event["uid"]): str(event["summary"])
                          for event in events}
        self.assertEqual(len(uids["luc"]), 2)
        self.assertEqual(uids["luc"].keys(), uids["ann"].keys())
        self.assertEqual(sorted(uids["eva"].values()), ["Le séminaire"])
        self.assertEqual(sorted(uids["joe"].values()), ["The seminar"])

    def test_answers_go_to_the_editors(self):
        for name in ("luc", "ann"):
            self.assertEqual(self.mail(name)["Reply-To"],
                             "redaction@example.org")

    def test_links_are_notes(self):
        text = lib.body_of(self.mail("luc"))
        self.assertIn("https://example.org/une?a=1&b=2", text)
        self.assertIn("lien [", text)
        self.assertRegex(text, r"(?m)^\[\d+\] https://example\.org/lien$")

    def test_the_archive_has_the_list_s_language(self):
        rows = self.rows("SELECT language, subject, text FROM archive "
                         "WHERE mailing = ?", self.sent["mailing"])
        self.assertEqual([row[:2] for row in rows],
                         [("fr", "La lettre de vous")])
        self.assertIn("Un atelier en français", rows[0][2])
        self.assertNotIn("\x01", rows[0][2])

    def test_again_in_one_s_own_language(self):
        number = self.rows("SELECT count(*) FROM archive")[0][0]
        self.ask("ann@example.net", story.SITE, f"issue {number} lettre")
        self.site.run("send", "--drain")
        mail = self.mails("ann@example.net")[-1]
        self.both(mail, "The seminar", "Un atelier en français")
        html = lib.body_of(mail, "html")
        self.assertEqual(self.leaves(mail).count("image/png"), 1)
        self.assertIn("cid:", html)

    def test_one_edition_for_both(self):
        """The words are marked as what they are."""
        file = self.site.dir / "seule.md"
        file.write_text("---\nsubject: Une seule langue\nlist: lettre\n"
                        "language: fr\n---\n\n::: item\ntitle: Un titre\n"
                        "link: https://example.org/\n\nDes mots.\n:::\n")
        self.subscribed("sue@example.net", language="en")
        self.site.run("newsletter", "send", file, "--yes")
        self.site.run("send", "--drain")
        mail = self.mail("sue")
        self.assertEqual(mail["Content-Language"], "fr")
        html = lib.body_of(mail, "html")
        self.assertIn('<html lang="en"', html)
        self.assertIn('lang="fr"', html)
        self.both(mail, "Read more", "Un titre")
        self.neither(mail, "(in French)")


if __name__ == "__main__":
    unittest.main()
