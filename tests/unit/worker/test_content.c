/* What is kept of the compiled messages, and what gives way. */
#include "../store/mailings.h"

#include "worker/content.h"

enum { LARGE = CONTENT_BYTES / 4 + 1 };

static struct ctx ctx;
static struct content content;

/* A new mailing with `count` variants of n bytes; the first is its number. */
static int64_t with_variants(int count, size_t n)
{
	struct arena arena = { 0 };
	char *bytes = arena_alloc(&arena, n);
	int64_t list;
	const int64_t id = running(ctx.db, 1, &list);

	for (int i = 0; i < count; i++) {
		bytes[0] = (char)i;
		must(mailing_add_content(ctx.db, id,
		    arena_printf(&arena, "fr.%x", i), str_n(bytes, n), &err));
	}
	arena_free(&arena);
	return id;
}

static struct str get(int64_t mailing, int variant)
{
	char name[20];
	const struct delivery delivery = { .mailing = mailing,
		.variant = name };
	struct str out;

	snprintf(name, sizeof(name), "fr.%x", variant);
	must(content_get(&content, &ctx, &delivery, &out, &err));
	assert_int_equal(out.p[0], variant);
	return out;
}

static void all_variants_of_a_newsletter(void **state)
{
	const char *first[CONTENT_KEPT];
	int64_t mailing;

	(void)state;
	ctx.db = memory();
	mailing = with_variants(CONTENT_KEPT, 1000);
	for (int i = 0; i < CONTENT_KEPT; i++)
		first[i] = get(mailing, i).p;
	for (int i = 0; i < CONTENT_KEPT; i++)
		assert_ptr_equal(get(mailing, i).p, first[i]);
	assert_int_equal(content.bytes, CONTENT_KEPT * 1000);
	content_clear(&content);
	db_close(ctx.db);
}

static void not_more_than_there_is_room_for(void **state)
{
	int64_t mailing;
	const char *second;

	(void)state;
	ctx.db = memory();
	mailing = with_variants(4, LARGE);
	(void)get(mailing, 0);
	second = get(mailing, 1).p;
	(void)get(mailing, 2);
	(void)get(mailing, 0);
	assert_ptr_equal(get(mailing, 1).p, second);
	(void)get(mailing, 3); /* 2 gives way */
	assert_int_equal(content.bytes, 3 * LARGE);
	assert_ptr_equal(get(mailing, 1).p, second);
	(void)get(with_variants(1, CONTENT_BYTES + 1), 0);
	assert_int_equal(content.bytes, CONTENT_BYTES + 1);
	(void)get(mailing, 0);
	assert_int_equal(content.bytes, LARGE);
	content_clear(&content);
	db_close(ctx.db);
}

static void what_is_not_there_is_an_error(void **state)
{
	const struct delivery none = { .mailing = 1, .variant = "fr" };
	struct err err = { 0 };
	struct str out;

	(void)state;
	ctx.db = memory();
	assert_int_not_equal(
	    content_get(&content, &ctx, &none, &out, &err), ERR_OK);
	assert_int_equal(content.bytes, 0);
	content_clear(&content);
	db_close(ctx.db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_variants_of_a_newsletter),
		cmocka_unit_test(not_more_than_there_is_room_for),
		cmocka_unit_test(what_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
