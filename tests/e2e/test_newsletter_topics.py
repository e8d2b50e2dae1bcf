"""Who reads what: topics, empty variants, several lists."""
import json
import random
import unittest

import lib
import story

TOPICS = ("territoires", "plateformes", "gouvernance", "travail")
HEAD = """\
---
subject: Quatre thèmes
list: lettre
language: fr
---

"""


def item(title, topics="", words="Quelques mots."):
    line = f"topics: {topics}\n" if topics else ""
    return f"::: item\ntitle: {title}\n{line}\n{words}\n:::\n\n"


class Topics(story.Story):
    def setUp(self):
        """Nobody is on the lists but those of the test."""
        if not (self.site.dir / "state" / "liaison.db").exists():
            return
        for name, address in self.rows(
                "SELECT l.name, r.address FROM subscription s "
                "JOIN subscriber r ON r.id = s.subscriber "
                "JOIN list l ON l.id = s.list WHERE s.status = 'active'"):
            self.site.run("subscriber", "remove", name, address)

    def send(self, text, *args, name="topics.md", status=0):
        file = self.site.dir / name
        file.write_text(text)
        done = self.site.run("newsletter", "send", file, "--yes", "--json",
                             *args, status=status)
        if status == 0:
            self.site.run("send", "--drain")
        return done

    def reader(self, address, topics, name="lettre", **options):
        self.subscribed(address, name=name, **options)
        if topics:
            self.site.run("subscriber", "set", name, address, "--topics",
                          topics)

    def test_each_gets_exactly_their_topics(self):
        """Random topics of items and of readers; and all or nothing."""
        dice = random.Random(5)
        items = {f"Titre-{n:02}-fin": dice.sample(TOPICS, dice.randint(0, 3))
                 for n in range(12)}
        readers = {"all@example.net": []}
        for n in range(9):
            readers[f"r{n}@example.net"] = dice.sample(
                TOPICS, dice.randint(1, 4))
        for address, wanted in readers.items():
            self.reader(address, " ".join(wanted))
        self.send(HEAD + "Bonjour {{name}}.\n\n" + "".join(
            item(title, ", ".join(topics))
            for title, topics in items.items()))
        for address, wanted in readers.items():
            mail = self.last(address, 1)
            mine = [title for title, topics in items.items()
                    if not topics or not wanted or set(topics) & set(wanted)]
            self.both(mail, *mine)
            self.neither(mail, *(set(items) - set(mine)))
            self.assertLess(0, len(mine))
        variants = self.rows("SELECT DISTINCT variant FROM content")
        self.assertLessEqual(len(variants), 17, variants)
        [(last,)] = self.rows("SELECT max(id) FROM mailing WHERE "
                              "kind = 'newsletter'")
        archive = ("newsletter", "archive", last, "--variant")
        text = self.site.run(*archive, "fr").stdout  # all topics
        self.assertTrue(all(title in text for title in items))
        told = self.site.run(*archive, "de", status=66).stderr
        self.assertRegex(told, r"no variant de; there are .*\bfr\.f\b")

    def test_headings_without_anything_vanish(self):
        self.reader("work@example.net", "travail")
        self.send(HEAD + "Bonjour.\n\n## Le travail\n\n" +
                  item("Du travail", "travail") + "## Les territoires\n\n" +
                  item("Des territoires", "territoires") +
                  "Gouverner\n---------\n\n" +
                  item("Une gouvernance", "gouvernance") +
                  "## Pour tout le monde\n\nUn mot.\n")
        mail = self.last("work@example.net", 1)
        self.both(mail, "Le travail", "Du travail", "Pour tout le monde")
        self.neither(mail, "Les territoires", "Des territoires", "Gouverner",
                     "Une gouvernance")

    def test_nothing_for_a_reader(self):
        self.reader("land@example.net", "territoires")
        self.reader("work2@example.net", "travail")
        self.reader("digest2@example.net", "", delivery="digest")
        text = HEAD + "Bonjour {{name}},\n\n## Le travail\n\n" + item(
            "Du travail", "travail") + "À bientôt,\n\n*l’équipe*\n"
        file = self.site.dir / "topics.md"
        file.write_text(text)
        [recap] = map(json.loads, self.site.run(
            "newsletter", "send", file, "--dry-run", "--json"
        ).stdout.splitlines()[:1])
        self.assertEqual(recap["recipients"], 1)
        self.send(text)
        self.both(self.last("work2@example.net", 1), "Du travail")
        self.none_for("land@example.net", "digest2@example.net")
        [(count,)] = self.rows("SELECT count(*) FROM delivery d JOIN mailing "
                               "m ON m.id = d.mailing WHERE m.kind = "
                               "'newsletter' AND m.id = (SELECT max(id) FROM "
                               "mailing WHERE kind = 'newsletter')")
        self.assertEqual(count, 1)

    def test_front_topics_close_it_to_others(self):
        self.reader("one@example.net", "travail gouvernance")
        self.reader("two@example.net", "territoires")
        self.reader("three@example.net", "")
        self.send(HEAD.replace("language:", "topics: travail\nlanguage:") +
                  "Ceci est pour qui veut « travail ».\n")
        self.last("one@example.net", 1)
        self.last("three@example.net", 1)
        self.none_for("two@example.net")

    def test_what_changes_after_queueing_changes_nothing(self):
        self.reader("late@example.net", "travail")
        file = self.site.dir / "late.md"
        file.write_text(HEAD + item("Du travail", "travail") + item(
            "Des territoires", "territoires"))
        self.site.run("newsletter", "send", file, "--yes")
        self.site.run("subscriber", "set", "lettre", "late@example.net",
                      "--topics", "territoires")
        self.site.run("send", "--drain")
        mail = self.last("late@example.net", 1)
        self.both(mail, "Du travail")
        self.neither(mail, "Des territoires")

    def test_an_old_issue_again(self):
        """By mail: in one's language, on one's topics of today."""
        self.reader("old@example.net", "travail")
        self.reader("other@example.net", "territoires")
        self.send(HEAD.replace("Quatre thèmes", "Pour numéro") +
                  item("Du travail", "travail") + item(
                      "Des territoires", "territoires") +
                  item("Pour tout le monde"))
        self.last("old@example.net", 1)
        self.site.run("subscriber", "set", "lettre", "old@example.net",
                      "--topics", "territoires")
        number = self.rows("SELECT count(*) FROM archive")[0][0]
        self.ask("old@example.net", story.SITE, f"numéro {number} lettre")
        self.site.run("send", "--drain")
        mail = self.mails("old@example.net")[-1]
        self.both(mail, "Des territoires", "Pour tout le monde")
        self.neither(mail, "Du travail")

    # Several lists

    def test_several_lists(self):
        """Who is on both gets one, from the first list named."""
        self.reader("both@example.net", "")
        self.reader("both@example.net", "", name="ess-communs")
        self.reader("member@example.net", "", name="ess-communs")
        self.reader("letter@example.net", "")
        self.reader("digested@example.net", "", delivery="digest")
        self.reader("digested@example.net", "", name="ess-communs")
        text = HEAD.replace("list: lettre", "lists: lettre, ess-communs")
        done = self.send(text + "Deux listes.\n")
        for address, name in (("both@example.net", "lettre"),
                              ("member@example.net", "ess-communs"),
                              ("letter@example.net", "lettre"),
                              ("digested@example.net", "ess-communs")):
            mail = self.last(address, 1)
            self.assertEqual(mail["List-Id"], f"<{name}.example.org>")
            self.assertEqual(lib.parse_address(mail["From"]),
                             f"{name}@example.org")
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])["queued"],
                         4)
        # One list of them has had it: none gets it again.
        before = self.rows("SELECT count(*) FROM mailing")
        (self.site.dir / "topics.md").write_text(text + "Deux listes.\n")
        self.send(text + "Deux listes.\n", status=65)
        self.assertEqual(self.rows(
            "SELECT count(*) FROM delivery WHERE state = 'queued'"), [(0,)])
        self.send(text + "Deux listes.\n", "--again")
        for address in ("both@example.net", "member@example.net"):
            self.last(address, 2)
        self.assertEqual(self.rows("SELECT count(*) FROM mailing")[0][0],
                         before[0][0] + 2)

    def test_unknown_lists_are_told(self):
        said = self.send(HEAD.replace("list: lettre", "list: letre") + "x\n",
                         status=None).stderr
        self.assertIn("topics.md:3", said)
        self.assertIn("letre", said)


if __name__ == "__main__":
    unittest.main()
