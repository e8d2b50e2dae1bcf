"""MIME (RFC 2045 to 2049, 2231) on everything that liaison sends.

Reading what others send (unknown types, charsets, flowed text, file names,
8-bit headers: RFC 2049, 2183, 3676, 6532) is judged in mail/test_message,
mail/test_corpus_mails; message/rfc822 and multipart/digest (RFC 2046 5.1.5,
5.2.1) come with the posts of discussion lists, RFC 2231 with attachments:
test_nothing_needs_rfc_2231 says that there are none yet.
"""
import base64
import quopri
import re
import unittest

import lib
import standards

WORD = re.compile(r"=\?([^?]+)\?([qQbB])\?([^?]*)\?=")


def decoded(word):
    charset, encoding, text = WORD.fullmatch(word).groups()
    if encoding in "bB":
        return base64.b64decode(text, validate=True).decode(charset)
    return quopri.decodestring(
        text.replace("_", " ").encode(), header=False).decode(charset)


def words(text):
    """The words of a text, without Markdown's and HTML's marks."""
    text = re.sub(r"<style.*?</style>|<title.*?</title>|<!--.*?-->", " ",
                  text, flags=re.S)
    return set(re.findall(r"\w{4,}", re.sub(r"<[^>]*>", " ", text)))


class Rfc2045(standards.Produced):
    def parts(self, mail):
        return [part for part in mail.parsed.walk()
                if not part.is_multipart()]

    def encoded(self, mail):
        """The encoded bytes of each part."""
        boundary = mail.parsed.get_boundary().encode()
        pieces = mail.body.split(b"--" + boundary)[1:-1]
        return [piece.partition(b"\r\n\r\n")[2] for piece in pieces]

    def test_4_mime_version(self):
        for mail in self.each():
            self.assertEqual(mail.one("MIME-Version"), "1.0")

    def test_5_2_content_type_is_said(self):
        for mail in self.each():
            self.assertEqual(len(mail.all("Content-Type")), 1)
            for part in self.parts(mail):
                self.assertEqual(part.get_content_charset(), "utf-8")
                self.assertEqual(part.defects, [])

    def test_6_1_and_6_4_encodings(self):
        for mail in self.each():
            self.assertIn(mail.all("Content-Transfer-Encoding"),
                          ([], ["7bit"]))
            for part in self.parts(mail):
                self.assertEqual(part["Content-Transfer-Encoding"],
                                 "quoted-printable")
            self.assertTrue(mail.raw.isascii())

    def test_6_7_quoted_printable(self):
        for mail in self.each():
            for piece in self.encoded(mail):
                for line in piece.split(b"\r\n"):
                    self.assertLessEqual(len(line), 76)
                    self.assertNotRegex(line, rb"[ \t]$")
                    self.assertNotRegex(line, rb"=(?![0-9A-F]{2}|$)")
                    self.assertRegex(line, rb"^[ -~\t]*$")

    def test_6_7_what_was_meant_is_read(self):
        for mail in self.each("newsletter"):
            text = lib.body_of(mail.parsed).replace("\r\n", "\n")
            for piece in (".un point, =3D", "--=_x", "\n..\n", "é" * 300,
                          "x" * 1200, "From here."):
                self.assertIn(piece, text)

    def test_no_utf_8_cut_in_the_middle(self):
        for mail in self.each():
            for part in self.parts(mail):
                part.get_payload(decode=True).decode("utf-8")

    def test_nothing_needs_rfc_2231(self):
        for mail in self.each():
            for part in mail.parsed.walk():
                self.assertIsNone(part.get_filename())
            self.assertNotIn(b"*=", mail.head)


class Rfc2046(standards.Produced):
    def test_5_1_1_boundary(self):
        for mail in self.each():
            boundary = mail.parsed.get_boundary()
            self.assertLessEqual(len(boundary), 70)
            self.assertRegex(boundary, r"^[0-9A-Za-z'()+_,./:=? -]*"
                             r"[0-9A-Za-z'()+_,./:=?-]$")
            found = [line for line in mail.body.split(b"\r\n")
                     if boundary.encode() in line]
            self.assertEqual(found, [b"--" + boundary.encode()] * 2
                             + [b"--" + boundary.encode() + b"--"])
            self.assertFalse((mail.parsed.epilogue or "").strip())

    def test_5_1_4_alternative(self):
        """Text first, HTML last, and both say the same."""
        for mail in self.each():
            self.assertEqual(mail.parsed.get_content_type(),
                             "multipart/alternative")
            text, html = mail.parsed.iter_parts()
            self.assertEqual(text.get_content_type(), "text/plain")
            self.assertEqual(html.get_content_type(), "text/html")
            said = words(text.get_content())
            self.assertGreater(len(said), 5)
            shared = said & words(html.get_content())
            self.assertGreater(len(shared), len(said) * 3 / 4)


class Rfc2047(standards.Produced):
    def test_2_lengths(self):
        for mail in self.each():
            for line in mail.lines:
                for word in WORD.finditer(line.decode()):
                    self.assertLessEqual(len(word.group()), 75)
                    self.assertLessEqual(len(line), 76)

    def test_5_only_where_they_may_stand(self):
        """In an unstructured field or a phrase, between blanks."""
        for mail in self.each():
            for name, value in mail.fields:
                if "=?" not in value:
                    continue
                self.assertIn(name, ("Subject", "From", "To"))
                if name != "Subject":
                    phrase, _, rest = value.rpartition("<")
                    self.assertNotIn("=?", rest)
                    for word in phrase.split():
                        self.assertRegex(word, WORD)
                        self.assertRegex(
                            word, r"^=\?[^?]+\?([bB]|[qQ])\?"
                            r"[A-Za-z0-9!*+/=_-]*\?=$")
                for word in value.split():
                    if "=?" in word:
                        self.assertIsNotNone(WORD.fullmatch(word), value)

    def test_5_whole_characters(self):
        for mail in self.each():
            for name, word in mail.words():
                self.assertNotRegex(decoded(word), r"[\x00-\x1f\x7f]", name)

    def test_6_2_what_was_meant_is_read(self):
        subjects = {standards.plain(s) for s in standards.SUBJECTS}
        for mail in self.each("newsletter"):
            said = standards.plain(mail.parsed["Subject"])
            if said.startswith("Pour"):
                self.assertIn('"vous": <b>, a@b.c', said)
            else:
                self.assertIn(said, subjects)

    def test_6_2_by_hand_as_by_python(self):
        """Adjacent words join without the blank between them."""
        for mail in self.each("newsletter"):
            value = re.sub(r"(\?=)\s+(=\?)", r"\1\2", mail.one("Subject"))
            said = WORD.sub(lambda m: decoded(m.group()), value)
            self.assertEqual(standards.plain(said),
                             standards.plain(mail.parsed["Subject"]))

    def test_a_text_that_looks_encoded_is_encoded(self):
        found = [m for m in self.steps["newsletter"]
                 if str(m.parsed["Subject"]).startswith("=?utf-8?q?a")]
        self.assertEqual(len(found), len(standards.NAMES))
        for mail in found:
            self.assertNotIn("=?utf-8?q?a?=", mail.one("Subject"))


if __name__ == "__main__":
    unittest.main()
