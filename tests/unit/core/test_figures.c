/* Figures of a mailing, row by row. */
#include "core/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void add(struct figures *f, const char *domain,
    enum delivery_state state, const char *verdict, int64_t count)
{
	const struct figures_row row = { domain, state, verdict, count };

	figures_add(f, &row);
}

static void returned(
    struct figures *f, const char *domain, const char *verdict, int64_t count)
{
	const struct figures_row row = { domain, DELIVERY_SENT, verdict,
		count };

	figures_add_returned(f, &row);
}

/* Each delivery has one outcome, in its domain and in all. */
static void check_sums(const struct figures *f)
{
	int64_t all = 0;
	int64_t domains = 0;

	for (int i = 0; i < FIGURES_OUTCOME__MAX; i++) {
		assert_true(f->counts[i] >= 0);
		all += f->counts[i];
	}
	for (size_t i = 0; i < f->domain_count; i++) {
		int64_t sum = 0;
		for (int k = 0; k < FIGURES_OUTCOME__MAX; k++)
			sum += f->domains[i].counts[k];
		assert_int_equal(sum, f->domains[i].total);
		domains += sum;
	}
	assert_int_equal(all, f->total);
	assert_int_equal(domains, f->total);
}

static void test_outcomes(void **state)
{
	struct arena arena = { 0 };
	struct figures f = { .arena = &arena };

	(void)state;
	add(&f, "a.example", DELIVERY_SENT, "", 10);
	add(&f, "a.example", DELIVERY_FAILED, "address", 2);
	add(&f, "b.example", DELIVERY_SENT, "", 30);
	add(&f, "b.example", DELIVERY_DEFERRED, "full", 1);
	add(&f, "b.example", DELIVERY_QUEUED, "", 4);
	add(&f, "b.example", DELIVERY_SENDING, "", 1);
	add(&f, "b.example", DELIVERY_UNCERTAIN, "", 1);
	add(&f, "b.example", DELIVERY_HELD, "", 1);
	add(&f, "b.example", DELIVERY_CANCELLED, "", 3);
	figures_added(&f);
	returned(&f, "a.example", "address", 1);
	returned(&f, "nowhere.example", "address", 9);
	figures_add_complaint(
	    &f, &(struct figures_row){ "b.example", DELIVERY_SENT, "", 2 });
	figures_sort(&f);
	assert_int_equal(f.total, 53);
	assert_int_equal(f.counts[FIGURES_DELIVERED], 39);
	assert_int_equal(f.counts[FIGURES_RETURNED], 1);
	assert_int_equal(f.counts[FIGURES_WAITING], 5);
	assert_int_equal(f.counts[FIGURES_HELD], 2);
	assert_int_equal(f.complaints, 2);
	assert_string_equal(f.domains[0].name, "b.example");
	assert_int_equal(f.domains[0].complaints, 2);
	check_sums(&f);
	arena_free(&arena);
}

static void test_reasons(void **state)
{
	struct arena arena = { 0 };
	struct figures f = { .arena = &arena };

	(void)state;
	add(&f, "a.example", DELIVERY_FAILED, "address", 1);
	add(&f, "b.example", DELIVERY_FAILED, "address", 7);
	add(&f, "c.example", DELIVERY_FAILED, "address", 3);
	add(&f, "d.example", DELIVERY_FAILED, "address", 5);
	add(&f, "d.example", DELIVERY_FAILED, "of tomorrow", 90);
	figures_added(&f);
	returned(&f, "b.example", "policy", 1);
	figures_sort(&f);
	assert_int_equal(f.reason_count, 3);
	assert_int_equal(f.reasons[0].verdict, VERDICT_OTHER);
	assert_int_equal(f.reasons[1].count, 16);
	assert_int_equal(f.reasons[1].domains, 4);
	assert_string_equal(f.reasons[1].top[0].name, "b.example");
	assert_string_equal(f.reasons[1].top[1].name, "d.example");
	assert_string_equal(f.reasons[1].top[2].name, "c.example");
	assert_int_equal(f.reasons[2].outcome, FIGURES_RETURNED);
	arena_free(&arena);
}

static void test_many_domains(void **state)
{
	struct arena arena = { 0 };
	struct figures f = { .arena = &arena };
	char name[32];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "d%04d.example", i);
		add(&f, name, DELIVERY_SENT, "", i % 10 + 1);
		add(&f, name, DELIVERY_FAILED, "address", 1);
	}
	figures_added(&f);
	returned(&f, "d0009.example", "address", 10);
	figures_sort(&f);
	assert_int_equal(f.domain_count, 1000);
	assert_string_equal(f.domains[0].name, "d0009.example");
	assert_int_equal(f.domains[0].counts[FIGURES_DELIVERED], 0);
	assert_string_equal(f.domains[999].name, "d0990.example");
	check_sums(&f);
	arena_free(&arena);
}

static void test_nothing(void **state)
{
	struct arena arena = { 0 };
	struct figures f = { .arena = &arena };

	(void)state;
	figures_added(&f);
	returned(&f, "a.example", "address", 1);
	figures_sort(&f);
	check_sums(&f);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_many_domains),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
