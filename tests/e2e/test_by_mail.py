"""Newsletters that editors send by mail: lists, mistakes, limits."""
import base64
import io
import struct
import unittest
import zipfile
import zlib

import drafts
import lib
from orders import ANNE, PAUL, Orders

BOX = "lettre+newsletter@example.org"
SITE = "listes+newsletter@example.org"


def letter(more="", text="Du texte.", subject="Décembre"):
    return f"---\nsubject: {subject}\n{more}---\n\n{text}\n"


class ByMail(Orders):
    def new_site(self, **settings):
        site = super().new_site(**settings)
        site.env["LIAISON_LOCALEDIR"] = str(site.build / "locale")
        site.set('list "autre"', kind="newsletter",
                 address="autre@example.org", owners=(PAUL,),
                 editors=(PAUL,), language="en")
        return site

    def arrive(self, site, raw, to=BOX, sender=ANNE):
        raw = raw.replace(b"lettre+newsletter@example.org", to.encode())
        raw = raw.replace(b"anne@example.org", sender.encode())
        self.host.deliver_lmtp(
            b"Authentication-Results: mx.example.org;\r\n\tdmarc=pass "
            b"header.from=example.org\r\n" + raw, site.box)
        site.run("receive", "--once")
        self.tick(site)

    def told(self, site, who=ANNE):
        """The words of the newest mail of somebody, which is no proof."""
        mail = site.mails(who)[-1]
        self.assertNotIn("[approve", str(mail["Subject"]))
        return lib.body_of(mail)

    def proof(self, site, who=ANNE):
        mail = site.mails(who)[-1]
        self.assertIn("[approve ", str(mail["Subject"]), lib.body_of(mail))
        return mail

    def inside(self, proof):
        return [part.get_content() for part in proof.walk()
                if part.get_content_type() == "message/rfc822"]

    def approve(self, site, who=ANNE):
        site.ask(who, None, None, body="oui", reply_to=self.proof(site, who))
        site.run("receive", "--once")
        self.tick(site)

    def unique(self, raw, number):
        return raw.replace(b"<1@example.org>", f"<{number}@x>".encode())

    def test_lists(self):
        with self.new_site() as site:
            for number, (more, to, words) in enumerate((
                    ("list: autre\n", BOX, "message.md:3:7: "),
                    ("list: letre\n", SITE, "letre"),
                    ("list: letre\n", BOX, "letre"),
                    ("lists: lettre, autre\n", BOX, "autre"),
                    ("", SITE, "message.md:1:1: "))):
                self.arrive(site, self.unique(drafts.text(letter(more)),
                                              number), to)
                told = self.told(site)
                self.assertIn(words, told, more)
                self.assertIn("Bonjour", told)
                self.assertNotIn("« »", told)
            self.assertEqual(len(site.mails(ANNE)), 5)
            self.assertEqual(self.orders(site, "--all"), [])
            # Who edits both may write to both, wherever it is sent.
            site.set('list "autre"', editors=(PAUL, ANNE))
            self.arrive(site, self.unique(drafts.text(letter(
                "lists: lettre, autre\n")), 9))
            self.proof(site)
            [row] = self.orders(site)
            self.assertEqual(row["lists"], "lettre autre")

    def test_in_the_language_of_the_editor(self):
        with self.new_site() as site:
            self.arrive(site, drafts.text(letter(text="Hello {{unknown}}.")),
                        SITE, PAUL)
            site.set('list "lettre"', editors=(ANNE,))
            self.arrive(site, drafts.text(letter(
                "list: autre\n", text="Hello {{unknown}} there.")), SITE, PAUL)
            first, second = (lib.body_of(mail) for mail in site.mails(PAUL))
            self.assertIn("Bonjour", first)
            self.assertIn("Hello", second)
            self.assertIn("message.md:6:7: ", second)
            self.assertIn("    Hello {{unknown}} there.", second)

    def test_subjects(self):
        with self.new_site() as site:
            for number, subject in enumerate((
                    "Re: La lettre", "Tr: La lettre", "Fwd: RE : La lettre",
                    "=?utf-8?q?TR=C2=A0:_La_lettre?=", "La lettre")):
                self.arrive(site, self.unique(drafts.text(
                    f"Texte {number}.\n"), number).replace(
                        b"Subject: La lettre", f"Subject: {subject}".encode()))
                [mail] = self.inside(self.proof(site))
                self.assertEqual(str(mail["Subject"]), "La lettre")
            for number, subject in enumerate((
                    '"Travail"', r"'a' \"b\" \\c", "«\u00a0d\u00a0»", "n # 5")):
                self.arrive(site, self.unique(drafts.text("Texte.\n"),
                                              f"s{number}").replace(
                        b"Subject: La lettre", b"Subject: =?utf-8?b?"
                        + base64.b64encode(subject.encode()) + b"?="))
                [mail] = self.inside(self.proof(site))
                self.assertEqual(str(mail["Subject"]), subject)

    def test_mails_of_one_subject(self):
        with self.new_site() as site:
            for number in range(2):
                self.arrive(site, self.unique(drafts.text("Texte.\n"),
                                              number))
            # Each takes the place of the one before.
            self.assertEqual(len(self.orders(site)), 1)
            self.arrive(site, drafts.text("Texte.\n").replace(
                b"Subject: La lettre", b"Subject: Re:"))
            self.assertIn("pas d’objet", self.told(site))

    def test_twins_with_images_and_charsets(self):
        with self.new_site() as site:
            french = letter("language: fr\n", "Été\n\n![Un dessin](d.png)")
            english = letter("language: en\n", "Summer\n\n![A drawing](d.png)",
                             "December")
            self.arrive(site, drafts.mail(drafts.multi(
                "mixed", drafts.part("text/plain", "Voici."),
                drafts.part('text/markdown; charset=windows-1252; '
                            'name="l.fr.md"', french, charset="windows-1252",
                            cte="base64"),
                drafts.part('application/octet-stream; name="l.en.md"',
                            "\ufeff" + english.replace("\n", "\r\n"),
                            'Content-Disposition: attachment; '
                            'filename="l.en.md"', cte="base64"),
                drafts.image("d.png", how="attachment"))))
            mails = self.inside(self.proof(site))
            self.assertEqual([str(mail["Subject"]) for mail in mails],
                             ["Décembre", "December"])
            self.assertIn("Été", lib.body_of(mails[0]))
            self.assertIn("Summer", lib.body_of(mails[1]))

    def test_a_mistake_in_each_of_two_files(self):
        with self.new_site() as site:
            self.arrive(site, drafts.mail(drafts.multi(
                "mixed", drafts.part(
                    'text/markdown; charset=utf-8; name="l.fr.md"',
                    letter("language: fr\n", "{{ville}}")),
                drafts.part('text/markdown; charset=utf-8; name="l.en.md"',
                            letter("language: en\n", "![](d.png)")))))
            told = self.told(site)
            self.assertIn("l.fr.md:6:", told)
            self.assertIn("l.en.md:6:", told)
            self.assertEqual(len(site.mails(ANNE)), 1)

    def test_a_formatted_mail_is_shown_as_its_readers_get_it(self):
        with self.new_site() as site:
            word = dict((name, make) for name, make, _ in drafts.ROWS)["Word"]
            self.arrive(site, word())
            [mail] = self.inside(self.proof(site))
            html = lib.body_of(mail, "html")
            for words in ("<h2", ">Un premier <ul", "<table", 'alt="Un dessin"',
                          "cid:"):
                self.assertIn(words, " ".join(html.split()))
            for words in ("mso-", "supportLists", "Directrice", "Anne Petit"):
                self.assertNotIn(words, html)
                self.assertNotIn(words, lib.body_of(mail))
            self.approve(site)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_files_beside_a_formatted_mail_go_along(self):
        with self.new_site() as site:
            self.arrive(site, drafts.mail(drafts.multi(
                "mixed", drafts.part("text/html", "<p>Venez.</p>"),
                drafts.part("application/pdf", b"%PDF-1.4 x",
                            'Content-Disposition: attachment; filename='
                            '"Le plan, en bref.pdf"', cte="base64"),
                drafts.part("text/vcard", "BEGIN:VCARD\n",
                            'Content-Disposition: attachment; filename='
                            '"anne.vcf"'))))
            [mail] = self.inside(self.proof(site))
            self.assertEqual([part.get_filename() for part in
                              mail.iter_attachments()],
                             ["Le plan_ en bref.pdf"])

    def test_what_cannot_be_read(self):
        with self.new_site() as site:
            for number, (kind, name, word) in enumerate((
                    ("application/ms-tnef", "winmail.dat", "winmail.dat"),
                    ("application/pkcs7-mime", "smime.p7m", "chiffré"))):
                self.arrive(site, self.unique(drafts.mail(drafts.multi(
                    "mixed", drafts.part("text/plain", "x"),
                    drafts.part(kind, "x", 'Content-Disposition: attachment; '
                                f'filename="{name}"'))), number))
                self.assertIn(word, self.told(site))
            self.assertEqual(self.orders(site, "--all"), [])

    def test_bombs(self):
        def chunk(kind, data):
            return (struct.pack(">I", len(data)) + kind + data +
                    struct.pack(">I", zlib.crc32(kind + data)))
        wide = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(
            ">IIBBBBB", 60000, 60000, 8, 6, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(bytes(1 << 20))) +
            chunk(b"IEND", b""))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.md", bytes(64 << 20))
        with self.new_site() as site:
            self.arrive(site, drafts.mail(drafts.multi(
                "related", drafts.part(
                    "text/html", '<img src="cid:1" alt="Un mur">'),
                drafts.part("image/png", wide, "Content-ID: <1>",
                            'Content-Disposition: inline; '
                            'filename="mur.png"', cte="base64"))))
            self.assertIn("mur.png", self.told(site))
            self.assertEqual(self.orders(site, "--all"), [])
            # An archive goes along as it is; nobody opens it.
            self.arrive(site, drafts.mail(drafts.multi(
                "mixed", drafts.part("text/plain", "Voici."),
                drafts.part("application/zip", packed.getvalue(),
                            'Content-Disposition: attachment; '
                            'filename="l.zip"', cte="base64"))))
            [mail] = self.inside(self.proof(site))
            [file] = mail.iter_attachments()
            self.assertEqual(file.get_content(), packed.getvalue())

    def test_an_editor_is_answered_more_often_than_others(self):
        with self.new_site() as site:
            for number in range(8):
                self.host.deliver_lmtp(
                    b"Authentication-Results: mx.example.org;\r\n\tdmarc=pass "
                    b"header.from=example.org\r\n" + self.unique(
                        drafts.text(letter(text=f"{{{{x}}}} {number}")),
                        number), site.box)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(len(site.mails(ANNE)), 8)

    def test_the_same_mail_twice_is_one_order(self):
        with self.new_site() as site:
            raw = drafts.text(letter())
            for _ in range(3):
                self.arrive(site, raw)
            self.assertEqual(len(self.orders(site, "--all")), 1)
            self.assertEqual(len(site.mails(ANNE)), 1)
            # Sent once more by hand: it takes the place of the first.
            self.arrive(site, self.unique(raw, 2))
            self.assertEqual([row["state"] for row in
                              self.orders(site, "--all")],
                             ["proof", "cancelled"])
            self.approve(site)
            self.assertEqual(self.got(site), [1, 1, 1])


if __name__ == "__main__":
    unittest.main()
