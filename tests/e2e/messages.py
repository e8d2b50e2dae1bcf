"""Mails to send, and the text of mails received."""
import email
import email.message
import email.policy
import email.utils


def parse_address(text):
    """The bare address of "Name <address>"."""
    return email.utils.parseaddr(str(text))[1]


def to_bytes(message):
    if isinstance(message, bytes):
        return message
    return message.as_bytes(policy=email.policy.SMTP)


def make_mail(sender, to, subject, body="", headers=(), reply_to=None):
    """A text mail; `headers` is a list of (name, value) pairs more.

    With `reply_to`, a message, it answers that one: In-Reply-To, References
    and, where they are None, To and Subject come from it.
    """
    message = email.message.EmailMessage()
    if reply_to is not None:
        to = to or str(reply_to["Reply-To"] or reply_to["From"])
        subject = subject if subject is not None else (
            "Re: " + str(reply_to["Subject"]))
        message["In-Reply-To"] = str(reply_to["Message-ID"]).strip()
        message["References"] = str(reply_to["Message-ID"]).strip()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = email.utils.localtime()
    domain = parse_address(sender).rpartition("@")[2]
    message["Message-ID"] = email.utils.make_msgid(domain=domain)
    for name, value in headers:
        message[name] = value
    message.set_content(body)
    return message


def quoted(message):
    """The text of a message, quoted as mail clients quote it in an answer."""
    text = body_of(message)
    return "".join(f"> {line}\n" for line in text.splitlines())


def body_of(message, kind="plain"):
    """The text of the first text/`kind` part, "" when there is none."""
    part = message.get_body((kind,))
    return part.get_content() if part is not None else ""


def authenticated(message, verdict="pass", authserv_id="mx.example.org"):
    """The bytes of a message as mx.example.org stamps it on arrival."""
    domain = parse_address(message["From"]).rpartition("@")[2]
    return (f"Authentication-Results: {authserv_id};\r\n"
            f"\tdmarc={verdict} header.from={domain}\r\n").encode() + to_bytes(
                message)
