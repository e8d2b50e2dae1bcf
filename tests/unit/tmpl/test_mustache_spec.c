/* src/tmpl/mustache.c, held to the official specification's tests. */
#include "tmpl/mustache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const modules[] = { "comments", "delimiters",
	"interpolation", "inverted", "partials", "sections", "inheritance" };

enum {
	MODULES = sizeof(modules) / sizeof(*modules),
	CORE_TESTS = 136, /* of the specification 1.4 */
	INHERITANCE_TESTS = 27
};

static enum err_code partial(
    void *ctx, const char *name, struct mustache_partial *out, struct err *err)
{
	const json_t *text = json_object_get(ctx, name);

	if (text == NULL)
		return err_set(err, ERR_NOT_FOUND, "no partial %s", name);
	out->text = str_c(json_string_value(text));
	out->source = name;
	return ERR_OK;
}

static bool passes(const char *module, const json_t *test)
{
	struct mustache_options options = { .escape = MUSTACHE_HTML,
		.partial = partial,
		.ctx = json_object_get(test, "partials") };
	const char *want = json_string_value(json_object_get(test, "expected"));
	const char *text = json_string_value(json_object_get(test, "template"));
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct mustache *template;
	struct buf out;
	bool ok;

	buf_init(&out, 1 << 20);
	ok = mustache_compile(&arena, str_c(text), "template", 1, &template,
		 &err) == ERR_OK &&
	     mustache_render(template, json_object_get(test, "data"), &options,
		 &out, &err) == ERR_OK;
	if (!ok)
		print_error("%s: %s\n", module, err.text);
	ok = ok && str_is(buf_get(&out), want);
	if (!ok)
		print_error("%s: %s\n  template %s\n  want [%s]\n  got  [%s]\n",
		    module, json_string_value(json_object_get(test, "name")),
		    text, want, buf_get(&out).p);
	buf_clear(&out);
	arena_free(&arena);
	return ok;
}

/* How many tests there are in a file, and how many fail. */
static size_t run_file(const char *path, const char *module, size_t *failed)
{
	json_t *root = json_load_file(path, 0, NULL);
	const json_t *tests = json_object_get(root, "tests");
	const size_t count = json_array_size(tests);

	for (size_t i = 0; i < count; i++)
		if (!passes(module, json_array_get(tests, i)))
			(*failed)++;
	json_decref(root);
	return count;
}

static void test_specification(void **state)
{
	struct arena arena = { 0 };
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < MODULES; i++)
		assert_true(run_file(arena_printf(&arena,
					 TEST_SOURCE_DIR
					 "/tests/golden/mustache-spec/%s.json",
					 modules[i]),
				modules[i], &failed) > 0);
	arena_free(&arena);
	assert_int_equal(failed, 0);
}

/* The same from where it is kept as it came; optional modules have a '~'. */
static void test_corpus(void **state)
{
	const char *root = getenv("LIAISON_CORPUS");
	struct arena arena = { 0 };
	size_t count = 0;
	size_t failed = 0;

	(void)state;
	if (root == NULL || root[0] == '\0')
		root = TEST_SOURCE_DIR "/../shared/corpus";
	for (size_t i = 0; i < MODULES; i++) {
		const bool optional = strcmp(modules[i], "inheritance") == 0;
		count +=
		    run_file(arena_printf(&arena, "%s/mustache-spec/%s%s.json",
				 root, optional ? "~" : "", modules[i]),
			modules[i], &failed);
	}
	if (count == 0) {
		print_message("skipped: no corpus %s/mustache-spec (set "
			      "LIAISON_CORPUS)\n",
		    root);
		arena_free(&arena);
		skip();
	}
	arena_free(&arena);
	assert_int_equal(failed, 0);
	assert_int_equal(count, CORE_TESTS + INHERITANCE_TESTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_specification),
		cmocka_unit_test(test_corpus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
