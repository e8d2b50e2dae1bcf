#include "core/op_issue.h"

#include "base/clock.h"
#include "core/dayname.h"
#include "core/op_mailing.h"
#include "core/personal.h"
#include "mail/compose.h"
#include "mail/mime.h"
#include "store/ledger.h"
#include "store/mailing.h"
#include "store/variant.h"

enum {
	WHOLE_MAX = OP_MAILING_COMPILED,
	BODY_MAX = TMPL_OUT,
	FILES_MAX = 100,
	SHOWN_MAX = 24
};

struct issue {
	struct ctx *ctx;
	struct arena *arena;
	const struct subscription *sub;
	const struct notify *notice;
	const struct archived *item; /* the issue itself */
	struct str text;
	struct str html; /* empty = only the text is left */
	struct compose_attachment files[FILES_MAX]; /* and images */
	size_t file_count;
	size_t file_bytes;
};

/*
 * The content that this person would get now: in their language, on their
 * topics; where nobody got that, with all topics.
 */
static enum err_code content(const struct issue *issue,
    const struct mailing *mailing, struct str *out, struct err *err)
{
	const struct subscription *sub = issue->sub;
	const char *keys[VARIANT_TOPICS];
	struct str rest = str_c(mailing->topics);
	struct str key;
	size_t n = 0;
	char name[VARIANT_NAME];
	enum err_code rc;

	while (n < VARIANT_TOPICS && rest.n > 0 && str_split(&rest, ' ', &key))
		keys[n++] = arena_dup(issue->arena, key);
	variant_name(
	    sub->language, n, variant_mask(sub->topics, keys, n), name);
	rc = mailing_content(
	    issue->ctx->db, issue->arena, mailing->id, name, out, err);
	if (rc != ERR_NOT_FOUND)
		return rc;
	variant_name(sub->language, n, variant_mask("", keys, n), name);
	return mailing_content(
	    issue->ctx->db, issue->arena, mailing->id, name, out, err);
}

/* The mail as it went out, made for this person again. */
static enum err_code whole(
    const struct issue *issue, struct buf *out, struct err *err)
{
	struct mailing mailing = { 0 };
	struct delivery delivery = {
		.mailing = issue->item->mailing,
		.subscription = issue->sub->id,
		.list = issue->sub->list,
		.list_name = issue->notice->list->name,
		.envelope = MAILING_NULL,
		.address = issue->sub->address,
		.address_key = issue->sub->address_key,
		.name = issue->sub->name,
		.fields = issue->sub->fields,
		.created = clock_now(),
	};
	struct personalised personal = { 0 };
	struct str compiled;
	enum err_code rc = mailing_get(
	    issue->ctx->db, issue->arena, issue->item->mailing, &mailing, err);

	if (rc == ERR_OK)
		rc = content(issue, &mailing, &compiled, err);
	if (rc != ERR_OK)
		return rc;
	delivery.field_names = mailing.fields;
	personal_make(issue->ctx, issue->arena, &delivery, &personal);
	return personal_render(&personal, compiled, out, err);
}

/* An image or file, as long as there is room for it. */
static void take_file(struct issue *issue, const struct mime_leaf *leaf)
{
	size_t room = NOTIFY_ATTACH_MAX - issue->file_bytes;
	struct str bytes = mime_bytes(issue->arena, leaf, room);

	if (issue->file_count == FILES_MAX || bytes.n >= room)
		return;
	issue->file_bytes += bytes.n;
	issue->files[issue->file_count++] = (struct compose_attachment){
		.name = leaf->name,
		.type = leaf->type,
		.bytes = bytes,
		.content_id = leaf->id[0] == '\0' ? NULL : leaf->id,
	};
}

static void take_leaf(struct issue *issue, const struct mime_leaf *leaf)
{
	bool text = str_is(str_c(leaf->type), "text/plain");
	struct str content;

	if (leaf->attachment ||
	    (!text && !str_is(str_c(leaf->type), "text/html"))) {
		take_file(issue, leaf);
		return;
	}
	content = compose_strip(
	    issue->arena, str_c(mime_text(issue->arena, leaf, BODY_MAX)));
	if (text)
		issue->text = content;
	else
		issue->html = content;
}

/* From the stored content where it is left, else from the archive. */
static void read_bodies(struct issue *issue)
{
	struct mime mime;
	struct buf mail;
	struct err unused;

	issue->text = compose_strip(issue->arena, str_c(issue->item->text));
	buf_init(&mail, WHOLE_MAX);
	if (whole(issue, &mail, &unused) == ERR_OK) {
		mime_open(issue->arena, buf_get(&mail), &mime);
		for (size_t i = 0; i < mime.leaf_count; i++)
			take_leaf(issue, &mime.leaf[i]);
		mime_close(&mime);
	}
	buf_clear(&mail);
}

/* Where its HTML takes our line: behind <body ...>. */
static enum err_code split_html(
    struct issue *issue, struct str *head, struct str *tail, struct err *err)
{
	size_t at = str_ifind(issue->html, str_c("<body"));
	size_t end;

	if (at != SIZE_MAX) {
		end = str_findc(str_from(issue->html, at), '>');
		if (end != SIZE_MAX) {
			*head = str_sub(issue->html, 0, at + end + 1);
			*tail = str_from(issue->html, at + end + 1);
			return ERR_OK;
		}
	}
	*head = str_c("");
	return tmpl_text_html(issue->arena, issue->text, tail, err);
}

static const char *day(const struct issue *issue, int64_t when)
{
	return dayname(issue->arena, when, issue->notice->list->timezone,
	    issue->notice->language);
}

static enum err_code send(struct issue *issue, int64_t number, struct err *err)
{
	struct notify mail = *issue->notice;
	struct str head;
	struct str tail;
	enum err_code rc;

	read_bodies(issue);
	rc = split_html(issue, &head, &tail, err);
	if (rc != ERR_OK)
		return rc;
	mail.template = "issue";
	mail.attachments = issue->files;
	mail.attachment_count = issue->file_count;
	mail.extra = json_pack("{s:I, s:s, s:s, s:s%, s:s%, s:s%}", "number",
	    (json_int_t)number, "title", issue->item->subject, "date",
	    day(issue, issue->item->at), "text", issue->text.p, issue->text.n,
	    "head", head.p, head.n, "tail", tail.p, tail.n);
	return notify_queue(issue->ctx, issue->arena, &mail, err);
}

/* Which there are, the newest ones. */
static enum err_code tell_which(const struct issue *issue,
    const struct archived *items, size_t count, struct err *err)
{
	struct notify mail = *issue->notice;
	json_t *rows = json_array();

	for (size_t i = count; i-- > 0 && count - i <= SHOWN_MAX;)
		(void)json_array_append_new(
		    rows, json_pack("{s:I, s:s, s:s}", "number",
			      (json_int_t)i + 1, "title", items[i].subject,
			      "date", day(issue, items[i].at)));
	mail.template = "issue-unknown";
	mail.extra =
	    json_pack("{s:I, s:o}", "count", (json_int_t)count, "issues", rows);
	return notify_queue(issue->ctx, issue->arena, &mail, err);
}

enum err_code op_issue(struct ctx *ctx, struct arena *arena,
    const struct subscription *sub, int64_t number, const struct notify *notice,
    struct err *err)
{
	struct issue issue = {
		.ctx = ctx,
		.arena = arena,
		.sub = sub,
		.notice = notice,
	};
	struct archived *items;
	size_t count = 0;
	enum err_code rc =
	    archive_newsletters(ctx->db, arena, sub->list, &items, &count, err);

	if (rc != ERR_OK)
		return rc;
	if (number == 0)
		number = (int64_t)count;
	if (number < 1 || (uint64_t)number > count)
		return tell_which(&issue, items, count, err);
	rc = archive_get(
	    ctx->db, arena, items[number - 1].id, &items[number - 1], err);
	issue.item = &items[number - 1];
	return rc == ERR_OK ? send(&issue, number, err) : rc;
}
