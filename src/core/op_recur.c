#include "core/op_recur.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/hook.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/op_order.h"
#include "core/order_tell.h"
#include "core/rule.h"
#include "news/disk.h"
#include "store/ledger.h"
#include "store/subscription.h"

enum { FILES_MAX = 2000 };

/* What is in a newsletter. */
struct content {
	const char *hash;  /* of its files */
	const char *issue; /* of what is read of them, as in struct news */
};

/* One turn of a rule. */
struct turn {
	struct ctx *ctx;
	struct arena *arena;
	const struct recurring *row;
	const struct conf_list *list;
	struct newsletter about; /* what notices are about */
	int64_t last;            /* the hour whose turn it is */
	int64_t next;            /* the one after */
	const char **names;
	size_t count;
	struct op_order order; /* of the file that was found */
	struct content content;
	const char *broken;   /* the first ready one that cannot be sent */
	const char *mistakes; /* of all of those, a line each */
	const char *unread;   /* why others could not be read, a line each */
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The Markdown files of a folder, in the order of their names. */
static enum err_code list_files(struct arena *arena, const char *folder,
    const char ***out, size_t *count, struct err *err)
{
	DIR *dir = opendir(folder);
	const char **names;
	const struct dirent *entry;
	size_t n = 0;

	if (dir == NULL)
		return err_set(err,
		    errno == ENOENT   ? ERR_NOT_FOUND
		    : errno == EACCES ? ERR_PERM
				      : ERR_IO,
		    _("the folder %s cannot be read: %s"), folder,
		    strerror(errno));
	names = arena_calloc(arena, FILES_MAX, sizeof(*names));
	while (n <= FILES_MAX && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    !str_iends(str_c(entry->d_name), str_c(".md")))
			continue;
		if (n < FILES_MAX)
			names[n] = arena_strdup(arena, entry->d_name);
		n++;
	}
	(void)closedir(dir);
	if (n > FILES_MAX) /* the next one might be among those not seen */
		return err_set(err, ERR_LIMIT,
		    _("the folder %s holds more than %d Markdown files; move "
		      "those that went out elsewhere"),
		    folder, FILES_MAX);
	qsort(names, n, sizeof(*names), by_name);
	*out = names;
	*count = n;
	return ERR_OK;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* By its name, and by its content unless that is NULL. */
static enum err_code is_taken(struct turn *t, const char *name,
    const struct content *content, bool *taken, struct err *err)
{
	const struct newsletter like = { .lists = t->list->name,
		.origin = t->row->folder,
		.hash = content == NULL ? "" : content->hash };
	int64_t mailing = 0;
	enum err_code rc =
	    newsletter_taken(t->ctx->db, &like, name, taken, err);

	/* Sent at once by a person, without an order. */
	if (rc == ERR_OK && !*taken && content != NULL)
		rc = mailing_same_content(
		    t->ctx->db, t->row->list, content->issue, 0, &mailing, err);
	*taken = *taken || mailing != 0;
	return rc;
}

/* A twin that came later, a translation, does not make it a new one. */
static enum err_code is_any_taken(struct turn *t,
    const struct op_newsletter *read, bool *taken, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && !*taken && i < LANG__MAX; i++) {
		const char *path = read->news.editions[i].source;
		if (path != NULL)
			rc = is_taken(
			    t, base_name(path), &t->content, taken, err);
	}
	return rc;
}

/* One of its editions says that it is ready, and none was taken. */
static enum err_code look_into(struct turn *t, struct op_newsletter *read,
    struct arena *work, bool *found, struct err *err)
{
	struct err why;
	bool taken = false;
	enum err_code rc = op_newsletter_read(t->ctx, work, &t->order.source,
	    &t->list, 1, t->row->next, read, &why);

	if (rc != ERR_OK)
		t->unread =
		    arena_printf(t->arena, "%s%s\n", t->unread, why.text);
	if (rc != ERR_OK || !read->news.ready)
		return ERR_OK;
	t->content = (struct content){
		.hash = arena_strdup(t->arena, read->hash),
		.issue = arena_strdup(t->arena, read->news.issue),
	};
	rc = is_any_taken(t, read, &taken, err);
	*found = rc == ERR_OK && !taken;
	t->order.hash = t->content.hash;
	return rc;
}

static enum err_code look_at(
    struct turn *t, const char *name, bool *found, struct err *err)
{
	struct news_disk *disk = arena_calloc(t->arena, 1, sizeof(*disk));
	struct arena work = { 0 }; /* a folder may hold many large files */
	bool taken = false;
	enum err_code rc = is_taken(t, name, NULL, &taken, err);

	*found = false;
	if (rc != ERR_OK || taken)
		return rc;
	news_disk_source(t->arena,
	    arena_printf(t->arena, "%s/%s", t->row->folder, name), disk,
	    &t->order.source);
	rc = look_into(t, arena_calloc(&work, 1, sizeof(struct op_newsletter)),
	    &work, found, err);
	arena_free(&work);
	return rc;
}

static enum err_code tell(struct turn *t, const char *what, const char *text,
    const char *instead, struct err *err)
{
	const struct order_told told = { .template = "recurring",
		.what = what,
		.text = text,
		.instead = instead };
	struct order_people people;

	order_people(t->ctx, t->arena, t->about.lists, &people);
	return order_tell_editor(
	    t->ctx, t->arena, &t->about, &people, &told, err);
}

/* The turn is over without an order, and who ordered it is told why. */
static enum err_code conclude(
    struct turn *t, const char *what, const char *text, struct err *err)
{
	struct db *db = t->ctx->db;
	enum err_code rc = db_begin(db, err);

	if (rc != ERR_OK)
		return rc;
	rc = recurring_set_next(db, t->row->id, t->row->next, t->next, err);
	if (rc == ERR_OK)
		rc = tell(t, what, text, NULL, err);
	hook_point("recur.before-commit");
	rc = db_end(db, rc, err);
	if (rc == ERR_OK)
		db_wake(db, "sender");
	return rc;
}

/* In the transaction of the order: nobody was faster. */
static enum err_code take(void *arg, struct err *err)
{
	struct turn *t = arg;
	const char *name = t->order.source.name;
	bool taken = false;
	enum err_code rc = recurring_set_next(
	    t->ctx->db, t->row->id, t->row->next, t->next, err);

	if (rc == ERR_OK)
		rc = is_taken(t, name, &t->content, &taken, err);
	if (rc == ERR_OK && taken)
		rc = err_set(
		    err, ERR_BUSY, _("%s was sent or ordered meanwhile"), name);
	if (rc == ERR_OK && t->broken != NULL)
		rc = tell(t, "failed", t->mistakes, name, err);
	hook_point("recur.before-commit");
	return rc;
}

/* One that has mistakes is passed over: it must not be in the way for ever. */
static enum err_code order_it(struct turn *t, bool *ordered, struct err *err)
{
	struct op_ordered unused;
	enum err_code rc;

	hook_point("recur.read");
	t->order.also = take;
	t->order.also_arg = t;
	rc = op_order_place(t->ctx, t->arena, &t->order, &unused, err);
	*ordered = rc == ERR_OK;
	if (rc == ERR_OK || rc == ERR_DB || rc == ERR_BUSY || rc == ERR_REFUSED)
		return rc;
	if (t->broken == NULL)
		t->broken = t->order.source.name;
	t->about.subject = t->broken;
	t->mistakes = arena_printf(t->arena, "%s%s\n", t->mistakes, err->text);
	return ERR_OK;
}

/* Nothing was there to be ordered. */
static enum err_code conclude_empty(struct turn *t, struct err *err)
{
	hook_point("recur.read");
	return t->broken != NULL ? conclude(t, "failed", t->mistakes, err)
				 : conclude(t, "nothing", t->unread, err);
}

/*
 * The first file that is ready; the rest waits for its own turns.  Each is
 * read before the database is written to, which others do meanwhile.
 */
static enum err_code take_file(struct turn *t, struct err *err)
{
	bool found = false;
	bool ordered = false;
	enum err_code rc =
	    list_files(t->arena, t->row->folder, &t->names, &t->count, err);

	t->mistakes = t->unread = "";
	t->order = (struct op_order){
		.lists = &t->list,
		.list_count = 1,
		.origin = t->row->folder,
		.editor = t->row->editor,
		.send_at = "",
	};
	if (rc != ERR_OK)
		return conclude(
		    t, "unreadable", arena_strdup(t->arena, err->text), err);
	for (size_t i = 0; rc == ERR_OK && !ordered && i < t->count; i++) {
		rc = look_at(t, t->names[i], &found, err);
		if (rc == ERR_OK && found)
			rc = order_it(t, &ordered, err);
	}
	return rc == ERR_OK && !ordered ? conclude_empty(t, err) : rc;
}

static enum err_code find_next(
    const struct recurring *row, int64_t after, int64_t *next, struct err *err)
{
	struct rule rule;
	enum err_code rc = rule_parse(row->rule, &rule, err);

	if (rc == ERR_OK &&
	    !rule_next(&rule, row->zone, row->next, after, next))
		rc = err_set(err, ERR_CONFIG, _("there is no time zone \"%s\""),
		    row->zone);
	return rc;
}

/* Its hour as people read it there. */
static const char *hour_of(struct arena *arena, const struct recurring *row)
{
	struct date_local local;
	char text[DATE_SIZE] = "";

	if (date_to_local(row->next, row->zone, &local))
		date_print_local(&local, text);
	return arena_strdup(arena, text);
}

/* The rule in the language that is spoken now. */
static const char *rule_said(struct turn *t)
{
	struct rule rule;
	char words[RULE_SIZE];
	struct err unused;

	if (rule_parse(t->row->rule, &rule, &unused) != ERR_OK)
		return t->row->rule;
	rule_words(&rule, words);
	return arena_strdup(t->arena, words);
}

/* Of several that were missed only the last one counts, if it is not late. */
static enum err_code take_turn(struct turn *t, struct err *err)
{
	const struct recurring *row = t->row;
	int64_t now = clock_now();
	enum err_code rc = find_next(row, row->next, &t->next, err);

	t->last = row->next;
	while (rc == ERR_OK && t->next <= now) {
		t->last = t->next;
		rc = find_next(row, t->last, &t->next, err);
	}
	if (rc != ERR_OK)
		return rc;
	t->about = (struct newsletter){ .lists = row->list_name,
		.subject = rule_said(t),
		.editor = row->editor,
		.zone = row->zone,
		.send_at = hour_of(t->arena, row) };
	if (now - t->last > OP_ORDER_LATE)
		return conclude(t, "missed", NULL, err);
	return take_file(t, err);
}

static enum err_code turn_of(
    struct ctx *ctx, const struct recurring *row, struct err *err)
{
	struct arena arena = { 0 };
	struct turn t = { .ctx = ctx,
		.arena = &arena,
		.row = row,
		.list = conf_list(ctx->conf, row->list_name) };
	struct i18n_speech speech;
	enum err_code rc;

	if (t.list == NULL) /* its list is gone from the settings */
		return ERR_OK;
	i18n_speak(&speech, ctx_language(ctx, t.list)); /* as its notices do */
	rc = take_turn(&t, err);
	i18n_back(&speech);
	arena_free(&arena);
	return rc == ERR_REFUSED ? ERR_OK : rc; /* another was faster */
}

enum err_code op_recur_due(struct ctx *ctx, struct err *err)
{
	struct arena arena = { 0 };
	struct recurring *rows;
	struct err other;
	size_t count = 0;
	enum err_code first =
	    recurring_list(ctx->db, &arena, &rows, &count, err);

	/* One that fails does not keep the others from their turn. */
	for (size_t i = 0; i < count && first != ERR_DB && first != ERR_BUSY;
	     i++) {
		bool failed = first != ERR_OK;
		enum err_code rc =
		    rows[i].next > clock_now()
			? ERR_OK
			: turn_of(ctx, &rows[i], failed ? &other : err);
		if (!failed)
			first = rc;
	}
	arena_free(&arena);
	return first;
}

static enum err_code check(struct ctx *ctx, struct arena *arena,
    const struct op_recur *recur, struct rule *rule, struct err *err)
{
	const char **names;
	size_t count;
	enum err_code rc = rule_parse(recur->rule, rule, err);

	if (rc == ERR_OK)
		rc = list_files(arena, recur->folder, &names, &count, err);
	if (rc == ERR_OK)
		rc = op_order_editor(
		    ctx, arena, recur->list->name, recur->editor, err);
	return rc;
}

/* Given twice by mistake it would send two newsletters each time. */
static enum err_code refuse_twice(struct ctx *ctx, struct arena *arena,
    const struct recurring *row, struct err *err)
{
	struct recurring *rows;
	size_t count;
	enum err_code rc = recurring_list(ctx->db, arena, &rows, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		if (rows[i].list == row->list &&
		    strcmp(rows[i].rule, row->rule) == 0 &&
		    strcmp(rows[i].folder, row->folder) == 0)
			rc = err_set(err, ERR_EXISTS,
			    _("that is recurring newsletter %lld already; to "
			      "change it first say \"liaison newsletter every "
			      "--stop %lld\""),
			    (long long)rows[i].id, (long long)rows[i].id);
	return rc;
}

enum err_code op_recur_add(struct ctx *ctx, struct arena *arena,
    const struct op_recur *recur, struct recurring *out, struct err *err)
{
	char text[RULE_SIZE];
	struct rule rule;
	enum err_code rc = check(ctx, arena, recur, &rule, err);

	if (rc != ERR_OK)
		return rc;
	rule_print(&rule, text);
	*out = (struct recurring){
		.list_name = recur->list->name,
		.rule = arena_strdup(arena, text),
		.zone = recur->list->timezone,
		.folder = recur->folder,
		.editor = recur->editor,
		.author = ctx->actor,
		.created = clock_now(),
	};
	if (!rule_next(&rule, out->zone, 0, out->created, &out->next))
		return err_set(err, ERR_CONFIG,
		    _("there is no time zone \"%s\""), out->zone);
	rc = db_begin(ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = list_ensure(
	    ctx->db, recur->list->name, out->created, &out->list, err);
	if (rc == ERR_OK)
		rc = refuse_twice(ctx, arena, out, err);
	if (rc == ERR_OK)
		rc = recurring_add(ctx->db, out, err);
	if (rc == ERR_OK)
		rc = event_add(ctx->db, ctx->actor, "recur", out->list,
		    out->rule, out->created, err);
	return db_end(ctx->db, rc, err);
}
