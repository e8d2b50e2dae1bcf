"""The reason of a held mail: for the owners in the language of their list,
in English in the database, whatever the language of who runs liaison."""
import unittest

import lib
import story

OWNER = "owner@example.org"


class Language(story.Story):
    def setUp(self):
        self.site.env["LIAISON_LOCALEDIR"] = str(self.site.build / "locale")
        self.site.env.pop("LANGUAGE", None)

    def held(self, name):
        """A mail that nobody can understand; the reason that owners read."""
        before = len(self.mails(OWNER))
        self.ask("paul@example.fr", f"{name}@example.org", "Question",
                 "Bonjour,\n\nquel temps fera-t-il demain ?\n")
        notice = self.last(OWNER, before + 1)
        return self.texts(notice)[0].replace("\u00a0", " ")

    def in_english(self):
        with self.database() as db:
            for table, column in (("held", "why"), ("inbox", "reason")):
                for text, in db.execute(f"select {column} from {table}"):
                    self.assertRegex(text, r"\AA human must read it: it ")

    def test_owners_read_their_language(self):
        for language in ("en", "fr"):
            self.site.env["LANGUAGE"] = language
            self.assertIn("raison notée : Une personne doit le lire : ",
                          self.held("lettre"), language)
        self.site.set('list "lettre"', language="en")
        for language in ("fr", "en"):
            self.site.env["LANGUAGE"] = language
            self.assertIn("reason noted: A human must read it: it ",
                          self.held("lettre"), language)
        self.in_english()

    def test_the_daemon_too(self):
        self.site.set('list "lettre"', language="fr")
        self.site.start_daemon(env={"LANGUAGE": "fr"})
        self.addCleanup(self.site.stop_daemon)
        before = len(self.mails(OWNER))
        self.host.send_mail("zoe@example.fr", "lettre@example.org",
                            "Question", "Qui est là ?\n")
        lib.wait_for(lambda: len(self.mails(OWNER)) > before,
                     what="the notice")
        self.assertIn("Une personne doit le lire", self.texts(
            self.mails(OWNER)[-1])[0].replace("\u00a0", " "))
        self.in_english()


if __name__ == "__main__":
    unittest.main()
