"""People subscribe in every way there is, and confirm by reply."""
import email.headerregistry
import re
import unittest

import lib
import story
from story import SITE, flip, token_of


class Subscribe(story.Story):
    def asked(self, person, *args, language="fr", **options):
        """Somebody asks to subscribe; the confirmation mail."""
        self.ask(person, *args, **options)
        question = self.last(lib.parse_address(person), 1)
        self.assertEqual(question["Content-Language"], language)
        self.assertNotEqual(self.status(lib.parse_address(person)), "active")
        return question

    def subscribe(self, person, *args, language="fr", name="lettre",
                  **options):
        """The whole way: request, confirmation, welcome."""
        box = lib.parse_address(person)
        self.asked(person, *args, language=language, **options)
        self.confirm_by_reply(person)
        self.assertEqual(self.status(box, name), "active")
        welcome = self.last(box, 2)
        self.assertEqual(welcome["Content-Language"], language)
        self.assertNotIn("[confirm", welcome["Subject"])
        return welcome

    # Ways to ask

    def test_an_empty_mail_to_the_sub_address(self):
        welcome = self.subscribe("Aïcha Béranger <aicha@example.fr>",
                                 "lettre+subscribe@example.org", "")
        self.assertIn("Bonjour Aïcha Béranger,", lib.body_of(welcome))

    def test_the_habits_of_other_systems(self):
        self.subscribe("habit1@example.net",
                       "ess-communs-subscribe@example.org", "",
                       name="ess-communs")
        self.subscribe("habit2@example.net", "lettre-request@example.org",
                       "subscribe", language="en")
        self.subscribe("habit3@example.net", SITE,
                       "SUBSCRIBE ess-communs", name="ess-communs",
                       language="en")
        self.subscribe("habit4@example.net", SITE, "",
                       "SUB ess-communs Jane Doe\n", name="ess-communs",
                       language="en")

    def test_a_command_in_the_subject(self):
        self.subscribe("subject1@example.net", SITE, "Abonnement lettre")
        self.subscribe("subject2@example.net", SITE, "s'inscrire ess-communs",
                       name="ess-communs")
        self.subscribe("subject3@example.net", SITE, "Subscribe lettre",
                       "Hello,\n\nplease.\n\nBob\n", language="en")

    def test_a_command_in_the_text(self):
        self.subscribe("text1@example.net", SITE, "Bonjour",
                       "Bonjour,\n\nJe voudrais m'inscrire à la lettre.\n")
        self.subscribe("text2@example.net", SITE, "Hello",
                       "Hello,\n\nI would like to subscribe to the "
                       "ESS-commons list.\n\nThanks,\nAnn\n",
                       language="en", name="ess-communs")

    def test_to_the_digest_at_once(self):
        for box, address in (("habit5@example.net",
                              "ess-communs+subscribe-digest@example.org"),
                             ("habit6@example.net",
                              "ess-communs+subscribe@example.org")):
            question = self.asked(box, address, "")
            self.confirm_by_reply(box)
            for text in self.texts(question):
                self.assertEqual("digest" in address,
                                 "un seul message" in text)
            self.assertEqual(self.show(box, "ess-communs")["delivery"],
                             "digest" if "digest" in address else "each")

    def test_the_same_request_twice_asks_once(self):
        self.asked("eager@example.net", "lettre+subscribe@example.org", "")
        self.ask("eager@example.net", "lettre+subscribe@example.org", "again")
        self.ask("eager@example.net", SITE, "abonnement lettre")
        self.last("eager@example.net", 1)

    def test_a_member_is_told_so(self):
        self.subscribed("member@example.net")
        self.ask("member@example.net", "lettre+subscribe@example.org", "")
        answer = self.last("member@example.net", 1)
        self.assertIn("déjà", answer["Subject"])
        self.assertEqual(answer["Auto-Submitted"], "auto-replied")

    # The confirmation mail

    def test_the_confirmation_mail(self):
        evil = "BUY NOW http://evil.example.com/ <form@example.net>"
        request = lib.make_mail(
            evil, "lettre+subscribe@example.org",
            "Visit http://evil.example.com/",
            "http://evil.example.com/ is great\n")
        request.replace_header("Subject", "http://evil.example.com/")
        request.set_content("")
        self.host.send(request)
        lib.wait_for(lambda: self.host.files(SITE), what="the mail")
        self.site.turn()
        mail = self.last("form@example.net", 1)
        raw = self.host.raw_mailbox("form@example.net")[-1]
        token = token_of(mail)
        self.assertEqual(lib.parse_address(mail["From"]), SITE)
        self.assertIn("La lettre des Communs", mail["From"])
        self.assertEqual(mail["Reply-To"],
                         f"lettre+confirm-{token}@example.org")
        self.assertEqual(mail["Message-ID"],
                         f"<confirm.{token}@example.org>")
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["In-Reply-To"], request["Message-ID"])
        self.assertEqual(mail["Return-Path"], "<>")
        self.assertEqual(mail["To"], "form@example.net")
        self.assertNotIn(b"evil", raw)
        self.assertNotIn(b"BUY", raw)
        for text in self.texts(mail):
            self.assertIn("form@example.net", text)
            self.assertIn("La lettre des Communs", text)
            self.assertIn("7 jours", text)
            self.assertIn("20 rue du Commandant Mouchotte", text)

    def test_names_to_greet_with(self):
        """Who asks in another's name does not choose the greeting."""
        names = {"greet1@example.net": ("Élise d’Arc", "Élise d’Arc"),
                 "greet2@example.net": ("greet2@example.net", ""),
                 "greet3@example.net": ("Win http://evil.example.com/", ""),
                 "greet4@example.net": ("Buy now " * 40, ""),
                 "greet5@example.net": ("\u202eAda\u202c", "Ada"),
                 "greet6@example.net": ("נועה", "נועה")}
        for person, (name, greeted) in names.items():
            sender = email.headerregistry.Address(name, addr_spec=person)
            self.ask(sender, "lettre+subscribe@example.org", "")
            self.confirm_by_reply(person)
            text = lib.body_of(self.last(person, 2))
            self.assertTrue(text.startswith(
                f"Bonjour {greeted},\n" if greeted else "Bonjour,\n"), text)
            self.assertEqual(self.show(person)["name"], greeted)

    # Ways to confirm

    def test_an_empty_answer_confirms(self):
        self.asked("empty@example.net", "lettre+subscribe@example.org", "")
        self.confirm_by_reply("empty@example.net", body="")
        self.assertEqual(self.status("empty@example.net"), "active")

    def test_an_answer_from_another_name_confirms(self):
        self.asked("name@example.net", "lettre+subscribe@example.org", "")
        self.confirm_by_reply("Anna From Work <Name@EXAMPLE.net>",
                              body="Oui, merci.\n")
        self.assertEqual(self.status("name@example.net"), "active")

    def test_any_one_place_of_the_token_is_enough(self):
        """Clients drop References, change Subjects, ignore Reply-To."""
        ways = {
            "place1@example.net": lambda mail: {
                "to": mail["Reply-To"], "subject": "yes"},
            "place2@example.net": lambda mail: {
                "to": SITE, "subject": "Re: " + mail["Subject"]},
            "place3@example.net": lambda mail: {
                "to": SITE, "subject": "yes", "headers": [
                    ("In-Reply-To", str(mail["Message-ID"]).strip())]},
        }
        for person, way in ways.items():
            question = self.asked(
                person, "lettre+subscribe@example.org", "")
            answer = way(question)
            self.ask(person, answer.pop("to"), answer.pop("subject"),
                     "yes\n", **answer)
            self.assertEqual(self.status(person), "active", person)

    def test_no_means_no(self):
        self.asked("no@example.net", "lettre+subscribe@example.org", "")
        self.confirm_by_reply("no@example.net",
                              body="Non, ce n'est pas moi.\n")
        self.assertEqual(self.status("no@example.net"), "")

    # Proof

    def test_the_consent_record(self):
        question = self.asked(
            "proof@example.net", "lettre+subscribe@example.org", "")
        answer = lib.make_mail("proof@example.net", None, None,
                               lib.quoted(question), reply_to=question)
        self.deliver(lib.authenticated(answer))
        [record] = self.show("proof@example.net")["consent"]
        self.assertEqual(record["action"], "subscribe")
        self.assertEqual(record["how"], "email-confirmed")
        self.assertEqual(record["language"], "fr")
        self.assertRegex(record["text_version"],
                         r"^confirm-subscribe/fr/[0-9a-f]{12}$")
        self.assertEqual(f'<{record["message_id"]}>', answer["Message-ID"])
        self.assertIn("dmarc=pass", record["authentication_results"])
        self.assertNotIn("proof@example.net", str(self.rows(
            "SELECT * FROM consent")))

    def test_consent_can_not_be_changed(self):
        self.subscribed("fixed@example.net")
        for sql in ("UPDATE consent SET how = 'email'", "DELETE FROM consent"):
            with self.assertRaisesRegex(Exception, "append-only"):
                self.change(sql)

    # What must not work

    def test_a_used_token(self):
        question = self.asked(
            "twice@example.net", "lettre+subscribe@example.org", "")
        self.confirm_by_reply("twice@example.net")
        before = self.show("twice@example.net")
        for count in (3, 4):
            self.ask("twice@example.net", None, None, "oui",
                     reply_to=question)
            answer = self.last("twice@example.net", count)
            self.assertIn("déjà", answer["Subject"])
        self.assertEqual(self.show("twice@example.net"), before)
        # Also after leaving, it does not bring the person back.
        self.site.run("subscriber", "remove", "lettre", "twice@example.net")
        self.ask("twice@example.net", None, None, "yes", reply_to=question)
        self.assertEqual(self.status("twice@example.net"), "left")

    def test_forged_tokens(self):
        question = self.asked(
            "victim@example.net", "lettre+subscribe@example.org", "")
        good = token_of(question)
        middle = len(good) // 2
        for token in (flip(good), good[:middle] + flip(good[:middle + 1])[-1]
                      + good[middle + 1:], "c" + "a" * (len(good) - 1),
                      good[:-1], good + "a"):
            if token == good:
                continue
            self.ask("mallory@example.com",
                     f"lettre+confirm-{token}@example.org",
                     f"[confirm {token}]", "yes")
        self.none_for("mallory@example.com")
        self.assertEqual(len(self.mails("victim@example.net")), 1)
        self.assertEqual(self.status("victim@example.net"), "")
        self.assertEqual(self.status("mallory@example.com"), "")

    def test_a_token_for_something_else(self):
        """Purpose, list and address are bound into the token (T4)."""
        self.subscribed("member2@example.net")
        unsubscribe = self.site.run(
            "token", "issue", "--purpose", "unsubscribe", "lettre",
            "member2@example.net").stdout.strip()
        confirm = self.site.run(
            "token", "issue", "--purpose", "confirm", "lettre",
            "other@example.net").stdout.strip()
        self.ask("mallory2@example.com",
                 f"lettre+confirm-{unsubscribe}@example.org", "yes")
        self.ask("mallory2@example.com",
                 f"ess-communs+confirm-{unsubscribe}@example.org", "")
        self.assertEqual(self.status("member2@example.net"), "active")
        self.assertEqual(self.status("other@example.net"), "")
        # Shown on another list's address it subscribes to its own list only.
        self.ask("mallory2@example.com",
                 f"ess-communs+confirm-{confirm}@example.org", "")
        for name in ("lettre", "ess-communs"):
            self.assertEqual(self.status("mallory2@example.com", name), "")
        self.assertEqual(self.status("other@example.net", "ess-communs"), "")
        self.none_for("mallory2@example.com")

    def test_a_request_expires(self):
        question = self.asked(
            "late@example.net", "lettre+subscribe@example.org", "")
        self.change("UPDATE pending SET expires = ? WHERE address = ?",
                    story.later(-1), "late@example.net")
        self.ask("late@example.net", None, None, "yes", reply_to=question)
        self.assertEqual(self.status("late@example.net"), "")
        self.last("late@example.net", 1)
        self.site.run("tick")
        self.assertEqual(self.rows(
            "SELECT * FROM pending WHERE address = 'late@example.net'"), [])
        # The mail that asked is forgotten with it.
        self.change("UPDATE mailing SET finished = ? WHERE finished NOT NULL",
                    story.later(-8))
        self.site.run("tick")
        with self.database() as db:
            self.assertNotIn("late@example.net", "\n".join(db.iterdump()))

    def test_an_expired_token(self):
        """The time in the token counts, whatever the row says."""
        question = self.asked(
            "old@example.net", "lettre+subscribe@example.org", "")
        self.change("UPDATE pending SET expires = ? WHERE address = ?",
                    story.later(99), "old@example.net")
        self.site.run("tick")
        other = self.site.run(
            "token", "issue", "--purpose", "confirm", "lettre",
            "old@example.net").stdout.strip()
        self.assertNotEqual(other, token_of(question))
        self.ask("old@example.net", None, None, "yes", reply_to=question)
        self.assertEqual(self.status("old@example.net"), "active")

    def test_a_vacation_answer_does_not_confirm(self):
        question = self.asked(
            "away@example.net", "lettre+subscribe@example.org", "")
        headers = [("Auto-Submitted", "auto-replied")], \
            [("X-Auto-Response-Suppress", "All")], [("Precedence", "bulk")], []
        subjects = [f"Re: {question['Subject']}"] * 3 + [
            f"Réponse automatique : {question['Subject']}"]
        for header, subject in zip(headers, subjects):
            self.ask("away@example.net", None, subject,
                     "Je suis en congé jusqu'au 15 août.\n",
                     reply_to=question, headers=header)
        self.assertEqual(self.status("away@example.net"), "")
        self.last("away@example.net", 1)


class PlainAddress(story.Story):
    """A host without sub-addresses: all goes to listes@example.org."""
    settings = story.Story.settings | {"site": {"delimiter": ""}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("ess-communs", "lettre"):
            cls.site.set(f'list "{name}"', delimiter="")

    def test_the_whole_way(self):
        self.ask("Paul <paul@example.net>", SITE, "abonnement lettre")
        question = self.last("paul@example.net", 1)
        token = token_of(question)
        self.assertEqual(lib.parse_address(question["Reply-To"]
                                           or question["From"]), SITE)
        self.assertIn(token, question["Message-ID"])
        self.confirm_by_reply("Paul <paul@example.net>")
        self.assertEqual(self.status("paul@example.net"), "active")
        welcome = self.last("paul@example.net", 2)
        self.assertNotIn("+", lib.body_of(welcome))

        self.send_newsletter(text="Bonjour {{name}}.")
        issue = self.last("paul@example.net", 3)
        self.assertIn("Bonjour Paul.", lib.body_of(issue))
        way = re.fullmatch(
            r" ?<mailto:listes@example\.org\?subject=unsubscribe%20(\w+)>",
            issue["List-Unsubscribe"])
        for text in self.texts(issue):
            self.assertIn(way.group(1), text)
        self.ask("paul@example.net", SITE, f"unsubscribe {way.group(1)}")
        self.assertEqual(self.status("paul@example.net"), "left")

    def test_the_message_id_is_enough(self):
        self.ask("mid@example.net", SITE, "abonnement lettre")
        [question] = self.mails("mid@example.net")
        self.ask("mid@example.net", SITE, "oui", "oui\n", headers=[
            ("References", str(question["Message-ID"]).strip())])
        self.assertEqual(self.status("mid@example.net"), "active")


if __name__ == "__main__":
    unittest.main()
