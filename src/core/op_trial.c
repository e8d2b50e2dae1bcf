#include "core/op_trial.h"

#include "base/clock.h"
#include "core/fields.h"
#include "core/notify.h"
#include "store/ledger.h"
#include "store/mailing.h"

static const char html_end[] = "</body>";

/* What goes, and where. */
struct work {
	struct ctx *ctx;
	struct arena *arena;
	const struct op_newsletter *n;
	struct op_trial *trial;
	bool wanted[LANG__MAX << NEWS_TOPICS_MAX]; /* variants, by place */
	size_t variants;
	bool several; /* of one language: their names stand in the Subject */
};

static unsigned all_topics(const struct op_newsletter *n)
{
	return (1U << n->topic_count) - 1;
}

/* Those that somebody gets; `all`: those with all topics. */
static void choose(struct work *w, const struct op_readers *readers, bool all)
{
	const struct op_target *target = &w->n->targets[0];

	for (size_t i = 0; i < target->variant_count; i++) {
		const struct op_variant *v = &target->variants[i];
		if (w->trial->variant != NULL)
			w->wanted[i] = op_newsletter_variant_is(
			    w->n, v, w->trial->variant);
		else
			w->wanted[i] =
			    all ? v->topics == all_topics(w->n)
				: op_readers_of(w->n, readers, i) > 0;
		w->wanted[i] = w->wanted[i] && !v->empty;
		w->variants += w->wanted[i];
	}
}

static enum err_code check(struct work *w, struct err *err)
{
	const struct op_trial *trial = w->trial;

	if (w->variants == 0)
		return op_newsletter_nothing(
		    w->arena, w->n, trial->variant, err);
	if (trial->address_count > OP_TRIAL_ADDRESSES)
		return err_set(err, ERR_LIMIT,
		    "a test goes to %d addresses at most", OP_TRIAL_ADDRESSES);
	if (w->variants * trial->address_count > OP_TRIAL_MAILS)
		return err_set(err, ERR_LIMIT,
		    "these would be %zu mails, more than %d; name one variant, "
		    "or fewer addresses",
		    w->variants * trial->address_count, OP_TRIAL_MAILS);
	w->several = w->variants > LANG__MAX;
	return ERR_OK;
}

/* The last place where the page may say something more. */
static struct str with_note(
    struct arena *arena, struct str html, struct str note)
{
	size_t at = html.n;

	for (size_t next = 0; next < html.n;) {
		size_t found = str_ifind(str_from(html, next), str_c(html_end));
		if (found >= html.n - next)
			break;
		at = next + found;
		next = at + 1;
	}
	return str_c(
	    arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(str_sub(html, 0, at)),
		STR_ARG(note), STR_ARG(str_from(html, at))));
}

/* The same mail, marked as what it is. */
static enum err_code mark(struct work *w, struct op_variant *v, struct err *err)
{
	const struct conf_list *list = w->n->targets[0].list;
	struct tmpl_place place = notify_place(w->ctx, list, v->language);
	const char *title = arena_dup(w->arena, v->mail.subject);
	struct tmpl_mail note;
	struct str html;
	json_t *data = notify_variables(w->ctx, w->arena, list, v->language);
	enum err_code rc;

	if (w->several)
		title = arena_printf(w->arena, "%s (%s)", title, v->name);
	(void)json_object_set_new(data, "title", json_string(title));
	rc = tmpl_render(w->arena, &place, "trial", data, &note, err);
	json_decref(data);
	if (rc == ERR_OK)
		rc = tmpl_text_html(w->arena, note.text, &html, err);
	if (rc != ERR_OK)
		return rc;
	v->mail.subject = note.subject;
	v->mail.text = str_c(arena_printf(
	    w->arena, "%.*s\n%.*s", STR_ARG(v->mail.text), STR_ARG(note.text)));
	if (v->mail.html.n > 0)
		v->mail.html = with_note(w->arena, v->mail.html, html);
	return ERR_OK;
}

static enum err_code add_variant(
    struct work *w, const struct op_variant *variant, struct err *err)
{
	const struct op_mailing spec =
	    op_newsletter_mailing(w->n, &w->n->targets[0]);
	struct op_variant marked = *variant;
	struct buf compiled;
	enum err_code rc = mark(w, &marked, err);

	buf_init(&compiled, OP_MAILING_COMPILED);
	if (rc == ERR_OK)
		rc = op_mailing_compile(w->ctx, w->arena, &spec, &marked,
		    w->trial->mailing, &compiled, err);
	if (rc == ERR_OK)
		rc = mailing_add_content(w->ctx->db, w->trial->mailing,
		    variant->name, buf_get(&compiled), err);
	buf_clear(&compiled);
	for (size_t i = 0; rc == ERR_OK && i < w->trial->address_count; i++) {
		int64_t delivery;
		rc = delivery_add(w->ctx->db, w->trial->mailing,
		    w->trial->addresses[i], variant->name, clock_now(),
		    &delivery, err);
		w->trial->count++;
	}
	return rc;
}

static enum err_code add_all(struct work *w, struct err *err)
{
	const struct op_target *target = &w->n->targets[0];
	bool verp = conf_relay_of(w->ctx->conf, target->list)->envelope ==
		    CONF_ENVELOPE_VERP;
	struct mailing row = {
		.kind = MAILING_NOTICE,
		.state = MAILING_PREPARING,
		.envelope = verp ? MAILING_VERP : MAILING_FIXED,
		.subject = w->n->subject,
		.author = w->ctx->actor,
		.content_hash = "",
		.fields = fields_names(w->arena, target->list),
		.created = clock_now(),
	};
	enum err_code rc = list_ensure(
	    w->ctx->db, target->list->name, row.created, &row.list, err);

	if (rc == ERR_OK)
		rc = mailing_add(w->ctx->db, &row, err);
	w->trial->mailing = row.id;
	for (size_t i = 0; rc == ERR_OK && i < target->variant_count; i++)
		if (w->wanted[i])
			rc = add_variant(w, &target->variants[i], err);
	if (rc == ERR_OK)
		rc = op_mailing_start(w->ctx, row.id, err);
	if (rc == ERR_OK)
		rc = event_add(w->ctx->db, w->ctx->actor, "newsletter test",
		    row.list, w->n->subject, row.created, err);
	return rc;
}

enum err_code op_trial(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_trial *trial,
    struct err *err)
{
	struct work w = {
		.ctx = ctx, .arena = arena, .n = newsletter, .trial = trial
	};
	struct op_readers readers = { 0 };
	enum err_code rc =
	    op_newsletter_count(ctx, arena, newsletter, &readers, err);

	trial->count = 0;
	if (rc == ERR_OK)
		choose(&w, &readers, false);
	if (rc == ERR_OK && w.variants == 0 && trial->variant == NULL)
		choose(&w, &readers, true);
	if (rc == ERR_OK)
		rc = check(&w, err);
	if (rc == ERR_OK)
		rc = db_begin(ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = add_all(&w, err);
	rc = db_end(ctx->db, rc, err);
	if (rc == ERR_OK)
		db_wake(ctx->db, "sender");
	return rc;
}
