/* Who gets which variant of a newsletter, and who gets nothing, and why. */
#include "core/op_newsletter.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/fields.h"
#include "core/personal.h"
#include "mail/addr.h"

enum { NAMED = 16 }; /* variants in a sentence */

/* The person that is looked at. */
struct walk {
	struct ctx *ctx;
	const struct op_newsletter *n;
	op_reader_fn *each;
	void *arg;
	int64_t now;
	int64_t lists[OP_LISTS_MAX]; /* of the targets; 0 = never used */
	int64_t subscriber;
	struct arena arena;                     /* of their strings */
	struct subscription subs[OP_LISTS_MAX]; /* by target; id 0 = none */
};

static struct subscription copy(
    struct arena *arena, const struct subscription *sub)
{
	struct subscription out = *sub;

	out.address = arena_strdup(arena, sub->address);
	out.address_key = arena_strdup(arena, sub->address_key);
	out.name = arena_strdup(arena, sub->name);
	out.topics = arena_strdup(arena, sub->topics);
	out.fields = arena_strdup(arena, sub->fields);
	return out;
}

static const struct op_variant *variant_for(const struct op_newsletter *n,
    const struct op_target *target, const struct subscription *sub)
{
	unsigned mask = variant_mask(sub->topics, n->topics, n->topic_count);

	for (size_t i = 0; i < target->variant_count; i++)
		if (target->variants[i].language == sub->language &&
		    target->variants[i].topics == mask)
			return &target->variants[i];
	return NULL;
}

static enum op_reach nothing_for(const struct op_variant *variant)
{
	return variant != NULL && variant->past ? OP_PAST : OP_EMPTY;
}

/* As delivery_fill() will decide. */
static enum op_reach reach_of(const struct subscription *sub,
    const struct op_variant *variant, int64_t now, bool before)
{
	if (sub->delivery == SUB_DIGEST)
		return OP_DIGEST;
	if (sub->delivery == SUB_NONE)
		return OP_NONE;
	if (sub_is_paused(sub, now))
		return OP_PAUSED;
	if (variant == NULL || variant->empty)
		return nothing_for(variant);
	return before ? OP_TWICE : OP_REACHED;
}

/* All that one person has is known. */
static enum err_code end_person(struct walk *walk, struct err *err)
{
	bool before = false;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < walk->n->target_count; i++) {
		const struct op_target *target = &walk->n->targets[i];
		struct op_reader reader = { .target = target,
			.sub = walk->subs[i] };
		if (reader.sub.id == 0)
			continue;
		reader.variant = variant_for(walk->n, target, &reader.sub);
		reader.reach =
		    reach_of(&reader.sub, reader.variant, walk->now, before);
		if (reader.reach != OP_REACHED)
			reader.variant = NULL;
		before = before || reader.reach == OP_REACHED;
		rc = walk->each(walk->arg, &reader, err);
		walk->subs[i].id = 0;
	}
	arena_reset(&walk->arena);
	return rc;
}

static enum err_code take(
    void *arg, const struct subscription *sub, struct err *err)
{
	struct walk *walk = arg;
	enum err_code rc = ERR_OK;

	if (sub->subscriber != walk->subscriber)
		rc = end_person(walk, err);
	walk->subscriber = sub->subscriber;
	for (size_t i = 0; i < walk->n->target_count; i++)
		if (walk->lists[i] == sub->list)
			walk->subs[i] = copy(&walk->arena, sub);
	return rc;
}

/* The lists that have rows in the database. */
static enum err_code find_lists(struct walk *walk, struct err *err)
{
	for (size_t i = 0; i < walk->n->target_count; i++) {
		enum err_code rc = list_find(walk->ctx->db,
		    walk->n->targets[i].list->name, &walk->lists[i], err);
		if (rc != ERR_OK && rc != ERR_NOT_FOUND)
			return rc;
		if (rc == ERR_NOT_FOUND)
			walk->lists[i] = 0;
	}
	return ERR_OK;
}

enum err_code op_newsletter_readers(struct ctx *ctx,
    const struct op_newsletter *newsletter, op_reader_fn *each, void *arg,
    struct err *err)
{
	struct walk walk = {
		.ctx = ctx,
		.n = newsletter,
		.each = each,
		.arg = arg,
		.now = clock_now(),
	};
	enum err_code rc;

	if (ctx->db == NULL) /* nobody was ever on a list */
		return ERR_OK;
	rc = find_lists(&walk, err);
	if (rc == ERR_OK)
		rc = subscription_readers(ctx->db, walk.lists,
		    newsletter->target_count, take, &walk, err);
	if (rc == ERR_OK)
		rc = end_person(&walk, err);
	arena_free(&walk.arena);
	return rc;
}

/* Where counting stands. */
struct counting {
	const struct op_newsletter *n;
	struct op_readers *out;
};

static enum err_code count_one(
    void *arg, const struct op_reader *reader, struct err *err)
{
	const struct counting *counting = arg;
	const struct op_newsletter *n = counting->n;
	struct op_readers *out = counting->out;
	size_t target = (size_t)(reader->target - n->targets);

	(void)err;
	out->by_reach[reader->reach]++;
	if (reader->variant == NULL)
		return ERR_OK;
	out->reached++;
	out->by_target[target]++;
	out->by_language[reader->variant->language]++;
	out->by_variant[target * reader->target->variant_count +
			(size_t)(reader->variant - reader->target->variants)]++;
	for (size_t i = 0; i < n->topic_count; i++)
		if (reader->variant->topics >> i & 1)
			out->by_topic[i]++;
	return ERR_OK;
}

enum err_code op_newsletter_count(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_readers *out,
    struct err *err)
{
	struct counting counting = { newsletter, out };
	size_t variants = 0;

	for (size_t i = 0; i < newsletter->target_count; i++)
		variants += newsletter->targets[i].variant_count;
	*out = (struct op_readers){
		.by_variant =
		    arena_calloc(arena, variants + 1, sizeof(int64_t)),
	};
	return op_newsletter_readers(
	    ctx, newsletter, count_one, &counting, err);
}

int64_t op_readers_of(const struct op_newsletter *newsletter,
    const struct op_readers *readers, size_t variant)
{
	const size_t variants = newsletter->targets[0].variant_count;
	int64_t count = 0;

	for (size_t i = 0; i < newsletter->target_count; i++)
		count += readers->by_variant[i * variants + variant];
	return count;
}

/* Whose mail is asked for. */
struct asked {
	struct arena *arena;
	const char *key;
	struct op_reader *out;
	bool found;
};

/* What is sent is more interesting than what is not. */
static enum err_code look(
    void *arg, const struct op_reader *reader, struct err *err)
{
	struct asked *asked = arg;

	(void)err;
	if (!str_is(str_c(reader->sub.address_key), asked->key))
		return ERR_OK;
	if (asked->found && reader->reach != OP_REACHED)
		return ERR_OK;
	asked->found = true;
	*asked->out = *reader;
	asked->out->sub = copy(asked->arena, &reader->sub);
	return ERR_OK;
}

enum err_code op_newsletter_reader(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, const char *address,
    struct op_reader *out, struct err *err)
{
	const struct op_target *first = &newsletter->targets[0];
	struct asked asked = {
		.arena = arena,
		.key = addr_key(arena, address),
		.out = out,
	};
	enum err_code rc =
	    op_newsletter_readers(ctx, newsletter, look, &asked, err);

	if (rc != ERR_OK || asked.found)
		return rc;
	*out = (struct op_reader){
		.target = first,
		.sub = {
			.address = address,
			.address_key = asked.key,
			.name = "",
			.topics = "",
			.fields = "",
			.language = first->list->language,
		},
	};
	out->variant = variant_for(newsletter, first, &out->sub);
	out->reach = OP_REACHED;
	if (out->variant == NULL || out->variant->empty) {
		out->reach = nothing_for(out->variant);
		out->variant = NULL;
	}
	return ERR_OK;
}

enum err_code op_newsletter_one(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, const struct op_reader *reader,
    struct buf *out, struct err *err)
{
	const struct op_mailing spec =
	    op_newsletter_mailing(newsletter, reader->target);
	const struct delivery delivery = {
		.subscription = reader->sub.id,
		.list = 1, /* any */
		.list_name = reader->target->list->name,
		.address = reader->sub.address,
		.address_key = reader->sub.address_key,
		.name = reader->sub.name,
		.fields = reader->sub.fields,
		.field_names = fields_names(arena, reader->target->list),
		.created = clock_now(),
	};
	struct personalised personal = { 0 };
	struct buf compiled;
	enum err_code rc;

	if (reader->variant == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    "%s gets nothing of this newsletter", delivery.address);
	buf_init(&compiled, OP_MAILING_COMPILED);
	rc = op_mailing_compile(
	    ctx, arena, &spec, reader->variant, 0, &compiled, err);
	personal_make(ctx, arena, &delivery, &personal);
	if (rc == ERR_OK)
		rc = personal_render(&personal, buf_get(&compiled), out, err);
	buf_clear(&compiled);
	return rc;
}

bool op_newsletter_variant_is(const struct op_newsletter *newsletter,
    const struct op_variant *variant, const char *name)
{
	unsigned all = (1U << newsletter->topic_count) - 1;

	return strcmp(variant->name, name) == 0 ||
	       (variant->topics == all &&
		   strcmp(lang_name(variant->language), name) == 0);
}

/* "fr, fr.1, en" */
static const char *names_of(struct arena *arena, const struct op_target *target)
{
	const char *out = "";

	for (size_t i = 0; i < target->variant_count && i < NAMED; i++)
		out = arena_list(arena, out, target->variants[i].name);
	return target->variant_count <= NAMED
		   ? out
		   : arena_printf(arena, "%s...", out);
}

enum err_code op_newsletter_nothing(struct arena *arena,
    const struct op_newsletter *newsletter, const char *name, struct err *err)
{
	const struct op_target *target = &newsletter->targets[0];

	if (name == NULL)
		return err_set(err, ERR_REFUSED,
		    _("%s: there is nothing in it for anybody"),
		    newsletter->source);
	for (size_t i = 0; i < target->variant_count; i++)
		if (op_newsletter_variant_is(
			newsletter, &target->variants[i], name))
			return err_set(err, ERR_REFUSED,
			    _("the variant %s is empty: nobody gets it"), name);
	return err_set(err, ERR_NOT_FOUND,
	    _("there is no variant %s; there are %s"), name,
	    names_of(arena, target));
}
