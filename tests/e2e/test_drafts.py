"""Formatted mails of editors as the Markdown of a newsletter."""
import json
import pathlib
import subprocess
import tempfile
import unittest

import drafts
import lib
from drafts import image, mail, multi, page, part, text

PROBE = lib.BUILD / "tests/draft_probe"


def read(*mails):
    """What each mail becomes."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, raw in enumerate(mails):
            files.append(pathlib.Path(folder) / f"{number}.eml")
            files[-1].write_bytes(raw)
        done = subprocess.run([PROBE, *files], capture_output=True, text=True,
                              check=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Drafts(unittest.TestCase):
    maxDiff = None

    def test_each(self):
        made = read(*(make() for _, make, _ in drafts.ROWS))
        for (name, _, want), got in zip(drafts.ROWS, made, strict=True):
            with self.subTest(name):
                self.assertEqual(got.get("markdown"), want, got)

    def test_too_much_is_told_and_nothing_is_cut(self):
        big = b"%PDF" + b"x" * (16 << 20)
        [fits, *over] = read(
            mail(multi("mixed", part("text/plain", "x"), part(
                "application/pdf", big[:-4], cte="base64"))),
            mail(multi("mixed", part("text/plain", "x"), part(
                "application/pdf", big, cte="base64"))),
            mail(multi("mixed", *[image(f"{n}.png") for n in range(101)])),
            mail(multi("mixed", *[part("text/plain", "x " * 400000,
                                       cte="base64")] * 2)),
            mail(multi("mixed", *[part("text/html", "x " * 400000)] * 2)),
            page("* " * 480000))
        self.assertEqual(fits["files"][0]["bytes"], 16 << 20)
        for got, word in zip(over, ("16", "100", *["1 MB"] * 3),
                             strict=True):
            self.assertIn(word, got["error"])
        [long] = read(text("a\n" * 49998 + "\n" * 99 + "fin\n"))
        self.assertTrue(long["markdown"].endswith("\n\nfin\n"))

    def test_attached_files_that_no_page_shows(self):
        [got] = read(mail(multi(
            "mixed", part("text/html", '<p>Salle 1 <img src="cid:2"></p>'),
            image("plan.png", "1", "attachment"),
            image("salle.png", "2", "attachment"))))
        self.assertEqual(got["attachments"], "plan.png")
        [got] = read(mail(multi(
            "mixed", part("text/html", "x"),
            image("Programme #3, a.png", how="attachment"),
            image("#4.png", how="attachment"),
            image("c#.png", how="attachment"))))
        self.assertEqual(got["attachments"],
                         "Programme _3_ a.png, _4.png, c#.png")

    def test_names(self):
        [got] = read(mail(multi(
            "mixed", text("x").partition(b"1.0\r\n")[2],
            *[image(name) for name in (
                "a.png", "A.PNG", "../../a.png", "c:\\\\x\\\\a.png",
                ".hidden", "..", "a", "a", "x" * 300 + ".png", " b.png ")])))
        self.assertEqual([file["name"] for file in got["files"]], [
            "a.png", "A-2.PNG", "a-3.png", "a-4.png", "hidden", "file6", "a",
            "a-2", "file9", "b.png"])

    def test_pages_that_keep_a_reader_busy(self):
        """Each would take minutes, or the stack, if read without bounds."""
        head = "Le 23/11/2026 à 10:12, Paul a écrit :\n"
        pages = ("<p>" + "<font size=6>" * 20000 + "x " * 20000,
                 '<div style="x:' + "a" * 500000 + '">' + "<b>x</b>" * 50000,
                 '<p style="font-size:20pt">x' * 30000,
                 '<p style="mso-list:l0 level9 lfo1">x' * 20000,
                 "<table border=1><tr><td>x<td>" * 20000,
                 "<table border=1><tr><td>x<td>y<tr><td>z<td>|" * 20000,
                 "<table border=1><tr>" + "<td>x" * 150000 + "<tr><td>y<td>z",
                 "<![if x]>" * 50000, "<![" * 200000, "<o:p>" * 100000)
        texts = (head * 20000, f"> {head}x\n" * 15000,
                 "De : x\nDate : y\nÀ : z\n\n" * 30000, "--\n\n" * 200000,
                 "---------- Forwarded message ---------\n" * 20000,
                 "> " * 300000)
        for make, bodies in ((page, pages), (text, texts)):
            for body in bodies:
                with self.subTest(body[:40]):
                    [got] = read(make(body))
                    self.assertLess(len(got["markdown"]), 2 << 20)


if __name__ == "__main__":
    unittest.main()
