"""What people ask for by mail about themselves: their data, to be forgotten,
never to be written to, another name, another address; an issue again.
"""
import json
import unittest

import lib
import story
from story import SITE


class Person(story.Story):
    def proved(self, person, words, body=""):
        self.deliver(lib.authenticated(
            lib.make_mail(person, SITE, words, body)))

    def data_of(self, mail):
        """The file that comes with a mail, read."""
        [file] = mail.iter_attachments()
        self.assertEqual(file.get_content_type(), "application/json")
        self.assertIn(file.get_filename(), ("mes-donnees.json",
                                            "my-data.json"))
        return json.loads(file.get_content())

    def latest(self, person, count):
        mails = self.mails(person)
        self.assertEqual(len(mails), count,
                         [str(mail["Subject"]) for mail in mails])
        self.assertEqual(mails[-1].defects, [])
        return mails[-1]

    def traces(self, *words):
        """Where the state folder still holds these words."""
        with self.database() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = []
        for file in (self.site.dir / "state").glob("liaison.db*"):
            content = file.read_bytes().lower()
            found += [(file.name, word) for word in words
                      if word.lower().encode() in content]
        return found

    # Data

    def hold(self, sender, count):
        """Mails with long subjects that wait for a human, in one name."""
        with self.database() as db:
            for number in range(count):
                row = db.execute(
                    "INSERT INTO inbox (mailbox, uidvalidity, uid, state,"
                    " seen, settled, moved, sender, subject)"
                    " VALUES ('x', 1, ?, 'held', 1, 1, 1, ?, ?)",
                    (number + 1, sender, f"{number} " + "x" * 10000))
                db.execute(
                    "INSERT INTO held (inbox, kind, why, created)"
                    " VALUES (?, 'unclear', 'a question', 1)",
                    (row.lastrowid,))

    def test_my_data_when_a_thousand_mails_were_forged(self):
        person = "forged@example.net"
        self.subscribed(person, language="en")
        self.hold(person, 1000)
        self.ask(person, SITE, "my data")
        mail = self.latest(person, 1)
        data = self.data_of(mail)
        self.assertEqual(len(data["messages_held"]), 100)
        self.assertTrue(data["messages_held"][0]["subject"]
                        .startswith("999 x"))
        self.assertEqual(data["messages_held_more"], 900)
        self.assertIn("is to read: 900.",
                      " ".join(lib.body_of(mail).split()))
        self.assertIn("older: 900\n", self.site.run(
            "subscriber", "data", person).stdout)

    def test_my_data(self):
        person = "data@example.net"
        self.subscribed(person, name="lettre", language="en",
                        topics="travail")
        self.subscribed(person, name="ess-communs")
        self.send_newsletter("--again", subject="Une lettre pour les données")
        self.ask(person, SITE, "mes données")
        mail = self.latest(person, 2)
        data = self.data_of(mail)
        self.assertTrue(data["held"])
        self.assertEqual(data["subscriber"]["address"], person)
        self.assertEqual([s["list"] for s in data["subscriptions"]],
                         ["ess-communs", "lettre"]
                         if data["subscriptions"][0]["list"] == "ess-communs"
                         else ["lettre", "ess-communs"])
        letter = next(s for s in data["subscriptions"]
                      if s["list"] == "lettre")
        self.assertEqual(letter["topics"], ["travail"])
        self.assertEqual(letter["consent"][0]["source"], "paper form")
        self.assertIn("Une lettre pour les données",
                      [m["subject"] for m in data["mailings"]])
        text = " ".join(lib.body_of(mail).split())
        self.assertIn(person, text)
        self.assertIn("« travail »", text)
        self.assertIn("CNIL", text)
        self.assertIn(f"en écrivant à {SITE} avec", text)
        done = self.site.run("subscriber", "data", person, "--json")
        again = json.loads(done.stdout)
        self.assertEqual(again["subscriptions"], data["subscriptions"])

    def test_the_data_of_a_stranger(self):
        self.ask("nobody@example.net", SITE, "my data")
        mail = self.latest("nobody@example.net", 1)
        data = self.data_of(mail)
        self.assertFalse(data["held"])
        self.assertEqual(data["subscriptions"], [])
        text = " ".join(lib.body_of(mail).split())
        self.assertIn("We know nothing", text)
        self.assertNotIn("These data", text)

    # Erasure

    def test_erase(self):
        person = "Erase.Me@example.net"
        key = person.lower()
        self.subscribed(person, name="lettre")
        self.subscribed(person, name="ess-communs")
        self.send_newsletter("--again")
        self.ask(person, SITE, "une question qui ne se comprend pas")
        self.proved(person, "résumé lettre")
        self.site.run("newsletter", "send", self.write("Deux."), "--list",
                      "lettre", "--yes", "--again")
        counts = self.rows("SELECT mailing, count(*) FROM delivery"
                           " WHERE subscription IS NOT NULL GROUP BY mailing")
        self.assertNotEqual(self.traces(key), [])
        self.ask(person, SITE, "effacer")
        before = len(self.mails(person))
        self.assertNotEqual(self.status(person), "")
        self.confirm_by_reply(person)
        self.assertEqual(self.status(person), "")
        last = self.last(person, before + 1)
        self.assertIn("effacées", last["Subject"])
        self.assertEqual(
            counts, self.rows("SELECT mailing, count(*) FROM delivery"
                              " WHERE subscription IS NOT NULL"
                              " GROUP BY mailing"))
        # The last notices are purged as all are, then nothing is left.
        self.change("UPDATE mailing SET finished = 1 WHERE kind = 'notice'")
        self.site.run("tick")
        self.assertEqual(self.traces(key, "erase.me"), [])
        # No import brings them back; they can come back.
        file = self.site.dir / "people.csv"
        file.write_text(f"email\n{person}\n")
        self.site.run("subscriber", "import", "lettre", file, "--consent", "x")
        self.assertEqual(self.status(person), "")
        self.ask(person, "lettre+subscribe@example.org", "")
        self.confirm_by_reply(person)
        self.assertEqual(self.status(person), "active")

    def test_erase_with_proof(self):
        person = "forget@example.net"
        self.subscribed(person)
        self.proved(person, "erase me")
        self.assertEqual(self.status(person), "")
        self.assertIn("erased", self.last(person, 1)["Subject"])

    def test_erase_by_hand(self):
        person = "byhand@example.net"
        self.subscribed(person)
        self.send_newsletter("--again")
        done = self.site.run("subscriber", "data", person)
        self.assertIn(person, done.stdout)
        self.assertIn("subscription: lettre", done.stdout)
        self.site.run("subscriber", "erase", person, status=64)
        self.assertEqual(self.status(person), "active")
        self.site.run("subscriber", "erase", person, "--yes")
        self.site.run("send", "--drain")
        self.assertEqual(self.status(person), "")
        self.last(person, 2)
        self.assertIn("(erased)", self.site.run("delivery", "list").stdout)
        self.site.run("subscriber", "erase", person, "--yes")
        done = self.site.run("subscriber", "erase", "never@example.net",
                             "--yes", status=66)
        self.assertEqual(done.stdout, "")
        self.assertIn("nothing is held about never@example.net", done.stderr)
        self.site.run("send", "--drain")
        self.none_for("never@example.net")
        done = self.site.run("subscriber", "data", "never@example.net")
        self.assertIn("Nothing is held", done.stdout)

    def test_the_token_of_an_erasure_is_used_once(self):
        person = "once@example.net"
        self.subscribed(person)
        self.ask(person, SITE, "effacer")
        question = self.last(person, 1)
        self.confirm_by_reply(person)
        self.subscribed_again(person)
        self.ask(person, None, None, lib.quoted(question), reply_to=question)
        self.assertEqual(self.status(person), "active")

    def subscribed_again(self, person):
        self.ask(person, "lettre+subscribe@example.org", "")
        self.confirm_by_reply(person)
        self.assertEqual(self.status(person), "active")

    # Objection

    def objections(self):
        [(count,)] = self.rows(
            "SELECT count(*) FROM suppression"
            " WHERE list IS NULL AND reason = 'objected'")
        return count

    def test_object(self):
        person = "object@example.net"
        before = self.objections()
        self.subscribed(person, name="lettre")
        self.subscribed(person, name="ess-communs")
        self.ask(person, SITE, "opposition")
        self.assertIn("ne plus jamais écrire", " ".join(
            lib.body_of(self.last(person, 1)).split()))
        self.confirm_by_reply(person)
        self.last(person, 2)
        for name in ("lettre", "ess-communs"):
            self.assertEqual(self.status(person, name), "left")
        self.assertEqual(self.objections(), before + 1)
        done = self.site.run("subscriber", "add", "lettre", person,
                             "--consent", "paper", status=None)
        self.assertNotEqual(done.returncode, 0)
        # Only they can come back.
        self.subscribed_again(person)
        self.assertEqual(self.objections(), before)

    def test_a_stranger_objects(self):
        self.proved("prospect@example.net", "opposition")
        self.last("prospect@example.net", 1)
        done = self.site.run("subscriber", "add", "lettre",
                             "prospect@example.net", "--consent", "fair",
                             status=None)
        self.assertNotEqual(done.returncode, 0)

    # Correction

    def test_name(self):
        person = "name@example.net"
        self.subscribed(person)
        self.ask(person, SITE, "corriger nom Zoé\u202ed’Alembert-Martin")
        self.assertIn("Zoé d’Alembert-Martin", lib.body_of(self.last(person, 1)))
        self.assertEqual(self.show(person)["name"], "")
        self.confirm_by_reply(person)
        self.assertEqual(self.show(person)["name"], "Zoé d’Alembert-Martin")
        self.last(person, 2)

    def test_address(self):
        old, new = "old@example.net", "new@example.net"
        self.subscribed(old, name="lettre", topics="travail")
        self.subscribed(old, name="ess-communs")
        self.subscribed(new, name="ess-communs", delivery="digest")
        self.ask(old, SITE, f"corriger adresse {new}")
        self.none_for(new)
        self.confirm_by_reply(old)
        question = self.last(new, 1)
        self.assertIn(old, lib.body_of(question))
        self.assertEqual(self.status(old), "active")
        self.confirm_by_reply(new)
        self.assertEqual(self.status(old), "")
        self.assertEqual(self.show(new)["topics"], ["travail"])
        self.assertEqual(self.show(new, "ess-communs")["delivery"], "digest")
        self.assertIn(new, lib.body_of(self.last(old, 3)))
        self.assertIn(new, lib.body_of(self.last(new, 2)))
        self.send_newsletter("--again")
        self.assertEqual(len(self.mails(old)), 3)
        self.assertEqual(len(self.mails(new)), 3)
        # Replayed, nothing.
        self.ask(new, None, None, "", reply_to=question)
        self.assertIn("déjà", self.last(new, 4)["Subject"])

    def test_tokens_of_one_thing_do_nothing_else(self):
        """The answer of one who was asked is no answer to the others (T4)."""
        people = [f"cross{i}@example.net" for i in range(3)]
        self.subscribed(*people)
        asks = ["effacer", "opposition", "nomail lettre"]
        for person, words in zip(people, asks):
            self.ask(person, SITE, words)
        tokens = [story.token_of(self.last(person, 1)) for person in people]
        for i, token in enumerate(tokens):
            self.ask("mallory@example.com", SITE,
                     f"confirm {story.flip(token)}")
            self.assertEqual(self.status(people[i]), "active")
        # A token does what its mail said, whatever words come with it.
        self.ask(people[2], SITE, f"Re: [confirm {tokens[2]}]", "effacer")
        self.assertEqual(self.show(people[2])["delivery"], "each")
        self.ask(people[2], SITE, f"Re: [confirm {tokens[2]}]", "oui")
        self.assertEqual(self.show(people[2])["delivery"], "none")
        self.assertEqual(self.status(people[2]), "active")

    # Issues

    def test_an_issue_again(self):
        person = "again@example.net"
        for i in (1, 2):
            self.send_newsletter("--again", subject=f"Numéro {i}",
                                 text=f"Le **texte** du numéro {i}.")
        self.subscribed(person)
        numbers = self.rows("SELECT subject FROM archive"
                            " WHERE kind = 'newsletter' ORDER BY id")
        first = [row[0] for row in numbers].index("Numéro 1") + 1
        self.ask(person, SITE, f"numéro {first} lettre")
        mail = self.last(person, 1)
        self.assertEqual(mail["Subject"], "De nouveau\u00a0: Numéro 1")
        plain, html = self.texts(mail)
        for text in (plain, html):
            self.assertIn("de nouveau", text)
        self.assertIn("Le texte du numéro 1.", plain.replace("*", ""))
        self.assertIn("<strong>texte</strong>", html)
        self.ask(person, SITE, "dernier numéro")
        self.assertEqual(self.last(person, 2)["Subject"],
                         "De nouveau\u00a0: Numéro 2")
        self.ask(person, SITE, "numéro 999 lettre")
        text = " ".join(lib.body_of(self.last(person, 3)).split())
        self.assertIn("Numéro 2", text)

    def test_no_issue_for_strangers(self):
        self.ask("passer-by@example.net", SITE, "numéro 1 lettre")
        self.assertIn("pas abonné",
                      self.last("passer-by@example.net", 1)["Subject"])


if __name__ == "__main__":
    unittest.main()
