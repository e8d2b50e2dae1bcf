/*
 * Nobody who did not fail is ever named: reports put together at random from
 * what makers write, with other people's addresses wherever such mails have
 * them, and mails of people that only look like reports.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "mail/report.h"

#define GOLDEN      TEST_SOURCE_DIR "/tests/golden/reports/"
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { ROUNDS = 1500, ROUNDS_LONG = 100000, LINES_MAX_OF_A_KIND = 4 };

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return *seed >> 33;
}

static const char *pick(uint64_t *seed, const char *const *list, size_t n)
{
	return list[next_random(seed) % n];
}

/* What stands in front of the list of addresses, and how one is written. */
static const struct {
	const char *subject;
	const char *before;
	const char *line; /* with the address at %s */
} makers[] = {
	{ "failure notice",
	    "Hi. This is the qmail-send program at mx.relais.example.\n\n",
	    "<%s>:\nno mailbox by that name (#5.1.1)\n\n" },
	{ "Undelivered Mail Returned to Sender",
	    "This is the mail system at host mx.relais.example.\n\n",
	    "<%s>: host mx[192.0.2.1] said: 550 5.1.1 unknown\n" },
	{ "Mail delivery failed: returning message to sender",
	    "This message was created automatically by mail delivery "
	    "software.\n\nThe following address(es) failed:\n\n",
	    "  %s\n    550 5.1.1 unknown\n" },
	{ "Returned mail: see transcript for details",
	    "   ----- The following addresses had permanent fatal errors "
	    "-----\n",
	    "<%s>\n    (reason: 550 5.1.1 unknown)\n" },
	{ "Undeliverable: lettre",
	    "The following recipient(s) could not be reached:\n\n",
	    "      %s on 2/3/2026 10:00 AM\n            #5.1.1\n" },
	{ "Delivery Status Notification (Failure)",
	    "Delivery to the following recipients failed permanently:\n\n",
	    "   * %s\n" },
	{ "Mail delivery failed", "", "%s: 550 5.1.1 nobody\n" },
	{ "Undeliverable mail", "Sorry.\n", "" }, /* names nobody */
};

static const char *const contacts[] = {
	"For assistance, please contact postmaster@autres.example.\n",
	"If this is wrong, write to <aide@autres.example>.\n",
	"See http://autres.example/?who=client@autres.example for details.\n",
	"Questions? mailto:support@autres.example\n",
	"Reply-To: bureau@autres.example\n",
	"From: annonces@autres.example\n",
	"Votre expediteur est <lettre@autres.example>.\n",
	"Reported by abuse@autres.example\n",
	"MAIL FROM:<retour@autres.example>\n",
	"Message-ID: <123.456@autres.example>\n",
	"list@example.org\n",
	"<list@example.org>: the sender\n",
	"\n",
};

static const char *const copies[] = {
	"------ This is a copy of the message, including all the headers. "
	"------\n\nReceived: from x by y\n",
	"--- Below this line is a copy of the message.\n\n"
	"Return-Path: <list-bounces@example.org>\n",
	"   ----- Original message follows -----\n\n",
	"Received: from list.example.org by mx.relais.example; now\n",
};

static const char *const bodies[] = {
	"<corps@autres.example>:\n",
	"  corps2@autres.example\n    550 5.1.1 unknown user\n",
	("The following addresses had permanent fatal errors:\n"
	 "<corps3@autres.example>\n"),
	"Final-Recipient: rfc822; corps4@autres.example\nAction: failed\n",
	"550 5.1.1 <corps5@autres.example>... User unknown\n",
	"RCPT TO:<corps6@autres.example>\n",
	"Bonjour,\nEcrivez a corps7@autres.example.\n",
	"-- \nAnne <anne@autres.example>\n",
};

static void add_some(
    struct buf *out, uint64_t *seed, const char *const *list, size_t n)
{
	for (uint64_t i = next_random(seed) % LINES_MAX_OF_A_KIND; i > 0; i--)
		(void)buf_puts(out, pick(seed, list, n));
}

/* Some fail, at failed.example; the others' domain is autres.example. */
static void make(struct buf *out, uint64_t *seed)
{
	size_t maker = next_random(seed) % COUNT(makers);

	(void)buf_printf(out,
	    "Return-Path: <>\nFrom: Mail Delivery System "
	    "<MAILER-DAEMON@mx.relais.example>\nTo: list@example.org\n"
	    "Subject: %s\n\n%s",
	    makers[maker].subject, makers[maker].before);
	for (uint64_t i = next_random(seed) % LINES_MAX_OF_A_KIND; i > 0; i--) {
		struct str rest = str_c(makers[maker].line);
		size_t at = str_find(rest, str_c("%s"));
		if (at == SIZE_MAX)
			break;
		(void)buf_str(out, str_sub(rest, 0, at));
		(void)buf_printf(
		    out, "u%u@failed.example", (unsigned)next_random(seed));
		(void)buf_str(out, str_from(rest, at + 2));
	}
	add_some(out, seed, contacts, COUNT(contacts));
	(void)buf_puts(out, pick(seed, copies, COUNT(copies)));
	(void)buf_puts(out, "From: list@example.org\nSubject: x\n\n");
	add_some(out, seed, bodies, COUNT(bodies));
}

static struct report read_report(struct arena *arena, struct str raw)
{
	struct message message;
	struct report report;
	struct err err;

	assert_int_equal(
	    message_read(arena, raw, CORPUS_MAIL_MAX, &message, &err), ERR_OK);
	report_read(arena, &message, &report);
	return report;
}

static void check_random(uint64_t round)
{
	struct arena arena = { 0 };
	uint64_t seed = round * 2654435761U + 12345;
	struct report report;
	struct buf raw;

	buf_init(&raw, CORPUS_MAIL_MAX);
	make(&raw, &seed);
	report = read_report(&arena, buf_get(&raw));
	assert_true(report.is_report);
	for (size_t i = 0; i < report.recipient_count; i++)
		if (!str_ends(str_c(report.recipients[i].address),
			str_c("@failed.example")))
			fail_msg("round %u names %s:\n%s", (unsigned)round,
			    report.recipients[i].address, raw.data);
	arena_free(&arena);
	buf_clear(&raw);
}

static void test_random(void **state)
{
	const char *is_long = getenv("LIAISON_LONG");
	uint64_t rounds =
	    is_long != NULL && is_long[0] == '1' ? ROUNDS_LONG : ROUNDS;

	(void)state;
	for (uint64_t i = 0; i < rounds; i++)
		check_random(i);
}

/* A mail of a person around the words of a report. */
static void wrap(
    struct buf *out, const char *head, struct str raw, const char *margin)
{
	struct str rest = raw;
	struct str line;

	(void)buf_printf(out,
	    "Return-Path: <marc@voisins.example>\n"
	    "From: Marc <marc@voisins.example>\nTo: list@example.org\n%s",
	    head);
	while (str_split(&rest, '\n', &line))
		(void)buf_printf(out, "%s%.*s\n", margin, STR_ARG(line));
}

static void check_person(
    const char *file, const char *head, struct str raw, const char *margin)
{
	struct arena arena = { 0 };
	struct report report;
	struct buf mail;

	buf_init(&mail, CORPUS_MAIL_MAX);
	wrap(&mail, head, raw, margin);
	report = read_report(&arena, buf_get(&mail));
	if (report.is_report || report.recipient_count > 0)
		fail_msg("%s is taken for a report in:\n%s", file, mail.data);
	arena_free(&arena);
	buf_clear(&mail);
}

/* What a person answers, sends on or writes around each of our reports. */
static void check_quoted(struct arena *arena, const char *file)
{
	struct str raw =
	    corpus_read(arena, arena_printf(arena, GOLDEN "%s", file));

	assert_non_null(raw.p);
	check_person(file,
	    "Subject: Re: failure notice\n\nQu'est-ce que c'est ?\n\n", raw,
	    "> ");
	check_person(file, "Subject: Re: failure notice\n\n", raw, "> ");
	check_person(file,
	    "Subject: TR: Undeliverable\n\n-----Message d'origine-----\n", raw,
	    "");
	check_person(file,
	    "Subject: un souci\n\nBonjour, j'ai recu ceci hier soir et je ne "
	    "comprends pas ce que je dois en\nfaire ; pouvez-vous m'aider ? "
	    "Je vous le recopie ci-dessous tel que je l'ai recu, en\nentier, "
	    "avec mes excuses pour la longueur et mes remerciements pour "
	    "votre aide.\nMarc\n\n",
	    raw, "");
}

static void test_people(void **state)
{
	struct arena arena = { 0 };
	DIR *dir = opendir(GOLDEN);
	const struct dirent *entry;
	size_t n = 0;

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (!str_ends(str_c(entry->d_name), str_c(".eml")))
			continue;
		check_quoted(&arena, entry->d_name);
		n++;
	}
	closedir(dir);
	arena_free(&arena);
	assert_true(n > 0);
}

static void test_alike(void **state)
{
	static const char *const mails[] = {
		/* a vacation notice with somebody to turn to */
		"Return-Path: <>\nFrom: x@voisins.example\n"
		"Auto-Submitted: auto-replied\nSubject: Absence\n\n"
		"Je suis absent. L'adresse anne@voisins.example repond. Your "
		"message could not\nbe read; user marc@voisins.example is "
		"away.\n",
		/* a subject, and nothing else */
		"Return-Path: <>\nFrom: x@voisins.example\nSubject: "
		"Undelivered Mail Returned to Sender\n\nAchetez chez "
		"vente@voisins.example !\n",
		"Return-Path: <x@voisins.example>\nFrom: x@voisins.example\n"
		"Subject: Undelivered Mail Returned to Sender\n\n"
		"<anne@voisins.example>: 550 5.1.1 unknown\n",
		"Return-Path: <>\nFrom: MAILER-DAEMON@voisins.example\n"
		"Subject: x\n\n",
		/* a receipt */
		"From: x@voisins.example\nSubject: Lu\nContent-Type: "
		"multipart/report; report-type=disposition-notification; "
		"boundary=b\n\n--b\nContent-Type: "
		"message/disposition-notification\n\nFinal-Recipient: rfc822; "
		"x@voisins.example\nDisposition: manual-action/"
		"MDN-sent-manually; displayed\n--b--\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(mails); i++) {
		struct arena arena = { 0 };
		struct report report = read_report(&arena, str_c(mails[i]));
		if (report.recipient_count > 0)
			fail_msg("%s\nnames %s", mails[i],
			    report.recipients[0].address);
		arena_free(&arena);
	}
}

/* What is too much is cut, said, and costs no more than its size. */
static void test_bounds(void **state)
{
	struct arena arena = { 0 };
	struct report report;
	struct buf raw;

	(void)state;
	buf_init(&raw, CORPUS_MAIL_MAX);
	(void)buf_puts(&raw,
	    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.relais.example\n"
	    "Subject: failure notice\nContent-Type: multipart/report; "
	    "boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n");
	for (unsigned i = 0; i < 10000; i++)
		(void)buf_printf(&raw,
		    "Final-Recipient: rfc822; u%u@failed.example\n"
		    "Action: failed\nStatus: 5.1.1\n\n",
		    i);
	report = read_report(&arena, buf_get(&raw));
	assert_int_equal(report.recipient_count, 500);
	assert_true(report.cut);

	buf_reset(&raw);
	(void)buf_puts(&raw,
	    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.relais.example\n"
	    "Subject: failure notice\n\nHi. This is the qmail-send program\n");
	while (buf_puts(&raw, "<one@failed.example>:\nrcpt to:\n"))
		continue;
	report = read_report(&arena, buf_get(&raw));
	assert_int_equal(report.recipient_count, 1);
	assert_true(report.cut);
	arena_free(&arena);
	buf_clear(&raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
