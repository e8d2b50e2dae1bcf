"""What every template makes of made-up data, as tests/golden/templates has it.

    LIAISON_GOLDEN=write LIAISON_BUILD=build tests/e2e/test_template_golden.py

writes these files anew; look at the differences before they are committed.
"""
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from test_compose import Probe
from test_template import LOGO, TemplateCase

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden/templates"
WRITE = os.environ.get("LIAISON_GOLDEN") == "write"
# Words of pages alone: the list, which the From names, heads of columns, and
# links where a text has addresses.
PAGE_WORDS = {"fr": "ess communs événement date ou se courriel",
              "en": "ess commons event date or unsubscribe by e mail"}
# Parts of mails; the test of the templates' source knows the others.
PARTS = {"blocks", "choices", "foot", "unsubscribe"}
LISTS = {name: "lettre"
         for name in ("newsletter", "announcement", "invitation")}
VOID = {"br", "hr", "img", "meta"}


class Words(html.parser.HTMLParser):
    """The words of a page, and whether its elements are closed in order."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.words = []
        self.lang = None

    def handle_starttag(self, tag, attrs):
        if tag == "html":
            self.lang = dict(attrs).get("lang")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        # A stray one, or one too early.
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open):
            self.words += re.findall(r"\w+", data)


class GoldenCase(TemplateCase):
    """`mails` are all that the program has, in both languages."""

    mails = []

    def setUp(self):
        super().setUp()
        rows = self.json("list", "--lang", "fr")
        self.pages = {r["name"] for r in rows if r["kind"] == "html"}
        if not self.mails:
            names = {r["name"] for r in rows if r["kind"] == "txt"}
            GoldenCase.mails = [self.mail(name, language)
                                for name in sorted(names - PARTS)
                                for language in ("fr", "en")]

    def mail(self, name, language):
        return self.json("show", name, "--sample", "--lang", language,
                         "--list", LISTS.get(name, "ess-communs"))


class GoldenTest(GoldenCase):
    maxDiff = None

    def same(self, file, made):
        path = GOLDEN / file
        if WRITE:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made)
        self.assertTrue(path.exists(), "new: see the head of this test")
        self.assertEqual(made, path.read_text(), file)

    def html_of(self, mail):
        """The whole of those with a layout of their own, else what is new."""
        whole = mail["html"]
        if mail["name"] in self.pages:
            return whole
        start = whole.index('<div role="main"')
        return whole[start:whole.index("<!--[if mso]></td>", start)]

    def test_every_template(self):
        seen = set()
        for mail in self.mails:
            name = f"{mail['name']}.{mail['language']}"
            with self.subTest(name):
                self.same(name + ".txt",
                          f"Subject: {mail['subject']}\n\n{mail['text']}")
                self.same(name + ".html", self.html_of(mail))
            seen |= {name + ".txt", name + ".html"}
        self.assertEqual(seen, {p.name for p in GOLDEN.iterdir()})

    def test_every_page_is_well_formed_and_says_what_the_text_says(self):
        for mail in self.mails:
            name = f"{mail['name']}.{mail['language']}"
            with self.subTest(name):
                page = Words()
                page.feed(mail["html"])
                page.close()
                self.assertEqual(page.open, [])
                self.assertLess(len(mail["html"].encode()), 100000)
                if mail["name"] == "issue":
                    continue  # its head and tail are those of another mail
                self.assertEqual(page.lang, mail["language"])
                text = set(re.findall(r"\w+", mail["text"]))
                both = text & set(page.words)
                self.assertGreater(len(both), 0.8 * len(text),
                                   sorted(text - both))

    def test_every_text_says_what_the_page_says(self):
        for mail in self.mails:
            if mail["name"] == "issue":
                continue
            with self.subTest(f"{mail['name']}.{mail['language']}"):
                page = Words()
                page.feed(re.sub('<div style="display:none.*?</div>', "",
                                 mail["html"]))
                text = re.findall(
                    r"\w+", (mail["subject"] + "\n" + mail["text"]).casefold())
                more = {word.casefold() for word in page.words}
                self.assertEqual(more - set(text) - set(
                    PAGE_WORDS[mail["language"]].split()), set())

    def test_lines_of_text_fit(self):
        for mail in self.mails:
            for line in mail["text"].splitlines():
                if "://" not in line and "@" not in line:
                    self.assertLessEqual(len(line), 72, line)


# One process for all mails: to begin takes SpamAssassin seconds.  It prints
# "SCORE RULES" for each file, and no address is looked up anywhere.
SPAM = """
use Mail::SpamAssassin;
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1,
    dont_copy_prefs => 1, userprefs_filename => "/dev/null",
    userstate_dir => $ENV{SPAM_HOME} });
$| = 1;
for my $file (@ARGV) {
    open(my $in, "<:raw", $file) or die "$file: $!";
    my $mail = $sa->parse(do { local $/; <$in> });
    my $status = $sa->check($mail);
    printf "%s %s\n", $status->get_score(), $status->get_names_of_tests_hit();
    $status->finish(); $mail->finish();
}
"""
SPAM_MOST = 0.5
LIST_FIELDS = [
    ("List-Id", "<lettre.example.org>"),
    ("List-Unsubscribe", "<mailto:lettre+stop-abc@example.org>"),
    ("List-Owner", "<mailto:lettre+owner@example.org>"),
    ("Precedence", "list")]
NOTICE_FIELDS = [("Auto-Submitted", "auto-replied"),
                 ("X-Auto-Response-Suppress", "All")]


def has_spamassassin():
    if shutil.which("perl") is None:
        return False
    return subprocess.run(["perl", "-MMail::SpamAssassin", "-e", "1"],
                          stderr=subprocess.DEVNULL).returncode == 0


class SpamTest(GoldenCase):
    def compose(self, probe, mail):
        many = mail["name"] in LISTS or mail["name"] == "digest"
        return probe(
            from_name="La Coop des Communs", from_addr="lettre@example.org",
            to_addr="zoe@courrier.test",
            subject=mail["subject"], text=mail["text"], html=mail["html"],
            language=mail["language"], message_id="m.abc@example.org",
            extra=LIST_FIELDS if many else NOTICE_FIELDS,
            shown=[("reseau@example.org", "reseau.png", "image/png", LOGO)]
            if "cid:reseau" in mail["html"] else ())

    def test_no_template_looks_like_spam(self):
        if not has_spamassassin():
            self.skipTest("SpamAssassin is not installed")
        probe = Probe()
        files = []
        for mail in self.mails:
            file = self.dir / f"{mail['name']}.{mail['language']}.eml"
            file.write_bytes(self.compose(probe, mail))
            files.append(file)
        self.assertEqual(probe.close(), 0)
        done = subprocess.run(["perl", "-e", SPAM, *files], timeout=280,
                              stdout=subprocess.PIPE, encoding="utf-8",
                              env=os.environ | {"SPAM_HOME": str(self.dir)})
        self.assertEqual(done.returncode, 0)
        if WRITE:
            print(done.stdout)
        rows = done.stdout.splitlines()
        self.assertEqual(len(rows), len(files))
        for file, row in zip(files, rows):
            with self.subTest(file.stem):
                self.assertLessEqual(float(row.split()[0]), SPAM_MOST, row)


if __name__ == "__main__":
    unittest.main()
