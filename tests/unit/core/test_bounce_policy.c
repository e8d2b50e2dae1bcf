/*
 * src/core/bounce_policy.c: what counts for a person, and what never may
 * (threat T24).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/bounce_policy.h"

#include "../mail/corpus.h"
#include "mail/addr.h"

enum { COLUMNS = 12, FILE_NAME = 0, HARD = 6, REASON = 8 };

struct row {
	enum report_class class;
	const char *status;
	const char *words;
	enum bounce_charge charge;
};

static const struct row rows[] = {
	/* The address. */
	{ REPORT_PERMANENT, "5.1.1", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.1.2", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.1.3", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.1.6", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.1.10", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.2.1", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.4.4", "", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "", "550 User unknown", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "5.0.0", "no such user here", BOUNCE_PERSON },
	{ REPORT_PERMANENT, "", "L'adresse n'existe pas", BOUNCE_PERSON },
	/* Something of the mail, or of where it came from. */
	{ REPORT_PERMANENT, "5.7.1", "", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.7.1", "unknown user", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.7.26", "DMARC", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.2.2", "", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.2.3", "", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.3.4", "", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.6.1", "", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.1.8", "", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "", "550 blocked using a block list",
	    BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.1.1", "550 rejected as spam", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "", "550 no such user: listed as spam source",
	    BOUNCE_MAILING },
	{ REPORT_PERMANENT, "", "552 mailbox full", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "5.4.7", "no such host for days", BOUNCE_MAILING },
	{ REPORT_PERMANENT, "", "", BOUNCE_MAILING },
	/* What may still arrive. */
	{ REPORT_PERMANENT, "4.4.7", "user unknown", BOUNCE_NOBODY },
	{ REPORT_TEMPORARY, "5.1.1", "user unknown", BOUNCE_NOBODY },
	{ REPORT_TEMPORARY, "4.2.2", "", BOUNCE_NOBODY },
	{ REPORT_DELAYED, "", "user unknown", BOUNCE_NOBODY },
};

static struct bounce_judgement judge(const struct row *row)
{
	const struct bounce_said said = {
		.class = row->class,
		.status = row->status,
		.words = row->words,
		.domain = str_c("example.net"),
	};

	return bounce_judge(&said);
}

static void who_bears_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum bounce_charge charge = judge(&rows[i]).charge;
		if (charge != rows[i].charge)
			fail_msg("%s \"%s\": %s", rows[i].status, rows[i].words,
			    bounce_charge_name(charge));
	}
}

/* What the relay said at RCPT was judged by then; the status stands above. */
static void refusals_at_once(void **state)
{
	struct bounce_said said = {
		.class = REPORT_PERMANENT,
		.status = "",
		.words = "no",
		.code = 550,
		.verdict = VERDICT_ADDRESS,
	};

	(void)state;
	assert_int_equal(bounce_judge(&said).charge, BOUNCE_PERSON);
	said.status = "5.7.1";
	assert_int_equal(bounce_judge(&said).charge, BOUNCE_MAILING);
	said.status = "";
	said.verdict = VERDICT_POLICY;
	assert_int_equal(bounce_judge(&said).charge, BOUNCE_MAILING);
}

struct tally {
	size_t hard;  /* counted, and they are */
	size_t worse; /* counted, though it is about something else */
	size_t mild;
};

/*
 * Who answered with "user unknown" after DATA, or has closed the account, is
 * not in the column of those to be removed at once; a day of a score is due.
 */
static bool is_address(struct str reason, const char *words)
{
	return str_is(reason, "filtered") || str_is(reason, "suspend") ||
	       str_ifind(str_c(words), str_c("unknown user")) != SIZE_MAX ||
	       str_ifind(str_c(words), str_c("user unknown")) != SIZE_MAX;
}

static void weigh(const struct report_recipient *one,
    const struct str row[COLUMNS], struct tally *tally)
{
	struct str address = str_c(one->address);
	const struct bounce_said said = {
		.class = one->class,
		.status = one->status,
		.words = one->reason,
		.answered = one->code,
		.domain = addr_domain(address),
	};
	bool person = bounce_judge(&said).charge == BOUNCE_PERSON;
	bool hard = corpus_names(row[HARD], one->address);
	struct str reason;

	tally->hard += person && hard;
	tally->mild += !person && hard;
	for (struct str rest = row[REASON]; person && !hard;) {
		if (!str_split(&rest, ',', &reason) || reason.n == 0)
			break;
		if (is_address(reason, one->reason))
			return;
		printf("# %.*s: %s counts (%s, %s), but is %.*s\n",
		    STR_ARG(row[FILE_NAME]), one->address, one->status,
		    one->reason, STR_ARG(reason));
		tally->worse++;
	}
}

/* The column `hard` of the corpus is never exceeded. */
static void foreign_reports(void **state)
{
	struct arena table = { 0 };
	struct tally tally = { 0 };
	struct str row[COLUMNS];
	struct str rest =
	    corpus_read(&table, corpus_path(&table, "bounces/expected.tsv"));

	(void)state;
	if (rest.n == 0) {
		print_message("skipped: no corpus (set LIAISON_CORPUS)\n");
		skip();
	}
	(void)corpus_row(&rest, row, COLUMNS);
	while (corpus_row(&rest, row, COLUMNS)) {
		struct arena arena = { 0 };
		struct message message;
		struct report report;
		struct err err;
		char *name =
		    arena_printf(&arena, "bounces/%.*s", STR_ARG(row[0]));
		struct str raw = corpus_read(&arena, corpus_path(&arena, name));
		(void)message_read(
		    &arena, raw, CORPUS_MAIL_MAX, &message, &err);
		report_read(&arena, &message, &report);
		for (size_t i = 0; i < report.recipient_count; i++)
			weigh(&report.recipients[i], row, &tally);
		arena_free(&arena);
	}
	arena_free(&table);
	printf("# of those that do not exist %zu count, %zu do not; of others "
	       "%zu count\n",
	    tally.hard, tally.mild, tally.worse);
	assert_int_equal(tally.worse, 0);
	assert_true(tally.hard > tally.mild);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_bears_it),
		cmocka_unit_test(refusals_at_once),
		cmocka_unit_test(foreign_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
