#include "report_support.h"

#define DSN                                                                    \
	HEAD "Content-Type: multipart/report; report-type=delivery-status; "   \
	     "boundary=b\n\n--b\n\nThe words.\n--b\n"                          \
	     "Content-Type: message/delivery-status\n\n"                       \
	     "Reporting-MTA: dns; mx.example.net\n\n"

static void test_dsn(void **state)
{
	static const struct report_row rows[] = {
		{ "failed",
		    DSN "Final-Recipient: rfc822; A@Example.net\n"
			"Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "delayed",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: delayed\nStatus: 4.4.1\n" END,
		    "a@example.net delayed 4.4.1" },
		{ "failed for now",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: failed\nStatus: 4.2.2\n" END,
		    "a@example.net temporary 4.2.2" },
		{ "delivered",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: delivered\nStatus: 2.0.0\n" END,
		    "" },
		{ "two of three",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: failed\nStatus: 5.1.1\n\n"
			"Final-Recipient: rfc822; b@example.net\n"
			"Action: relayed\nStatus: 2.0.0\n\n"
			"Final-Recipient: rfc822; c@example.net\n"
			"Action: failed\nStatus: 5.2.2\n" END,
		    "a@example.net permanent 5.1.1; "
		    "c@example.net permanent 5.2.2" },
		{ "what was written to",
		    DSN "Original-Recipient: rfc822;a@example.net\n"
			"Final-Recipient: rfc822; b@other.example\n"
			"Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "no type, angle brackets",
		    DSN "Final-Recipient: <a@example.net>\n"
			"Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "status in the diagnostic",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: failed\nStatus: 5.0.0\n"
			"Diagnostic-Code: smtp; 550 5.1.1 no such user\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "no status, a reply code",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: failed\n"
			"Diagnostic-Code: smtp; 452 try later\n" END,
		    "a@example.net temporary " },
		{ "no action",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Status: 5.1.1 (bad)\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "twice the same",
		    DSN "Final-Recipient: rfc822; a@example.net\n"
			"Action: failed\nStatus: 5.1.1\n\n"
			"Final-Recipient: rfc822; A@example.net\n"
			"Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
		{ "not an address",
		    DSN "Final-Recipient: x400; /C=FR/\n"
			"Action: failed\nStatus: 5.1.1\n" END,
		    "" },
		{ "international (RFC 6533)",
		    HEAD "Content-Type: multipart/report; "
			 "report-type=delivery-status; boundary=b\n\n--b\n"
			 "Content-Type: message/global-delivery-status\n\n"
			 "Reporting-MTA: dns; x\n\n"
			 "Final-Recipient: utf-8; a@example.net\n"
			 "Action: failed\nStatus: 5.1.1\n" END,
		    "a@example.net permanent 5.1.1" },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

static void test_words(void **state)
{
	static const struct report_row rows[] = {
		{ "qmail",
		    HEAD "\nHi. This is the qmail-send program at x.\n"
			 "I've given up; sorry it didn't work out.\n\n"
			 "<a@example.net>:\nSorry, no mailbox here by that "
			 "name. (#5.1.1)\n\n--- Below this line is a copy of "
			 "the message.\n\nTo: b@example.net\n",
		    "a@example.net permanent 5.1.1" },
		{ "Exim",
		    HEAD "\nA message that you sent could not be delivered "
			 "to one or more of its\nrecipients. This is a "
			 "permanent error. The following address(es) "
			 "failed:\n\n  a@example.net\n    Unrouteable "
			 "address\n\n------ This is a copy of the message. "
			 "------\n\nFrom: list@example.org\n",
		    "a@example.net permanent " },
		{ "Exim, delayed",
		    HEAD "X: Warning: message delayed 24 hours\n\n"
			 "The address to which the message has not yet been "
			 "delivered is:\n\n  a@example.net\n\nNo action is "
			 "required on your part.\n",
		    "a@example.net delayed " },
		{ "Postfix",
		    HEAD "\n<a@example.net>: host mx[192.0.2.1] said: 550 "
			 "5.1.1 User\n    unknown\n",
		    "a@example.net permanent 5.1.1" },
		{ "sendmail",
		    HEAD "\n   ----- The following addresses had permanent "
			 "fatal errors -----\n<a@example.net>\n\n   ----- "
			 "Transcript -----\n550 5.1.1 <a@example.net>... "
			 "User unknown\n",
		    "a@example.net permanent 5.1.1" },
		{ "Gmail",
		    HEAD "\nDelivery to the following recipient failed "
			 "permanently:\n\n     a@example.net\n\nTechnical "
			 "details: 550 550 5.7.1 no (state 14).\n",
		    "a@example.net permanent 5.7.1" },
		{ "Exchange",
		    HEAD "\nYour message did not reach some or all of the "
			 "intended recipients.\n\n      To:      "
			 "x@example.net\n\nThe following recipient(s) could "
			 "not be reached:\n\n      a@example.net on 1/1/2026 "
			 "10:00\n            The e-mail account does not "
			 "exist.\n            <mx #5.1.1>\n",
		    "a@example.net permanent 5.1.1" },
		{ "X-Failed-Recipients",
		    HEAD "X-Failed-Recipients: a@example.net\n\nx\n",
		    "a@example.net permanent " },
		{ "two",
		    HEAD "\n<a@example.net>:\nno user #5.1.1\n\n"
			 "<b@example.net>:\nfull #4.2.2\n",
		    "a@example.net permanent 5.1.1; "
		    "b@example.net temporary 4.2.2" },
		{ "only helpers",
		    HEAD "\nYour mail failed. Please contact "
			 "postmaster@example.net or see "
			 "mailto:help@example.net.\n",
		    "" },
		{ "our own address",
		    HEAD "\n<list@example.org>:\nno user #5.1.1\n", "" },
		{ "of the returned mail",
		    HEAD "\nIt failed.\n\nReceived: by mx\n\tfor x\n"
			 "From: list@example.org\nTo: a@example.net\n\nx\n",
		    "a@example.net permanent " },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

static void test_not(void **state)
{
	static const struct report_row rows[] = {
		{ "a person who quotes one",
		    "Return-Path: <x@example.net>\nFrom: x@example.net\n"
		    "Subject: Re: failure\n\n<a@example.net>:\n550 5.1.1 no "
		    "user\nFinal-Recipient: rfc822; a@example.net\n"
		    "Action: failed\n",
		    "no report" },
		{ "a vacation",
		    "Return-Path: <>\nFrom: x@example.net\n"
		    "Auto-Submitted: auto-replied\nSubject: absence\n\n"
		    "Write to b@example.net if I could not be reached.\n",
		    "no report" },
		{ "empty", "\n", "no report" },
	};

	(void)state;
	report_check(rows, COUNT(rows));
}

static void test_details(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	struct report report;
	struct err err;

	(void)state;
	assert_int_equal(
	    message_read(&arena,
		str_c(DSN "Final-Recipient: rfc822; a@example.net\n"
			  "Action: failed\nStatus: 5.1.1\n"
			  "Diagnostic-Code: smtp; 550  no\n such user\n"
			  "\n--b\nContent-Type: text/rfc822-headers\n\n"
			  "Message-ID: <d1@example.org>\n" END),
		1 << 20, &message, &err),
	    ERR_OK);
	report_read(&arena, &message, &report);
	assert_false(report.is_complaint);
	assert_string_equal(report.original_message_id, "d1@example.org");
	assert_string_equal(report.recipients[0].reason, "550 no such user");
	arena_free(&arena);
}

/* The id of the mail that was returned, wherever its header stands. */
static void test_original(void **state)
{
	static const char *const bodies[] = {
		/* among the words */
		"\nIt failed.\n\nReceived: by x\nFrom: l@example.org\n"
		"Message-ID: <d1@example.org>\n\nx\n",
		"\nIt failed.\n\n   Received: by x\n   From: l@example.org\n"
		"   Message-ID:\n      <d1@example.org>\n\n   x\n",
		"\nIt failed.\n\n> Received: by x\n>\tfor y\n> From: "
		"l@example.org\n> Message-Id: <d1@example.org>\n>\n> x\n",
		"\nYour message:\n  From: l@example.org\n  Subject: x\n\n"
		"failed.\n\nReceived: by x\nMessage-ID: "
		"<d1@example.org> (added)\nSubject: x\n\nx\n",
		"\nOriginal message headers:\n\nReceived: by x (192.0.2.1)\n"
		" with SMTP; now\nMessage-ID: d1@example.org\n",
		/* as a part */
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n"
		"--b\nContent-Type: message/rfc822\n\nSubject: x\n"
		"Message-ID: <d1@example.org>\n\nMessage-ID: "
		"<no@example.org>\n--b--\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n"
		"--b\nContent-Type: Text/RFC822-Headers\n\nSubject: x\n"
		"MESSAGE-ID: <d1@example.org>\n--b--\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n"
		"--b\nContent-Type: text/rfc822-headers\n"
		"Content-Transfer-Encoding: base64\n\n"
		"TWVzc2FnZS1JRDogPGQxQGV4YW1wbGUub3JnPgo=\n--b--\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n"
		"--b\nContent-Type: text/plain; name=headers.txt\n\nSubject: "
		"x\nMessage-ID: <d1@example.org>\n--b--\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct arena arena = { 0 };
		struct message message;
		struct report report;
		struct err err;
		char *raw = arena_printf(&arena, HEAD "%s", bodies[i]);
		assert_int_equal(
		    message_read(&arena, str_c(raw), 1 << 20, &message, &err),
		    ERR_OK);
		report_read(&arena, &message, &report);
		if (strcmp(report.original_message_id, "d1@example.org") != 0)
			fail_msg(
			    "%s: %s", bodies[i], report.original_message_id);
		arena_free(&arena);
	}
}

#define ARF                                                                    \
	"From: abuse@example.net\nTo: list@example.org\nContent-Type: "        \
	"multipart/report; report-type=feedback-report; boundary=b\n\n"        \
	"--b\n\nx\n--b\nContent-Type: message/feedback-report\n\n"             \
	"Feedback-Type: "
#define RETURNED                                                               \
	"\n--b\nContent-Type: message/rfc822\n\nTo: c@example.net\n"           \
	"Message-ID: <d2@example.org>\n\nx\n--b--\n"

static void test_complaints(void **state)
{
	static const struct {
		const char *raw;
		bool complaint;
		const char *address; /* NULL: none */
	} rows[] = {
		{ ARF "abuse\nOriginal-Rcpt-To: <A@example.net>\n" RETURNED,
		    true, "a@example.net" },
		{ ARF
		    "abuse\nOriginal-Rcpt-To: rfc822;a@example.net\n" RETURNED,
		    true, "a@example.net" },
		{ ARF "abuse\n" RETURNED, true, "c@example.net" },
		{ ARF "not-spam\nOriginal-Rcpt-To: a@example.net\n" RETURNED,
		    false, NULL },
		{ ARF
		    "auth-failure\nOriginal-Rcpt-To: a@example.net\n" RETURNED,
		    false, NULL },
		{ ARF "abuse\nOriginal-Rcpt-To: list@example.org\n--b--\n",
		    true, NULL },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message message;
		struct report report;
		struct err err;
		assert_int_equal(message_read(&arena, str_c(rows[i].raw),
				     1 << 20, &message, &err),
		    ERR_OK);
		report_read(&arena, &message, &report);
		assert_true(report.is_report);
		assert_int_equal(report.is_complaint, rows[i].complaint);
		assert_int_equal(
		    report.recipient_count, rows[i].address != NULL);
		if (rows[i].address != NULL)
			assert_string_equal(
			    report.recipients[0].address, rows[i].address);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dsn),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_not),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_original),
		cmocka_unit_test(test_complaints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
