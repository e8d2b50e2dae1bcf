"""An editor sends newsletters; what arrives, and what is told."""
import json
import re
import shutil
import subprocess
import unittest

import lib
import story

LONG = """\
# Bonjour {{name}}{{^name}}à vous{{/name}} !

Une ligne assez longue pour qu’elle soit coupée quelque part, avec des accents
éèà, des « guillemets » et un [lien](http://coopdescommuns.org/?a=1&b=2).

.une ligne qui commence par un point

From the beginning of a line.

""" + "Mot " * 400 + "\n\n" + "é" * 2000 + "\n"


class Newsletter(story.Story):
    def setUp(self):
        """Nobody is on the list but those of the test."""
        for (address,) in self.rows(
                "SELECT address FROM subscriber JOIN subscription ON "
                "subscriber.id = subscriber WHERE status = 'active'"
        ) if (self.site.dir / "state" / "liaison.db").exists() else []:
            self.site.run("subscriber", "remove", "lettre", address)

    def states(self, mailing):
        done = self.site.run("delivery", "list", "--mailing", mailing,
                             "--json")
        return {row["address"]: row
                for row in map(json.loads, done.stdout.splitlines())}

    def test_waits_for_what_the_daemon_has_taken(self):
        file = self.site.dir / "many.csv"
        file.write_text("email\n" + "".join(
            f"waiting{n}@example.net\n" for n in range(200)))
        self.site.run("subscriber", "import", "lettre", file, "--consent", "x")
        self.site.start_daemon()
        try:
            [sent] = map(json.loads, self.site.run(
                "newsletter", "send",
                self.site.dir / "newsletters" / "premier-numero.md",
                "--list", "lettre", "--yes", "--again", "--wait",
                "--json").stdout.splitlines())
        finally:
            self.site.stop_daemon()
        self.assertEqual(sent["state"], "done")

    def refused(self, text, *args, status=65):
        """What is said of a file that can not be sent."""
        file = self.site.dir / "bad.md"
        if isinstance(text, str):
            text = text.encode()
        file.write_bytes(text)
        done = self.site.run("newsletter", "send", file, "--list", "lettre",
                             "--yes", *args, status=status)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr.replace(str(file), "FILE")

    # What arrives

    def test_headers_and_parts(self):
        self.subscribed("reader@example.net", name="lettre")
        self.send_newsletter(subject="La lettre d’été\xa0: 100 % communs",
                             text=LONG)
        mail = self.last("reader@example.net", 1)
        self.assertEqual(mail["Subject"], "La lettre d’été\xa0: 100 % communs")
        self.assertEqual(lib.parse_address(mail["From"]), "lettre@example.org")
        self.assertIn("La lettre des Communs", mail["From"])
        self.assertEqual(mail["To"], "reader@example.net")
        self.assertEqual(mail["List-Id"], "<lettre.example.org>")
        self.assertRegex(mail["List-Unsubscribe"], r"^ ?<mailto:lettre\+"
                         r"stop-\w+@example\.org>$")
        self.assertEqual(mail["List-Subscribe"],
                         "<mailto:lettre+subscribe@example.org>")
        self.assertEqual(mail["List-Help"],
                         "<mailto:lettre+help@example.org>")
        self.assertEqual(mail["List-Owner"],
                         "<mailto:lettre+owner@example.org>")
        self.assertEqual(mail["List-Post"], "NO")
        self.assertEqual(mail["Precedence"], "list")
        self.assertIn("lettre", mail["Feedback-ID"])
        self.assertEqual(mail["Content-Language"], "fr")
        self.assertRegex(mail["Message-ID"], r"^<[^<>@ ]+@example\.org>$")
        self.assertRegex(mail["Return-Path"],
                         r"^<lettre\+bounce-\w+@example\.org>$")
        for text in self.texts(mail):
            self.assertIn("Bonjour à vous !", text)
            self.assertIn(".une ligne qui commence par un point", text)
            self.assertIn("From the beginning", text)
            self.assertIn("é" * 2000, text.replace(" ", ""))
            self.assertIn("20 rue du Commandant Mouchotte, 75014 Paris", text)
            self.assertIn("Coopyright", text)
            self.assertIn("Se désabonner" if text.startswith("<!")
                          else "Pour vous désabonner", text)
        self.assertIn("\n.une ligne", lib.body_of(mail))
        html = lib.body_of(mail, "html")
        self.assertIn('href="http://coopdescommuns.org/?a=1&amp;b=2"', html)
        self.assertIn('lang="fr"', html)
        self.assertIn("viewport", html)
        self.assertNotIn("<img", html)
        self.assertNotIn("<script", html)

    def test_a_discussion_list_says_where_to_post(self):
        self.subscribed("member@example.net", name="ess-communs")
        self.send_newsletter(to="ess-communs", subject="Aux membres")
        mail = self.last("member@example.net", 1)
        self.assertEqual(mail["List-Post"],
                         "<mailto:ess-communs@example.org>")
        self.site.run("subscriber", "remove", "ess-communs",
                      "member@example.net")

    def test_each_reads_the_layout_in_their_language(self):
        self.subscribed("ann@example.net", language="en", name="lettre")
        self.subscribed("luc@example.fr", language="fr")
        self.send_newsletter(subject="Deux langues")
        english = self.last("ann@example.net", 1)
        french = self.last("luc@example.fr", 1)
        self.assertIn("To unsubscribe", lib.body_of(english))
        self.assertIn("Pour vous désabonner", lib.body_of(french))
        # The words are the editor's, in the language of the file.
        for mail in (english, french):
            self.assertEqual(mail["Content-Language"], "fr")
            self.assertIn("Bonjour.", lib.body_of(mail))

    def test_names(self):
        names = {"plain@example.net": "Anne Martin",
                 "hostile@example.net": "<b>&amp; {site.name} =_x",
                 "long@example.net": "Élisabeth " * 9 + "Dupont",
                 "none@example.net": ""}
        for person, name in names.items():
            self.site.run("subscriber", "add", "lettre", person, "--consent",
                          "paper", *(["--name", name] if name else []))
        self.send_newsletter(subject="Pour {{name}}", text=LONG)
        for person, name in names.items():
            mail = self.last(person, 1)
            text, html = self.texts(mail)
            self.assertEqual(mail["Subject"].strip(), f"Pour {name}".strip())
            if not name:
                self.assertIn("Bonjour à vous !", text)
                continue
            self.assertIn(f"Bonjour {name} !", text)
            escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(
                ">", "&gt;")
            self.assertIn(f"Bonjour {escaped} !", html)

    def test_who_gets_it(self):
        self.subscribed("each@example.net")
        self.subscribed("digest@example.net", delivery="digest")
        self.subscribed("nothing@example.net", delivery="none")
        self.subscribed("suspended@example.net")
        self.site.run("subscriber", "set", "lettre", "suspended@example.net",
                      "--status", "suspended")
        self.send_newsletter(subject="Qui la reçoit ?")
        self.last("each@example.net", 1)
        self.none_for("digest@example.net", "nothing@example.net",
                      "suspended@example.net")

    def test_spamassassin_has_nothing_to_say(self):
        if shutil.which("spamassassin") is None:
            self.skipTest("spamassassin is not installed")
        self.subscribed("spam@example.net")
        self.send_newsletter(subject="Des nouvelles des communs", text="""
Bonjour,

Le séminaire sur les plateformes coopératives aura lieu en juin à Paris. Le
programme est sur [notre site](http://coopdescommuns.org/).
""")
        self.mails("spam@example.net")
        raw = self.host.raw_mailbox("spam@example.net")[-1]
        done = subprocess.run(["spamassassin", "-L", "-t"], input=raw,
                              stdout=subprocess.PIPE, timeout=60,
                              stderr=subprocess.DEVNULL)
        score = re.search(rb"X-Spam-Status:.*?score=(-?[\d.]+)", done.stdout,
                          re.S) or re.search(
                              rb"\((-?[\d.]+) points", done.stdout)
        self.assertIsNotNone(score, done.stdout[:2000])
        self.assertLess(float(score.group(1)), 5, done.stdout[-3000:])

    # Recap and question

    def test_before_sending(self):
        self.subscribed("recap@example.net")
        self.subscribed("recap2@example.net", language="en")
        file = self.write(subject="Récapitulatif", text="Bonjour à toutes.")
        done = self.site.run("newsletter", "send", file, "--list", "lettre",
                             "--dry-run")
        for word in ("Récapitulatif", "lettre", "2", "Bonjour à toutes."):
            self.assertIn(word, done.stdout)
        done = self.site.run("newsletter", "send", file, "--list", "lettre",
                             "--dry-run", "--json")
        recap = json.loads(done.stdout)
        self.assertEqual((recap["recipients"], recap["fr"], recap["en"]),
                         (2, 1, 1))
        done = self.site.run("newsletter", "send", file, "--list", "lettre",
                             status=64)
        self.assertIn("--yes", done.stderr)
        self.site.run("send", "--drain")
        self.none_for("recap@example.net", "recap2@example.net")

    def test_the_same_file_twice(self):
        self.subscribed("again@example.net")
        file = self.write(subject="Une seule fois")
        args = ["newsletter", "send", file, "--list", "lettre", "--yes"]
        self.site.run(*args)
        done = self.site.run(*args, status=65)
        self.assertIn("--again", done.stderr)
        self.site.run(*args, "--again", "--wait")
        self.assertEqual(len(self.mails("again@example.net")), 2)

    def test_what_can_not_be_sent(self):
        """One sentence that says where: FILE:LINE."""
        good = "---\nsubject: x\n---\n\n"
        for text, line in (
                ("Bonjour", 1), ("---\nsubject: x\n", 2),
                ("---\nlanguage: fr\n---\nx\n", None),
                ("---\nsubject: x\nlanguage: de\n---\nx\n", 3),
                ("---\nsubject: x\nsubjet: y\n---\nx\n", 3),
                ("---\nsubject: x\nsubject: y\n---\nx\n", 3),
                (good + "{{#name}}\n", 5), (good + "x\n{{nmae}}\n", 6),
                (good, None), (good.encode() + b"caf\xe9\n", None)):
            said = self.refused(text)
            self.assertIn("FILE:" + (f"{line}:" if line else ""), said)
        self.refused("x", "--wiat", status=64)
        self.site.run("newsletter", "send", "missing.md", "--list", "lettre",
                      "--yes", status=66)
        self.site.run("newsletter", "send", self.write(), "--list", "nolist",
                      "--yes", status=66)
        self.site.run("newsletter", "send", self.write(), "--yes", status=64)

    # Watching and stopping

    def test_pause_resume_cancel(self):
        self.subscribed("wait1@example.net", "wait2@example.net")
        done = self.site.run(
            "newsletter", "send", self.write(subject="En attente"), "--list",
            "lettre", "--yes", "--json")
        mailing = json.loads(done.stdout)["mailing"]
        self.site.run("mailing", "pause", mailing)
        again = self.site.run("mailing", "pause", mailing, status=65)
        self.assertIn("is paused already", again.stderr)
        self.site.run("send", "--drain")
        self.none_for("wait1@example.net", "wait2@example.net")
        status = json.loads(self.site.run(
            "newsletter", "status", "--json").stdout)
        self.assertEqual(status["state"], "paused")
        self.site.run("mailing", "resume", mailing)
        self.site.run("send", "--drain")
        self.last("wait1@example.net", 1)
        show = json.loads(self.site.run(
            "mailing", "show", mailing, "--json").stdout)
        self.assertEqual(show["state"], "done")
        self.site.run("mailing", "cancel", mailing, status=65)

        done = self.site.run(
            "newsletter", "send", self.write(subject="Jamais"), "--list",
            "lettre", "--yes", "--json")
        mailing = json.loads(done.stdout)["mailing"]
        self.site.run("mailing", "cancel", mailing)
        self.site.run("send", "--drain")
        self.assertEqual(len(self.mails("wait1@example.net")), 1)
        self.assertEqual({row["state"] for row in
                          self.states(mailing).values()}, {"cancelled"})
        self.site.run("mailing", "resume", mailing, status=65)
        self.site.run("mailing", "show", 99999, status=66)

    def test_refused_and_busy(self):
        self.subscribed("refused@example.net", "busy@example.net",
                        "fine@example.net")
        mailing = self.send_newsletter(subject="Refus", text=LONG)
        rows = self.states(mailing)
        self.last("fine@example.net", 1)
        self.assertEqual(rows["fine@example.net"]["state"], "sent")
        refused = rows["refused@example.net"]
        self.assertEqual((refused["state"], refused["code"]), ("failed", 550))
        self.assertEqual(refused["enhanced"], "5.1.1")
        self.assertIn("no such user here", refused["reply"])
        busy = rows["busy@example.net"]
        self.assertEqual((busy["state"], busy["code"]), ("deferred", 450))
        self.assertIn("try again later", busy["reply"])
        self.assertEqual(self.status("refused@example.net"), "active")
        done = self.site.run("newsletter", "status")
        self.assertRegex(done.stdout, "1")
        # Not before it is due; then the same mail again.
        self.site.run("send", "--drain")
        self.assertEqual(self.states(mailing)["busy@example.net"]["attempts"],
                         1)
        # The person cannot be reached for days: it is given up.
        self.site.run("subscriber", "remove", "lettre", "busy@example.net")
        self.assertEqual(
            self.states(mailing)["busy@example.net"]["state"], "cancelled")
        self.site.run("send", "--drain")
        self.assertEqual(json.loads(self.site.run(
            "mailing", "show", mailing, "--json").stdout)["state"], "done")

    def test_a_retry_is_the_same_mail(self):
        """Put back as after a crash: the same Message-ID and bytes."""
        self.subscribed("retry@example.net")
        mailing = self.send_newsletter(subject="Deux fois la même", text=LONG)
        self.change("UPDATE delivery SET state = 'queued' WHERE mailing = ?",
                    mailing)
        self.change("UPDATE mailing SET state = 'running', finished = NULL "
                    "WHERE id = ?", mailing)
        self.site.run("send", "--drain")
        first, second = self.mails("retry@example.net")
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        raws = self.host.raw_mailbox("retry@example.net")
        self.assertEqual(*map(self.our_lines, raws))

    def test_nobody_is_on_the_list(self):
        mailing = self.send_newsletter(subject="Dans le vide")
        self.assertEqual(json.loads(self.site.run(
            "mailing", "show", mailing, "--json").stdout)["state"], "done")


if __name__ == "__main__":
    unittest.main()
