#include "imap/imap.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "imap/session.h"

enum {
	/* An inbox up to this size is listed with one command. */
	LIST_WHOLE = 5000,
	/* More than a search by halves over any number of messages takes. */
	HALVINGS = 33
};

static void want(
    struct mailimap_fetch_type *type, struct mailimap_fetch_att *att)
{
	if (att == NULL || mailimap_fetch_type_new_fetch_att_list_add(
			       type, att) != MAILIMAP_NO_ERROR)
		abort();
}

/* Sizes and flags, never BODYSTRUCTURE or ENVELOPE: those parsers recurse. */
static struct mailimap_fetch_type *wanted(bool only_uid)
{
	struct mailimap_fetch_type *type =
	    mailimap_fetch_type_new_fetch_att_list_empty();

	if (type == NULL)
		abort();
	want(type, mailimap_fetch_att_new_uid());
	if (!only_uid) {
		want(type, mailimap_fetch_att_new_rfc822_size());
		want(type, mailimap_fetch_att_new_flags());
	}
	return type;
}

static bool flag_means_handled(const struct mailimap_flag_fetch *fetched)
{
	const struct mailimap_flag *flag = fetched->fl_flag;

	if (flag == NULL || fetched->fl_type != MAILIMAP_FLAG_FETCH_OTHER)
		return false;
	if (flag->fl_type == MAILIMAP_FLAG_DELETED)
		return true;
	return flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
	       strcasecmp(flag->fl_data.fl_keyword, IMAP_KEYWORD) == 0;
}

static bool flags_mean_handled(const struct mailimap_msg_att_dynamic *flags)
{
	if (flags == NULL || flags->att_list == NULL)
		return false;
	for (clistiter *it = clist_begin(flags->att_list); it != NULL;
	     it = clist_next(it))
		if (flag_means_handled(clist_content(it)))
			return true;
	return false;
}

/* False for an answer that is not to our question, such as a flag's change. */
static bool read_row(
    const struct mailimap_msg_att *att, struct imap_message *row, bool only_uid)
{
	bool sized = only_uid;

	*row = (struct imap_message){ 0 };
	for (clistiter *it = clist_begin(att->att_list); it != NULL;
	     it = clist_next(it)) {
		const struct mailimap_msg_att_item *item = clist_content(it);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC)
			row->handled =
			    flags_mean_handled(item->att_data.att_dyn);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		if (item->att_data.att_static->att_type == MAILIMAP_MSG_ATT_UID)
			row->uid = item->att_data.att_static->att_data.att_uid;
		if (item->att_data.att_static->att_type ==
		    MAILIMAP_MSG_ATT_RFC822_SIZE) {
			sized = true;
			row->size =
			    item->att_data.att_static->att_data.att_rfc822_size;
		}
	}
	return row->uid != 0 && sized;
}

static int by_uid(const void *a, const void *b)
{
	uint32_t x = ((const struct imap_message *)a)->uid;
	uint32_t y = ((const struct imap_message *)b)->uid;

	return x < y ? -1 : x > y;
}

static void collect(clist *fetched, uint32_t first_uid, bool only_uid,
    struct imap_message **out, size_t *count)
{
	struct imap_message *rows =
	    mem_calloc((size_t)clist_count(fetched) + 1, sizeof(*rows));
	size_t n = 0;
	size_t kept = 0;

	for (clistiter *it = clist_begin(fetched); it != NULL;
	     it = clist_next(it))
		if (read_row(clist_content(it), &rows[n], only_uid) &&
		    rows[n].uid >= first_uid)
			n++;
	if (n > 0)
		qsort(rows, n, sizeof(*rows), by_uid);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || rows[kept - 1].uid != rows[i].uid)
			rows[kept++] = rows[i];
	*out = rows;
	*count = kept;
}

struct range {
	uint32_t first;
	uint32_t last; /* 0 = all from the first */
	bool uids;     /* else sequence numbers */
	bool only_uid;
};

static enum err_code fetch_rows(struct imap *imap, struct range range,
    uint32_t first_uid, struct imap_message **out, size_t *count,
    struct err *err)
{
	struct mailimap_fetch_type *type = wanted(range.only_uid);
	struct mailimap_set *set =
	    mailimap_set_new_interval(range.first, range.last);
	clist *fetched = NULL;
	enum err_code rc;
	int r;

	if (set == NULL)
		abort();
	imap_begin(imap);
	if (range.uids)
		r = mailimap_uid_fetch(imap->session, set, type, &fetched);
	else
		r = mailimap_fetch(imap->session, set, type, &fetched);
	rc = imap_end(imap, r, "list the inbox", err);
	if (rc == ERR_OK && fetched != NULL)
		collect(fetched, first_uid, range.only_uid, out, count);
	if (r == MAILIMAP_NO_ERROR && fetched != NULL)
		mailimap_fetch_list_free(fetched);
	mailimap_set_free(set);
	mailimap_fetch_type_free(type);
	return rc;
}

/*
 * In a large inbox: the place of the first message with UID >= first_uid,
 * found by halves, for UIDs ascend with the numbers (RFC 9051 section 2.3.1).
 */
static enum err_code find_place(
    struct imap *imap, uint32_t first_uid, uint32_t *place, struct err *err)
{
	uint32_t low = 1;
	uint32_t high = imap->exists;

	for (int i = 0; i < HALVINGS && low < high; i++) {
		uint32_t middle = low + (high - low) / 2;
		struct range one = {
			.first = middle, .last = middle, .only_uid = true
		};
		struct imap_message *rows = NULL;
		size_t n = 0;
		enum err_code rc = fetch_rows(imap, one, 1, &rows, &n, err);
		bool below = n > 0 && rows[0].uid < first_uid;

		free(rows);
		if (rc != ERR_OK)
			return rc;
		if (below)
			low = middle + 1;
		else
			high = middle;
	}
	*place = low;
	return ERR_OK;
}

static enum err_code list_large(struct imap *imap, uint32_t first_uid,
    size_t max, struct imap_message **out, size_t *count, struct err *err)
{
	struct range range = { .first = 1 };
	uint32_t span = max < LIST_WHOLE ? (uint32_t)max : LIST_WHOLE;

	if (first_uid > 1 &&
	    find_place(imap, first_uid, &range.first, err) != ERR_OK)
		return err->code;
	/* What others expunge meanwhile moves the numbers down. */
	range.first =
	    range.first > LIST_WHOLE / 10 ? range.first - LIST_WHOLE / 10 : 1;
	span += LIST_WHOLE / 5;
	range.last = imap->exists - range.first < span ? imap->exists
						       : range.first + span;
	return fetch_rows(imap, range, first_uid, out, count, err);
}

static enum err_code ask_exists(struct imap *imap, struct err *err)
{
	imap_begin(imap);
	return imap_end(
	    imap, mailimap_noop(imap->session), "say what is new", err);
}

enum err_code imap_list(struct imap *imap, uint32_t first_uid, size_t max,
    struct imap_message **out, size_t *count, struct err *err)
{
	struct range all = { .first = first_uid > 0 ? first_uid : 1,
		.uids = true };
	enum err_code rc = ERR_OK;

	*out = NULL;
	*count = 0;
	if (imap->exists == 0)
		rc = ask_exists(imap, err);
	imap->news = false;
	if (rc != ERR_OK || imap->exists == 0)
		return rc;
	rc = imap->exists <= LIST_WHOLE
		 ? fetch_rows(imap, all, all.first, out, count, err)
		 : list_large(imap, all.first, max, out, count, err);
	if (rc == ERR_REFUSED)
		return imap_fail(imap, err);
	if (*count > max)
		*count = max;
	return rc;
}
