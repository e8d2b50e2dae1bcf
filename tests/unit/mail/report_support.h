/* Reports made up for report_read(), and what it finds in one line. */
#ifndef TEST_MAIL_REPORT_SUPPORT_H
#define TEST_MAIL_REPORT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/report.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define HEAD                                                                   \
	"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\n"                \
	"To: list@example.org\nSubject: failure notice\n"
#define END "\n--b--\n"

/* The report in these bytes. */
static inline struct report report_of(struct arena *arena, const char *raw)
{
	struct message message;
	struct report report;
	struct err err;

	assert_int_equal(
	    message_read(arena, str_c(raw), 1 << 20, &message, &err), ERR_OK);
	report_read(arena, &message, &report);
	return report;
}

/* "address class status; address class status", or "complaint address". */
static inline char *report_summary(struct arena *arena, const char *raw)
{
	static const char *const classes[] = { "permanent", "temporary",
		"delayed" };
	struct report report = report_of(arena, raw);
	char *text =
	    arena_strdup(arena, report.is_complaint ? "complaint" : "");

	if (!report.is_report)
		return arena_strdup(arena, "no report");
	for (size_t i = 0; i < report.recipient_count; i++) {
		const struct report_recipient *one = &report.recipients[i];
		text = report.is_complaint
			   ? arena_printf(arena, "%s %s", text, one->address)
			   : arena_printf(arena, "%s%s%s %s %s", text,
				 i == 0 ? "" : "; ", one->address,
				 classes[one->class], one->status);
	}
	return text;
}

struct report_row {
	const char *name;
	const char *raw;
	const char *want;
};

static inline void report_check(const struct report_row *rows, size_t n)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < n; i++) {
		char *got = report_summary(&arena, rows[i].raw);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, got);
	}
	arena_free(&arena);
}

#endif
