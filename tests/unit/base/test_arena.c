/* src/base/arena.c */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = { 1, 15, 16, 17, 0, 8191, 8192, 8193,
		100000, 3 };
	enum { COUNT = sizeof(sizes) / sizeof(*sizes) };
	struct arena arena = { 0 };
	unsigned char *pieces[COUNT];

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		pieces[i] = arena_alloc(&arena, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % 16, 0);
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(pieces[i][j], 0);
		memset(pieces[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(pieces[i][j], i + 1);
	assert_true(arena.used >= 100000 + 3 * 8192);
	arena_free(&arena);
	assert_int_equal(arena.used, 0);
	assert_non_null(arena_calloc(&arena, 3, 5));
	assert_int_equal(arena.used, 16);
	arena_free(&arena);
}

static void texts(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_null(arena_strdup(&arena, NULL));
	assert_string_equal(arena_strdup(&arena, "é"), "é");
	assert_string_equal(arena_dup(&arena, str_n("abc", 2)), "ab");
	assert_string_equal(arena_dup(&arena, str_n(NULL, 0)), "");
	assert_memory_equal(arena_dup(&arena, str_n("a\0b", 3)), "a\0b", 4);
	assert_string_equal(
	    arena_printf(&arena, "%d%%%s", 5, " of it"), "5% of it");
	assert_int_equal(strlen(arena_printf(&arena, "%20000d", 1)), 20000);
	arena_free(&arena);
	arena_free(&arena);
}

static void words_in_a_row(void **state)
{
	static const char *const words[] = { "a", "bé", "c" };
	struct arena arena = { 0 };
	const char *list = "";

	(void)state;
	assert_string_equal(arena_choice(&arena, words, 0), "");
	assert_string_equal(arena_choice(&arena, words, 1), "a");
	assert_string_equal(arena_choice(&arena, words, 2), "a or bé");
	assert_string_equal(arena_choice(&arena, words, 3), "a, bé or c");
	assert_string_equal(arena_join(&arena, words, 3, ", "), "a, bé, c");
	assert_string_equal(arena_join(&arena, words, 0, " "), "");
	for (int i = 0; i < 3; i++)
		list = arena_list(&arena, list, words[i]);
	assert_string_equal(list, "a, bé, c");
	arena_free(&arena);
}

static void a_reset_leaves_zeroed_room(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	arena_reset(&arena);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100; i++) {
			char *p = arena_alloc(&arena, 1000);
			for (size_t k = 0; k < 1000; k++)
				assert_int_equal(p[k], 0);
			memset(p, 'x', 1000);
		}
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(texts),
		cmocka_unit_test(words_in_a_row),
		cmocka_unit_test(a_reset_leaves_zeroed_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
