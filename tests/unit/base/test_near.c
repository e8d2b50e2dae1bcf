/* src/base/near.c */
#include "base/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(near_distance("", ""), 0);
	assert_int_equal(near_distance("title", "title"), 0);
	assert_int_equal(near_distance("title", ""), 5);
	assert_int_equal(near_distance("tilte", "title"), 2);
	assert_int_equal(near_distance("titl", "title"), 1);
	assert_int_equal(near_distance("subtitle", "title"), 3);
	assert_int_equal(near_distance("a", "b"), 1);
	assert_int_equal(
	    near_distance("0123456789012345678901234567890123456789"
			  "012345678901234567890123",
		"a"),
	    NEAR_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_distance) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
