"""Who tries to approve without being the editor who was asked."""
import lib
from replies import APPROVE, HOLD, NOTHING, PAUL, REMARK

EVE = "eve@example.net"


def by(sender, to=None, subject=None, body="oui", headers=(), first=b""):
    """An answer as good as Paul's, but for what is said here."""
    def make(proof):
        mail = lib.make_mail(sender, to, subject, body, headers=headers,
                             reply_to=proof)
        return first + lib.to_bytes(mail)
    return make


def verdict(text):
    """What the receiving server wrote on top."""
    return ("Authentication-Results: mx.example.org;\r\n\t" + text +
            "\r\n").encode()


def from_fields(*values):
    """The answer with these From fields instead of its own."""
    def make(proof):
        raw = lib.to_bytes(lib.make_mail(PAUL, None, None, "oui",
                                         reply_to=proof))
        lines = raw.split(b"\r\n")
        at = next(i for i, line in enumerate(lines)
                  if line.startswith(b"From:"))
        lines[at:at + 1] = [b"From: " + value.encode() for value in values]
        return b"\r\n".join(lines)
    return make


def token_of(proof):
    return str(proof["Subject"]).partition("[approve ")[2][:-1]


def quoting(proof):
    """The token is only in what the mail quotes."""
    return lib.make_mail(EVE, "listes@example.org", "Re: lettre",
                         "oui\n\n" + lib.quoted(proof) +
                         f"> [approve {token_of(proof)}]\n")


def saying(proof):
    return lib.make_mail(PAUL, "listes@example.org", "bonjour",
                         f"approve {token_of(proof)}")


def guessing(proof):
    token = token_of(proof)
    middle = len(token) // 2  # its signature, not what it names
    wrong = (token[:middle] + ("a" if token[middle] != "a" else "b") +
             token[middle + 1:])
    return lib.make_mail(PAUL, f"lettre+approve-{wrong}@example.org",
                         f"Re: x [approve {wrong}]", "oui")


def for_another_use(proof):
    return lib.make_mail(PAUL, f"lettre+confirm-{token_of(proof)}@example.org",
                         f"confirm {token_of(proof)}", "oui")


def shouting(proof):
    """Some services write addresses in capitals, or drop every id."""
    to = f"LETTRE+APPROVE-{token_of(proof).upper()}@EXAMPLE.ORG"
    return lib.make_mail(PAUL, to, "Re: x", "oui")


def renamed(proof):
    """A relay gave the proof an id of its own."""
    mail = lib.make_mail(PAUL, None, None, "oui", reply_to=proof)
    del mail["In-Reply-To"], mail["References"]
    mail["In-Reply-To"] = mail["References"] = "<0102@eu-west-1.example.net>"
    return mail


def replying_to_all(proof):
    """Anne wrote to both about the proof; Paul tells her "ok"."""
    mail = lib.make_mail(PAUL, None, None, "ok", reply_to=proof)
    mail.replace_header("In-Reply-To", "<anne@example.org>")
    mail.replace_header("References",
                        mail["References"] + " <anne@example.org>")
    return mail


FAILS = verdict("dmarc=fail header.from=example.org")
ROWS = [
    ("a stranger", by(EVE), REMARK),
    ("a stranger whose name is an address",
     by('"paul@example.org" <eve@example.net>'), REMARK),
    ("a stranger, authentic", by(EVE, first=verdict(
        "dmarc=pass header.from=example.net")), REMARK),
    ("a subscriber", by("r1@example.net"), REMARK),
    ("who ordered it", by("anne@example.org"), REMARK),
    ("answers go to the editor", by(EVE, headers=[("Reply-To", PAUL)]),
     REMARK),
    ("sent for the editor", by(EVE, headers=[("Sender", PAUL)]), REMARK),
    ("a look-alike", from_fields("paul@exаmple.org"), REMARK),
    ("a name below", by("paul@example.org.example.net"), REMARK),
    ("two senders", from_fields(f"{PAUL}, {EVE}"), HOLD),
    ("two senders, the other first", from_fields(f"{EVE}, {PAUL}"), HOLD),
    ("two From fields", from_fields(PAUL, EVE), HOLD),
    ("the same one twice", from_fields(PAUL, PAUL), HOLD),
    ("forged", by(PAUL, first=FAILS), HOLD),
    ("forged, with a better verdict below", by(PAUL, first=FAILS + verdict(
        "dmarc=pass header.from=example.org")), HOLD),
    ("signed by another domain", by(PAUL, first=verdict(
        "dkim=pass header.d=example.net; dmarc=fail header.from=example.org")),
     HOLD),
    ("the code in what it quotes", quoting, HOLD),
    ("the code among its words", saying, HOLD),
    ("a guessed code", guessing, NOTHING),
    ("the code for another use", for_another_use, "confirm"),
    ("in capitals", shouting, APPROVE),
    ("in capitals, by a stranger", lambda proof: lib.make_mail(
        EVE, str(shouting(proof)["To"]), "Re: x", "oui"), REMARK),
    ("a relay renamed the proof", renamed, APPROVE),
    ("to all who wrote about it", replying_to_all, REMARK),
]
