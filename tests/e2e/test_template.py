"""liaison template: which mails there are, whose, and what is wrong."""
import json
import re
import struct
import unittest
import zlib

from test_config import Case, CONFIG, DATAERR, NOINPUT, USAGE


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


def png(width, height):
    """A grey picture."""
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0,
                                       0)) +
            chunk(b"IDAT", rows) + chunk(b"IEND", b""))


LOGO = png(500, 120)


class TemplateCase(Case):
    def setUp(self):
        super().setUp()
        self.home = self.site("--example", "ess-communs")
        self.own = self.home / "templates"

    def template(self, *args, **options):
        return self.run_it("template", *args, cwd=self.home, **options)

    def json(self, *args, **options):
        return json.loads(self.template(*args, "--json", **options).stdout)

    def put(self, path, text):
        file = self.own / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def check(self, *args, status=0):
        return self.json("check", *args, status=status)["remarks"]


class CommandTest(TemplateCase):
    def test_list_has_all_in_both_languages(self):
        rows = self.json("list")
        names = {(r["name"], r["language"], r["kind"]) for r in rows}
        for language in ("fr", "en"):
            self.assertIn(("welcome", language, "txt"), names)
            self.assertIn(("newsletter", language, "html"), names)
        self.assertEqual({r["from"] for r in rows}, {"program"})
        self.assertEqual({r["language"] for r in
                          self.json("list", "--lang", "en")}, {"en"})

    def test_the_list_wins_over_the_site_over_the_program(self):
        def winner(*args):
            row = self.json("show", "goodbye", *args)
            return row["source"], row["from"]
        self.assertEqual(winner(), ("templates/fr/goodbye.txt", "program"))
        self.put("fr/goodbye.txt", "Subject: a\n\nsite\n")
        self.put("lists/lettre/fr/goodbye.txt", "Subject: a\n\nlist\n")
        self.assertEqual(winner(), (str(self.own / "fr/goodbye.txt"), "site"))
        self.assertEqual(
            winner("--list", "lettre"),
            (str(self.own / "lists/lettre/fr/goodbye.txt"), "site"))
        self.assertEqual(winner("--list", "ess-communs"),
                         (str(self.own / "fr/goodbye.txt"), "site"))
        # Who reads English gets English, though the site has only French.
        self.assertEqual(winner("--lang", "en"),
                         ("templates/en/goodbye.txt", "program"))
        text = self.template("show", "goodbye", "--list", "lettre").stdout
        self.assertIn("lists/lettre/fr/goodbye.txt", text)
        self.assertTrue(text.endswith("\n\nlist\n"), text)

    def test_show_makes_the_mail(self):
        text = self.template("show", "welcome", "--sample",
                             "--lang", "en").stdout
        self.assertTrue(text.startswith("Subject: Welcome to"), text)
        self.assertIn("zoe@example.net", text)
        html = self.template("show", "welcome", "--sample", "--kind",
                             "html").stdout
        self.assertTrue(html.startswith("<!DOCTYPE html>"), html)
        self.assertIn('<html lang="fr"', html)

    def test_a_slip_in_the_name_is_told(self):
        done = self.template("show", "newsleter", status=NOINPUT)
        self.assertIn('did you mean "newsletter"?', done.stderr)
        done = self.template("show", "zzzzzz", status=NOINPUT)
        self.assertIn("liaison template list", done.stderr)

    def test_show_refuses(self):
        for status, *args in [
                (NOINPUT, "no-such"), (DATAERR, "../fr/welcome"),
                (DATAERR, "/etc/passwd"), (DATAERR, "%2e%2e"),
                (USAGE, "welcome", "--lang", "de"),
                (USAGE, "welcome", "--kind", "pdf"),
                (NOINPUT, "welcome", "--list", "nope"), (USAGE,)]:
            done = self.template("show", *args, status=status)
            self.assertEqual(done.stdout, "")
            self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn('no template "no-such"; "liaison template list" shows',
                      self.template("show", "no-such", status=66).stderr)

    def test_export_and_again(self):
        paths = self.json("export", "newsletter", "welcome")
        self.assertEqual(
            sorted(str(p.relative_to(self.own))
                   for p in self.own.rglob("*.*")),
            sorted(["fr/newsletter.txt", "fr/newsletter.html",
                    "en/newsletter.txt", "en/newsletter.html",
                    "fr/welcome.txt", "en/welcome.txt"]))
        self.assertEqual(len(paths), 6)
        self.assertEqual(self.check(), [])
        self.put("fr/welcome.txt", "Subject: mine\n\nmine\n")
        done = self.template("export", "welcome", "goodbye", status=DATAERR)
        self.assertIn("--force", done.stderr)
        self.assertEqual((self.own / "fr/welcome.txt").read_text(),
                         "Subject: mine\n\nmine\n")
        self.assertFalse((self.own / "fr/goodbye.txt").exists())
        self.template("export", "welcome", "--force", "--lang", "fr")
        self.assertNotIn("mine", (self.own / "fr/welcome.txt").read_text())

    def test_export_for_a_list_in_one_language(self):
        self.template("export", "digest", "--list", "ess-communs", "--lang",
                      "en", "--kind", "html")
        self.assertEqual([p.name for p in self.own.rglob("*.*")],
                         ["digest.html"])
        self.assertTrue((self.own / "lists/ess-communs/en/digest.html")
                        .exists())
        self.template("export", "no-such", status=NOINPUT)
        self.template("export", "../x", status=DATAERR)
        self.template("export", status=USAGE)


class CheckTest(TemplateCase):
    def remark(self, *args, status=0):
        """The one remark."""
        remarks = self.check(*args, status=status)
        self.assertEqual(len(remarks), 1, remarks)
        return remarks[0]["level"], remarks[0]["text"]

    def both(self, path, text):
        for language in ("fr", "en"):
            self.put(f"{language}/{path}", text)

    def test_what_is_shipped_is_fine(self):
        self.assertEqual(self.check(), [])
        self.assertIn("nothing is wrong", self.template("check").stdout)

    def test_places_of_mistakes(self):
        self.put("en/goodbye.txt", "Subject: a\n\nb\n")
        self.put("fr/goodbye.txt", "Subject: a\n\nb {{c\n")
        level, text = self.remark(status=DATAERR)
        self.assertEqual(level, "error")
        self.assertIn(f"{self.own}/fr/goodbye.txt:3:3: this tag", text)
        done = self.template("check", status=DATAERR)
        self.assertIn(text, done.stdout)
        self.assertIn("there is 1 error in", done.stderr)

    def test_what_the_html_lacks_is_told_of_its_own_file(self):
        self.both("goodbye.html", "<html lang=\"fr\"><p>a</p></html>\n")
        remarks = self.check()
        self.assertEqual(len(remarks), 2)
        self.assertEqual(
            remarks[0]["text"],
            f"{self.own}/fr/goodbye.html: the HTML has no <title>")

    def test_parts_are_looked_at_even_if_nothing_uses_them(self):
        self.both("mine.html", "<p>{{#a}}</p>")
        texts = [r["text"] for r in self.check(status=DATAERR)]
        self.assertEqual(len(texts), 2, texts)
        self.assertIn("mine.html:1:4: \"a\" is opened", texts[0])

    def test_a_slip_in_a_name(self):
        self.both("goodbye.txt", "Subject: a\n\n{{list.lable}}\n")
        texts = [r["text"] for r in self.check()]
        self.assertEqual(len(texts), 2, texts)
        self.assertIn('goodbye.txt:3:1: there is no such field as '
                      '"list.lable"', texts[0])

    def test_one_language_alone(self):
        self.put("fr/goodbye.txt", "Subject: a\n\nb\n")
        level, text = self.remark()
        self.assertEqual(level, "warning")
        self.assertIn("templates/en/goodbye.txt", text)
        self.put("en/goodbye.txt", "Subject: a\n\nb\n")
        self.put("fr/own.txt", "Subject: a\n\nb\n")
        self.assertIn("own.txt in the language en", self.remark()[1])

    def test_html_that_mail_programs_do_not_show(self):
        self.both("goodbye.txt", "Subject: a\n\nb\n")
        self.both("goodbye.html",
                  "<html lang=\"fr\"><title>a</title><p>\n"
                  "<img src=\"https://example.org/a.png\" alt=\"a\" "
                  "width=\"9\"></html>\n")
        remarks = self.check(status=DATAERR)
        self.assertEqual(len(remarks), 2)
        self.assertIn(f"{self.own}/fr/goodbye.html, line 2",
                      remarks[0]["text"])
        self.assertIn("loaded from a server", remarks[0]["text"])

    def test_the_templates_of_a_list(self):
        self.put("lists/lettre/fr/goodbye.txt", "Subject: a\n\n{{b\n")
        self.put("lists/lettre/en/goodbye.txt", "Subject: a\n\nb\n")
        self.assertIn("lists/lettre/fr", self.remark(status=DATAERR)[1])
        self.assertIn("lists/lettre/fr",
                      self.remark("--list", "lettre", status=DATAERR)[1])
        self.assertEqual(self.check("--list", "ess-communs"), [])

    def test_ends_and_bounds(self):
        """Threat T11: itself inside itself, links, what is no text."""
        self.both("goodbye.txt", "Subject: a\n\n{{>foot}}\n")
        self.both("foot.txt", "x{{>foot}}")
        self.assertIn("too many templates inside each other",
                      json.dumps(self.check(status=DATAERR)))
        (self.own / "fr/foot.txt").unlink()
        (self.own / "fr/foot.txt").symlink_to("/etc/passwd")
        self.assertIn("symbolic link", json.dumps(self.check(status=DATAERR)))


class SettingTest(TemplateCase):
    def set(self, value, section="site"):
        conf = self.home / "liaison.conf"
        text = conf.read_text()
        head = "site {\n" if section == "site" else 'list "lettre" {\n'
        conf.write_text(text.replace(head, head + f"\t{value}\n", 1))

    def html(self, *args):
        return self.template("show", "newsletter", "--sample", "--kind",
                             "html", *args).stdout

    def test_one_colour_everywhere(self):
        self.assertIn("#0b6b4f", self.html())
        self.set('colour = "#7A1F5C"')
        self.set('colour = "#123a7a"', "lettre")
        self.assertNotIn("#0b6b4f", self.html())
        self.assertIn("#7a1f5c", self.html())
        self.assertIn("#123a7a", self.html("--list", "lettre"))
        self.assertNotIn("#7a1f5c", self.html("--list", "lettre"))
        self.assertEqual(self.check(), [])

    def test_a_colour_that_cannot_be_read_is_refused(self):
        self.set('colour = "#ffcc00"')
        done = self.run_it("config", "check", cwd=self.home, status=CONFIG)
        self.assertIn("1.51", done.stderr)
        self.assertIn("4.5", done.stderr)

    def test_what_is_no_colour_is_refused(self):
        self.set('colour = "green"')
        done = self.run_it("config", "check", cwd=self.home, status=CONFIG)
        self.assertIn("#0b6b4f", done.stderr)

    def put_logo(self, data, name="logo.png"):
        (self.home / name).write_bytes(data)
        self.set(f'logo = "{name}"')

    def test_a_logo_travels_with_the_mail(self):
        self.assertNotIn("<img class=\"logo\"", self.html())
        self.put_logo(LOGO)
        img = re.search('<img class="logo"[^>]*>', self.html())[0]
        self.assertRegex(img, 'src="cid:logo[.][0-9a-f]{16}@example.org"')
        self.assertIn('alt="La Coop des Communs"', img)
        # 500 x 120 pixels, shown no wider than 240.
        self.assertIn('width="240" height="57"', img)
        self.assertEqual(self.check(), [])

    def test_what_is_no_logo_is_told(self):
        self.put_logo(LOGO)
        for data, says in [(b"GIF89a", "no PNG or JPEG"), (b"", "no PNG"),
                           (LOGO[:60], "no PNG"),
                           (LOGO + b"x" * 200000, "200000")]:
            (self.home / "logo.png").write_bytes(data)
            done = self.run_it("config", "check", cwd=self.home)
            self.assertIn(says, done.stderr)
            self.assertNotIn("<img class", self.html())


if __name__ == "__main__":
    unittest.main()
