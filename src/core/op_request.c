#include "core/op_request.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/change.h"
#include "core/notify.h"
#include "mail/addr.h"
#include "store/ledger.h"
#include "store/subscription.h"

enum { RELEASE_BATCH = 1000 };

/* The sliding windows that one confirmation mail counts in. */
struct windows {
	const char *same; /* this address, this list */
	const char *address;
	const char *list;
	const char *site;
};

static struct windows windows_of(
    const struct ctx *ctx, struct arena *arena, const struct pending *row)
{
	char hash[CRYPTO_HEX];

	ctx_address_hash(ctx, row->address_key, hash);
	return (struct windows){
		.same = arena_printf(arena, "confirm/address/%s/%lld", hash,
		    (long long)row->list),
		.address = arena_printf(arena, "confirm/address/%s", hash),
		.list = arena_printf(
		    arena, "confirm/list/%lld", (long long)row->list),
		.site = "confirm/site",
	};
}

struct window {
	const char *key;
	int64_t seconds;
	int64_t limit;
};

static enum err_code has_room(struct ctx *ctx, const struct window *windows,
    size_t count, bool *room, struct err *err)
{
	*room = true;
	for (size_t i = 0; i < count && *room; i++) {
		int64_t used;
		enum err_code rc = allowance_count(ctx->db, windows[i].key,
		    clock_now() - windows[i].seconds, &used, err);
		if (rc != ERR_OK)
			return rc;
		*room = used < windows[i].limit;
	}
	return ERR_OK;
}

/* One mail a day for this address and list, a few for the address. */
static enum err_code address_has_room(
    struct ctx *ctx, const struct windows *w, bool *room, struct err *err)
{
	const struct window rows[] = {
		{ w->same, CLOCK_DAY, 1 },
		{ w->address, CLOCK_DAY, ctx->conf->limits.confirmations_day },
	};

	return has_room(ctx, rows, 2, room, err);
}

static enum err_code list_has_room(
    struct ctx *ctx, const struct windows *w, bool *room, struct err *err)
{
	const struct conf_limits *limits = &ctx->conf->limits;
	const struct window rows[] = {
		{ w->list, CLOCK_HOUR, limits->confirmations_hour },
		{ w->site, CLOCK_HOUR, limits->confirmations_site_hour },
	};

	return has_room(ctx, rows, 2, room, err);
}

static enum err_code count_mail(
    struct ctx *ctx, const struct windows *w, int64_t now, struct err *err)
{
	const char *keys[] = { w->same, w->address, w->list, w->site };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < 4 && rc == ERR_OK; i++)
		rc = allowance_add(ctx->db, keys[i], now, err);
	return rc;
}

enum err_code op_request_wanted(struct ctx *ctx, struct arena *arena,
    const struct pending *row, struct err *err)
{
	struct windows w = windows_of(ctx, arena, row);
	enum err_code rc = ERR_OK;

	if (row->asked != 0)
		rc = allowance_remove(ctx->db, w.same, row->asked, err);
	if (rc == ERR_OK && row->asked != 0)
		rc = allowance_remove(ctx->db, w.address, row->asked, err);
	return rc;
}

void op_request_token(const struct ctx *ctx, const struct pending *row,
    const char *list, char out[TOKEN_SIZE])
{
	const struct token token = { .purpose = TOKEN_CONFIRM,
		.row = (uint32_t)row->id,
		.expires = row->expires };

	ctx_token(ctx, &token, list, row->address_key, out);
}

static const char *template_of(const struct pending *row)
{
	switch (row->verb) {
	case PENDING_SUBSCRIBE:
		return str_is(str_c(row->origin), "invite")
			   ? "invite"
			   : "confirm-subscribe";
	case PENDING_UNSUBSCRIBE:
		return "confirm-unsubscribe";
	case PENDING_SET:
		return "confirm-change";
	case PENDING_ERASE:
		return "confirm-erase";
	case PENDING_OBJECT:
		return "confirm-object";
	case PENDING_CORRECT:
		return "confirm-correct";
	case PENDING_MOVE:
		return "confirm-address";
	case PENDING_VERB__MAX:
		break;
	}
	return "";
}

/* Queues the confirmation mail and counts it. */
static enum err_code ask(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *references,
    const struct pending *row, struct err *err)
{
	struct windows w = windows_of(ctx, arena, row);
	const int64_t now = clock_now();
	char token[TOKEN_SIZE];
	struct change change;
	struct notify mail = {
		.template = template_of(row),
		.list = list,
		.language = row->language,
		.to = row->address,
		.message_id = row->request_id,
		.references = references,
		.answer = !str_is(str_c(row->origin), "invite") &&
			  row->verb != PENDING_MOVE,
	};
	enum err_code rc;

	op_request_token(ctx, row, list == NULL ? "" : list->name, token);
	mail.token = token;
	if (change_read(arena, row->detail, &change))
		mail.extra = json_pack("{s:o}", "choices",
		    change_variables(arena, &change, list, row->language));
	rc = notify_queue(ctx, arena, &mail, err);
	if (rc == ERR_OK)
		rc = pending_set_asked(ctx->db, row->id,
		    notify_text_version(
			ctx, arena, list, mail.template, mail.language),
		    now, err);
	if (rc == ERR_OK)
		rc = count_mail(ctx, &w, now, err);
	return rc;
}

/*
 * The owners hear once that requests are waiting; those of the first list look
 * after the site.
 */
static enum err_code raise_alarm(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, struct err *err)
{
	const char *key;
	bool fresh;
	enum err_code rc;

	if (list == NULL && ctx->conf->list_count > 0)
		list = &ctx->conf->lists[0];
	if (list == NULL)
		return ERR_OK;
	key = arena_printf(arena, "confirmations/%s", list->name);
	rc = alarm_raise(ctx->db, key,
	    _("the allowance of confirmation mails is used up; "
	      "requests wait and are answered as it returns"),
	    clock_now(), &fresh, err);

	if (rc != ERR_OK || !fresh)
		return rc;
	log_event(LOG_WARN, "alarm", "key=%s", key);
	return notify_owners(ctx, arena, list, "owner-alarm",
	    json_pack("{s:i}", "limit", ctx->conf->limits.confirmations_hour),
	    err);
}

static enum err_code ask_or_wait(struct ctx *ctx, struct arena *arena,
    const struct op_request *request, const struct pending *row,
    enum op_requested *result, struct err *err)
{
	struct windows w = windows_of(ctx, arena, row);
	bool invite = str_is(str_c(request->origin), "invite");
	bool room = true;
	enum err_code rc = address_has_room(ctx, &w, &room, err);

	if (rc != ERR_OK)
		return rc;
	if (!room) {
		*result =
		    row->asked != 0 ? OP_REQUEST_AGAIN : OP_REQUEST_REFUSED;
		return ERR_OK;
	}
	if (!invite)
		rc = list_has_room(ctx, &w, &room, err);
	if (rc != ERR_OK)
		return rc;
	if (room) {
		*result = OP_REQUEST_ASKED;
		return ask(
		    ctx, arena, request->list, request->references, row, err);
	}
	*result = OP_REQUEST_WAITS;
	return raise_alarm(ctx, arena, request->list, err);
}

enum err_code op_request(struct ctx *ctx, struct arena *arena,
    const struct op_request *request, enum op_requested *result,
    struct pending *row, struct err *err)
{
	int64_t now = clock_now();
	bool by_hand = str_is(str_c(request->origin), "token");
	struct pending mine = {
		.verb = request->verb,
		.detail = request->detail,
		.address = request->address,
		.address_key = addr_key(arena, request->address),
		.name = request->name,
		.language = request->language,
		.state = by_hand ? PENDING_ASKED : PENDING_WAITING,
		.origin = request->origin,
		.request_id = request->message_id,
		.created = now,
		.expires =
		    now + (int64_t)ctx->conf->limits.pending_days * CLOCK_DAY,
	};
	bool fresh;
	enum err_code rc = ERR_OK;

	if (request->list != NULL)
		rc = list_ensure(
		    ctx->db, request->list->name, now, &mine.list, err);
	if (rc == ERR_OK)
		rc = pending_put(ctx->db, arena, &mine, &fresh, err);
	*result = OP_REQUEST_AGAIN;
	if (rc == ERR_OK && !by_hand)
		rc = ask_or_wait(ctx, arena, request, &mine, result, err);
	if (rc == ERR_OK && row != NULL)
		*row = mine;
	return rc;
}

/* Looks again inside the transaction: another process releases, too. */
static enum err_code release_row(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, int64_t id, bool *asked, struct err *err)
{
	struct pending row;
	struct windows w;
	bool room = false;
	enum err_code rc = pending_get(ctx->db, arena, id, &row, err);

	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK &&
		(row.state != PENDING_WAITING || row.expires <= clock_now())))
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	w = windows_of(ctx, arena, &row);
	rc = address_has_room(ctx, &w, &room, err);
	if (rc == ERR_OK && room)
		rc = list_has_room(ctx, &w, &room, err);
	if (rc != ERR_OK || !room)
		return rc;
	*asked = true;
	return ask(ctx, arena, list, NULL, &row, err);
}

/* Asks one who waits; *asked false when there is no room now. */
static enum err_code release_one(struct ctx *ctx, struct arena *arena,
    const struct pending *row, bool *asked, struct err *err)
{
	struct windows w = windows_of(ctx, arena, row);
	const struct conf_list *list = NULL;
	bool room;
	char *name;
	enum err_code rc = ERR_OK;

	*asked = false;
	if (row->list != 0)
		rc = list_name(ctx->db, arena, row->list, &name, err);
	if (rc != ERR_OK)
		return rc;
	if (row->list != 0)
		list = conf_list(ctx->conf, name);
	if (row->list != 0 && list == NULL) /* gone: the request expires */
		return ERR_OK;
	rc = list_has_room(ctx, &w, &room, err);
	if (rc != ERR_OK || !room)
		return rc;
	rc = db_begin(ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = release_row(ctx, arena, list, row->id, asked, err);
	return db_end(ctx->db, rc, err);
}

static enum err_code clear_alarms(
    struct ctx *ctx, struct arena *arena, struct err *err)
{
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; rc == ERR_OK && i < ctx->conf->list_count; i++)
		rc = alarm_clear(ctx->db,
		    arena_printf(
			arena, "confirmations/%s", ctx->conf->lists[i].name),
		    err);
	return db_end(ctx->db, rc, err);
}

/* Nobody waits any more: the next burst is worth an alarm again. */
static enum err_code end_alarms(struct ctx *ctx, struct err *err)
{
	struct arena arena = { 0 };
	const char **pairs;
	size_t count;
	enum err_code rc = alarm_list(ctx->db, &arena, &pairs, &count, err);

	if (rc == ERR_OK && count > 0)
		rc = clear_alarms(ctx, &arena, err);
	arena_free(&arena);
	return rc;
}

/* The next of those who wait, after *after; *more: perhaps there are. */
static enum err_code release_batch(struct ctx *ctx, int64_t *after,
    int64_t *asked, int64_t *left, bool *more, struct err *err)
{
	struct arena arena = { 0 };
	struct pending *rows;
	size_t count;
	enum err_code rc = pending_waiting(
	    ctx->db, &arena, *after, RELEASE_BATCH, &rows, &count, err);

	*more = rc == ERR_OK && count == RELEASE_BATCH;
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		bool done;
		rc = release_one(ctx, &arena, &rows[i], &done, err);
		*after = rows[i].id;
		*asked += done ? 1 : 0;
		*left += done ? 0 : 1;
	}
	arena_free(&arena);
	return rc;
}

enum err_code op_request_release(
    struct ctx *ctx, int64_t *asked, struct err *err)
{
	int64_t after = 0;
	int64_t left = 0;
	bool more = true;
	enum err_code rc = ERR_OK;

	*asked = 0;
	while (rc == ERR_OK && more)
		rc = release_batch(ctx, &after, asked, &left, &more, err);
	if (*asked > 0)
		db_wake(ctx->db, "sender");
	if (rc == ERR_OK && left == 0)
		rc = end_alarms(ctx, err);
	return rc;
}
