"""Fields of lists and automatic mails, on everything that liaison sends:
RFC 2369, 2919, 3834, 6068; and all of it once more through a Postfix.

Kept elsewhere: RFC 8058 (List-Unsubscribe-Post, the page behind it) comes with
the web worker, until then nothing may promise one click; RFC 1153 (digest for
discussion lists), RFC 6377, 6783 with posts that are passed on; RFC 3834 2 and
4 (whom not to answer, how often): mail/test_robot, core/test_decide,
test_trouble.py; RFC 6376, 8463: test_dkim.py.
"""
import re
import unittest
import urllib.parse

import lib
import standards

LIST_FIELDS = ["List-Id", "List-Unsubscribe", "List-Subscribe", "List-Help",
               "List-Owner", "List-Post"]
URI = r"<(mailto:[A-Za-z0-9._~@%?&=+-]+)>"


class Rfc2919(standards.Produced):
    def test_2_and_3_list_id(self):
        for mail in self.each("newsletter", "digest"):
            value = mail.one("List-Id")
            self.assertEqual(value, "<lettre.example.org>")
            self.assertLessEqual(len(value), 255)
        for mail in self.each():
            self.assertLessEqual(len(mail.all("List-Id")), 1)
            for value in mail.all("List-Id"):
                self.assertRegex(
                    value, r"^<(lettre|ess-communs)\.example\.org>$")


class Rfc2369(standards.Produced):
    def test_2_each_once_with_uris_in_brackets(self):
        for mail in self.each("newsletter", "digest"):
            for name in LIST_FIELDS[1:]:
                value = mail.one(name)
                if name == "List-Post":
                    self.assertEqual(value, "NO")
                else:
                    self.assertRegex(value, rf"^{URI}(, ?{URI})*$")

    def test_2_no_blank_inside_a_uri(self):
        for mail in self.each():
            for name, value in mail.fields:
                if name.startswith("List-"):
                    for uri in re.findall("<[^>]*>", value):
                        self.assertNotRegex(uri, r"\s")

    def test_3_2_the_way_out_is_of_one_person(self):
        seen = {}
        for mail in self.each("newsletter", "digest"):
            uri = mail.one("List-Unsubscribe")
            self.assertEqual(seen.setdefault(uri, mail.recipient),
                             mail.recipient)
            for text in (lib.body_of(mail.parsed),
                         lib.body_of(mail.parsed, "html")):
                self.assertIn(uri[len("<mailto:"):-1], text)

    def test_3_2_the_way_out_leads_out(self):
        mail = next(m for m in self.steps["newsletter"]
                    if m.recipient == "p2@example.net")
        uri = urllib.parse.urlsplit(mail.one("List-Unsubscribe")[1:-1])
        self.site.ask("p2@example.net", urllib.parse.unquote(uri.path), "x")
        self.site.run("receive", "--once")
        self.assertIn("left", self.site.run(
            "subscriber", "show", "lettre", "p2@example.net",
            "--json").stdout)

    def test_notices_are_no_list_mail(self):
        for mail in self.each():
            if mail.is_notice:
                for name in LIST_FIELDS[1:] + ["Precedence"]:
                    self.assertEqual(mail.all(name), [])

    def test_8058_nothing_is_promised(self):
        for mail in self.each():
            self.assertEqual(mail.all("List-Unsubscribe-Post"), [])


class Rfc6068(standards.Produced):
    def uris(self, mail):
        found = re.findall(r"<(mailto:[^>]*)>", mail.head.decode())
        html = lib.body_of(mail.parsed, "html")
        return found + [h.replace("&amp;", "&") for h in
                        re.findall(r'href="(mailto:[^"]*)"', html)]

    def test_2_percent_encoded(self):
        for mail in self.each():
            for uri in self.uris(mail):
                self.assertRegex(
                    uri, r"^mailto:([A-Za-z0-9._~@!$'*+,;:-]|%[0-9A-F]{2})+"
                    r"(\?([A-Za-z0-9._~@!$'*+,;:&=-]|%[0-9A-F]{2})*)?$")
                self.assertNotRegex(uri, "(?i)%0[ad]")

    def test_6_the_address_is_one_of_ours(self):
        for mail in self.each("newsletter", "digest"):
            uris = self.uris(mail)
            self.assertGreaterEqual(len(uris), 4)
            for uri in uris:
                path = urllib.parse.unquote(uri[7:].partition("?")[0])
                self.assertTrue(path.endswith("@example.org"), uri)


class Rfc3834(standards.Produced):
    def test_5_auto_submitted(self):
        for mail in self.each():
            if mail.step == "newsletter":
                self.assertEqual(mail.all("Auto-Submitted"), [])
            elif mail.recipient == "owner@example.org" \
                    or mail.step == "digest":
                self.assertEqual(mail.one("Auto-Submitted"),
                                 "auto-generated")
            else:
                self.assertEqual(mail.one("Auto-Submitted"), "auto-replied")

    def test_3_1_answers_refer_to_what_they_answer(self):
        for mail in self.each("help", "welcome", "already", "unknown"):
            self.assertTrue(mail.one("In-Reply-To"))
            self.assertEqual(mail.one("References").split()[-1],
                             mail.one("In-Reply-To"))

    def test_3_1_5_to_who_wrote(self):
        asked = {m.recipient for m in self.steps["help"]}
        self.assertEqual(asked, {
            f"{word}{n}@example.net" for word in ("aide", "help")
            for n in range(len(standards.SENDERS))})

    def test_4_sieve_vacation_is_quiet(self):
        """What vacation looks at (RFC 5230 section 4.6) is there."""
        for mail in self.each():
            if mail.is_notice:
                self.assertNotEqual(mail.one("Auto-Submitted"), "no")
                self.assertEqual(mail.one("X-Auto-Response-Suppress"), "All")
            else:
                self.assertTrue(mail.one("List-Id"))
                self.assertEqual(mail.one("Precedence"), "list")

    def test_both_languages(self):
        for step in ("newsletter", "digest", "confirmation", "help",
                     "welcome", "lost"):
            found = {m.one("Content-Language") for m in self.steps[step]}
            if step != "newsletter":  # in the editor's words
                self.assertEqual(found, {"fr", "en"}, step)


class Delivered(unittest.TestCase):
    """A Postfix takes it all, and finds nothing to mend."""

    def test_through_postfix(self):
        host = self.enterContext(lib.Host())
        site = self.enterContext(lib.Site(host, settings=standards.SETTINGS))
        story = standards.Story(site, host, lib.LISTES)
        story.all(standards.SUBJECTS[2:6], standards.SENDERS[:3],
                  lambda person: host.mailbox(person)[0])
        people = [f"p{n}@example.net" for n in range(len(standards.NAMES))]
        people += [f"{word}{n}@example.net" for n in range(3)
                   for word in ("asker", "aide", "help")]
        people += ["digest-fr@example.net", "digest-en@example.net"]
        for person in people:
            found = host.raw_mailbox(person)
            self.assertTrue(found, person)
            for raw in found:
                self.judge(standards.Mail(
                    "x", re.sub(rb"\r?\n", b"\r\n", raw), "", person))
        for folder in ("deferred", "corrupt", "hold"):
            queue = host.postfix.dir / "queue" / folder
            self.assertFalse([f for f in queue.rglob("*") if f.is_file()])
        self.assertNotIn("warning: ", re.sub(
            r".*(?:hostname|connect|dict_|tls).*", "",
            host.postfix.log.read_text()))

    def judge(self, mail):
        self.assertEqual(mail.parsed.defects, [])
        for name in ("From", "To", "Date", "Message-ID", "Subject",
                     "MIME-Version"):
            self.assertEqual(mail.parsed[name].defects, (), name)
            self.assertEqual(len(mail.all(name)), 1, name)
        names = [name for name, _ in mail.fields]
        # The host adds above; ours begin with the Date and stay together.
        above = names[:names.index("Date")]
        self.assertLessEqual(set(above), {
            "Return-Path", "Delivered-To", "Received", "X-Original-To"})
        self.assertNotIn("Received", names[names.index("Date"):])


if __name__ == "__main__":
    unittest.main()
