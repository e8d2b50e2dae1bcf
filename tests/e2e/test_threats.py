"""What people and machines with bad intentions send: threats T1 to T20.

The names of the tests begin with their threat; tests/THREATS.md lists them.
"""
import csv
import os
import pathlib
import re
import subprocess
import unittest

import lib
import story
from story import SITE

MALLORY = "mallory@example.com"
GOLDEN = lib.ROOT / "tests/golden/machines"
CORPUS = pathlib.Path(os.environ.get("LIAISON_CORPUS")
                      or lib.ROOT.parent / "shared/corpus")
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


class Threat(story.Story):
    uid = 0

    def drop(self, raw, box=SITE):
        """Puts a mail into a mailbox without any server; no turn is done."""
        Threat.uid += 1
        new = self.host.dovecot.maildir(box) / "new"
        self.assertTrue(new.is_dir())
        file = new / f"1790000000.M{Threat.uid}P1.threat"
        file.write_bytes(lib.to_bytes(raw))
        file.chmod(0o666)

    def mail(self, sender, to, subject, body="", **options):
        return (f"Return-Path: <{lib.parse_address(sender)}>\r\n".encode()
                + lib.to_bytes(lib.make_mail(sender, to, subject, body,
                                             **options)))

    def receive(self):
        self.site.run("receive", "--once")

    def decisions(self, count):
        """What was decided about the last mails: kind, action, reason."""
        return self.rows("SELECT kind, action, reason FROM inbox "
                         "ORDER BY id DESC LIMIT ?", count)

    def asked(self, person, name="lettre"):
        """A live token that the person was asked to confirm with."""
        return self.site.run("token", "issue", name, person, "--purpose",
                             "confirm").stdout.strip()

    def way_out(self, person, name="lettre"):
        return self.site.run("token", "issue", name, person, "--purpose",
                             "unsubscribe").stdout.strip()

    def queued(self):
        """Everything that the site ever wanted to send."""
        return self.rows("SELECT address, subject FROM delivery "
                         "JOIN mailing ON mailing.id = delivery.mailing "
                         "ORDER BY delivery.id")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host.deliver_lmtp(lib.make_mail(
            "first@example.net", SITE, ""), SITE)  # the mailbox is there
        cls.site.run("receive", "--once")


class Tokens(Threat):
    def test_t2_forged_tokens_have_no_effect_and_one_answer(self):
        person = "t2@example.net"
        token = self.asked(person)
        unknown = [BASE32[(BASE32.index(c) + 1) % 32] for c in token]
        forged = [story.flip(token), token[:-1], token + "a", token[::-1],
                  "a" * 39, "".join(unknown),
                  token[:4] + story.flip(token[4:9]) + token[9:]]
        before = self.queued()
        for text in forged:
            self.drop(self.mail(MALLORY, f"lettre+confirm-{text}@example.org",
                                ""))
            self.drop(self.mail(MALLORY, f"lettre+stop-{text}@example.org",
                                ""))
        self.receive()
        self.assertEqual(self.status(person), "")
        self.assertEqual(self.queued(), before)
        found = self.decisions(2 * len(forged))
        self.assertEqual({(kind, action) for kind, action, _ in found},
                         {("command", "none")})
        self.assertEqual(len({reason for _, _, reason in found}), 1)
        # Nothing was used up: the real one still works, of either case.
        self.drop(self.mail(person,
                            f"lettre+confirm-{token.upper()}@example.org",
                            ""))
        self.receive()
        self.assertEqual(self.status(person), "active")

    def test_t3_replayed_one_after_the_other(self):
        person = "t3@example.net"
        token = self.asked(person)
        for _ in range(4):
            self.drop(self.mail(person, SITE, f"Re: [confirm {token}]"))
            self.receive()
        self.assertEqual(len(self.show(person)["consent"]), 1)
        way_out = self.way_out(person)
        for _ in range(4):
            self.drop(self.mail(person, f"lettre+stop-{way_out}@example.org",
                                ""))
            self.receive()
        self.assertEqual(self.status(person), "left")
        self.assertEqual([c["action"] for c in self.show(person)["consent"]],
                         ["subscribe", "unsubscribe"])
        # A confirmation of before brings nobody back.
        self.drop(self.mail(person, SITE, f"Re: [confirm {token}]"))
        self.receive()
        self.assertEqual(self.status(person), "left")

    def test_t3_replayed_by_many_processes_at_once(self):
        people = [f"t3at{i}@example.net" for i in range(5)]
        tokens = list(map(self.asked, people))
        for _ in range(8):
            for person, token in zip(people, tokens):
                self.drop(self.mail(person, SITE, f"Re: [confirm {token}]"))
        readers = [subprocess.Popen(
            [self.site.program, "receive", "--once"], env=self.site.env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(6)]
        for reader in readers:
            reader.wait(60)
        self.receive()
        self.assertEqual(self.host.files(SITE), [])
        for person in people:
            self.assertEqual([c["action"] for c in
                              self.show(person)["consent"]], ["subscribe"])
        welcomes = [address for address, subject in self.queued()
                    if address in people and "welcome" in subject]
        self.assertEqual(sorted(welcomes), sorted(people))

    def test_t4_another_purpose_list_or_address(self):
        """Beside the matrix of unit/core/test_threats: whole programs."""
        one, two = "t4one@example.net", "t4two@example.net"
        self.subscribed(one, two)
        self.subscribed(one, two, name="ess-communs")
        confirm = self.asked("t4new@example.net")
        way_out = self.way_out(one)
        for to in (f"lettre+confirm-{way_out}@example.org",
                   f"lettre+bounce-{way_out}@example.org",
                   f"lettre+moderate-{way_out}@example.org",
                   f"lettre+stop-{confirm}@example.org",
                   f"lettre+bounce-{confirm}@example.org"):
            self.drop(self.mail(two, to, ""))
        self.drop(self.mail(two, SITE, f"Re: [confirm {way_out}]"))
        self.receive()
        for person in (one, two):
            for name in ("lettre", "ess-communs"):
                self.assertEqual(self.status(person, name), "active")
        self.assertEqual(self.status("t4new@example.net"), "")
        # At the address of another list it ends what it was made for.
        self.drop(self.mail(two, f"ess-communs+stop-{way_out}@example.org",
                            ""))
        self.receive()
        self.assertEqual(self.status(one), "left")
        self.assertEqual(self.status(one, "ess-communs"), "active")
        self.assertEqual(self.status(two), "active")
        self.assertEqual(self.status(two, "ess-communs"), "active")

    def test_t5_no_link_changes_anything(self):
        """What a scanner of mails can open leads to the site's own pages."""
        person = "t5@example.net"
        self.ask(person, "lettre+subscribe@example.org", "")
        self.confirm_by_reply(person)
        self.send_newsletter("--again")
        for subject in ("aide", "bla bla", "subscribe lettre",
                        "désabonnement lettre"):
            self.ask(person, SITE, subject)
        self.confirm_by_reply(person)
        mails = self.mails(person)
        self.assertGreaterEqual(len(mails), 6)
        for mail in mails:
            whole = "\n".join([*map(str, mail.values()), *(
                lib.body_of(mail, kind) for kind in ("plain", "html"))])
            links = set(re.findall(r"https?://[^\s\"'<>)\\]+", whole))
            self.assertLessEqual(
                {link.rstrip("/.,") for link in links},
                {"http://coopdescommuns.org"}, mail["Subject"])
            self.assertNotRegex(whole, r"https?://\S*[a-z2-7]{39}")
            self.assertNotRegex(whole, r"<form|<script|<img|onload=")


class Machines(Threat):
    def put(self, folder, wanted):
        """The mails of a table, with live tokens; how many there are."""
        with open(folder / "expected.tsv") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        rows = [row for row in rows if wanted(row)]
        self.waiting = []
        for i, row in enumerate(rows):
            raw = (folder / row["file"]).read_bytes()
            person = f"{folder.name}{i}@example.net"
            if b"@@TOKEN@@" in raw:
                self.waiting.append(person)
                raw = raw.replace(b"@@TOKEN@@", self.asked(person).encode())
            self.drop(raw)
        self.assertGreater(len(rows), 10)
        return len(rows)

    def check_silence(self, folder, wanted):
        """Nobody is answered, nobody confirmed, no list has changed."""
        before = self.queued()
        subscriptions = self.rows("SELECT * FROM subscription")
        count = self.put(folder, wanted)
        requests = self.rows("SELECT state FROM pending")
        self.receive()
        self.assertEqual(self.host.files(SITE), [])
        owners = {"owner@example.org", "moderator@example.org"}
        self.assertEqual([row for row in self.queued()[len(before):]
                          if row[0] not in owners], [])
        self.assertEqual(self.rows("SELECT * FROM subscription"),
                         subscriptions)
        self.assertEqual(self.rows("SELECT state FROM pending"), requests)
        self.assertLessEqual({action for _, action, _ in
                              self.decisions(count)}, {"none", "hold"})

    def test_t6_t18_t20_machines_confirm_nothing_and_hear_nothing(self):
        self.check_silence(GOLDEN, lambda row: row["robot"] != "none")
        self.assertGreater(len(self.waiting), 50)

    def test_t6_t20_corpus(self):
        folder = CORPUS / "autoreplies"
        if not folder.is_dir():
            self.skipTest("no corpus: set LIAISON_CORPUS")
        self.check_silence(folder, lambda row: True)

    def test_t6_a_person_confirms_whatever_the_provider_adds(self):
        self.put(GOLDEN, lambda row: row["robot"] == "none"
                 and row["action"] == "apply")
        self.receive()
        for person in self.waiting:
            self.assertEqual(self.status(person, "lettre"), "active", person)

    def test_t20_one_click_by_a_program(self):
        """A signed address acts, whoever has sent it for the person."""
        headers = [[("Auto-Submitted", "auto-generated")],
                   [("Precedence", "bulk")], [("X-Spam-Flag", "YES")], []]
        for i, fields in enumerate(headers):
            person = f"click{i}@example.net"
            self.subscribed(person)
            self.drop(self.mail(
                person, f"lettre+stop-{self.way_out(person)}@example.org",
                "unsubscribe", headers=fields))
            self.receive()
            self.assertEqual(self.status(person), "left", fields)

    def test_t20_a_vacation_reply_that_quotes_the_way_out(self):
        person = "quotes@example.net"
        self.subscribed(person)
        token = self.way_out(person)
        text = f"En vacances.\n\n> lettre+stop-{token}@example.org\n"
        for subject, fields in (
                (f"Auto: unsubscribe {token}",
                 [("Auto-Submitted", "auto-replied")]),
                (f"Re: unsubscribe {token}", [("Precedence", "bulk")]),
                (f"Away Re: unsubscribe {token}", []),
                ("La lettre", [("Auto-Submitted", "auto-replied"),
                               ("References", f"<bounce.{token}@example.org>"),
                               ("In-Reply-To", f"<{token}@example.org>")])):
            self.drop(self.mail(person, SITE, subject, text, headers=fields))
        self.receive()
        self.assertEqual(self.status(person), "active")

    def test_t20_a_forwarded_newsletter(self):
        """Its List-Unsubscribe and footer are no request."""
        person = "forwards@example.net"
        self.subscribed(person)
        self.send_newsletter("--again")
        sent = self.host.raw_mailbox(person)[-1]
        letter = self.mails(person)[-1]
        quoted = lib.quoted(letter)
        for body in (quoted, "Pour information.\n\n" + quoted,
                     "-------- Message transféré --------\n"
                     + lib.body_of(letter)):
            self.drop(self.mail(person, SITE, f"Fwd: {letter['Subject']}",
                                body))
        self.drop(b"Resent-From: <" + person.encode() + b">\r\n" + sent)
        self.receive()
        self.assertEqual(self.status(person), "active")


class Forged(Threat):
    """T7: Mallory writes in the name of others."""
    WORDS = ("désabonnement lettre", "STOP", "unsubscribe lettre")

    def forge(self, person, fields, below=b""):
        for words in self.WORDS:
            mail = self.mail(person, "lettre@example.org", words,
                             "désabonnement\n")
            self.drop(fields + b"Received: from evil.example.com by "
                      b"mx.example.org; Mon, 3 Aug 2026 10:00:00 +0200\r\n"
                      + below + mail)
        self.receive()

    def fields(self, *values):
        return b"".join(f"Authentication-Results: {value}\r\n".encode()
                        for value in values)

    def test_t7_our_server_says_that_it_is_forged(self):
        self.subscribed("t7fail@example.net")
        before = self.queued()
        self.forge("t7fail@example.net", self.fields(
            "mx.example.org; dmarc=fail header.from=example.net"))
        self.assertEqual(self.status("t7fail@example.net"), "active")
        self.assertEqual(self.queued(), before)

    def test_t7_nothing_is_proved(self):
        """The address itself is asked, once."""
        ours = ["mx.example.org; none", "mx.example.org; dmarc=none",
                "mx.example.org; spf=pass smtp.mailfrom=evil.example.com",
                "mx.example.org; dkim=pass header.d=evil.example.com",
                "mx.evil.example.com; dmarc=pass header.from=example.net",
                "mx.example.org.evil.example.com; dmarc=pass",
                "mx.example.org 2; dmarc=pass",
                "mx.example.org; none (; dmarc=pass)",
                'mx.example.org; spf=none reason="; dmarc=pass"',
                'mx.example.org; spf=none ("x) ; dmarc=pass (y")',
                "(mx.example.org); dmarc=pass", None]
        lie = self.fields("mx.example.org; dmarc=pass header.from=example.net",
                          "MX.example.org 1;\r\n\tdkim=pass\r\n\t"
                          "header.d=example.net")
        for i, value in enumerate(ours):
            person = f"t7none{i}@example.net"
            self.subscribed(person)
            # Where our server writes none, the top one may be anybody's, and
            # the setting must not be there: see the test below.
            below = b"" if value is None else lie
            self.forge(person, self.fields(value) if value else b"", below)
            self.assertEqual(self.status(person), "active", value)
            self.assertEqual(len([a for a, _ in self.queued()
                                  if a == person]), 1, value)

    def test_t7_without_authserv_id_nobody_is_believed(self):
        person = "t7unset@example.net"
        self.subscribed(person)
        self.site.set("imap", authserv_id=None)
        try:
            self.forge(person, self.fields(
                "mx.example.org; dmarc=pass header.from=example.net"))
        finally:
            self.site.set("imap", authserv_id="mx.example.org")
        self.assertEqual(self.status(person), "active")
        self.assertEqual(len([a for a, _ in self.queued() if a == person]), 1)

    def test_t7_our_server_says_that_it_is_authentic(self):
        for i, value in enumerate((
                "mx.example.org; dmarc=pass header.from=example.net",
                "mx.example.org;\r\n\tdkim=pass (2048-bit key)\r\n\t"
                "header.d=example.net", "MX.EXAMPLE.ORG 1; spf=pass "
                "smtp.mailfrom=x@example.net")):
            person = f"t7pass{i}@example.net"
            self.subscribed(person)
            self.forge(person, self.fields(value))
            self.assertEqual(self.status(person), "left", value)

    def test_t13_members_and_strangers_are_told_alike(self):
        """Only the address itself hears anything, and one mail either way."""
        self.subscribed("t13member@example.net")
        for words in ("subscribe lettre", "désabonnement lettre", "aide",
                      "who lettre", "review lettre"):
            told = []
            for person in ("t13member@example.net", "t13nobody@example.net"):
                before = self.queued()
                self.drop(self.mail(person, SITE, words))
                self.receive()
                told.append([address if address != person else "self"
                             for address, _ in self.queued()[len(before):]])
                self.assertNotIn("example.com", str(told))
            self.assertEqual(told[0], told[1], words)
            self.assertEqual(told[0].count("self"), 1, words)
        # A third person who asks about a member hears nothing of them.
        before = len(self.queued())
        self.drop(self.mail(MALLORY, SITE,
                            "unsubscribe lettre t13member@example.net"))
        self.receive()
        self.assertNotIn("t13member@example.net",
                         [a for a, _ in self.queued()[before:]])

    def test_t13_a_way_out_says_nothing_of_others(self):
        before = self.queued()
        for person in ("t13a@example.net", "t13b@example.net"):
            if person.startswith("t13a"):
                self.subscribed(person)
            self.drop(self.mail(MALLORY, "lettre+stop-" + "a" * 39
                                + "@example.org", "", f"{person}\n"))
        self.receive()
        one, two = self.decisions(2)
        self.assertEqual(one, two)
        self.assertEqual(self.queued(), before)


class Backscatter(Threat):
    """T18: a thousand forged senders."""
    SECRET = "zzmarkzz"

    def test_t18_a_thousand_forged_senders(self):
        subjects = ("aide", "bla bla", "désabonnement lettre",
                    "help", "unsubscribe", "quelle heure ?")
        for i in range(1000):
            self.drop(self.mail(
                f"victim{i % 100}@example.net", SITE,
                f"{subjects[i % len(subjects)]}",
                f"{self.SECRET} {i}\nhttp://evil.example.com/\n"))
        self.site.run("receive", "--once", timeout=240)
        self.assertEqual(self.host.files(SITE), [])
        told = {}
        for address, _ in self.queued():
            told[address] = told.get(address, 0) + 1
        victims = {a: n for a, n in told.items() if a.startswith("victim")}
        self.assertEqual(len(victims), 100)
        self.assertLessEqual(max(victims.values()), 5)
        # The owners hear of it in a bounded number of mails.
        self.assertLessEqual(told.get("owner@example.org", 0), 30)
        with self.database() as db:
            for envelope, text in db.execute(
                    "SELECT mailing.envelope, content.compiled FROM delivery "
                    "JOIN mailing ON mailing.id = delivery.mailing "
                    "JOIN content ON content.mailing = mailing.id "
                    "WHERE delivery.address LIKE 'victim%'"):
                text = bytes(text)
                self.assertEqual(envelope, "null")
                self.assertIn(b"Auto-Submitted: auto-", text)
                self.assertIn(b"X-Auto-Response-Suppress: All", text)
                self.assertNotIn(self.SECRET.encode(), text)
                self.assertNotIn(b"evil.example.com", text)

    def test_t18_forged_senders_are_many(self):
        """Whoever is not known here shares an allowance with all of them."""
        self.subscribed("member@example.net")
        before = len(self.queued())
        self.change("DELETE FROM allowance")
        self.site.set("limits", confirmations_site_hour=20)
        for i in range(60):
            self.drop(self.mail(f"stranger{i}@example.net", SITE, "aide"))
        self.drop(self.mail("member@example.net", SITE, "aide"))
        self.receive()
        told = [address for address, _ in self.queued()[before:]]
        self.assertEqual(len([a for a in told if "stranger" in a]), 20)
        self.assertIn("member@example.net", told)


if __name__ == "__main__":
    unittest.main()
