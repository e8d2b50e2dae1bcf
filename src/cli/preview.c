#include "cli/preview.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "cli/out.h"

const char *preview_words(struct arena *arena, const struct op_newsletter *n,
    const struct op_variant *variant, int64_t readers)
{
	const char *out =
	    variant->language == LANG_FR ? _("in French") : _("in English");
	const char *topics = news_chosen_names(
	    arena, n->topics, n->topic_count, variant->topics);

	if (n->topic_count > 0)
		out = arena_printf(arena, "%s, %s", out,
		    topics[0] == '\0' ? _("no topic") : topics);
	if (variant->empty)
		return arena_printf(
		    arena, "%s: %s", out, _("empty, nobody gets it"));
	return arena_printf(arena,
	    _n("%s, %lld reader", "%s, %lld readers", readers), out,
	    (long long)readers);
}

/* The mail as somebody unknown gets it. */
static enum err_code make_one(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, struct preview_variant *out, struct err *err)
{
	const struct op_reader nobody = {
		.target = &n->targets[0],
		.variant = out->variant,
		.sub = {
			.address = cli->conf->site.address,
			.address_key = cli->conf->site.address,
			.name = "",
			.topics = "",
			.fields = "",
			.language = out->variant->language,
		},
	};
	struct buf mail;
	enum err_code rc;

	buf_init(&mail, VIEW_MAIL_MAX);
	rc = op_newsletter_one(cli->ctx, arena, n, &nobody, &mail, err);
	out->bytes = mail.len;
	out->html_bytes = out->variant->mail.html.n;
	if (rc == ERR_OK)
		rc = view_read(arena, buf_get(&mail), &out->view, err);
	buf_clear(&mail);
	return rc;
}

/* Those that somebody gets stand first. */
static int most_readers(const void *a, const void *b)
{
	const struct preview_variant *one = a;
	const struct preview_variant *other = b;

	if (one->readers != other->readers)
		return one->readers < other->readers ? 1 : -1;
	return one->variant < other->variant ? -1 : 1;
}

enum err_code preview_make(struct cli *cli, struct arena *arena,
    const struct op_newsletter *newsletter, const char *name,
    struct preview *out, struct err *err)
{
	const struct op_target *target = &newsletter->targets[0];
	struct op_readers readers = { 0 };
	enum err_code rc =
	    op_newsletter_count(cli->ctx, arena, newsletter, &readers, err);

	*out = (struct preview){ .newsletter = newsletter };
	out->shown =
	    arena_calloc(arena, target->variant_count, sizeof(*out->shown));
	for (size_t i = 0; rc == ERR_OK && i < target->variant_count; i++) {
		const struct op_variant *v = &target->variants[i];
		if (v->empty || (name != NULL && !op_newsletter_variant_is(
						     newsletter, v, name)))
			continue;
		out->shown[out->shown_count] = (struct preview_variant){
			.variant = v,
			.readers = op_readers_of(newsletter, &readers, i),
		};
		rc = make_one(cli, arena, newsletter,
		    &out->shown[out->shown_count++], err);
	}
	if (rc == ERR_OK && out->shown_count == 0)
		return op_newsletter_nothing(arena, newsletter, name, err);
	qsort(out->shown, out->shown_count, sizeof(*out->shown), most_readers);
	return rc;
}

json_t *preview_json(const struct preview *preview)
{
	json_t *variants = json_array();

	for (size_t i = 0; i < preview->shown_count; i++) {
		const struct preview_variant *p = &preview->shown[i];
		json_t *files = json_array();
		for (size_t k = 0; k < p->view.file_count; k++)
			(void)json_array_append_new(
			    files, out_json_string(p->files[k]));
		(void)json_array_append_new(variants,
		    json_pack("{s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o}",
			"name", p->variant->name, "language",
			lang_name(p->variant->language), "readers",
			(json_int_t)p->readers, "bytes", (json_int_t)p->bytes,
			"html_bytes", (json_int_t)p->html_bytes, "html",
			out_json_string(p->html), "text",
			out_json_string(p->text), "files", files));
	}
	return json_pack("{s:o, s:o, s:o}", "dir",
	    out_json_string(preview->folder), "index",
	    out_json_string(preview->index), "variants", variants);
}
