/*
 * Delivery status parts (RFC 3464, 6533) and complaints (RFC 5965) in the
 * shapes that they really have.
 */
#include "report_support.h"

#define REPORT HEAD "Content-Type: multipart/report; boundary=b\n\n"
#define STATUS "--b\nContent-Type: message/delivery-status\n\n"
#define MTA    "Reporting-MTA: dns; mx.example.net\n\n"
#define ONE    "Final-Recipient: rfc822; a@example.net\n"

static void test_shapes(void **state)
{
	static const struct report_row rows[] = {
		{ "types and fields in any case",
		    HEAD "content-type: MultiPart/REPORT; Boundary=b\n\n--b\n"
			 "CONTENT-TYPE: Message/Delivery-Status\n\n"
			 "reporting-mta: dns; x\n\nFINAL-RECIPIENT: RFC822; "
			 "A@Example.NET\naction: FAILED\nSTATUS: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "in base64",
		    REPORT
		    "--b\nContent-Type: message/delivery-status\n"
		    "Content-Transfer-Encoding: base64\n\n"
		    "UmVwb3J0aW5nLU1UQTogZG5zOyB4CgpGaW5hbC1SZWNpcGllbnQ6"
		    "IHJmYzgyMjsgYUBl\neGFtcGxlLm5ldApBY3Rpb246IGZhaWxlZA"
		    "pTdGF0dXM6IDUuMS4xCg==\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "in quoted-printable",
		    REPORT
		    "--b\nContent-Type: message/delivery-status\n"
		    "Content-Transfer-Encoding: quoted-printable\n\n"
		    "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; "
		    "a=40exam=\nple.net\nAction: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "with CRLF and folded fields",
		    REPORT STATUS
		    "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822;\r\n"
		    " a@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n "
		    "(no such user)\r\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "recipient in the first block",
		    REPORT STATUS "Reporting-MTA: dns; x\n" ONE
				  "Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "several empty lines",
		    REPORT STATUS "\n\nReporting-MTA: dns; x\n\n\n\n" ONE
				  "Action: failed\nStatus: 5.1.1\n\n\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "cut off", REPORT STATUS MTA ONE "Action: failed\nStatus: 5.",
		    "a@example.net permanent " },
		{ "cut off in the address",
		    REPORT STATUS MTA "Final-Recipient: rfc822; a@exam", "" },
		{ "in a plain mixed mail of a server",
		    HEAD
		    "Content-Type: multipart/mixed; boundary=b\n\n" STATUS MTA
			ONE "Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "inside a mail that a server sends on",
		    HEAD
		    "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
		    "Content-Type: message/rfc822\n\nSubject: x\n"
		    "Content-Type: multipart/report; boundary=b\n\n" STATUS MTA
			ONE "Action: failed\nStatus: 5.1.1\n" END "--o--\n",
		    "a@example.net permanent 5.1.1" },
		{ "lost among the words",
		    HEAD "\nIt failed.\n\nReporting-MTA: dns; x\n\n" ONE
			 "Action: failed\nStatus: 5.1.1\n",
		    "a@example.net permanent 5.1.1" },
		{ "of one recipient after the other",
		    REPORT STATUS MTA ONE
		    "Action: failed\nStatus: 5.1.1\n\n"
		    "Final-Recipient: rfc822; b@example.net\n"
		    "Action: delayed\nStatus: 4.4.1\n" END,
		    "a@example.net permanent 5.1.1; "
		    "b@example.net delayed 4.4.1" },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

#define FAILED "Action: failed\nStatus: 5.1.1\n"

static void test_addresses(void **state)
{
	static const struct report_row rows[] = {
		{ "the one that was written to",
		    REPORT STATUS MTA
		    "Final-Recipient: rfc822; b@other.example\n"
		    "Original-Recipient: rfc822; "
		    "a@example.net\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "an original that says nothing",
		    REPORT STATUS MTA ONE
		    "Original-Recipient: rfc822;\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "X.400, but the original is ours",
		    REPORT STATUS MTA "Original-Recipient: rfc822; "
				      "a@example.net\nFinal-Recipient: x400; "
				      "/S=a/C=FR/\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "an unknown type with an address",
		    REPORT STATUS MTA "Final-Recipient: unknown; "
				      "<a@example.net>\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "no type",
		    REPORT STATUS MTA
		    "Final-Recipient: a@example.net\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "with a comment",
		    REPORT STATUS MTA "Final-Recipient: rfc822; "
				      "a@example.net (Anne)\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "in quotes",
		    REPORT STATUS MTA "Final-Recipient: rfc822; "
				      "'a@example.net'\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "the actual recipient alone",
		    REPORT STATUS MTA "X-Actual-Recipient: rfc822; "
				      "a@example.net\n" FAILED END,
		    "a@example.net permanent 5.1.1" },
		{ "a file",
		    REPORT STATUS MTA
		    "Final-Recipient: rfc822; /var/mail/a\n" FAILED END,
		    "" },
		{ "an escaped character (RFC 6533)",
		    REPORT
		    "--b\nContent-Type: message/global-delivery-status\n\n" MTA
		    "Final-Recipient: utf-8; Andr\\x{E9}@example.net\n" FAILED
			END,
		    "andr\303\251@example.net permanent 5.1.1" },
		{ "characters as they are (RFC 6533)",
		    REPORT
		    "--b\nContent-Type: message/global-delivery-status\n\n" MTA
		    "Final-Recipient: utf-8; "
		    "andr\303\251@example.net\n" FAILED END,
		    "andr\303\251@example.net permanent 5.1.1" },
		{ "an escape that is no character",
		    REPORT STATUS MTA "Final-Recipient: utf-8; "
				      "a\\x{D800}@example.net\n" FAILED END,
		    "" },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

static void test_classes(void **state)
{
	static const struct report_row rows[] = {
		{ "expanded",
		    REPORT STATUS MTA ONE
		    "Action: expanded\nStatus: 5.0.0\n" END,
		    "" },
		{ "relayed",
		    REPORT STATUS MTA ONE
		    "Action: relayed\nStatus: 2.0.0\n" END,
		    "" },
		{ "delivered, whatever the status says",
		    REPORT STATUS MTA ONE
		    "Action: delivered\nStatus: 5.0.0\n" END,
		    "" },
		{ "gave up after a temporary refusal",
		    REPORT STATUS MTA ONE "Action: failed\nStatus: 4.4.7\n" END,
		    "a@example.net temporary 4.4.7" },
		{ "delayed, but a class 5",
		    REPORT STATUS MTA ONE
		    "Action: delayed\nStatus: 5.0.0\n" END,
		    "a@example.net delayed 5.0.0" },
		{ "the diagnosis knows more",
		    REPORT STATUS MTA ONE
		    "Action: failed\nStatus: 5.0.0\n"
		    "Diagnostic-Code: smtp; 452 4.2.2 full\n" END,
		    "a@example.net temporary 4.2.2" },
		{ "a status in words",
		    REPORT STATUS MTA ONE
		    "Action: failed\nStatus: unknown\n"
		    "Diagnostic-Code: smtp; 550 no such user\n" END,
		    "a@example.net permanent " },
		{ "an action nobody knows",
		    REPORT STATUS MTA ONE
		    "Action: failure (final)\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

static void test_details(void **state)
{
	struct arena arena = { 0 };
	struct report report = report_of(&arena, REPORT STATUS MTA ONE
	    "Action: failed\nStatus: 5.2.2\n"
	    "Remote-MTA: dns; mx.example.net (192.0.2.1)\n"
	    "Diagnostic-Code: smtp; 552-5.2.2 over\n quota\n" END);

	(void)state;
	assert_int_equal(report.recipient_count, 1);
	assert_int_equal(report.recipients[0].code, 552);
	assert_string_equal(report.recipients[0].remote, "mx.example.net");
	assert_string_equal(
	    report.recipients[0].reason, "552-5.2.2 over quota");
	assert_false(report.cut);
	arena_free(&arena);
}

#define ARF                                                                    \
	"From: fbl@example.net\nTo: list@example.org\nSubject: FW: x\n"        \
	"Content-Type: multipart/report; report-type=feedback-report; "        \
	"boundary=b\n\n--b\n\nx\n--b\nContent-Type: "                          \
	"message/feedback-report\n\n"
#define MAIL                                                                   \
	"\n--b\nContent-Type: message/rfc822\n\nFrom: list@example.org\n"      \
	"To: c@example.net\nMessage-ID: <d2@example.org>\n\nx\n--b--\n"

static void test_complaints(void **state)
{
	static const struct report_row rows[] = {
		{ "fraud", ARF "Feedback-Type: fraud\nVersion: 1\n" MAIL,
		    "complaint c@example.net" },
		{ "virus", ARF "Feedback-Type: Virus\n" MAIL,
		    "complaint c@example.net" },
		{ "opt-out", ARF "Feedback-Type: opt-out\n" MAIL,
		    "complaint c@example.net" },
		{ "not spam", ARF "Feedback-Type: not-spam\n" MAIL, "" },
		{ "DMARC",
		    ARF "Feedback-Type: auth-failure\n"
			"Original-Rcpt-To: c@example.net\n" MAIL,
		    "" },
		{ "a type to come", ARF "Feedback-Type: dislike\n" MAIL, "" },
		{ "several",
		    ARF "Feedback-Type: abuse\nOriginal-Rcpt-To: "
			"<a@example.net>\nOriginal-Rcpt-To: "
			"<b@example.net>\n" MAIL,
		    "complaint a@example.net b@example.net" },
		{ "nobody named",
		    ARF "Feedback-Type: abuse\nOriginal-Rcpt-To: redacted\n"
			"\n--b--\n",
		    "complaint" },
		{ "without its report type",
		    "From: fbl@example.net\nTo: list@example.org\n"
		    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		    "Content-Type: message/feedback-report\n\n"
		    "Feedback-Type: abuse\n" MAIL,
		    "complaint c@example.net" },
		{ "Hotmail",
		    "From: staff@hotmail.com\nTo: list@example.org\n"
		    "Subject: complaint about message from 192.0.2.1\n"
		    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		    "Content-Type: message/rfc822\n\n"
		    "X-HmXmrOriginalRecipient: <a@example.net>\n"
		    "To: list-of-all@example.org\n\nx\n--b--\n",
		    "complaint a@example.net" },
		{ "Amazon",
		    "From: no-reply@sns.amazonaws.com\nTo: list@example.org\n"
		    "\n{\"Message\":\"{\\\"notificationType\\\":"
		    "\\\"Complaint\\\",\\\"complaint\\\":{\\\""
		    "complainedRecipients\\\":[{\\\"emailAddress\\\":"
		    "\\\"a@example.net\\\"}]},\\\"mail\\\":{\\\"destination"
		    "\\\":[\\\"b@example.net\\\"]}}\"}\n",
		    "complaint a@example.net" },
		{ "a person who complains",
		    "From: a@example.net\nTo: list@example.org\nSubject: "
		    "complaint about message from you\n\n"
		    "Feedback-Type: abuse\n",
		    "no report" },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_complaints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
