"""Delivery reports and complaints as servers write them, or forgers."""
import email.utils
import itertools

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
