"""Produced mails judged by Python's email package (threats T9, T15, T16).

The program compose_probe (tests/fake/compose_probe.c) composes and renders
what this test says.  LIAISON_BUILD is the build folder; LIAISON_TRIES the
number of random mails (default 3000), LIAISON_SEED the seed.
"""

import email
import email.policy
import os
import pathlib
import random
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("LIAISON_BUILD", ROOT / "build"))
TRIES = int(os.environ.get("LIAISON_TRIES", "3000"))
SEED = int(os.environ.get("LIAISON_SEED", "20261122"))

BASIC = {
    "from_name": "Liste d’échange",
    "from_addr": "liste@example.org",
    "to_addr": "alice@example.net",
    "subject": "Bonjour",
    "message_id": "m.1@example.org",
    "language": "fr",
    "text": "Bonjour.\n",
}
ALWAYS = ["date", "from", "to", "subject", "message-id", "content-language"]
HOLE = {letter: "\x01%s\x02" % letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def find(name):
    for path in (BUILD / name, BUILD / "tests" / name):
        if path.exists():
            return str(path)
    raise FileNotFoundError("%s is not in %s: build it first" % (name, BUILD))


class Probe:
    """One compose_probe, many messages."""

    def __init__(self):
        self.process = subprocess.Popen(
            [find("compose_probe")], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()
        return self.process.returncode

    def __call__(self, values=(), extra=(), files=(), shown=(), **fields):
        rows = list({**BASIC, **fields}.items())
        rows += [("extra", name.encode() + b"\0" + raw(value))
                 for name, value in extra]
        rows += [("attach", b"\0".join(raw(part) for part in file))
                 for file in files]
        rows += [("inline", b"\0".join(raw(part) for part in file))
                 for file in shown]
        rows += [("value", letter.encode() + raw(value))
                 for letter, value in dict(values).items()]
        text = "".join("%s %s\n" % (key, raw(value).hex())
                       for key, value in rows if value is not None)
        self.process.stdin.write(text.encode() + b"end\n")
        self.process.stdin.flush()
        status = self.process.stdout.readline().decode().rstrip("\n")
        if not status.startswith("OK "):
            raise ValueError(status)
        return self.process.stdout.read(int(status[3:]))


def raw(value):
    return value if isinstance(value, bytes) else value.encode()


def parse(mail):
    return email.message_from_bytes(mail, policy=email.policy.default)


def content(part):
    return part.get_content().replace("\r\n", "\n")


def names(message):
    return [name.lower() for name in message.keys()]


class Compose(unittest.TestCase):
    def setUp(self):
        self.probe = Probe()

    def tearDown(self):
        self.assertEqual(self.probe.close(), 0)

    def wire(self, mail, limit=78):
        """What holds for every byte sequence that leaves us."""
        self.assertTrue(mail.endswith(b"\r\n"))
        self.assertNotIn(b"\0", mail)
        self.assertIsNone(re.search(rb"\r(?!\n)|(?<!\r)\n", mail))
        head, _, body = mail.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            self.assertLessEqual(len(line), limit, line)
            self.assertTrue(line.strip(), "a header line of blanks only")
            self.assertIsNone(re.search(rb"[^\x20-\x7e]", line), line)
        for line in body.split(b"\r\n"):
            self.assertLessEqual(len(line), 76, line)
            self.assertFalse(line.startswith(b"."), line)
            self.assertFalse(line.startswith(b"From "), line)
            self.assertFalse(line.endswith((b" ", b"\t")), line)

    def test_plain(self):
        mail = self.probe(text="Été.\n.\nFrom here  \nfin")
        self.wire(mail)
        message = parse(mail)
        self.assertEqual(names(message), ALWAYS + [
            "mime-version", "content-type", "content-transfer-encoding"])
        self.assertEqual(content(message), "Été.\n.\nFrom here  \nfin\n")
        self.assertEqual(message["from"].addresses[0].display_name,
                         "Liste d’échange")
        self.assertFalse(message.defects)

    def test_alternative(self):
        text = "Une ligne « très » longue " * 20 + "\n\nFin.\n"
        html = "<p>" + text.replace("«", "&laquo;") + "</p>\n"
        mail = self.probe(text=text, html=html, to_name="Zoé, \"la\" <x>")
        self.wire(mail)
        message = parse(mail)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        parts = list(message.iter_parts())
        self.assertEqual([p.get_content_type() for p in parts],
                         ["text/plain", "text/html"])
        self.assertEqual([content(p) for p in parts], [text, html])
        self.assertEqual(message["to"].addresses[0].display_name,
                         "Zoé, \"la\" <x>")
        self.assertEqual(message["to"].addresses[0].addr_spec,
                         "alice@example.net")
        self.assertFalse(any(p.defects for p in message.walk()))

    def test_attachments(self):
        data = bytes(range(256)) * 5
        names = ["mes-donnees.json", "mes données.json", "../../etc/passwd",
                 "é" * 90 + ".txt", "a\r\nBcc: x@y.org", "it's 50% \"*\".csv"]
        read = ["mes-donnees.json", "mes données.json", "passwd",
                "é" * 90 + ".txt", "a__Bcc: x@y.org", "it's 50% \"*\".csv"]
        for html in (None, "<p>Été.</p>\n"):
            for name, want in zip(names, read):
                mail = self.probe(
                    text="Été.\n", html=html,
                    files=[(name, "application/json", data),
                           ("2.txt", "text/plain", "Là.\r\n")])
                self.wire(mail)
                message = parse(mail)
                self.assertEqual(message.get_content_type(),
                                 "multipart/mixed")
                self.assertFalse(any(p.defects for p in message.walk()))
                first, second, third = message.iter_parts()
                self.assertEqual(content(message.get_body(("plain",))),
                                 "Été.\n")
                self.assertEqual(first.is_multipart(), html is not None)
                self.assertEqual(second.get_filename(), want)
                self.assertEqual(second.get_content_type(),
                                 "application/json")
                self.assertEqual(second.get_content_disposition(),
                                 "attachment")
                self.assertEqual(second.get_content(), data)
                self.assertEqual(content(third), "Là.\n")

    def test_names_of_files_as_most_programs_read_them(self):
        """Quoted where that will do; numbered lines only where needed."""
        for name, want in (
                ("Programme 2027 (v2).pdf",
                 b'filename="Programme 2027 (v2).pdf"'),
                ("été.pdf", b"filename*=UTF-8''%C3%A9t%C3%A9.pdf"),
                ("=?utf-8?q?a?=.pdf",
                 b"filename*=UTF-8''%3D%3Futf-8%3Fq%3Fa%3F%3D.pdf"),
                ("é" * 40 + ".pdf", b"filename*1*=")):
            mail = self.probe(text="x\n", files=[
                (name, "application/pdf", b"%PDF-")])
            self.wire(mail)
            self.assertIn(want, mail)
            self.assertEqual(
                [part.get_filename() for part in parse(mail).walk()][-1],
                name)

    def structure(self, message):
        """The tree of types, and every part looked at."""
        self.assertFalse(message.defects)
        if not message.is_multipart():
            return message.get_content_type()
        parts = [self.structure(part) for part in message.iter_parts()]
        return message.get_content_type(), *parts

    def test_each_level_only_where_it_is_needed(self):
        picture = ("logo@example.org", "logo été.png", "image/png", b"\x89P")
        second = ("b.2@example.org", "b.jpg", "image/jpeg", b"\xff\xd8" * 99)
        event = ("agenda.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"
                 b"METHOD:PUBLISH\r\nEND:VCALENDAR\r\n")
        html = "<p><img src=\"cid:logo@example.org\" alt=\"\"></p>\n"
        alternative = "multipart/alternative", "text/plain", "text/html"
        related = ("multipart/alternative", "text/plain",
                   ("multipart/related", "text/html", "image/png",
                    "image/jpeg"))
        for given, want in (
                (dict(), "text/plain"),
                (dict(html=html), alternative),
                (dict(html=html, shown=[picture, second]), related),
                (dict(html=html, shown=[picture, second, picture]), related),
                (dict(html=html, files=[event]),
                 ("multipart/mixed", alternative, "text/calendar")),
                (dict(html=html, shown=[picture, second], files=[event]),
                 ("multipart/mixed", related, "text/calendar")),
                (dict(files=[event]),
                 ("multipart/mixed", "text/plain", "text/calendar")),
                (dict(shown=[picture]),
                 ("multipart/mixed", "text/plain", "image/png"))):
            mail = self.probe(**given)
            self.wire(mail)
            message = parse(mail)
            self.assertEqual(self.structure(message), want)
            for part in message.walk():
                if part.get_content_maintype() != "image":
                    continue
                inside = "html" in given
                file = picture if part.get_filename() == picture[1] else second
                self.assertEqual(part.get_content(), file[3])
                self.assertEqual(part.get_content_disposition(),
                                 "inline" if inside else "attachment")
                self.assertEqual(part["content-id"],
                                 "<%s>" % file[0] if inside else None)

    @unittest.skipIf(shutil.which("spamassassin") is None,
                     "spamassassin is not installed")
    def test_no_rule_of_spamassassin_is_about_the_structure(self):
        words = "Quarante-deux coursiers ont repris leur application.\n" * 70
        mail = self.probe(
            subject="La lettre de décembre", text=words,
            html="<html lang=\"fr\"><body><p>" + words + "</p>"
            "<img src=\"cid:a@example.org\" alt=\"Un mur\"></body></html>",
            extra=[("List-Id", "<lettre.example.org>"),
                   ("List-Unsubscribe", "<mailto:stop@example.org>")],
            shown=[("a@example.org", "mur.png", "image/png", b"\x89PNG" * 999)],
            files=[("plaquette.pdf", "application/pdf", b"%PDF-1.7" * 99),
                   ("agenda.ics", "text/calendar",
                    b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\n")])
        said = subprocess.run(
            ["spamassassin", "-L", "-t"], input=mail, check=True, timeout=120,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout.decode()
        report = said.rpartition("Content analysis details")[2]
        rules = {rule: float(points) for points, rule in re.findall(
            r"^ *(-?[0-9.]+) ([A-Z0-9_]+)", report, re.M)}
        self.assertIn("HTML_MESSAGE", rules, report)
        # That people are written to without their names is no matter of it.
        rules.pop("TO_NO_BRKTS_HTML_IMG", None)
        self.assertEqual([r for r in rules if rules[r] > 0.1], [], report)

    def test_what_is_shown_stands_beside_the_html(self):
        cid = "a" * 64 + "@" + "b" * 60 + ".example.org"
        mail = self.probe(html="<img src=\"cid:%s\">" % cid,
                          shown=[(cid, "a.gif", "image/gif", b"GIF89a")])
        related = list(parse(mail).iter_parts())[1]
        self.assertEqual(related.get_param("type"), "text/html")
        page, image = related.iter_parts()
        self.assertEqual(image["content-id"].strip(), "<%s>" % cid)
        self.assertIn("cid:" + cid, content(page))
        boundaries = re.findall(rb"boundary=\"(.*)\"", mail)
        self.assertEqual(len(set(boundaries)), 2)
        for bad in ("", "x", "a@", "@b", "a b@c", "a@b>\r\nBcc: c@d.org"):
            with self.assertRaises(ValueError):
                self.probe(html="x", shown=[(bad, "a", "image/gif", b"")])

    def test_a_calendar_says_its_method(self):
        for lines, want in (
                (b"BEGIN:VCALENDAR\r\nmethod:request\r\n", "request"),
                (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", None),
                (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nMETHOD:ADD\r\n", None),
                (b"METHOD:A;b=\"c\"\r\n", None),
                (b"METHOD:\r\n", None), (b"METHOD:" + b"A" * 99, None)):
            mail = self.probe(files=[("a.ics", "text/calendar", lines)])
            self.wire(mail)
            part = list(parse(mail).iter_attachments())[0]
            self.assertEqual(part.get_content_charset(), "utf-8")
            self.assertEqual(part.get_param("method"), want)
            self.assertEqual(part.get_payload(decode=True), lines)

    def test_a_text_of_another_charset_does_not_claim_ours(self):
        mail = self.probe(files=[("a.txt", "text/plain", b"\xe9t\xe9")])
        part = list(parse(mail).iter_attachments())[0]
        self.assertIsNone(part.get_content_charset())
        self.assertEqual(part.get_payload(decode=True), b"\xe9t\xe9")

    def test_a_mail_is_forwarded_as_it_is(self):
        inner = (b"From: a@b.org\r\nSubject: =?utf-8?q?=C3=A9?=\r\n"
                 b"X-Hole: \x01A\x02\r\n\r\n.\r\n--=_x\r\nFrom me  \r\n")
        mail = self.probe(values={"A": "no"},
                          files=[("m.eml", "message/rfc822", inner)])
        self.assertIn(b"\r\n\r\n" + inner + b"\r\n--", mail)
        message = parse(mail)
        part = list(message.iter_attachments())[0]
        self.assertEqual(part.get_content_type(), "message/rfc822")
        self.assertEqual(part["content-transfer-encoding"], "7bit")
        self.assertEqual(part.get_content()["subject"], "é")

    def test_a_mail_that_7bit_cannot_carry_keeps_its_bytes(self):
        for inner in (b"Subject: \xe9\r\n\r\n", b"X: y\r\n\r\na\0b\r\n",
                      b"X: y\r\n\r\n" + b"z" * 999 + b"\r\n",
                      b"X: y\r\n\r\na\rb\r\n"):
            mail = self.probe(files=[("m.eml", "message/rfc822", inner)])
            self.wire(mail)
            part = list(parse(mail).iter_attachments())[0]
            self.assertEqual(part.get_content_type(),
                             "application/octet-stream")
            self.assertEqual(part.get_filename(), "m.eml")
            self.assertEqual(part.get_content(), inner)

    def test_a_media_type_is_one(self):
        for bad in ("", "text", "a/", "/b", "a/b\r\nBcc: c@d.org", "a/b;c=d",
                    "a/b/c", "é/b"):
            with self.assertRaises(ValueError):
                self.probe(files=[("x", bad, b"")])

    def test_same_content_same_bytes(self):
        self.assertEqual(self.probe(html="<p>a"), self.probe(html="<p>a"))

    def test_holes_in_their_places(self):
        value = "Zoé \"<b>\" & d'Été = 50 %"
        mail = self.probe(
            to_addr=None,
            subject="À " + HOLE["A"] + ", bonjour",
            message_id="m." + HOLE["C"] + "@example.org",
            reply_to="lettre+confirm-" + HOLE["C"] + "@example.org",
            text="Bonjour " + HOLE["A"] + ",\n" + HOLE["A"] + "\n" + HOLE["A"]
            + HOLE["C"] + "!\n",
            html="<p title=\"" + HOLE["A"] + "\">" + HOLE["A"]
            + "</p><a href=\"mailto:" + HOLE["D"] + "?subject=" + HOLE["A"]
            + "\">x</a><a href='" + HOLE["E"] + "'>y</a>",
            extra=[("List-Unsubscribe", "<mailto:" + HOLE["D"] + ">")],
            values={"A": value, "C": "k7", "D": "a+b-k7@example.org",
                    "E": "https://example.org/?a=1&b=\"2\"",
                    "Z": "bob@example.net"})
        self.wire(mail)
        message = parse(mail)
        self.assertEqual(message["to"], "bob@example.net")
        self.assertEqual(message["subject"], "À " + value + ", bonjour")
        self.assertEqual(message["message-id"], "<m.k7@example.org>")
        self.assertEqual(message["reply-to"], "lettre+confirm-k7@example.org")
        self.assertEqual(message["list-unsubscribe"],
                         "<mailto:a+b-k7@example.org>")
        text, html = message.iter_parts()
        self.assertEqual(content(text), "Bonjour %s,\n%s\n%sk7!\n" % (
            value, value, value))
        escaped = ("Zoé &quot;&lt;b&gt;&quot; &amp; d&#39;Été = 50 %")
        percent = "Zo%C3%A9%20%22%3Cb%3E%22%20%26%20d%27%C3%89t%C3%A9%20%3D"\
            "%2050%20%25"
        self.assertEqual(
            content(html).rstrip("\n"),
            "<p title=\"%s\">%s</p>"
            "<a href=\"mailto:a+b-k7@example.org?subject=%s\">x</a>"
            "<a href='https://example.org/?a=1&amp;b=&quot;2&quot;'>y</a>"
            % (escaped, escaped, percent))

    def test_empty_and_missing_values(self):
        mail = self.probe(subject="a" + HOLE["A"] + "b",
                          text="a" + HOLE["A"] + HOLE["B"] + "b\n",
                          html="<a href=\"" + HOLE["C"] + "\">",
                          values={"A": "", "C": "javascript:alert(1)"})
        self.wire(mail)
        message = parse(mail)
        self.assertEqual(message["subject"], "ab")
        text, html = message.iter_parts()
        self.assertEqual(content(text), "ab\n")
        self.assertEqual(content(html).strip(), "<a href=\"\">")

    def test_conditional_parts(self):
        def when(letter, text, otherwise):
            return "\x01%s\x03%s\x01%s\x05\x01%s\x04%s\x01%s\x05" % (
                letter, text, letter, letter, otherwise, letter)

        fields = dict(
            subject="Été" + when("A", " de " + HOLE["A"], " sans nom"),
            text="Bonjour" + when("A", " " + HOLE["A"], "") + ",\n"
            + when("B", "\n" + when("A", "a et b\n", "b seul\n"), "rien"),
            html="<p>" + when("A", HOLE["A"], "toi") + "</p>\n")
        for a, b, subject, text, html in (
                ("Zoé", "1", "Été de Zoé", "Bonjour Zoé,\n\na et b\n", "Zoé"),
                ("", "1", "Été sans nom", "Bonjour,\n\nb seul\n", "toi"),
                ("Zoé", "", "Été de Zoé", "Bonjour Zoé,\nrien", "Zoé"),
                ("", "", "Été sans nom", "Bonjour,\nrien", "toi")):
            mail = self.probe({"A": a, "B": b}, **fields)
            self.wire(mail)
            message = parse(mail)
            self.assertEqual(message["subject"], subject)
            parts = [content(part) for part in message.iter_parts()]
            self.assertEqual(parts, [text, "<p>%s</p>\n" % html])

    def test_unbalanced_parts_stay_in_their_field(self):
        mail = self.probe(subject="a\x01A\x03b",
                          text="c\x01A\x05\x01B\x03d", html="<p>e")
        self.wire(mail)
        message = parse(mail)
        self.assertEqual(message["subject"], "a")
        parts = [content(part) for part in message.iter_parts()]
        self.assertEqual(parts, ["c", "<p>e"])

    def test_references(self):
        mail = self.probe(
            in_reply_to="<a@b> <c@d>",
            references=" <a@b> junk <x@y\r\nBcc:z@z> " + "r@example.org " * 30)
        self.wire(mail)
        message = parse(mail)
        self.assertEqual(message["in-reply-to"], "<a@b>")
        self.assertEqual(message["references"].split(),
                         ["<a@b>"] + ["<r@example.org>"] * 30)
        self.assertNotIn("bcc", names(message))

    def test_refused(self):
        for fields in ({"from_addr": "a@b>\r\nRCPT"}, {"to_addr": "x"},
                       {"message_id": "x"}, {"message_id": "a@b\r\nBcc: c@d"},
                       {"reply_to": "a b@c"}, {"from_addr": ""}):
            with self.subTest(fields), self.assertRaises(ValueError):
                self.probe(**fields)
        with self.assertRaises(ValueError):
            self.probe(extra=[("Bad: name", "x")])
        with self.assertRaises(ValueError):
            self.probe(to_addr=None, values={"Z": "a@b, c@d"})

    def random_bytes(self, dice):
        """Bytes that a thoughtful enemy, or chance, would choose."""
        pieces = [b"\r\n", b"\n", b"\r", b"\0", b"Bcc: evil@example.com",
                  b"\r\n\r\n", b"=?utf-8?q?x?=", b"=?utf-8?b?DQpYOiB5?=",
                  b"\"", b"\\", b"<", b">", b",", b";", b":", b"(", b" ",
                  b"  ", b"\t", b".", b"From ", b"\xc2\x85", b"\xe2\x80\xa8",
                  "é".encode(), "漢字".encode(), "🎉".encode(), b"\xff",
                  b"\x01A\x02", b"\x01A\x03", b"\x01B\x04",
                  b"\x01A\x05", b"\x01", b"word", b"a" * 80, b"=_", b"--",
                  b"=", b"&", b"%0d%0a"]
        out = b""
        for _ in range(dice.randrange(0, 12)):
            if dice.random() < 0.7:
                out += dice.choice(pieces)
            else:
                out += bytes(dice.randrange(256)
                             for _ in range(dice.randrange(1, 12)))
        return out

    def test_random_fields(self):
        dice = random.Random(SEED)
        for i in range(TRIES):
            junk = [self.random_bytes(dice) for _ in range(9)]
            no_nul = [j.replace(b"\0", b"\r\n") for j in junk]
            fields = dict(from_name=junk[0], subject=junk[1], text=junk[2],
                          to_name=no_nul[3], in_reply_to=no_nul[4],
                          references=no_nul[5], language=no_nul[6])
            if dice.random() < 0.6:
                fields["html"] = b"<p>" + junk[7]
            if dice.random() < 0.5:
                fields["subject"] = junk[1] + b"\x01B\x02" + junk[8]
            extra = [("List-Id", no_nul[8]), ("X-Hole", b"<\x01C\x02>")]
            values = {letter: self.random_bytes(dice).replace(b"\0", b"\n")
                      for letter in "ABC"}
            with self.subTest(i):
                self.judge(fields, extra, values)

    def judge(self, fields, extra, values):
        mail = self.probe(values, extra, **fields)
        self.wire(mail, 998)
        message = parse(mail)
        got = names(message)
        # Ids from outside may all be refused, then the field is left out.
        for name in ("in-reply-to", "references"):
            if name in got:
                got.remove(name)
        want = ALWAYS + ["list-id", "x-hole", "mime-version", "content-type"]
        if "html" not in fields:
            want.append("content-transfer-encoding")
        self.assertEqual(got, want)
        self.assertEqual(
            message.get_content_type(),
            "multipart/alternative" if "html" in fields else "text/plain")
        if "html" in fields:
            self.assertEqual(len(list(message.iter_parts())), 2)
        self.assertEqual(message["from"].addresses[0].addr_spec,
                         "liste@example.org")
        self.assertEqual(len(message["from"].addresses), 1)
        self.assertEqual(len(message["to"].addresses), 1)


if __name__ == "__main__":
    unittest.main()
