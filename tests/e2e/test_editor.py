"""The editor's day at the terminal."""
import datetime
import json
import os
import pty
import select
import subprocess
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

    def test_an_order_that_waits_may_be_meant_as_well(self):
        self.subscribed("order@example.net")
        mailing = self.queue("Partie")
        order = json.loads(self.site.run(
            "newsletter", "send", self.write(subject="Plus tard"), "--list",
            "lettre", "--yes", "--json", "--at", "monday 08:00").stdout)
        for verb, word in (("pause", "is paused"), ("resume", "goes on"),
                           ("cancel", "is cancelled")):
            told = self.site.run("newsletter", verb, status=64).stderr
            self.assertIn(f"{verb} --order {order['order']}", told)
            self.assertEqual(self.state(mailing), "running")
            said = self.site.run("newsletter", verb, "--order",
                                 order["order"]).stdout
            self.assertIn(f"order {order['order']} {word}", said)
        self.site.run("newsletter", "cancel", mailing)

    def test_states_in_french(self):
        french = {"LANGUAGE": "fr",
                  "LIAISON_LOCALEDIR": str(lib.BUILD / "locale")}
        self.subscribed("etat@example.net")
        mailing = self.queue("État")
        self.site.run("newsletter", "pause", mailing)
        for command in ("status", "report"):
            said = self.site.run("newsletter", command, mailing,
                                 env=french).stdout
            self.assertIn("état\u00a0: en pause\n", said)
        self.site.run("newsletter", "cancel", mailing)
        self.assertIn("déjà annulé", self.site.run(
            "newsletter", "cancel", mailing, env=french, status=65).stderr)

    def test_what_nobody_would_be_shown_is_not_sent(self):
        self.subscribed("over@example.net")
        file = self.write("::: event\ntitle: Old\nstart: 2020-01-03\n:::")
        told = self.site.run("newsletter", "send", file, "--list", "lettre",
                             "--yes", status=65).stderr
        self.assertIn("this event is over", told)
        self.assertRegex(told, r"issue\.md:\d+:\d+: warning: ")
        self.assertIn("nothing was sent: ", told)
        said = self.site.run("newsletter", "check", file, "--list", "lettre",
                             "--no-spam", status=65).stdout
        self.assertIn("error: there is nothing in it", said)

    def test_what_is_no_newsletter(self):
        self.site.run("newsletter", "pause", 99999, status=66)
        self.site.run("newsletter", "pause", "x", status=64)
        self.site.run("newsletter", "pause", 1, 2, status=64)


LETTER = """\
---
subject: La lettre
list: lettre
language: fr
---
# Bonjour

::: item
title: Un article
topics: travail

Le texte.
:::
"""


def at_terminal(site, answer, *args):
    """(exit status, standard output, what the terminal got)."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [site.program, *map(str, args)], env=site.env, stdin=theirs,
        stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    os.write(ours, answer.encode() + b"\n")
    out = process.communicate(timeout=60)[0].decode()
    seen = b""
    while select.select([ours], [], [], 0)[0]:
        try:
            seen += os.read(ours, 65536)
        except OSError:
            break
    os.close(ours)
    return process.returncode, out, seen.decode()


class Plan(unittest.TestCase):
    """Before a newsletter leaves; no server is needed."""

    def setUp(self):
        self.site = self.enterContext(lib.Site())
        self.file = self.site.dir / "lettre.md"
        self.file.write_text(LETTER)

    def add(self, *people, to="lettre", **options):
        for person in people:
            self.site.run("subscriber", "add", to, person, "--consent",
                          "paper", *(word for key, value in options.items()
                                     for word in ("--" + key, value)))

    def plan(self, *args):
        return json.loads(self.site.run(
            "newsletter", "plan", self.file, "--json", *args).stdout)

    def test_who_gets_it(self):
        self.add("anne@example.net", "bob@example.net", "eve@example.org")
        self.add("dora@example.com", language="en")
        self.add("digest@example.net", delivery="digest")
        self.add("none@example.net", delivery="none")
        self.add("pause@example.net")
        self.site.run("subscriber", "set", "lettre", "pause@example.net",
                      "--pause", "open")
        told = self.plan()
        self.assertEqual((told["recipients"], told["fr"], told["en"]),
                         (4, 3, 1))
        self.assertEqual(told["nothing"], {
            "empty": 0, "past": 0, "digest": 1, "none": 1, "paused": 1, "twice": 0})
        self.assertEqual([(row["domain"], row["count"])
                          for row in told["domains"]],
                         [("example.net", 2), ("example.com", 1),
                          ("example.org", 1)])
        self.assertIsNone(told["changes"][0]["since"])
        self.assertGreater(told["bytes"], 1000)
        text = self.site.run("newsletter", "plan", self.file).stdout
        for words in ("La lettre", "recipients: 4", "they pause",
                      "example.net", "####", "first newsletter"):
            self.assertIn(words, text)

    def test_topics(self):
        self.file.write_text(LETTER.replace("# Bonjour\n", ""))
        self.add("all@example.net")
        self.add("one@example.net", topics="travail,gouvernance")
        self.add("other@example.net", topics="gouvernance")
        told = self.plan()
        self.assertEqual(told["recipients"], 2)
        self.assertEqual(told["topics"], {"travail": 2})
        self.assertEqual(told["nothing"]["empty"], 1)
        self.assertEqual(told["variants"],
                         {"fr.0": 0, "fr.1": 2, "en.0": 0, "en.1": 0})
        self.assertIn("nothing on their topics", self.site.run(
            "newsletter", "plan", self.file).stdout)

    def test_since_the_last_one(self):
        self.add("anne@example.net", "bob@example.net")
        self.site.run("newsletter", "send", self.file, "--yes")
        self.add("carl@example.net")
        self.site.run("subscriber", "remove", "lettre", "bob@example.net")
        [change] = self.plan()["changes"]
        self.assertEqual((change["joined"] >= 1, change["left"]), (True, 1))
        self.assertIsNotNone(change["since"])
        self.assertEqual(self.plan()["same"], 1)

    def test_when(self):
        """At an hour to come, as files have it; status knows of it."""
        self.add("anne@example.net")
        year = datetime.date.today().year + 1
        for text in f"{year}-12-07 08:00", f"7 décembre {year} 8 h":
            self.assertEqual(self.plan("--at", text)["starts"],
                             f"{year}-12-07T07:00:00Z", text)
        said = self.site.run("newsletter", "plan", self.file, "--at", text,
                             env={"TZ": "Asia/Tokyo"}).stdout
        self.assertIn(f"starts: {year}-12-07 08:00 (Europe/Paris)\n", said)
        self.site.run("newsletter", "plan", self.file, "--at", "soon",
                      status=64)
        self.site.run("newsletter", "plan", self.file, "--at",
                      "2020-01-01 08:00", status=64)
        self.site.run("newsletter", "send", self.file, "--yes", "--at",
                      f"{year}-12-07 08:00")
        [order] = map(json.loads, self.site.run(
            "newsletter", "status", "--json").stdout.splitlines())
        self.assertEqual((order["state"], order["send_at"]),
                         ("scheduled", f"{year}-12-07 08:00"))
        said = self.site.run("newsletter", "status").stdout
        self.assertIn("La lettre", said)
        self.assertIn(f"{year}-12-07 08:00", said)
        self.site.run("newsletter", "send", self.file, "--yes", "--at", "now",
                      "--again")
        last, order = map(json.loads, self.site.run(
            "newsletter", "status", "--json").stdout.splitlines())
        self.assertEqual((last["id"], order["order"]), (1, 1))

    def test_several_lists(self):
        self.add("anne@example.net", "both@example.net")
        self.add("both@example.net", "member@example.net", to="ess-communs")
        told = self.plan("--list", "lettre, ess-communs")
        self.assertEqual(told["recipients"], 3)
        self.assertEqual(told["nothing"]["twice"], 1)
        self.assertEqual([(row["list"], row["recipients"])
                          for row in told["lists"]],
                         [("lettre", 2), ("ess-communs", 1)])
        self.site.run("newsletter", "plan", self.file, "--list",
                      "lettre,nolist", status=66)

    # T50

    def test_the_name_of_the_list_is_asked(self):
        self.add("anne@example.net", "bob@example.net")
        for answer in "", "y", "yes", "lettr", "lettres", "ess-communs":
            status, _, seen = at_terminal(
                self.site, answer, "newsletter", "send", self.file)
            self.assertEqual(status, 65, answer)
            self.assertIn("2 people", seen)
            self.assertIn("(lettre)", seen)
            self.assertIn("nothing was sent", seen)
        self.assertEqual(self.site.run("mailing", "list").stdout, "")
        status, out, _ = at_terminal(
            self.site, " lettre ", "newsletter", "send", self.file)
        self.assertEqual(status, 0)
        self.assertIn("recipients: 2", out)
        self.assertIn("2 mails are queued", out)
        # Nobody is asked what would be refused.
        status, _, seen = at_terminal(
            self.site, "lettre", "newsletter", "send", self.file)
        self.assertEqual(status, 65)
        self.assertIn("--again", seen)
        self.assertNotIn("type the name", seen)

    def test_without_a_terminal(self):
        self.add("anne@example.net")
        said = self.site.run("newsletter", "send", self.file, status=64)
        self.assertIn("--yes", said.stderr)
        self.file.write_text(LETTER.replace("list: lettre\n", ""))
        said = self.site.run("newsletter", "send", self.file, "--yes",
                             status=64)
        self.assertIn("--list", said.stderr)


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
