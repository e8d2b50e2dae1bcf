"""Delivery reports and complaints as servers write them, or forgers."""
import email.utils
import itertools

import story
from story import DAY, SITE

numbers = itertools.count(1)
DSN = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Date: {date}\r
Message-ID: <report.{number}@mx.example.com>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
The mail could not be delivered.\r
\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.com\r
\r
{recipients}\
--b\r
Content-Type: text/rfc822-headers\r
\r
{returned}\r
\r
--b--\r
"""
RECIPIENT = """\
Final-Recipient: rfc822; {address}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; {words}\r
\r
"""
ARF = """\
From: <complaints@isp.example.com>\r
To: {to}\r
Subject: complaint about message\r
Date: {date}\r
Message-ID: <complaint.{number}@isp.example.com>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
This is an email abuse report.\r
\r
--b\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: {kind}\r
User-Agent: ISP/1.0\r
Version: 1\r
{named}\
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
{returned}\r
\r
--b--\r
"""


def header(mail, *names):
    """Fields of a mail as a report returns them; all if none is named."""
    return "\r\n".join(f"{name}: {value}" for name, value in mail.items()
                       if not names or name in names)


def bounce(to, *addresses, returned="Subject: hello", status="5.1.1",
           action="failed", words="550 5.1.1 User unknown"):
    """A delivery report that names these addresses."""
    recipients = "".join(RECIPIENT.format(
        address=address, action=action, status=status, words=words)
        for address in addresses)
    return DSN.format(to=to, date=email.utils.formatdate(),
                      number=next(numbers), recipients=recipients,
                      returned=returned).encode()


def complaint(to, *addresses, returned="Subject: hello", kind="abuse"):
    """A complaint (RFC 5965) that names these addresses."""
    named = "".join(f"Original-Rcpt-To: {address}\r\n"
                    for address in addresses)
    return ARF.format(to=to, date=email.utils.formatdate(), kind=kind,
                      number=next(numbers), named=named,
                      returned=returned).encode()


class Bounces(story.Story):
    def setUp(self):
        self.site.run("tick")
        # Nobody else is written to.
        with self.database() as db:
            db.execute("UPDATE subscription SET status = 'left'")
            db.execute("DELETE FROM stray")
            db.execute("DELETE FROM failing")

    def mail_to(self, *people, **options):
        """A newsletter to these people; each one's copy."""
        self.subscribed(*people)
        self.mailing = self.send_newsletter("--again", **options)
        return [self.mails(person)[-1] for person in people]

    def verp(self, mail):
        return mail["Return-Path"].strip("<>")

    def score(self, person):
        rows = self.rows(
            "SELECT score FROM failing f JOIN subscriber r "
            "ON r.id = f.subscriber WHERE r.address = ?", person)
        return rows[0][0] if rows else 0

    def step(self, person):
        rows = self.rows(
            "SELECT step FROM failing f JOIN subscriber r "
            "ON r.id = f.subscriber WHERE r.address = ?", person)
        return rows[0][0] if rows else ""

    def report(self, mail):
        self.deliver(mail, sender="")

    def strays(self):
        return self.rows("SELECT kind, why, names FROM stray ORDER BY id")

    def next_day(self, days=1):
        """As if so many days had passed since the last failure."""
        seconds = days * DAY
        with self.database() as db:
            db.execute("UPDATE failing SET last = last - ?, since = since - ?,"
                       " due = CASE WHEN due > 1e12 THEN due ELSE due - ? END",
                       (seconds,) * 3)
            db.execute("UPDATE delivery SET settled = settled - ?",
                       (seconds,))
            db.execute("UPDATE occasion SET period = period - ?, "
                       "until = until - ?, at = at - ?", (seconds,) * 3)
            db.execute("UPDATE stray SET at = at - ?", (seconds,))
            db.execute("UPDATE bounce SET at = at - ?", (seconds,))

    def fail_for_days(self, person, days=3):
        """A mail a day comes back."""
        for day in range(days):
            self.next_day()
            [mail] = self.mail_to(person) if day == 0 else [None]
            if day > 0:
                self.send_newsletter("--again")
                mail = self.mails(person)[-1]
            self.report(bounce(self.verp(mail), person))
