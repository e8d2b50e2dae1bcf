"""The editor's day at the terminal."""
import json
import unittest

import lib
import story


class Day(story.Story):
    """What is said of newsletters on their way, and what stops them."""

    def queue(self, subject):
        done = self.site.run(
            "newsletter", "send", self.write(subject=subject), "--list",
            "lettre", "--yes", "--json")
        return json.loads(done.stdout.splitlines()[-1])["mailing"]

    def state(self, mailing):
        return json.loads(self.site.run(
            "mailing", "show", mailing, "--json").stdout)["state"]

    def test_the_last_one_is_meant(self):
        self.subscribed("day@example.net")
        first = self.queue("Première")
        second = self.queue("Seconde")
        said = self.site.run("newsletter", "pause").stdout
        self.assertIn(f"mailing {second} ", said)
        self.assertEqual((self.state(first), self.state(second)),
                         ("running", "paused"))
        self.site.run("newsletter", "resume")
        self.assertEqual(self.state(second), "running")
        self.site.run("newsletter", "cancel", first)
        self.site.run("newsletter", "cancel")
        self.assertEqual((self.state(first), self.state(second)),
                         ("cancelled", "cancelled"))
        self.assertIn("cancelled already", self.site.run(
            "newsletter", "cancel", status=65).stderr)
        self.site.run("send", "--drain")
        self.none_for("day@example.net")

    def test_what_is_no_newsletter(self):
        self.site.run("newsletter", "pause", 99999, status=66)
        self.site.run("newsletter", "pause", "x", status=64)
        self.site.run("newsletter", "pause", 1, 2, status=64)


class Nothing(unittest.TestCase):
    def test_before_the_first_one(self):
        site = self.enterContext(lib.Site())
        site.run("subscriber", "add", "lettre", "anne@example.net",
                 "--consent", "paper")
        for verb in "pause", "resume", "cancel":
            said = site.run("newsletter", verb, status=66).stderr
            self.assertIn("no newsletter was sent yet", said)


if __name__ == "__main__":
    unittest.main()
