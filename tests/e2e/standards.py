"""Everything that liaison writes to people, made for hostile people and names.

    class Some(standards.Produced):
        def test_x(self):
            for mail in self.mails: ...

All of it is made once for the tests of a file: through a recording sink, so
that the bytes of the wire are there, and through Postfix into mailboxes.
"""
import email
import email.policy
import email.utils
import re
import unittest

import lib
from sink import MANY, SinkSite

LABEL = 'La « lettre » "Communs", <b> & ; (x): \u202enotrevni\u202c 📰'
LONG = "Élisabeth de la très longue lignée 😀 " * 4
SETTINGS = MANY | {
    "limits": MANY["limits"] | {"answers_day": 1000,
                                "confirmations_day": 1000},
    'list "lettre"': {"label_fr": LABEL, "label_en": LONG.strip()},
}
# What people are called; each one is on the list.
NAMES = ["", "Anne Martin", 'O"Neil, Bob (Jr.); <x@y.z>', "😀" * 60, LONG,
         "\u202eevil\u202c", "=?utf-8?q?fake?=", "x" * 200, "{{subject}}",
         "--=_boundary", "é\\\\\"", "tab\tand  blanks", "a.b@c.d"]
SUBJECTS = ["Court", "x" * 300, "mot " * 60, "é" * 200, "😀 " * 50,
            "שלום \u202eabc", "=?utf-8?q?a?= =?utf-8?b?!!!?=",
            'Pour {{name}} — "vous": <b>, a@b.c', "[confirm x] Re: : ;"]
TEXT = """\
# Bonjour {{name}}{{^name}}à vous{{/name}} !

.un point, =3D, et des blancs\u00a0: «\u00a0guillemets\u00a0»

From here. --=_x

..

""" + "é" * 300 + " " + "x" * 1200 + """

[un lien](https://example.org/?a=1&b=%20é)
"""
# The name in a From, as its raw bytes; each tries to add lines of its own.
SENDERS = [b"", b'"Quoted, \\"Name\\" <a@b>"',
           b"=?utf-8?q?Eve=0D=0ABcc=3A_victim=40example=2Ecom?=",
           b"=?utf-8?b?RXZlDQpTdWJqZWN0OiBldmls?=",
           b"=?utf-8?q?=F0=9F=98=80=E2=80=AEx?= " * 9,
           "Zoé \u202e😀".encode(), b"=?iso-8859-1?q?=E9=00?="]
HOSTILE_IDS = [b"<plain@example.net>", b"<" + b"i" * 150 + b"@example.net>",
               b"<a@b>\r\n <c@d>", b"no id at all", b"<a b@c d>",
               b"<x\x00y@z>", b"", b"<=?utf-8?q?=0D=0ABcc=3A_a=40b?=@c>"]


def plain(text):
    """Without the marks that turn the direction, blanks as one."""
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", " ", text).split())


class Mail:
    """What left, and where it is from: `step` of the story."""

    def __init__(self, step, raw, sender, recipient, wire=None):
        self.step = step
        self.raw = raw
        self.sender = sender
        self.recipient = recipient
        self.wire = wire
        self.head, _, self.body = raw.partition(b"\r\n\r\n")
        self.parsed = email.message_from_bytes(
            raw, policy=email.policy.default)
        self.is_notice = step not in ("newsletter", "digest")

    @property
    def lines(self):
        return self.head.split(b"\r\n")

    @property
    def fields(self):
        """[(name, unfolded value)] as the bytes say."""
        found = []
        for line in self.lines:
            if line[:1] in (b" ", b"\t"):
                found[-1][1] += line
            else:
                name, _, value = line.partition(b":")
                found.append([name.decode("latin-1"), value])
        return [(name, value.decode("latin-1").strip())
                for name, value in found]

    def all(self, name):
        return [v for n, v in self.fields if n.lower() == name.lower()]

    def one(self, name):
        [value] = self.all(name)
        return value

    def words(self):
        """The encoded words of the header, by field: [(name, word)]"""
        return [(name, word) for name, value in self.fields
                for word in re.findall(r"=\?[^?]+\?[qQbB]\?[^?]*\?=", value)]

    def __repr__(self):
        return f"{self.step} to {self.recipient}"


def incoming(person, to, subject, text="", name=b"", headers=b""):
    """A mail with a raw display name and raw further header lines."""
    box = f"<{person}>".encode() if name else person.encode()
    return (b"From: " + name + b" " + box + b"\r\nTo: " + to.encode()
            + b"\r\nSubject: " + subject + b"\r\nDate: "
            + email.utils.formatdate().encode() + b"\r\n" + headers
            + b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8"
            b"\r\n\r\n" + text.encode().replace(b"\n", b"\r\n") + b"\r\n")


class Story:
    """The same things happen to any site; who calls counts what left."""

    def __init__(self, site, host, box, arrived=lambda step: None):
        self.site = site
        self.host = host
        self.box = box
        self.arrived = arrived

    def put(self, mail):
        """Into the site's mailbox; Python would not read the hostile ones."""
        raw = lib.to_bytes(mail)
        sender = re.search(rb"(?m)^From:.*?([^ <]+@[^>\r\n ]+)>?\r$", raw)[1]
        self.host.deliver_lmtp(raw, self.box, sender=sender.decode())

    def turn(self, step):
        self.site.turn()
        self.arrived(step)

    def people(self):
        for number, name in enumerate(NAMES):
            language = ("fr", "en")[number % 2]
            self.site.run(
                "subscriber", "add", "lettre", f"p{number}@example.net",
                "--language", language, "--consent", "paper",
                *(["--name", name.replace("\t", " ")] if name else []))
        for language in ("fr", "en"):
            self.site.run("subscriber", "add", "lettre",
                          f"digest-{language}@example.net", "--delivery",
                          "digest", "--language", language, "--consent", "x")

    def newsletters(self, subjects):
        for number, subject in enumerate(subjects):
            file = self.site.dir / f"issue{number}.md"
            file.write_text(f"---\nsubject: {subject}\n---\n\n{TEXT}\n")
            self.site.run("newsletter", "send", file, "--list", "lettre",
                          "--yes", "--again")
        self.site.run("send", "--drain")
        self.arrived("newsletter")
        self.site.run("digest", "lettre")
        self.site.run("send", "--drain")
        self.arrived("digest")

    def requests(self, senders):
        """Confirmation mails, then help and answers, in both languages."""
        for number, name in enumerate(senders):
            ids = HOSTILE_IDS[number % len(HOSTILE_IDS)]
            header = b"Message-ID: " + ids + b"\r\n" if ids else b""
            self.put(incoming(f"asker{number}@example.net",
                              "lettre+subscribe@example.org", b"x",
                              ("Bonjour.", "Hello, thanks.")[number % 2],
                              name=name, headers=header))
        self.turn("confirmation")
        for number, name in enumerate(senders):
            for word in ("aide", "help"):
                header = (f"Message-ID: <{word}.{number}@example.net>\r\n"
                          "In-Reply-To: <mother@example.net>\r\nReferences: "
                          "<grandmother@example.net>\r\n "
                          "<mother@example.net>\r\n").encode()
                self.put(incoming(
                    f"{word}{number}@example.net", "listes@example.org",
                    word.encode(), name=name, headers=header))
        self.turn("help")

    def answers(self, question_of):
        """Confirmed, told so again, gone; not understood; held."""
        for person in ("asker0@example.net", "asker1@example.net"):
            self.put(lib.make_mail(person, None, None, "",
                                   reply_to=question_of(person)))
        self.turn("welcome")
        for person in ("asker0@example.net", "p1@example.net"):
            self.put(lib.make_mail(person, "lettre+subscribe@example.org",
                                   "again"))
        self.turn("already")
        self.put(lib.make_mail("nobody@example.net",
                               "lettre+unsubscribe@example.org", "x"))
        self.turn("unknown")
        for person, text in (("fr@example.fr", "Bonjour, je ne sais pas."),
                             ("en@example.net", "Hello, I do not know.")):
            self.put(lib.make_mail(person, "listes@example.org",
                                   "é" * 200, text))
        self.turn("lost")
        self.put(incoming("stranger@example.net",
                          "ess-communs@example.org",
                          b"=?utf-8?q?Post=0D=0ABcc=3A_v=40example=2Ecom?="
                          + b" x" * 400, "Hello.", SENDERS[4]))
        self.turn("held")

    def all(self, subjects=SUBJECTS, senders=SENDERS,
            question_of=None):
        self.people()
        self.newsletters(subjects)
        self.requests(senders)
        self.answers(question_of)


def make():
    """A host, a site and the mails that left it."""
    host = lib.Host(postfix=False)
    site = SinkSite(host, settings=SETTINGS)
    mails = []

    def arrived(step):
        site.sink.settle()
        for m in site.sink.messages[len(mails):]:
            [recipient] = m.recipients
            mails.append(Mail(step, m.data, m.sender, recipient, m.wire))

    def question_of(person):
        return next(m.parsed for m in mails if m.recipient == person)

    Story(site, host, site.box, arrived).all(question_of=question_of)
    return host, site, mails


class Produced(unittest.TestCase):
    """mails: all that left for the sink; sessions: those of the sink.

    Made once for all classes of a file.
    """

    made = None

    @classmethod
    def setUpClass(cls):
        if Produced.made is None:
            Produced.made = make()
            unittest.addModuleCleanup(cls.forget)
        cls.host, cls.site, cls.mails = Produced.made
        cls.sessions = cls.site.sink.sessions
        cls.steps = {}
        for mail in cls.mails:
            cls.steps.setdefault(mail.step, []).append(mail)

    @staticmethod
    def forget():
        host, site, _ = Produced.made
        Produced.made = None
        site.close()
        host.close()

    def each(self, *steps):
        """Every mail (of these steps); what fails says of which."""
        found = [m for m in self.mails if not steps or m.step in steps]
        self.assertTrue(found)
        for self.mail in found:
            yield self.mail
        self.mail = None

    mail = None

    def _formatMessage(self, msg, standard):
        return super()._formatMessage(
            msg, standard if self.mail is None else f"{self.mail}: {standard}")
