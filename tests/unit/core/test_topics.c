/* src/core/topics.c */
#include "core/topics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char travail[] = "travail";
static char plateformes[] = "plateformes";
static char name[] = "lettre";

static void topics_as_typed(void **state)
{
	static const struct {
		const char *present;
		const char *text;
		const char *want; /* NULL: refused */
	} rows[] = {
		{ "", "", "" },
		{ "", " , ", "" },
		{ "", "all", "" },
		{ "", " all ", "" },
		{ "", "travail", "travail" },
		{ "", "travail, plateformes", "travail plateformes" },
		{ "", "plateformes\ttravail", "travail plateformes" },
		{ "", ",travail,,plateformes,", "travail plateformes" },
		{ "", "travail travail plateformes travail",
		    "travail plateformes" },
		{ "", "travaux", NULL },
		{ "", "travail all", NULL },
		{ "", "trav", NULL },
		{ "", "travail;plateformes", NULL },
		{ "", "Travail PLATEFORMES", "travail plateformes" },
		{ "travail", "", "" },
		{ "travail", "all", "" },
		{ "travail", "plateformes", "plateformes" },
		{ "travail", "+plateformes", "travail plateformes" },
		{ "travail", "+plateformes -travail", "plateformes" },
		{ "travail", "-plateformes", "travail" },
		{ "travail", "-travail", NULL },
		{ "gone travail", "+plateformes", "travail plateformes" },
		{ "", "-travail", "plateformes" },
		{ "", "+travail", "" },
		{ "", "+travail -plateformes", "travail" },
		{ "", "-travail -plateformes", NULL },
		{ "travail", "+plateformes travail", NULL },
		{ "travail", "travail -plateformes", NULL },
		{ "travail", "+", NULL },
		{ "travail", "+x", NULL },
	};
	struct conf_topic topics[] = { { .key = travail },
		{ .key = plateformes } };
	const struct conf_list list = {
		.name = name,
		.topics = topics,
		.topic_count = 2,
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = NULL;
		struct err err = { 0 };
		enum err_code rc = topics_choose(&arena, &list, rows[i].present,
		    str_c(rows[i].text), &got, &err);
		if (rc != (rows[i].want == NULL ? ERR_USAGE : ERR_OK))
			fail_msg("\"%s\": %s", rows[i].text, err.text);
		if (rc == ERR_OK)
			assert_string_equal(got, rows[i].want);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_as_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
