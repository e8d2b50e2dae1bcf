/* A template of a site, over fixed data: compile, render, Markdown. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <jansson.h>

#include "tmpl/markdown.h"
#include "tmpl/mustache.h"
#include "tmpl/tmpl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err_code partial(
    void *ctx, const char *name, struct mustache_partial *out, struct err *err)
{
	(void)name;
	(void)err;
	out->text = *(const struct str *)ctx;
	out->source = "again";
	return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_n((const char *)data, size);
	struct mustache_options options = { .escape = (enum mustache_escape)(
						size % 3),
		.partial = partial,
		.ctx = &text };
	json_t *values = json_pack("{s:s, s:[i,i,{s:s}], s:{s:s}, s:b}", "a",
	    "\001A\002", "b", 1, 2, "c", "<&>", "d", "a", "x", "e", 0);
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct mustache *template;
	struct buf out;
	struct str made;

	buf_init(&out, 1 << 16);
	if (mustache_compile(&arena, text, "fuzz", 1, &template, &err) ==
	    ERR_OK)
		(void)mustache_render(template, values, &options, &out, &err);
	(void)markdown_html(&arena, buf_get(&out), LANG_EN, &made, &err);
	(void)markdown_text(&arena, buf_get(&out), LANG_EN, NULL, &made, &err);
	(void)tmpl_text_html(&arena, text, &made, &err);
	buf_clear(&out);
	arena_free(&arena);
	json_decref(values);
	return 0;
}
