"""What people ask for by mail about a subscription: proved, confirmed,
replayed, forged; and what they then get.
"""
import time
import unittest

import lib
import story
from story import DAY, SITE

NEVER = 253402300799  # a pause that only its person ends


class Requests(story.Story):
    def proved(self, person, words, body="", **options):
        """The mailbox's own server says that the sender is authentic."""
        self.deliver(lib.authenticated(
            lib.make_mail(person, SITE, words, body, **options)))

    def paused(self, person):
        [(until,)] = self.rows(
            "SELECT s.paused_until FROM subscription s JOIN subscriber r"
            " ON r.id = s.subscriber WHERE r.address_key = ?", person)
        return until

    def detail(self, person):
        return self.rows("SELECT verb, state, detail FROM pending"
                         " WHERE address_key = ? ORDER BY id", person)

    # Choices, with proof

    def test_each_choice_with_proof(self):
        cases = [("résumé lettre", "delivery", "digest"),
                 ("nomail lettre", "delivery", "none"),
                 ("each lettre", "delivery", "each"),
                 ("langue anglais lettre", "language", "en"),
                 ("thèmes +plateformes -travail lettre", "topics",
                  ["plateformes", "territoires", "gouvernance"]),
                 ("topics travail lettre", "topics", ["travail"]),
                 ("thèmes tous lettre", "topics", [])]
        for i, (words, field, value) in enumerate(cases):
            person = f"choice{i}@example.net"
            self.subscribed(person)
            if words.startswith("each"):
                self.site.run("subscriber", "set", "lettre", person,
                              "--delivery", "digest")
            self.proved(person, words)
            shown = self.show(person)
            # Who has every topic and adds one still has every one.
            if "-travail" in words:
                value = [key for key in value if key != "travail"]
            if field == "topics":
                self.assertCountEqual(shown[field], value, words)
            else:
                self.assertEqual(shown[field], value, words)
            if words != "thèmes tous lettre":
                record = shown["consent"][-1]
                self.assertEqual((record["action"], record["how"]),
                                 ("set", "email"), words)
            self.last(person, 1)

    def test_several_choices_are_one_change(self):
        person = "several@example.net"
        self.subscribed(person)
        self.proved(person, "résumé lettre",
                    "langue anglais lettre\nthèmes travail lettre\n")
        shown = self.show(person)
        self.assertEqual((shown["delivery"], shown["language"],
                          shown["topics"]), ("digest", "en", ["travail"]))
        self.assertEqual([row["action"] for row in shown["consent"]],
                         ["subscribe", "set"])
        self.assertEqual(self.last(person, 1)["Content-Language"], "en")

    def test_already_so(self):
        person = "already@example.net"
        self.subscribed(person)
        self.proved(person, "chaque message lettre")
        self.assertEqual(len(self.show(person)["consent"]), 1)
        self.assertIn("déjà ainsi", lib.body_of(self.last(person, 1)))

    # Choices, without proof

    def test_choices_without_proof(self):
        person = "unproved@example.net"
        self.subscribed(person)
        self.ask(person, SITE, "résumé lettre", "thèmes travail lettre\n")
        question = self.last(person, 1)
        self.assertIn("lettre", question["Reply-To"].lower())
        for text in self.texts(question):
            self.assertIn("résume les autres", text)
            self.assertIn("« travail »", text)
        self.assertEqual(self.show(person)["delivery"], "each")
        self.confirm_by_reply(person)
        shown = self.show(person)
        self.assertEqual((shown["delivery"], shown["topics"]),
                         ("digest", ["travail"]))
        record = shown["consent"][-1]
        self.assertEqual(record["how"], "email-confirmed")
        self.assertRegex(record["text_version"], "^confirm-change/fr/")
        self.last(person, 2)
        # Replayed: nothing more, but an answer.
        self.site.run("subscriber", "set", "lettre", person,
                      "--delivery", "none")
        self.ask(person, None, None, lib.quoted(question),
                 reply_to=question)
        self.assertEqual(self.show(person)["delivery"], "none")
        self.assertIn("déjà réglée", self.last(person, 3)["Subject"])

    def test_only_what_changes_is_told(self):
        """Whatever else the mail's templates know, as the list's topics."""
        person = "only@example.net"
        self.subscribed(person)
        self.ask(person, SITE, "résumé lettre")
        self.assertEqual([line for line in lib.body_of(
            self.last(person, 1)).splitlines() if line.startswith("- ")],
            ["- envoi\u00a0: un seul message de temps en temps, qui résume"
             " les autres"])

    def test_words_of_both_languages(self):
        """They tell nothing of the language of who writes them."""
        for language, answer in (("en", "Your settings"),
                                 ("fr", "Vos réglages")):
            for words in ("digest lettre", "pause lettre"):
                person = f"{words.split()[0]}.{language}@example.net"
                self.subscribed(person, language=language)
                self.proved(person, words)
                self.assertIn(answer, self.last(person, 1)["Subject"])

    def test_a_later_request_changes_no_token(self):
        person = "later@example.net"
        self.subscribed(person)
        self.ask(person, SITE, "résumé lettre")
        question = self.last(person, 1)
        self.ask(person, SITE, "nomail lettre")
        self.ask(person, SITE, "langue anglais lettre")
        self.assertEqual(len(self.mails(person)), 1)  # threat T1
        self.assertEqual([state for _, state, _ in self.detail(person)],
                         ["asked", "waiting"])
        self.ask(person, None, None, lib.quoted(question),
                 reply_to=question)
        shown = self.show(person)
        self.assertEqual((shown["delivery"], shown["language"]),
                         ("digest", "fr"))

    def test_english(self):
        person = "english@example.net"
        self.subscribed(person, language="en")
        self.ask(person, SITE, "nomail lettre")
        question = self.last(person, 1)
        self.assertEqual(question["Content-Language"], "en")
        self.assertIn("what will change", lib.body_of(question))
        self.confirm_by_reply(person)
        self.assertEqual(self.show(person)["delivery"], "none")
        self.assertEqual(self.last(person, 2)["Content-Language"], "en")

    def test_forged(self):
        person = "victim@example.net"
        self.subscribed(person)
        for words in ("pause lettre", "effacer", "opposition",
                      "nomail lettre", "corriger nom Mallory",
                      "mes données", "numéro 1 lettre"):
            self.deliver(lib.authenticated(
                lib.make_mail(person, SITE, words), verdict="fail"))
        self.none_for(person)
        self.assertEqual(self.detail(person), [])
        self.assertEqual(self.show(person)["status"], "active")

    def test_strangers_and_members_are_asked_alike(self):
        self.subscribed("known@example.net")
        for words in ("effacer", "opposition"):
            for who in ("known", "unknown"):
                person = f"{who}-{words}@example.net"
                if who == "known":
                    self.subscribed(person)
                self.ask(person, SITE, words)
                self.last(person, 1)

    # Pauses

    def test_pause_and_return(self):
        person, other = "pause@example.net", "other@example.net"
        self.subscribed(person, other)
        self.proved(person, "pause jusqu'au 31 décembre lettre")
        until = self.paused(person)
        self.assertIn("31 décembre", lib.body_of(self.last(person, 1)))
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(person)), 1)
        self.assertEqual(len(self.mails(other)), 1)
        # The end comes by itself.
        self.change("UPDATE subscription SET paused_until = paused_until - ?"
                    " WHERE paused_until = ?", 400 * DAY, until)
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(person)), 2)
        self.assertEqual(len(self.mails(other)), 2)

    def test_pause_without_end(self):
        person = "open@example.net"
        self.subscribed(person)
        self.proved(person, "pause lettre")
        self.assertEqual(self.paused(person), NEVER)
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(person)), 1)
        self.proved(person, "reprendre lettre")
        self.assertIsNone(self.paused(person))
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(person)), 3)

    def test_pause_by_hand(self):
        person = "hand@example.net"
        self.subscribed(person)
        self.site.run("newsletter", "send", self.write("Deux."), "--list",
                      "lettre", "--yes", "--again")
        day = time.strftime("%Y-%m-%d", time.localtime(story.later(40)))
        self.site.run("subscriber", "set", "lettre", person, "--pause", day)
        self.site.run("send", "--drain")
        self.none_for(person)  # what was queued is cancelled
        [(state,)] = self.rows(
            "SELECT state FROM delivery WHERE address = ?", person)
        self.assertEqual(state, "cancelled")
        # The last second of that day, where the list is at home.
        self.assertRegex(self.show(person)["paused_until"],
                         r"T2[12]:59:59Z$")
        for args in (("show", "lettre", person), ("list", "lettre")):
            self.assertIn("pause", self.site.run("subscriber", *args).stdout)
        exported = self.site.run("subscriber", "export", "lettre").stdout
        self.assertIn("paused_until", exported.splitlines()[0])
        self.assertIn("on a pause: ",
                      self.site.run("list", "show", "lettre").stdout)
        for bad in ("2020-01-01", "tomorrow", "2027-02-30", ""):
            self.site.run("subscriber", "set", "lettre", person, "--pause",
                          bad, status=64)
        self.site.run("subscriber", "set", "lettre", person, "--pause",
                      "open", "--resume", status=64)
        self.site.run("subscriber", "set", "lettre", person, "--resume")
        self.assertIsNone(self.show(person)["paused_until"])
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(person)), 1)

    # Topics

    def test_which_topics(self):
        person = "topics@example.net"
        self.subscribed(person, topics="travail")
        self.ask(person, SITE, "thèmes ? lettre")
        text = " ".join(lib.body_of(self.last(person, 1)).split())
        for key in ("plateformes", "territoires", "travail", "gouvernance"):
            self.assertIn(f"- {key} :", text)
        self.assertIn("aujourd’hui : « travail »", text)

    def test_nobody_learns_who_is_a_member(self):
        self.ask("curious@example.net", SITE, "membres lettre")
        self.assertIn("pas communiquée",
                      self.last("curious@example.net", 1)["Subject"])


if __name__ == "__main__":
    unittest.main()
