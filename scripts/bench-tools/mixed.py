"""The mails of a busy site's mailbox, the same for the same seed, and the
Maildir that they lie in.

    mails = Mails(seed, asked, sent)    what is live comes from a real site
    for kind, raw in mails.mixed(10000): ...
"""
import base64
import email.utils
import os
import quopri
import random
import shutil

SITE = "listes@example.org"
# Of 10,000.  Confirmations and bounces carry what a site really issued.
MIX = {"subscribe": 1800, "leave": 800, "confirm": 1000, "human": 400,
       "vacation": 1500, "bounce-verp": 1500, "bounce-text": 700,
       "post": 1200, "spam": 700, "odd": 300, "large": 100}
BEGAN = 1767225600  # 2026-01-01, when the first mail came
WORDS = {
    "fr": "la coopérative réunion mardi jardin partagé compte rendu été "
          "plateforme territoire commun atelier prochaine semaine lettre "
          "merci beaucoup pour cette très belle journée à Lyon".split(),
    "en": "the cooperative meeting on monday garden accounts summer commons "
          "platform workshop next week letter thank you very much for this "
          "day in Leeds".split(),
}
SUBSCRIBE = {
    "fr": [("Abonnement à la lettre", "Bonjour,\n\nje voudrais m'abonner à "
            "la lettre.\n\nMerci\n"), ("", "inscription lettre\n"),
           ("abonner lettre", "\n")],
    "en": [("subscribe lettre", "\n"), ("newsletter", "subscribe lettre\n"),
           ("Hello", "Please subscribe me to lettre.\n\nThanks\n")],
}
LEAVE = {
    "fr": [("désabonnement", "Merci de me désabonner de la lettre.\n"),
           ("désabonner lettre", "\n")],
    "en": [("unsubscribe lettre", "\n"),
           ("Re: News", "unsubscribe lettre\n")],
}
AWAY = {
    "fr": ("Absence du bureau : Re: News", "Bonjour,\n\nje suis absente "
           "jusqu'au 24 août. En cas d'urgence, écrivez à mon collègue.\n"),
    "en": ("Automatic reply: News", "I am out of the office until Monday "
           "with limited access to e-mail.\n"),
}
DSN = """\
This is the mail system at host mx.{domain}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{address}>: host mail.{domain}[192.0.2.7] said: 550 5.1.1 <{address}>:
    Recipient address rejected: User unknown (in reply to RCPT TO command)
"""
QMAIL = """\
Hi. This is the qmail-send program at {domain}.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

"""


class Mails:
    """`asked`: mails of a site that ask to confirm, parsed, each answered at
    most once; `sent`: [(envelope sender, address, bytes of a mail)] of a
    mailing; `members`: addresses on the lists."""

    def __init__(self, seed, asked=(), sent=(), members=()):
        self.random = random.Random(seed)
        self.asked, self.sent = list(asked), list(sent)
        self.members = list(members) or ["anne@example.net"]
        self.number = 0

    def mixed(self, count):
        """(kind, bytes with LF) `count` times."""
        kinds = [kind for kind, share in MIX.items()
                 for _ in range(round(share * count / 10000))]
        kinds += ["subscribe"] * (count - len(kinds))
        self.random.shuffle(kinds)
        for kind in kinds:
            self.number += 1
            make = getattr(self, "make_" + kind.replace("-", "_"))
            yield kind, make().encode("utf-8", "surrogateescape")

    # What mails are made of

    def words(self, lang, count):
        text, width = "", 0
        for _ in range(count):
            word = self.random.choice(WORDS[lang])
            width += len(word) + 1
            text += word + ("\n" if width > 68 else " ")
            width = 0 if width > 68 else width
        return text + "\n"

    def person(self):
        return f"person{self.number}@dept{self.number % 97}.example.net"

    def head(self, sender, to, subject, path=None, more=""):
        """What a mail has gathered when it comes to lie in a mailbox."""
        date = email.utils.formatdate(BEGAN + 60 * self.number)
        domain = sender.rpartition("@")[2]
        some = self.random.randbytes(96)
        hops = "".join(
            f"Received: from out{i}.{domain} (out{i}.{domain} [192.0.2.{i}])\n"
            f"\tby mx{i}.example.org (Postfix) with ESMTPS id "
            f"{some[i:i + 5].hex().upper()}\n\tfor <{to}>; {date}\n"
            for i in range(1, self.random.randint(3, 6)))
        signature = base64.b64encode(some * 2).decode()
        return (
            f"Return-Path: <{sender if path is None else path}>\n"
            f"Delivered-To: {SITE}\nX-Original-To: {to}\n{hops}"
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}"
            f"; s=s1;\n\th=from:to:subject:date:message-id;\n"
            f"\tbh={signature[:43]}=;\n\tb={signature[:64]}\n"
            f"\t {signature[64:128]}\n\t {signature[128:]}\n"
            f"{more}"
            f"From: {sender.partition('@')[0].title()} <{sender}>\n"
            f"To: <{to}>\nSubject: {self.encoded(subject)}\nDate: {date}\n"
            f"Message-ID: <{some[:12].hex()}.{self.number}@{domain}>\n"
            "MIME-Version: 1.0\n")

    @staticmethod
    def encoded(text):
        if text.isascii():
            return text
        word = base64.b64encode(text.encode()).decode()
        return f"=?UTF-8?B?{word}?="

    def text(self, text):
        """A text part as one of several clients makes it."""
        kind = self.random.randrange(3)
        if kind == 0:
            return ("Content-Type: text/plain; charset=UTF-8\n"
                    "Content-Transfer-Encoding: 8bit\n\n" + text)
        if kind == 1:
            return ("Content-Type: text/plain; charset=\"iso-8859-1\"\n"
                    "Content-Transfer-Encoding: quoted-printable\n\n"
                    + quopri.encodestring(text.encode("latin-1",
                                                      "replace")).decode())
        html = "".join(f"<p style=\"margin:0\">{line}</p>\n"
                       for line in text.splitlines())
        return ("Content-Type: multipart/alternative;\n"
                f"\tboundary=\"=_{self.number}\"\n\n--=_{self.number}\n"
                "Content-Type: text/plain; charset=UTF-8\n"
                "Content-Transfer-Encoding: 8bit\n\n"
                f"{text}\n--=_{self.number}\n"
                "Content-Type: text/html; charset=UTF-8\n"
                "Content-Transfer-Encoding: 8bit\n\n"
                f"<html><head><style>p {{ margin: 0 }}</style></head><body>\n"
                f"{html}</body></html>\n--=_{self.number}--\n")

    def lang(self):
        return self.random.choice(["fr", "fr", "en"])

    # Kinds

    def make_subscribe(self):
        if self.random.random() < 0.4:
            return self.head(self.person(), "lettre+subscribe@example.org",
                             "hello") + self.text("\n")
        lang = self.lang()
        subject, text = self.random.choice(SUBSCRIBE[lang])
        return self.head(self.person(), SITE, subject) + self.text(text)

    def make_leave(self):
        subject, text = self.random.choice(LEAVE[self.lang()])
        sender = self.random.choice(self.members)
        domain = sender.rpartition("@")[2]
        authentic = self.random.random() < 0.7
        more = ("Authentication-Results: mx.example.org;\n"
                f"\tdmarc={'pass' if authentic else 'none'} "
                f"header.from={domain}\n")
        return self.head(sender, SITE, subject, more=more) + self.text(text)

    def make_confirm(self):
        if not self.asked:
            return self.make_subscribe()
        question = self.asked.pop()
        back = question["Message-ID"].strip()
        asker = email.utils.parseaddr(question["To"])[1]
        to = email.utils.parseaddr(question["Reply-To"]
                                   or question["From"])[1]
        quote = "".join(f"> {line}\n" for line in question.get_body(
            ("plain",)).get_content().splitlines())
        return self.head(
            asker, to, "Re: " + str(question["Subject"]),
            more=f"In-Reply-To: {back}\nReferences: {back}\n") + self.text(
                f"Oui\n\nLe 1 janvier 2026 à 10:00, La Coop a écrit :\n"
                f"{quote}")

    def make_human(self):
        lang = self.lang()
        return self.head(self.person(), SITE, "Question") + self.text(
            self.words(lang, 120))

    def make_vacation(self):
        subject, text = AWAY[self.lang()]
        marks = self.random.choice([
            "Auto-Submitted: auto-replied\n", "Precedence: bulk\n",
            "X-Auto-Response-Suppress: All\n"
            "Auto-Submitted: auto-generated\n"])
        return self.head(self.random.choice(self.members), SITE, subject,
                         path="", more=marks) + self.text(text)

    def make_bounce_verp(self):
        if not self.sent:
            return self.make_bounce_text()
        to, address, raw = self.random.choice(self.sent)
        return self.report(to, address, raw)

    def report(self, to, address, raw):
        domain = address.rpartition("@")[2]
        head, _, _ = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        mark = f"r{self.number}"
        return self.head(
            f"MAILER-DAEMON@mx.{domain}", to,
            "Undelivered Mail Returned to Sender", path="",
            more="Auto-Submitted: auto-replied\n") + (
            "Content-Type: multipart/report; report-type=delivery-status;\n"
            f"\tboundary=\"{mark}\"\n\n--{mark}\nContent-Type: text/plain\n\n"
            f"{DSN.format(domain=domain, address=address)}\n--{mark}\n"
            "Content-Type: message/delivery-status\n\n"
            f"Reporting-MTA: dns; mx.{domain}\n\n"
            f"Final-Recipient: rfc822; {address}\nAction: failed\n"
            f"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"
            f"\n--{mark}\nContent-Type: text/rfc822-headers\n\n"
            f"{head.decode('utf-8', 'surrogateescape')}\n\n--{mark}--\n")

    def make_bounce_text(self):
        address = self.random.choice(self.members)
        domain = address.rpartition("@")[2]
        if self.random.random() < 0.4 and self.sent:
            _, address, raw = self.random.choice(self.sent)
            return self.report(SITE, address, raw)
        return self.head(
            f"MAILER-DAEMON@{domain}", SITE, "failure notice",
            path="") + "\n" + QMAIL.format(
                domain=domain, address=address) + (
                f"Return-Path: <{SITE}>\nSubject: News\n\n"
                + self.words("en", 60))

    def make_post(self):
        lang = self.lang()
        return self.head(
            self.random.choice(self.members), "ess-communs@example.org",
            "Compte rendu" if lang == "fr" else "Minutes") + self.text(
                self.words(lang, 400))

    def make_spam(self):
        return self.head(
            self.person(), SITE, "***SPAM*** subscribe lettre",
            more="X-Spam-Flag: YES\nX-Spam-Status: Yes, score=12.3\n"
        ) + self.text("subscribe lettre\n" + self.words("en", 150))

    def make_odd(self):
        kind = self.random.randrange(5)
        to, who = SITE, self.person()
        if kind == 0:  # bytes that no charset label tells of
            raw = "Réunion déplacée".encode("latin-1").decode(
                "utf-8", "surrogateescape")
            return self.head(who, to, "x").replace(
                "Subject: x", f"Subject: {raw}") + f"\n{raw}\n"
        if kind == 1:  # a boundary that never comes
            return self.head(who, to, "hello") + (
                "Content-Type: multipart/mixed; boundary=nowhere\n\n"
                + self.words("en", 50))
        if kind == 2:  # UTF-16, and Content-Type twice
            coded = base64.encodebytes(
                "abonner lettre\n".encode("utf-16")).decode()
            return self.head(who, to, "hello") + (
                "Content-Type: text/plain; charset=utf-16\n"
                "Content-Type: text/plain\n"
                f"Content-Transfer-Encoding: base64\n\n{coded}")
        if kind == 3:  # forwarded and forwarded and forwarded
            inner = self.head(who, to, "hello") + "\n" + self.words("fr", 40)
            for _ in range(8):
                inner = (self.head(who, to, "Fwd: hello")
                         + "Content-Type: message/rfc822\n\n" + inner)
            return inner
        return self.head(who, to, "hello") + (  # four hundred parts
            "Content-Type: multipart/mixed; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\nx\n" * 400 + "--b--\n")

    def make_large(self):
        size = self.random.choice([200000, 400000, 1000000, 2000000])
        data = base64.encodebytes(self.random.randbytes(size)).decode()
        return self.head(self.person(), SITE, "Photos") + (
            "Content-Type: multipart/mixed; boundary=\"=_large\"\n\n"
            "--=_large\nContent-Type: text/plain; charset=UTF-8\n"
            f"Content-Transfer-Encoding: 8bit\n\n{self.words('fr', 30)}\n"
            "--=_large\nContent-Type: image/jpeg; name=photo.jpg\n"
            "Content-Disposition: attachment; filename=photo.jpg\n"
            f"Content-Transfer-Encoding: base64\n\n{data}--=_large--\n")


class Maildir:
    """A Maildir that Dovecot serves, written as its own delivery would."""

    def __init__(self, path, owner=None):
        self.path, self.owner = path, owner
        for name in ("cur", "new", "tmp"):
            (path / name).mkdir(parents=True)
        self.count = 0

    def add(self, raw, flags=""):
        self.count += 1
        crlf = len(raw) + raw.count(b"\n")
        name = (f"{BEGAN + self.count // 1000}.M{self.count % 1000}P1.bench"
                f",S={len(raw)},W={crlf}:2,{flags}")
        (self.path / "cur" / name).write_bytes(raw)

    def give(self):
        """To the user that the server runs as."""
        if self.owner is None:
            return
        for path in (self.path.parent, self.path, *self.path.rglob("*")):
            shutil.chown(path, *self.owner)


def copy_maildir(source, target, owner=None):
    """The mails as links (a server never writes into them), the rest copied."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.name not in ("cur", "new"):
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, target / path.name)
            continue
        (target / path.name).mkdir()
        for mail in os.scandir(path):
            os.link(mail.path, target / path.name / mail.name)
    if owner is not None:
        for path in (target.parent, target, *target.iterdir()):
            shutil.chown(path, *owner)
