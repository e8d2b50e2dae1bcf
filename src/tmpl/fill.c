/* An editor's text with its fields filled in, of tmpl/tmpl.h. */
#include "tmpl/tmpl.h"

#include "base/buf.h"

enum err_code tmpl_fill(struct arena *arena, const struct tmpl_part *part,
    const json_t *data, enum mustache_escape escape, struct str *out,
    struct err *err)
{
	const struct mustache_options options = {
		.escape = escape,
		.strict = true,
	};
	struct mustache *template = NULL;
	struct buf made;
	enum err_code code;

	if (str_find(part->text, str_c("{{")) == SIZE_MAX) {
		*out = part->text;
		return ERR_OK;
	}
	buf_init(&made, TMPL_OUT);
	code = mustache_compile(
	    arena, part->text, part->source, part->line, &template, err);
	if (code == ERR_OK)
		code = mustache_render(template, data, &options, &made, err);
	if (code == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&made)), made.len);
	buf_clear(&made);
	return code;
}
