#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "mail/robot.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define HUMAN       "Return-Path: <a@example.net>\nFrom: A <a@example.net>\n"
#define NULLS       "Return-Path: <>\nFrom: A <a@example.net>\n"

struct row {
	const char *header;
	enum robot want;
};

static struct message read_it(struct arena *arena, const char *header)
{
	struct message message;
	struct err err;
	char *raw = arena_printf(arena, "%s\nbody\n", header);

	assert_int_equal(
	    message_read(arena, str_c(raw), 1 << 20, &message, &err), ERR_OK);
	return message;
}

static void check(const struct row *rows, size_t n)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct message message = read_it(&arena, rows[i].header);
		const char *why = NULL;
		enum robot got =
		    robot_detect(&message, "lists.example.org", &why);
		if (got != rows[i].want)
			fail_msg(
			    "%s is %d (%s)", rows[i].header, (int)got, why);
		assert_non_null(why);
		assert_int_equal(got == ROBOT_NONE, why[0] == '\0');
	}
	arena_free(&arena);
}

static void test_people(void **state)
{
	static const struct row rows[] = {
		{ HUMAN, ROBOT_NONE },
		{ HUMAN "Subject: Re: bonjour\n", ROBOT_NONE },
		{ HUMAN "Auto-Submitted: no\n", ROBOT_NONE },
		{ HUMAN "Precedence: first-class\n", ROBOT_NONE },
		{ HUMAN "X-Auto-Response-Suppress: DR, OOF, AutoReply\n",
		    ROBOT_NONE },
		{ HUMAN "X-Spam-Flag: NO\nX-Spam-Status: No, score=1\n",
		    ROBOT_NONE },
		{ HUMAN "Subject: Absence du bureau de l'association\n",
		    ROBOT_NONE },
		{ HUMAN "Subject: Marie est absente lundi\n", ROBOT_NONE },
		{ HUMAN "Subject: Re: Automatic reply: x\n", ROBOT_NONE },
		{ HUMAN "Subject: out of office hours, a proposal\n",
		    ROBOT_NONE },
		{ HUMAN "Subject: Auto : covoiturage\n", ROBOT_NONE },
		{ HUMAN "Subject: Who is out of the office next week?\n",
		    ROBOT_NONE },
		{ "From: postmaster@example.net\n"
		  "Return-Path: <postmaster@example.net>\n"
		  "Subject: bonjour\n",
		    ROBOT_NONE },
		{ HUMAN "Message-ID: <x@lists.example.org>\n", ROBOT_NONE },
		{ "From: a@example.net\nSubject: hello\n", ROBOT_NONE },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_replies(void **state)
{
	static const struct row rows[] = {
		{ NULLS, ROBOT_REPLY },
		{ HUMAN "Auto-Submitted: auto-replied\n", ROBOT_REPLY },
		{ HUMAN "Auto-Submitted: auto-generated (x)\n", ROBOT_REPLY },
		{ HUMAN "Auto-Submitted: no\nAuto-Submitted: auto-replied\n",
		    ROBOT_REPLY },
		{ HUMAN "Auto-Submitted: auto-notified; owner-email=x\n",
		    ROBOT_REPLY },
		{ HUMAN "Precedence: bulk\n", ROBOT_REPLY },
		{ HUMAN "Precedence: JUNK\n", ROBOT_REPLY },
		{ HUMAN "Precedence: auto_reply\n", ROBOT_REPLY },
		{ HUMAN "X-Autoreply: yes\n", ROBOT_REPLY },
		{ HUMAN "X-Autorespond: x\n", ROBOT_REPLY },
		{ HUMAN "X-Loop: other@example.net\n", ROBOT_REPLY },
		{ HUMAN "X-Autoreply: no\n", ROBOT_NONE },
		{ HUMAN "Subject: Out of Office: x\n", ROBOT_REPLY },
		{ HUMAN "Subject: Absence du bureau : x\n", ROBOT_REPLY },
		{ HUMAN "Subject: Absent(e) du bureau\n", ROBOT_REPLY },
		{ HUMAN "Subject: R\xc3\xa9ponse automatique : x\n",
		    ROBOT_REPLY },
		{ HUMAN "Subject: =?utf-8?Q?R=C3=A9ponse_automatique?=\n",
		    ROBOT_REPLY },
		{ HUMAN "Subject: Automatic reply: x\n", ROBOT_REPLY },
		{ HUMAN "Subject: A B is out of the office.\n", ROBOT_REPLY },
		{ HUMAN "Subject: AUTO: A B is out of the office (returning "
			"3/5)\n",
		    ROBOT_REPLY },
		{ HUMAN "Subject: A B est absent(e).\n", ROBOT_REPLY },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_kinds(void **state)
{
	static const struct row rows[] = {
		{ HUMAN "List-Id: <x.example.net>\n", ROBOT_LIST },
		{ HUMAN "List-Unsubscribe: <mailto:x@example.net>\n",
		    ROBOT_LIST },
		{ HUMAN "Precedence: list\n", ROBOT_LIST },
		{ HUMAN "Precedence: bulk\nList-Id: <x.example.net>\n",
		    ROBOT_LIST },
		{ HUMAN "List-Id: X <x.lists.example.org>\n", ROBOT_LOOP },
		{ HUMAN "X-Loop: x@lists.example.org\n", ROBOT_LOOP },
		{ HUMAN "X-Loop: LISTS.example.org\n", ROBOT_LOOP },
		{ HUMAN "List-Id: <lists.example.org.evil.net>\n", ROBOT_LIST },
		{ HUMAN "Content-Type: multipart/report; "
			"report-type=delivery-status\n",
		    ROBOT_BOUNCE },
		{ HUMAN "Content-Type: multipart/report; "
			"report-type=feedback-report\n",
		    ROBOT_REPORT },
		{ HUMAN "Content-Type: Multipart/Report;\n\t"
			"Report-Type=\"disposition-notification\"\n",
		    ROBOT_RECEIPT },
		{ NULLS "Subject: Undelivered Mail Returned to Sender\n",
		    ROBOT_BOUNCE },
		{ NULLS "Subject: Non remis : x\n", ROBOT_BOUNCE },
		{ "From: MAILER-DAEMON@example.net\n", ROBOT_BOUNCE },
		{ "From: Mail Delivery System <x@example.net>\n",
		    ROBOT_BOUNCE },
		{ "From: postmaster@example.net\nSubject: Undeliverable: x\n",
		    ROBOT_BOUNCE },
		{ HUMAN "X-Failed-Recipients: b@example.net\n", ROBOT_BOUNCE },
		{ HUMAN "X-Spam-Flag: YES\n", ROBOT_SPAM },
		{ HUMAN "X-Spam-Status: Yes, score=9\n", ROBOT_SPAM },
		{ HUMAN "X-Spam-Status: No\nX-Spam-Status: Yes\n", ROBOT_NONE },
	};

	(void)state;
	check(rows, COUNT(rows));
}

/* What a human must tell apart: programs write so, and people. */
static void test_doubts(void **state)
{
	static const struct row rows[] = {
		{ HUMAN "Subject: Absence : qui remplace Marie ?\n",
		    ROBOT_NONE },
		{ HUMAN "Subject: Undeliverable: x\n", ROBOT_MAYBE },
		{ HUMAN "Subject: Away Re: Please confirm\n", ROBOT_MAYBE },
		{ HUMAN "Subject: [Ticket#2026] Re: x\n", ROBOT_MAYBE },
		{ HUMAN "Subject: Auto: x\n", ROBOT_MAYBE },
		{ HUMAN "Subject: Anne : message d'absence\n", ROBOT_MAYBE },
		{ HUMAN "Subject: Re: Anne : message d'absence\n", ROBOT_NONE },
		{ HUMAN "Subject: Accepted: x\n", ROBOT_MAYBE },
		{ HUMAN "Subject: Lu : x\n", ROBOT_MAYBE },
		{ HUMAN "X-Zendesk-Priority-Mail: x\n", ROBOT_MAYBE },
		{ HUMAN "Subject: x\n\nThis is an automatic reply.\n",
		    ROBOT_MAYBE },
		/* Two signs of different kinds leave none. */
		{ HUMAN "Subject: Absence\nX-Auto-Response-Suppress: OOF\n",
		    ROBOT_REPLY },
		{ HUMAN "Subject: [Ticket#2026] Re: x\nX-Zendesk-A: x\n",
		    ROBOT_REPLY },
		/* What mail programs and lists put in front is no sign. */
		{ HUMAN "Subject: Re: [EXT] Re: TR: x\n", ROBOT_NONE },
		{ HUMAN "Subject: Re: Re : x\n", ROBOT_NONE },
		{ HUMAN "Subject: [lettre] Re: x\n", ROBOT_NONE },
		{ HUMAN "Subject: [numero 4]\n", ROBOT_NONE },
		{ HUMAN "Subject: \n", ROBOT_NONE },
		{ HUMAN "Subject: []#1\n", ROBOT_NONE },
		{ HUMAN "Subject: ]\n", ROBOT_NONE },
		{ HUMAN "Subject: x\n\nJe suis en vacances.\n", ROBOT_NONE },
		{ HUMAN "Subject: x\n\nbonjour\n> This is an automatic "
			"reply.\n",
		    ROBOT_NONE },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void test_absence(void **state)
{
	(void)state;
	assert_int_equal(
	    robot_words("", "Je serai absente du 3 au 5."), ROBOT_SAYS_ABSENT);
	assert_int_equal(robot_words("", "So I\xe2\x80\x99m on  VACATION"),
	    ROBOT_SAYS_ABSENT);
	assert_int_equal(robot_words("", "Merci de votre message, je suis en "
					 "cong\xc3\xa9"),
	    ROBOT_SAYS_ABSENT | ROBOT_SAYS_THANKS);
	assert_int_equal(robot_words("", "Ceci est un message automatique"),
	    ROBOT_SAYS_AUTOMATIC);
	assert_int_equal(
	    robot_words("", "Xceci est un message automatique"), 0);
	assert_int_equal(robot_words("", "L'absence de Marie. Merci !"), 0);
	assert_int_equal(robot_words("", ""), 0);
	assert_int_equal(robot_words("Vacances", ""), ROBOT_SAYS_ABSENT);
	assert_int_equal(robot_words("Absence : Re: x", ""), ROBOT_SAYS_ABSENT);
	assert_int_equal(robot_words("Re: Vacances", ""), 0);
	assert_int_equal(robot_words("Vacances solidaires", ""), 0);
}

static void test_hops(void **state)
{
	struct arena arena = { 0 };
	struct buf header;
	struct message message;
	const char *why;

	(void)state;
	buf_init(&header, 10000);
	(void)buf_puts(&header, HUMAN);
	for (size_t i = 0; i < 50; i++)
		(void)buf_puts(&header, "Received: x\n");
	message = read_it(&arena, header.data);
	assert_int_equal(robot_detect(&message, "", &why), ROBOT_NONE);
	(void)buf_puts(&header, "Received: x\n");
	message = read_it(&arena, header.data);
	assert_int_equal(robot_detect(&message, NULL, &why), ROBOT_LOOP);
	buf_clear(&header);
	arena_free(&arena);
}

static void test_may_answer(void **state)
{
	static const struct {
		const char *header;
		bool may;
	} rows[] = {
		{ HUMAN, true },
		{ "From: a@example.net\n", true },
		{ "From: request@example.net\n", true },
		{ "From: alice-owner-of-things@example.net\n", true },
		{ NULLS, false },
		{ HUMAN "Auto-Submitted: auto-replied\n", false },
		{ HUMAN "Precedence: list\n", false },
		{ HUMAN "X-Auto-Response-Suppress: All\n", false },
		{ HUMAN "X-Auto-Response-Suppress: DR, OOF\n", false },
		{ HUMAN "X-Auto-Response-Suppress: AutoReply\n", false },
		{ HUMAN "X-Auto-Response-Suppress: RN, NRN\n", true },
		{ "From: mailer-daemon@example.net\n", false },
		{ "From: postmaster@example.net\n", false },
		{ "From: No-Reply@example.net\n", false },
		{ "From: noreply+x@example.net\n", false },
		{ "From: ne-pas-repondre@example.net\n", false },
		{ "From: x-request@example.net\n", false },
		{ "From: owner-x@example.net\n", false },
		{ "From: x-owner@example.net\n", false },
		{ "From: x-bounces+y=z@example.net\n", false },
		{ "Return-Path: <x-bounces@example.net>\n"
		  "From: a@example.net\n",
		    false },
		{ "Subject: nobody\n", false },
		{ "From: \n", false },
	};
	struct arena arena = { 0 };
	const char *why;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message message = read_it(&arena, rows[i].header);
		if (robot_may_answer(&message,
			robot_detect(&message, "lists.example.org", &why)) !=
		    rows[i].may)
			fail_msg("%s", rows[i].header);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_replies),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_doubts),
		cmocka_unit_test(test_absence),
		cmocka_unit_test(test_hops),
		cmocka_unit_test(test_may_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
