"""The reason of a held mail: what waits for the owners of a list in the
language of that list, the decision in English, whatever the language of who
runs liaison."""
import unittest

import lib
import story

OWNER = "owner@example.org"


class Language(story.Story):
    def setUp(self):
        self.site.env["LIAISON_LOCALEDIR"] = str(self.site.build / "locale")
        self.site.env.pop("LANGUAGE", None)
        self.site.run("tick")  # there is a database

    def report(self, before=None):
        """The timer's turn, an hour later; what owners got since `before`."""
        if before is None:
            before = len(self.mails(OWNER))
        with self.database() as db:
            db.execute("UPDATE allowance SET at = at - 3600")
        self.site.run("tick")
        self.site.run("send", "--drain")
        new = self.mails(OWNER)[before:]
        self.assertGreater(len(new), 0)
        return " ".join(self.texts(mail)[0] for mail in new)

    def held(self, name):
        """A mail that nobody can understand; the reason that owners read."""
        self.ask("paul@example.fr", f"{name}@example.org", "Question",
                 "Bonjour,\n\nquel temps fera-t-il demain ?\n")
        return self.report().replace("\u00a0", " ")

    def decided_in_english(self):
        reasons = self.rows("SELECT reason FROM inbox WHERE state = 'held'")
        self.assertTrue(reasons)
        for text, in reasons:
            self.assertRegex(text, r"\AA human must read it: it ")

    def test_owners_read_their_language(self):
        for language in ("en", "fr"):
            self.site.env["LANGUAGE"] = language
            self.assertIn("Pas compris : Une personne doit le lire : ",
                          self.held("lettre"), language)
        self.site.set('list "lettre"', language="en")
        for language in ("fr", "en"):
            self.site.env["LANGUAGE"] = language
            self.assertIn("Not understood: A human must read it: it ",
                          self.held("lettre"), language)
        self.decided_in_english()

    def test_who_retries_reads_their_own(self):
        self.site.set('list "lettre"', language="fr")
        self.ask("jo@example.fr", "lettre@example.org", "Question",
                 "Bonjour,\n\nqui est là ?\n")
        [(number,)] = self.rows(
            "SELECT id FROM inbox WHERE sender = 'jo@example.fr'")
        for language, words in (("fr", "Une personne doit le lire"),
                                ("en", "A human must read it")):
            done = self.site.run("inbox", "retry", number,
                                 env={"LANGUAGE": language})
            self.assertIn(words, done.stdout)
        self.decided_in_english()

    def test_set_aside(self):
        """What cannot be read: also in the language of the list."""
        fields = "".join(f"X-{i}: a\r\n" for i in range(2000))
        for language in ("fr", "en"):
            self.site.set('list "ess-communs"', language=language)
            self.deliver((f"From: zed-{language}@example.net\r\n"
                          f"Subject: {language}\r\n{fields}\r\nx\r\n")
                         .encode(), sender="zed@example.net")
        whys = [why for why, in self.rows(
            "SELECT why FROM held WHERE kind = 'failed' ORDER BY id")]
        self.assertEqual(len(whys), 2)
        self.assertNotEqual(*whys)
        self.assertIn("header", whys[1])

    def test_the_daemon_too(self):
        self.site.set('list "lettre"', language="fr")
        before = len(self.mails(OWNER))
        self.site.start_daemon(env={"LANGUAGE": "en"})
        self.addCleanup(
            lambda: self.site.daemon and self.site.stop_daemon())
        self.host.send_mail("zoe@example.fr", "lettre@example.org",
                            "Question", "Qui est là ?\n")
        lib.wait_for(lambda: self.rows(
            "SELECT 1 FROM held JOIN inbox ON inbox.id = held.inbox"
            " WHERE inbox.sender = 'zoe@example.fr'"), what="a held mail")
        self.site.stop_daemon()
        self.site.env["LANGUAGE"] = "en"
        self.assertIn("Une personne doit le lire",
                      self.report(before).replace("\u00a0", " "))
        self.decided_in_english()


class Operator(story.Story):
    def test_what_the_operator_reads(self):
        self.site.env["LIAISON_LOCALEDIR"] = str(self.site.build / "locale")
        self.site.env["LANGUAGE"] = "fr"
        self.deliver(lib.to_bytes(lib.make_mail(
            "jo@example.fr", story.SITE, "X", "")).replace(
                b"Subject: X", b"Subject: " + b"x" * 33000))
        self.assertIn("alarme\u00a0: des messages n’ont pas pu être traités",
                      self.site.run("status").stdout)
        self.deliver(lib.to_bytes(lib.make_mail(
            "jo@example.fr", story.SITE, "aide", "")))
        self.assertIn("Le message demande de l’aide.",
                      self.site.run("inbox", "list", "--all").stdout)


if __name__ == "__main__":
    unittest.main()
