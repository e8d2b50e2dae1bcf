"""The main job through real servers: subscribe, confirm, newsletter, digest,
leave.  Each test has people of its own; one site and one host serve all.
"""
import email.policy
import json
import re
import unittest

import lib

SITE = "listes@example.org"
NEWSLETTER = """\
---
subject: La lettre d’été
language: fr
---

# Bonjour {{name}} !

Une ligne assez longue pour qu’elle soit coupée quelque part, avec des accents
éèà, des « guillemets » et un [lien](http://coopdescommuns.org/?a=1&b=2).

.une ligne qui commence par un point
"""


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host())
        cls.site = cls.enterClassContext(lib.Site(cls.host, settings={
            "limits": {"confirmations_hour": 1000,
                       "confirmations_site_hour": 1000}}))

    def arrive(self, *args, **options):
        """A mail is sent, and has arrived in the site's mailbox."""
        self.host.send_mail(*args, **options)
        lib.wait_for(lambda: self.host.files(SITE), what="the mail")

    def ask(self, *args, **options):
        """A mail is sent to the site, and the site does its turn."""
        self.arrive(*args, **options)
        self.site.turn()

    def status(self, address, name="lettre"):
        """The status of a subscription, "" if there is none."""
        done = self.site.run("subscriber", "show", name, address, "--json",
                             status=None)
        return json.loads(done.stdout)["status"] if done.stdout else ""

    def filed(self, folder):
        return len(self.host.files(SITE, "liaison/" + folder))

    def subscribed(self, *addresses):
        for address in addresses:
            self.site.run("subscriber", "add", "lettre", address,
                          "--consent", "paper form")

    def confirm_by_reply(self, person, **options):
        box = lib.parse_address(person)
        question = self.host.wait_mail(box, len(self.host.files(box)))[-1]
        self.ask(person, None, None, lib.quoted(question),
                 reply_to=question, **options)

    def judge(self, mail, raw):
        """What holds for every mail that liaison writes."""
        self.assertEqual(mail.defects, [])
        head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        ours = head[head.index(b"From: ") if b"\nFrom: " in head else 0:]
        for line in (ours + b"\n" + body).split(b"\n"):
            words = re.sub(rb"^[!-9;-~]+: ", b"", line).split()
            limit = 78 if len(words) > 1 else 998  # one word cannot be folded
            self.assertLessEqual(len(line), limit, line)
        for name in ("From", "To", "Subject", "Date", "Message-ID",
                     "Content-Language"):
            self.assertEqual(len(mail.get_all(name, [])), 1, name)
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type()
                          for part in mail.iter_parts()],
                         ["text/plain", "text/html"])
        for part in mail.iter_parts():
            self.assertEqual(part.defects, [])
            self.assertTrue(part.get_content().strip())
            self.assertNotIn("{{", part.get_content())

    def last(self, box, count):
        """The mail number `count` of somebody, judged."""
        mails = self.host.wait_mail(box, count)
        self.assertEqual(len(mails), count)
        self.judge(mails[-1], self.host.raw_mailbox(box)[-1])
        return mails[-1]

    # Subscribing

    def subscribe(self, person, language, *args, **options):
        box = lib.parse_address(person)
        self.ask(person, *args, **options)
        question = self.last(box, 1)
        self.assertEqual(question["Content-Language"], language)
        self.assertEqual(question["Auto-Submitted"], "auto-replied")
        self.assertNotEqual(self.status(box), "active")
        self.confirm_by_reply(person)
        welcome = self.last(box, 2)
        self.assertEqual(welcome["Content-Language"], language)
        self.assertEqual(self.status(box), "active")

    def test_subscribe_by_sub_address(self):
        self.subscribe("Aïcha <aicha@example.fr>", "fr",
                       "lettre+subscribe@example.org", "")

    def test_subscribe_by_old_style_address(self):
        self.subscribe("Old <old@example.fr>", "fr",
                       "lettre-subscribe@example.org", "bonjour")

    def test_subscribe_in_the_subject_in_english(self):
        self.subscribe("Bob <bob@example.net>", "en", SITE,
                       "subscribe lettre", "Hello,\n\nplease add me.\n")

    def test_subscribe_in_the_text_in_french(self):
        self.subscribe("Claire <claire@example.com>", "fr", SITE, "Bonjour",
                       "Bonjour,\n\nJe voudrais m'inscrire à la lettre.\n")

    def test_a_used_confirmation_does_nothing_again(self):
        self.ask("twice@example.net", "lettre+subscribe@example.org", "")
        [question] = self.host.mailbox("twice@example.net")
        for _ in range(2):
            self.ask("twice@example.net", None, None, reply_to=question)
        self.assertEqual(self.status("twice@example.net"), "active")
        mails = self.host.mailbox("twice@example.net")
        self.assertLessEqual(len(mails), 3)

    def test_a_forged_confirmation_is_refused(self):
        self.ask("forger@example.net", "lettre+subscribe@example.org", "")
        [question] = self.host.wait_mail("forger@example.net")
        address = lib.parse_address(question["Reply-To"] or question["From"])
        local, domain = address.split("@")
        changed = "a" if local[-1] != "a" else "b"
        self.ask("dora@example.com", f"{local[:-1]}{changed}@{domain}",
                 "Re: confirmation", "yes\n")
        self.assertEqual(self.status("dora@example.com"), "")
        self.assertNotEqual(self.status("forger@example.net"), "active")
        self.assertEqual(self.host.files("dora@example.com"), [])
        self.assertEqual(len(self.host.files("forger@example.net")), 1)

    def test_machines_get_no_answer(self):
        for name, value in (("Auto-Submitted", "auto-replied"),
                            ("Precedence", "bulk"),
                            ("List-Id", "<other.example.com>")):
            self.ask("robot@example.net", "lettre+subscribe@example.org",
                     "subscribe", headers=[(name, value)])
        self.assertEqual(self.host.files("robot@example.net"), [])
        self.assertEqual(self.status("robot@example.net"), "")

    # Leaving

    def test_leave_with_the_proof_of_the_host(self):
        self.subscribed("proved@example.net")
        mail = lib.make_mail("proved@example.net", SITE,
                             "désabonnement lettre")
        self.host.deliver_lmtp(lib.authenticated(mail), SITE)
        self.site.turn()
        self.assertEqual(self.status("proved@example.net"), "left")

    def test_leave_without_proof_asks_first(self):
        self.subscribed("asked@example.net")
        self.ask("asked@example.net", SITE, "désabonnement lettre")
        self.last("asked@example.net", 1)
        self.assertEqual(self.status("asked@example.net"), "active")
        self.confirm_by_reply("asked@example.net")
        self.assertEqual(self.status("asked@example.net"), "left")

    # Newsletter and digest

    def send_newsletter(self, text=NEWSLETTER):
        file = self.site.dir / "lettre.md"
        file.write_text(text)
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")
        self.site.run("send", "--drain")

    def test_newsletter_then_one_click(self):
        people = ["news1@example.net", "news2@example.com"]
        self.subscribed(*people)
        self.send_newsletter()
        mails = [self.last(person, 1) for person in people]
        self.assertNotEqual(*[m["Message-ID"] for m in mails])
        self.assertNotEqual(*[m["List-Unsubscribe"] for m in mails])
        for mail in mails:
            self.assertEqual(mail["Subject"], "La lettre d’été")
            self.assertEqual(mail["Content-Language"], "fr")
            self.assertIn("lettre", mail["List-Id"])
            self.assertEqual(mail["Precedence"], "list")
            for name in ("List-Help", "List-Subscribe", "List-Owner"):
                self.assertIn("mailto:", mail[name])
            for kind in ("plain", "html"):
                text = " ".join(lib.body_of(mail, kind).split())
                self.assertIn("commence par un point", text)
                self.assertIn("20 rue du Commandant Mouchotte", text)
                self.assertIn("http://coopdescommuns.org/", text)
        self.assertIn("\n.une ligne", lib.body_of(mails[0]))
        way_out = re.search(r"<mailto:([^>?]+)", mails[0]["List-Unsubscribe"])
        self.ask(people[0], way_out.group(1), "")
        self.assertEqual(self.status(people[0]), "left")
        self.assertEqual(self.status(people[1]), "active")
        self.assertEqual(self.last(people[0], 2)["Content-Language"], "fr")
        self.send_newsletter(NEWSLETTER.replace("été", "hiver"))
        self.assertEqual(len(self.host.wait_mail(people[1], 2)), 2)
        self.assertEqual(len(self.host.files(people[0])), 2)

    def test_digest_once_for_those_who_want_it(self):
        self.subscribed("daily@example.net", "each@example.net")
        self.site.run("subscriber", "set", "lettre", "daily@example.net",
                      "--delivery", "digest")
        self.send_newsletter(NEWSLETTER.replace("été", "automne"))
        self.host.wait_mail("each@example.net", 1)
        self.assertEqual(self.host.files("daily@example.net"), [])
        for _ in range(2):
            done = self.site.run("digest", "lettre")
            self.assertEqual(done.stdout + done.stderr, "")
            self.site.run("send", "--drain")
        mail = self.last("daily@example.net", 1)
        self.assertIn("La lettre d’automne", lib.body_of(mail))
        self.assertEqual(len(self.host.files("each@example.net")), 1)

    def test_dry_run_sends_nothing(self):
        self.subscribed("dry@example.net")
        before = len(self.host.files("dry@example.net"))
        file = self.site.dir / "dry.md"
        file.write_text(NEWSLETTER)
        self.site.run("newsletter", "send", file, "--list", "lettre",
                      "--dry-run")
        self.site.run("send", "--drain")
        self.assertEqual(len(self.host.files("dry@example.net")), before)

    # Explaining

    def explain(self, mail):
        done = self.site.run("explain", "--json", "-",
                             input=mail.as_string(policy=email.policy.SMTP))
        [answer] = map(json.loads, done.stdout.splitlines())
        return answer

    def test_explain_a_forged_token(self):
        answer = self.explain(lib.make_mail(
            "dora@example.com", "lettre+confirm-" + 39 * "a" + "@example.org",
            "Re: confirmation"))
        self.assertEqual(answer["command"], "confirm")
        self.assertIs(answer["token_valid"], False)
        self.assertEqual(answer["action"], "none")

    def test_explain_changes_nothing(self):
        answer = self.explain(lib.make_mail("why@example.net", SITE,
                                            "subscribe lettre"))
        self.assertEqual(answer["kind"], "command")
        self.assertEqual(answer["command"], "subscribe")
        self.assertEqual(answer["action"], "confirm-request")
        self.assertEqual(answer["list"], "lettre")
        self.assertEqual(answer["address"], "why@example.net")
        self.site.turn()
        self.assertEqual(self.status("why@example.net"), "")
        self.assertEqual(self.host.files("why@example.net"), [])


if __name__ == "__main__":
    unittest.main()
