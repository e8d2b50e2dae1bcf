/* src/base/colour.c */
#include "base/colour.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct colour of(const char *text)
{
	struct colour out = { 0 };

	assert_true(colour_parse(str_c(text), &out));
	return out;
}

static void test_parse(void **state)
{
	static const char *const wrong[] = { "", "#", "0b6b4f", "#0b6b4",
		"#0b6b4ff", "#0b6b4g", "#0b 6b4", "green", "#fff", "##b6b4f" };
	struct colour colour;
	char text[COLOUR_SIZE];

	(void)state;
	colour_format(of("#0B6b4F"), text);
	assert_string_equal(text, "#0b6b4f");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(colour_parse(str_c(wrong[i]), &colour));
}

/* Figures that other tools give for the same pairs. */
static void test_contrast(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		double want;
	} rows[] = {
		{ "#ffffff", "#000000", 21.0 },
		{ "#123456", "#123456", 1.0 },
		{ "#777777", "#ffffff", 4.478 },
		{ "#767676", "#ffffff", 4.542 },
		{ "#ff0000", "#ffffff", 3.998 },
		{ "#0000ff", "#ffffff", 8.592 },
		{ "#ffcc00", "#ffffff", 1.512 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double got = colour_contrast(of(rows[i].a), of(rows[i].b));
		assert_float_equal((float)got, (float)rows[i].want, 0.002F);
		got = colour_contrast(of(rows[i].b), of(rows[i].a));
		assert_float_equal((float)got, (float)rows[i].want, 0.002F);
	}
}

/* What is written in which role, and on which ones it may stand. */
static void check_palette(const struct colour p[PALETTE__MAX], const char *name)
{
	static const enum palette_role texts[] = { PALETTE_ACCENT, PALETTE_TEXT,
		PALETTE_QUIET };
	static const enum palette_role grounds[] = { PALETTE_PAGE,
		PALETTE_PANEL };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (size_t k = 0; k < sizeof(grounds) / sizeof(*grounds); k++)
			if (colour_contrast(p[texts[i]], p[grounds[k]]) <
			    COLOUR_AA)
				fail_msg("%s: %s on %s", name,
				    colour_role(texts[i]),
				    colour_role(grounds[k]));
	if (colour_contrast(p[PALETTE_ON_ACCENT], p[PALETTE_ACCENT]) <
	    COLOUR_AA)
		fail_msg("%s: on accent", name);
	if (colour_contrast(p[PALETTE_QUIET], p[PALETTE_BACK]) < COLOUR_AA)
		fail_msg("%s: quiet on back", name);
}

/* Every accent that the config file takes, on a grid over all colours. */
static void test_palettes(void **state)
{
	const struct colour white = { 255, 255, 255 };
	struct colour p[PALETTE__MAX];
	char name[COLOUR_SIZE];
	unsigned tried = 0;

	(void)state;
	for (unsigned rgb = 0; rgb < 1 << 24; rgb += 0x1357) {
		struct colour c = { (unsigned char)(rgb >> 16),
			(unsigned char)(rgb >> 8), (unsigned char)rgb };
		if (colour_contrast(c, white) < COLOUR_AA)
			continue;
		tried++;
		colour_format(c, name);
		colour_palette(c, false, p);
		check_palette(p, name);
		colour_palette(c, true, p);
		check_palette(p, name);
	}
	assert_true(tried > 1000);
}

static void test_lighten(void **state)
{
	const struct colour dark = { 0x1d, 0x21, 0x20 };
	const struct colour yellow = of("#ffe680");
	struct colour got = colour_lighten(yellow, dark, COLOUR_AA);

	(void)state;
	/* What can be read already stays as it is. */
	assert_memory_equal(&got, &yellow, sizeof(got));
	got = colour_lighten(of("#000000"), dark, COLOUR_AA);
	assert_true(colour_contrast(got, dark) >= COLOUR_AA);
	assert_true(colour_contrast(got, dark) < COLOUR_AA + 0.2);
}

static void test_roles(void **state)
{
	(void)state;
	for (int i = 0; i < PALETTE__MAX; i++)
		assert_non_null(colour_role((enum palette_role)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_palettes),
		cmocka_unit_test(test_lighten),
		cmocka_unit_test(test_roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
