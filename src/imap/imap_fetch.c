#include "imap/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "imap/session.h"

/* One set on its way: which UIDs are still owed, and the mail under way. */
struct fetch {
	struct imap *imap;
	const uint32_t *uids;
	size_t count;
	size_t max_bytes;
	bool start; /* no more than max_bytes are asked for */
	bool seen[IMAP_SET];
	imap_body_fn *each;
	void *ctx;
	struct buf body;
	bool has_body;
	enum err_code rc; /* of `each`, or a limit; its text is in err */
	struct err err;
};

/* Bytes of a literal, as they come: before or after the UID. */
static bool take_bytes(int type, struct mailimap_msg_att_body_section *section,
    const char *bytes, size_t n, void *ctx)
{
	struct fetch *fetch = ctx;

	(void)type;
	(void)section;
	fetch->has_body = true;
	(void)buf_add(&fetch->body, bytes, n);
	return true;
}

static void take_quoted(
    struct fetch *fetch, const struct mailimap_msg_att_body_section *section)
{
	if (section == NULL || section->sec_body_part == NULL ||
	    fetch->has_body)
		return;
	fetch->has_body = true;
	(void)buf_add(
	    &fetch->body, section->sec_body_part, section->sec_length);
}

static bool is_owed(struct fetch *fetch, uint32_t uid)
{
	for (size_t i = 0; i < fetch->count; i++)
		if (fetch->uids[i] == uid && !fetch->seen[i])
			return fetch->seen[i] = true;
	return false;
}

/* The answer about one message is complete. */
static void take_message(struct mailimap_msg_att *att, void *ctx)
{
	struct fetch *fetch = ctx;
	uint32_t uid = 0;

	for (clistiter *it = clist_begin(att->att_list); it != NULL;
	     it = clist_next(it)) {
		const struct mailimap_msg_att_item *item = clist_content(it);
		const struct mailimap_msg_att_static *known;

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		known = item->att_data.att_static;
		if (known->att_type == MAILIMAP_MSG_ATT_UID)
			uid = known->att_data.att_uid;
		if (known->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
			take_quoted(fetch, known->att_data.att_body_section);
	}
	if (fetch->rc == ERR_OK && fetch->has_body && is_owed(fetch, uid)) {
		fetch->rc = buf_ok(&fetch->body, _("a mail"), &fetch->err);
		if (fetch->rc == ERR_OK)
			fetch->rc = fetch->each(fetch->ctx, uid,
			    buf_get(&fetch->body), &fetch->err);
		if (fetch->rc != ERR_OK)
			stream_fail(fetch->imap->stream, &fetch->err);
	}
	fetch->has_body = false;
	buf_reset(&fetch->body);
}

static void no_progress(size_t now, size_t max, void *ctx)
{
	(void)now;
	(void)max;
	(void)ctx;
}

static struct mailimap_fetch_att *wanted_body(const struct fetch *fetch)
{
	struct mailimap_section *whole = mailimap_section_new(NULL);

	if (whole == NULL)
		abort();
	return fetch->start ? mailimap_fetch_att_new_body_peek_section_partial(
				  whole, 0, (uint32_t)fetch->max_bytes)
			    : mailimap_fetch_att_new_body_peek_section(whole);
}

static struct mailimap_fetch_type *wanted(const struct fetch *fetch)
{
	struct mailimap_fetch_att *body = wanted_body(fetch);
	struct mailimap_fetch_att *uid = mailimap_fetch_att_new_uid();
	struct mailimap_fetch_type *type =
	    mailimap_fetch_type_new_fetch_att_list_empty();

	if (type == NULL || uid == NULL || body == NULL ||
	    mailimap_fetch_type_new_fetch_att_list_add(type, uid) !=
		MAILIMAP_NO_ERROR ||
	    mailimap_fetch_type_new_fetch_att_list_add(type, body) !=
		MAILIMAP_NO_ERROR)
		abort();
	return type;
}

static enum err_code fetch_set(struct fetch *fetch, struct err *err)
{
	mailimap *session = fetch->imap->session;
	struct mailimap_fetch_type *type = wanted(fetch);
	struct mailimap_set *set = imap_set(fetch->uids, fetch->count);
	clist *fetched = NULL;
	enum err_code rc;
	int r;

	/* libetpan calls the handler only where progress is asked for. */
	mailimap_set_progress_callback(session, no_progress, no_progress, NULL);
	mailimap_set_msg_att_handler(session, take_message, fetch);
	mailimap_set_msg_body_handler(session, take_bytes, fetch);
	imap_begin(fetch->imap);
	stream_begin(fetch->imap->stream, fetch->imap->patience,
	    fetch->max_bytes, (uint64_t)fetch->max_bytes * fetch->count);
	r = mailimap_uid_fetch(session, set, type, &fetched);
	mailimap_set_msg_body_handler(session, NULL, NULL);
	mailimap_set_msg_att_handler(session, NULL, NULL);
	mailimap_set_progress_callback(session, NULL, NULL, NULL);
	rc = imap_end(fetch->imap, r, "send the mails", err);
	if (r == MAILIMAP_NO_ERROR && fetched != NULL)
		mailimap_fetch_list_free(fetched);
	mailimap_set_free(set);
	mailimap_fetch_type_free(type);
	if (fetch->rc != ERR_OK)
		*err = fetch->err;
	return fetch->rc != ERR_OK ? fetch->rc : rc;
}

static enum err_code fetch_all(
    struct fetch *fetch, const uint32_t *uids, size_t count, struct err *err)
{
	enum err_code rc = ERR_OK;

	buf_init(&fetch->body, fetch->max_bytes);
	for (size_t i = 0; i < count && rc == ERR_OK; i += fetch->count) {
		fetch->uids = uids + i;
		fetch->count = count - i < IMAP_SET ? count - i : IMAP_SET;
		memset(fetch->seen, 0, sizeof(fetch->seen));
		rc = fetch_set(fetch, err);
		if (rc == ERR_REFUSED && fetch->rc == ERR_OK)
			rc = imap_fail(fetch->imap, err);
	}
	buf_clear(&fetch->body);
	return rc;
}

/* A callback and its context are one thing.
 * NOLINTNEXTLINE(readability-function-size) */
enum err_code imap_fetch(struct imap *imap, const uint32_t *uids, size_t count,
    size_t max_bytes, imap_body_fn *each, void *ctx, struct err *err)
{
	struct fetch fetch = {
		.imap = imap, .max_bytes = max_bytes, .each = each, .ctx = ctx
	};

	return fetch_all(&fetch, uids, count, err);
}

/* NOLINTNEXTLINE(readability-function-size) */
enum err_code imap_fetch_start(struct imap *imap, const uint32_t *uids,
    size_t count, size_t bytes, imap_body_fn *each, void *ctx, struct err *err)
{
	struct fetch fetch = { .imap = imap,
		.max_bytes = bytes,
		.start = true,
		.each = each,
		.ctx = ctx };

	return fetch_all(&fetch, uids, count, err);
}
