/* src/core/wording.c and below it: sentences as people write them. */
#include "core/wording.h"

#include "site_setup.h"

struct row {
	const char *to; /* local part at example.org */
	const char *subject;
	const char *own;
	const char *want;
};

static const struct row rows[] = {
#include "wording_rows.h"
#include "wording_traps.h"
};

static void test_rows(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct support_mail mail;
		struct decision decision;
		const char *got;
		support_mail(&mail, &arena, conf,
		    arena_printf(&arena, "%s@example.org", rows[i].to));
		mail.message.subject = arena_strdup(&arena, rows[i].subject);
		mail.message.own = arena_strdup(&arena, rows[i].own);
		decide(&arena, &mail.message, &mail.facts, "", &decision);
		got = support_commands(&arena, &decision);
		if (strcmp(got, rows[i].want) != 0) {
			wrong++;
			print_message("%s | %s | %s\n  got %s, want %s: %s\n",
			    rows[i].to, rows[i].subject, rows[i].own, got,
			    rows[i].want, decision.reason);
		}
		arena_free(&arena);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests_name("wording", tests, setup, teardown);
}
