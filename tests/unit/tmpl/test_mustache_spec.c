/* src/tmpl/mustache.c, held to the official specification's tests. */
#include "tmpl/mustache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const modules[] = { "comments", "delimiters",
	"interpolation", "inverted", "partials", "sections", "inheritance" };

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

static json_t *load(struct arena *arena, const char *module)
{
	const char *path = arena_printf(arena,
	    TEST_SOURCE_DIR "/tests/golden/mustache-spec/%s.json", module);

	return json_load_file(path, 0, NULL);
}

static void test_specification(void **state)
{
	struct arena arena = { 0 };
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
		json_t *module = load(&arena, modules[i]);
		const json_t *tests = json_object_get(module, "tests");
		assert_true(json_array_size(tests) > 0);
		for (size_t j = 0; j < json_array_size(tests); j++)
			if (!passes(modules[i], json_array_get(tests, j)))
				failed++;
		json_decref(module);
	}
	arena_free(&arena);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_specification),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
