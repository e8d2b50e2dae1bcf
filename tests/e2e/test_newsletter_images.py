"""Images of a newsletter on their way: as files, in the mail, in its text."""
import base64
import json
import random
import re
import struct
import unittest
import zlib

import lib
import story
from sink import SinkSite

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEAYABgAAD//gA7Q1JFQVRPUjogZ2QtanBlZyB2MS4wICh1c2luZy"
    "BJSkcgSlBFRyB2NjIpLCBxdWFsaXR5ID0gNDAK/9sAQwAUDg8SDw0UEhASFxUUGB4yIR4c"
    "HB49LC4kMklATEtHQEZFUFpzYlBVbVZFRmSIZW13e4GCgU5gjZeMfZZzfoF8/9sAQwEVFx"
    "ceGh47ISE7fFNGU3x8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8"
    "fHx8fHx8fHx8/8AAEQgABgAIAwEiAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAg"
    "MEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGh"
    "CCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZG"
    "VmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TF"
    "xsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAA"
    "AAAAABAgMEBQYHCAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXET"
    "IjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTpDREVGR0hJSlNUVV"
    "ZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2"
    "t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD"
    "8AyaKKK+gOQ//Z")
GIF = base64.b64decode(
    "R0lGODdhAwACAIAAAMgAAAAAACwAAAAAAwACAAACAoRfADs=")
WEBP = base64.b64decode(
    "UklGRjoAAABXRUJQVlA4IC4AAADwAQCdASoIAAYAAUAmJaACdLoB+AAETAAA/vSIh/72C+"
    "7Bfdgv9mP/fegN4GAA")
EXIF = b"\xff\xe1\0\x18Exif\0\0GPS: 48.85, 2.35"

PLACED = (b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0"
          b"\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0")

LETTER = """\
---
subject: Des images
list: lettre
language: fr
rights: CC BY-SA 4.0
---

![Une mer](mer%20bleue.jpg) et, ailleurs, ![Un nuage](https://example.org/n.png).

[![Une feuille](feuille.webp)](https://example.org/feuille)

::: image
file: large.png
alt: Une frise
width: 300
:::

::: image
file: copie.png
alt: La même
:::

::: image
file: vague.gif
alt: Une vague
topics: travail
:::
"""


def png(width, height):
    """Red, with a remark about somebody."""
    def chunk(kind, data):
        body = kind + data
        return (struct.pack(">I", len(data)) + body +
                struct.pack(">I", zlib.crc32(body)))
    rows = b"".join(b"\0" + b"\xc0\x20\x20" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
        chunk(b"tEXt", b"Author\0Alice Martin") +
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def animation():
    """Twice the same picture."""
    picture = GIF[GIF.index(b","):-1]
    return GIF[:-1] + picture + b";"


def size_of(image):
    """(width, height) of a PNG."""
    return struct.unpack(">II", image[16:24])


class Images(story.Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.site.dir / "images"
        folder.mkdir()
        for name, data in (
                ("lettre.fr.md", LETTER.encode()),
                ("mer bleue.jpg", JPEG[:20] + EXIF + JPEG[20:]),
                ("feuille.webp", WEBP), ("large.png", png(2400, 600)),
                ("copie.png", png(2400, 600)), ("vague.gif", animation())):
            (folder / name).write_bytes(data)
        for name, topics in (("luc", ""), ("eva", "gouvernance")):
            cls.site.run("subscriber", "add", "lettre", f"{name}@example.net",
                         "--consent", "paper", "--language", "fr")
            if topics:
                cls.site.run("subscriber", "set", "lettre",
                             f"{name}@example.net", "--topics", topics)
        cls.checked = json.loads(cls.site.run(
            "newsletter", "check", folder / "lettre.fr.md", "--no-spam",
            "--json").stdout)
        cls.site.run("newsletter", "send", folder / "lettre.fr.md", "--yes")
        cls.site.run("send", "--drain")

    def mail(self, name):
        mail = self.mails(f"{name}@example.net")[0]
        for part in mail.walk():
            self.assertEqual(part.defects, [])
        return mail

    def shown(self, mail):
        """{file name: (attributes of its <img>, type, bytes)}"""
        parts = {part["Content-ID"].strip("<> "): part for part in mail.walk()
                 if part["Content-ID"] is not None}
        found, seen = {}, set()
        for tag in re.findall("<img [^>]*>", lib.body_of(mail, "html")):
            attributes = dict(re.findall('([a-z]+)="([^"]*)"', tag))
            if not attributes["src"].startswith("cid:"):
                continue
            seen.add(attributes["src"][4:])
            part = parts[attributes["src"][4:]]
            found[attributes["alt"]] = (
                attributes, part.get_content_type(), part.get_content())
        self.assertEqual(seen, set(parts))
        return found

    def test_what_the_editor_is_told(self):
        said = [problem["text"] for problem in self.checked["problems"]]
        for words in ("large.png: scaled down from 2400 x 600 to 1200 x 300",
                      "feuille.webp: sent as PNG", "stays on the web"):
            self.assertTrue(any(words in text for text in said), said)
        self.assertEqual(self.checked["errors"], 0)

    def test_structure(self):
        mail = self.mail("luc")
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        text, related = mail.iter_parts()
        self.assertEqual(text.get_content_type(), "text/plain")
        self.assertEqual(related.get_content_type(), "multipart/related")
        page, *images = related.iter_parts()
        self.assertEqual(page.get_content_type(), "text/html")
        for image in images:
            self.assertEqual(image.get_content_disposition(), "inline")
        names = [image.get_filename() for image in images]
        self.assertIn("mer bleue.jpg", names)
        # It was turned into another type, and is called so.
        self.assertIn("feuille.png", names)

    def test_in_the_page(self):
        shown = self.shown(self.mail("luc"))
        self.assertEqual(shown.keys(), {"Une mer", "Une feuille", "Une frise",
                                        "La même", "Une vague"})
        attributes, kind, data = shown["Une frise"]
        self.assertEqual((attributes["width"], attributes["height"]),
                         ("300", "75"))
        self.assertEqual((kind, size_of(data)), ("image/png", (1200, 300)))
        self.assertNotIn(b"Alice", data)
        attributes, kind, data = shown["Une mer"]
        self.assertEqual((attributes["width"], attributes["height"], kind),
                         ("8", "6", "image/jpeg"))
        self.assertNotIn(b"GPS", data)
        attributes, kind, data = shown["Une feuille"]
        self.assertEqual((kind, size_of(data)), ("image/png", (8, 6)))
        self.assertEqual(shown["Une vague"][1:], ("image/gif", animation()))

    def test_one_part_for_what_is_shown_twice(self):
        mail = self.mail("luc")
        shown = self.shown(mail)
        self.assertEqual(shown["Une frise"][0]["src"],
                         shown["La même"][0]["src"])
        ids = [part["Content-ID"] for part in mail.walk()
               if part["Content-ID"] is not None]
        self.assertEqual(len(ids), len(set(ids)))

    def test_what_is_not_shown_does_not_travel(self):
        mail = self.mail("eva")
        self.assertNotIn("Une vague", self.shown(mail))
        self.assertNotIn("image/gif", [part.get_content_type()
                                       for part in mail.walk()])

    def test_of_the_web(self):
        page = lib.body_of(self.mail("luc"), "html")
        self.assertRegex(
            page, '<img [^>]*src="https://example.org/n.png" alt="Un nuage"')

    def test_in_the_text(self):
        text = self.texts(self.mail("luc"))[0]
        for words in ("[Une mer] et, ailleurs, [Un nuage].", "[Une frise]",
                      "[Une feuille] [1]", "[1] https://example.org/feuille"):
            self.assertIn(words, text)


class Told(unittest.TestCase):
    def test_what_goes_as_it_is(self):
        """Attached, a photograph keeps where it was taken."""
        with SinkSite() as site:
            (site.dir / "photo.jpg").write_bytes(JPEG[:20] + PLACED + JPEG[20:])
            (site.dir / "plain.jpg").write_bytes(JPEG)
            (site.dir / "vide.pdf").write_bytes(b"")
            (site.dir / "l.md").write_text(
                "---\nsubject: A\nlist: lettre\nattachments: photo.jpg, "
                "plain.jpg, vide.pdf\n---\n\nBonjour, voici une lettre.\n")
            checked = json.loads(site.run(
                "newsletter", "check", site.dir / "l.md", "--no-spam",
                "--json", status=65).stdout)
            said = [(problem["level"], problem["text"])
                    for problem in checked["problems"]
                    if "jpg" in problem["text"] or "pdf" in problem["text"]]
            self.assertEqual(said, [
                ("warning", '"photo.jpg" says where it was taken, and '
                 "attachments go as they are; export it without the place"),
                ("error", '"vide.pdf" is empty; copy or export it again')])


class Stored(unittest.TestCase):
    def test_files_are_stored_once_for_all_variants(self):
        data = random.Random(1).randbytes(60000)
        with SinkSite() as site:
            for language, person in (("fr", "luc"), ("en", "ann")):
                site.run("subscriber", "add", "lettre",
                         f"{person}@example.net", "--consent", "paper",
                         "--language", language)
                (site.dir / f"l.{language}.md").write_text(
                    "---\nsubject: A\nlist: lettre\nattachments: a.bin\n"
                    f"---\n\nBonjour, voici une lettre ({language}).\n")
            (site.dir / "a.bin").write_bytes(data)
            site.run("newsletter", "send", site.dir / "l.fr.md", "--yes")
            self.assertEqual(site.sql("SELECT count(*) FROM content"), [(2,)])
            (size,), = site.sql("SELECT length(bytes) FROM content_part")
            self.assertGreater(size, len(data))
            site.drain()
            for mail in site.mails():
                file, = mail.iter_attachments()
                self.assertEqual(file.get_content(), data)
            self.assertEqual(len(site.mails()), 2)


if __name__ == "__main__":
    unittest.main()
