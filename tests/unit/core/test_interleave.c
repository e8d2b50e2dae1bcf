/* The recipients' domains take turns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/interleave.h"

enum { MOST = 600 };

static void in_turn(void **state)
{
	static const char *const domains[] = { "a", "a", "A", "b", "a", "c",
		"B", "" };
	static const size_t want[] = { 0, 3, 5, 7, 1, 6, 2, 4 };
	struct arena arena = { 0 };
	struct str list[8];
	size_t order[8];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		list[i] = str_c(domains[i]);
	interleave(&arena, list, 8, order);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(order[i], want[i]);
	interleave(&arena, list, 0, order);
	arena_free(&arena);
}

/* Everybody once, no domain twice before another that waits, and stable. */
static void always(void **state)
{
	struct arena arena = { 0 };
	static char names[MOST][16];
	struct str list[MOST];
	size_t order[MOST];

	(void)state;
	srand(3);
	for (int run = 0; run < 100; run++) {
		size_t count = (size_t)rand() % MOST;
		int domains = 1 + rand() % 200;
		size_t last_round = 0;
		size_t rounds[MOST] = { 0 };
		bool there[MOST] = { false };
		size_t before[200] = { 0 };
		for (size_t i = 0; i < count; i++) {
			int d = rand() % domains;
			(void)snprintf(names[i], sizeof(names[i]), "%d", d);
			list[i] = str_c(names[i]);
			rounds[i] = before[d]++;
		}
		interleave(&arena, list, count, order);
		for (size_t i = 0; i < count; i++) {
			assert_true(order[i] < count && !there[order[i]]);
			there[order[i]] = true;
			assert_true(rounds[order[i]] >= last_round);
			assert_true(i == 0 || order[i] > order[i - 1] ||
				    rounds[order[i]] > last_round);
			last_round = rounds[order[i]];
		}
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_turn),
		cmocka_unit_test(always),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
