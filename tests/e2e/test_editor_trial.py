"""A newsletter to a few addresses, before it leaves."""
import json
import re
import unittest

import lib
import story
from test_editor_preview import ENGLISH, FRENCH

FRENCH = re.sub(r"!\[.*\n", "", FRENCH)
ENGLISH = re.sub(r"!\[.*\n", "", ENGLISH)


class Trial(story.Story):
    def setUp(self):
        self.file = self.site.dir / "essai.fr.md"
        self.file.write_text(FRENCH)
        (self.site.dir / "essai.en.md").write_text(ENGLISH)

    def rows(self, *args):
        if not (self.site.dir / "state" / "liaison.db").exists():
            return []
        return super().rows(*args)

    def trial(self, *args, **options):
        return self.site.run("newsletter", "test", self.file, *args,
                             **options)

    def judge(self, mail, raw):
        self.assertEqual(mail.defects, [])

    def test_what_arrives(self):
        for (address,) in self.rows("SELECT address FROM subscriber"):
            self.site.run("subscriber", "remove", "lettre", address,
                          status=None)
        # Nobody is on the list: both languages, with all topics.
        told = json.loads(self.trial("one@example.net", "two@example.net",
                                     "ONE@example.net", "--json",
                                     ).stdout)
        self.assertEqual(told["queued"], 4)
        self.site.run("send", "--drain")
        mails = {str(m["Subject"]): m for m in self.mails("one@example.net")}
        self.assertEqual(set(mails), {"[essai] La lettre de nous",
                                      "[test] La lettre de us"})
        french = mails["[essai] La lettre de nous"]
        for kind in "plain", "html":
            body = lib.body_of(french, kind)
            self.assertIn("Bonjour nous", body)
            self.assertIn("mènent nulle part", " ".join(body.split()))
        html = lib.body_of(french, "html")
        self.assertEqual(html.count("</body>"), 1)
        self.assertLess(html.index("nulle part"), html.index("</body>"))
        self.assertIn("lead nowhere", " ".join(lib.body_of(
            mails["[test] La lettre de us"]).split()))
        ids = {m["Message-ID"] for m in mails.values()}
        self.assertEqual(len(ids), 2)
        self.assertEqual(len(self.mails("two@example.net")), 2)
        # The way out is nobody's.
        self.subscribed("one@example.net")
        way = re.search(r"<mailto:([^>?]+)", french["List-Unsubscribe"])[1]
        self.ask("one@example.net", way, "")
        self.assertEqual(self.status("one@example.net"), "active")

    def test_it_is_not_sent(self):
        self.subscribed("reader@example.net", "other@example.net")
        said = self.trial("editor@example.net", "--wait").stdout
        self.assertIn("[essai]", str(self.last(
            "editor@example.net", 1)["Subject"]))
        self.assertTrue(said)
        self.none_for("reader@example.net", "other@example.net")
        self.assertNotIn("La lettre de", self.site.run(
            "newsletter", "archive").stdout)
        self.assertIsNone(json.loads(self.site.run(
            "newsletter", "plan", self.file, "--json").stdout)["same"])
        self.site.run("newsletter", "send", self.file, "--yes", "--wait")
        self.last("reader@example.net", 1)

    def test_variants(self):
        told = json.loads(self.trial("v@example.net", "--variant", "en.0",
                                     "--json").stdout)
        self.assertEqual(told["queued"], 1)
        self.site.run("send", "--drain")
        self.assertNotIn("La suite", lib.body_of(
            self.last("v@example.net", 1)))
        self.assertIn("there is no variant de; there are fr.0, fr.1, en.0,"
                      " en.1\n", self.trial("v@example.net", "--variant",
                                            "de", status=66).stderr)

    def test_how_many(self):
        people = [f"many{n}@example.net" for n in range(11)]
        self.assertIn("10", self.trial(*people, status=65).stderr)
        self.trial(status=64)
        self.trial("nobody", status=65)
        self.assertEqual(self.rows(
            "SELECT count(*) FROM delivery WHERE address LIKE 'many%'"),
            [(0,)])


if __name__ == "__main__":
    unittest.main()
