/* Several mailings at once: to each its share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/share.h"

enum { MANY = 8 };

/* Gives out `total`, counts who got it. */
static void give(struct share *list, size_t count, size_t total, size_t *got)
{
	share_lift(list, count);
	for (size_t i = 0; i < total; i++) {
		size_t k = share_next(list, count);
		if (k == count)
			return;
		got[k]++;
	}
}

static void by_weight(void **state)
{
	struct share list[] = { { .priority = 5, .most = 10000 },
		{ .priority = 5, .most = 10000 },
		{ .priority = 9, .most = 10000 },
		{ .priority = 1, .most = 10000 } };
	size_t got[4] = { 0 };

	(void)state;
	give(list, 4, 2000, got);
	assert_in_range(got[0], 499, 501);
	assert_in_range(got[1], 499, 501);
	assert_in_range(got[2], 99, 101);
	assert_in_range(got[3], 899, 901);
}

/* One at a time, each time from what was stored: the same shares. */
static void in_small_pieces(void **state)
{
	struct share list[] = { { .priority = 5, .most = 10000 },
		{ .priority = 8, .most = 10000 } };
	size_t got[2] = { 0 };

	(void)state;
	for (int i = 0; i < 700; i++)
		give(list, 2, 1, got);
	assert_in_range(got[0], 499, 501);
	assert_in_range(got[1], 199, 201);
}

/* A small newsletter beside a large one that has run for days. */
static void a_newcomer(void **state)
{
	struct share list[] = {
		{ .priority = 5, .most = 100000, .served = INT64_C(1) << 40 },
		{ .priority = 5, .most = 100 },
	};
	size_t got[2] = { 0 };

	(void)state;
	give(list, 2, 200, got);
	assert_in_range(got[1], 95, 100);
	assert_int_equal(got[0] + got[1], 200);
	/* It does not make up for the days before. */
	list[1] = (struct share){ .priority = 5, .most = 100000 };
	got[0] = got[1] = 0;
	give(list, 2, 200, got);
	assert_in_range(got[1], 100, 112);
}

/* Sum, no starvation, proportions, whoever runs with which history. */
static void whoever_runs(void **state)
{
	(void)state;
	srand(11);
	for (int run = 0; run < 200; run++) {
		size_t count = 1 + (size_t)rand() % MANY;
		struct share list[MANY] = { { 0 } };
		size_t got[MANY] = { 0 };
		size_t weights = 0;
		size_t total = 0;
		size_t sum = 0;
		for (size_t i = 0; i < count; i++) {
			list[i].priority = 1 + rand() % 9;
			list[i].most = 100000;
			list[i].served = rand() % 1000000;
			weights += 10 - (size_t)list[i].priority;
		}
		while (total < 20000) {
			size_t piece = 1 + (size_t)rand() % 300;
			give(list, count, piece, got);
			total += piece;
		}
		for (size_t i = 0; i < count; i++) {
			size_t fair =
			    total * (10 - (size_t)list[i].priority) / weights;
			assert_in_range(got[i], fair - fair / 20 - 20,
			    fair + fair / 20 + 20);
			sum += got[i];
		}
		assert_int_equal(sum, total);
	}
}

static void nothing_left(void **state)
{
	struct share list[] = { { .priority = 0, .most = 1 },
		{ .priority = 99, .most = 2 } };
	size_t got[2] = { 0 };

	(void)state;
	give(list, 2, 10, got);
	assert_int_equal(got[0], 1);
	assert_int_equal(got[1], 2);
	assert_int_equal(share_next(list, 2), 2);
	assert_int_equal(share_next(list, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_weight),
		cmocka_unit_test(in_small_pieces),
		cmocka_unit_test(a_newcomer),
		cmocka_unit_test(whoever_runs),
		cmocka_unit_test(nothing_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
