/* src/base/asset.c */
#include "base/asset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"

static void sorted_and_found(void **state)
{
	(void)state;
	assert_true(asset_count > 10);
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *asset = &asset_table[i];
		assert_ptr_equal(asset_find(asset->path), asset);
		assert_int_equal(asset->bytes[asset->length], '\0');
		if (i > 0)
			assert_true(strcmp(asset[-1].path, asset->path) < 0);
	}
	assert_null(asset_find(""));
	assert_null(asset_find("zzz"));
	assert_null(asset_find("templates/fr"));
}

/* What is inside the program is what stands in the sources. */
static void as_in_the_sources(void **state)
{
	struct buf text;
	struct err err;
	char path[512];

	(void)state;
	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < asset_count; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", TEST_SOURCE_DIR,
		    asset_table[i].path);
		buf_reset(&text);
		assert_int_equal(file_read(path, &text, &err), ERR_OK);
		assert_true(
		    str_eq(asset_text(&asset_table[i]), buf_get(&text)));
	}
	buf_clear(&text);
	assert_true(asset_version()[0] >= '0' && asset_version()[0] <= '9');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_and_found),
		cmocka_unit_test(as_in_the_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
