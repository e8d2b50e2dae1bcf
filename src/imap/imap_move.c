#include "imap/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "imap/folder.h"
#include "imap/session.h"

/* From the best to the last resort. */
enum way { WAY_MOVE, WAY_COPY, WAY_MARK, WAY__MAX };

/* Messages that are to go to one folder; those that vanish drop out. */
struct batch {
	struct imap *imap;
	uint32_t uids[IMAP_SET];
	size_t count;
	const char *name; /* of the folder, as the server writes it */
	/* Where it is noted what becomes of them; NULL = nowhere. */
	struct imap_moved *moved;
	const uint32_t *part; /* of the caller's UIDs, all of the batch */
	size_t part_count;
	uint32_t *now; /* their new UIDs */
};

/* UIDs of a set, in their order, one by one. */
struct walk {
	clistiter *range;
	uint32_t done; /* of this range */
};

static bool walk_next(struct walk *walk, uint32_t *uid)
{
	const struct mailimap_set_item *item;
	uint32_t low;
	uint32_t high;

	if (walk->range == NULL)
		return false;
	item = clist_content(walk->range);
	low =
	    item->set_first < item->set_last ? item->set_first : item->set_last;
	high =
	    item->set_first < item->set_last ? item->set_last : item->set_first;
	*uid = low + walk->done;
	if (*uid >= high) {
		walk->range = clist_next(walk->range);
		walk->done = 0;
	} else {
		walk->done++;
	}
	return true;
}

/* RFC 4315: the numbers before, and those after, in the same order. */
static void note_moved(struct batch *batch, uint32_t uidvalidity,
    const struct mailimap_set *before, const struct mailimap_set *after)
{
	struct walk from = { clist_begin(before->set_list), 0 };
	struct walk to = { clist_begin(after->set_list), 0 };
	uint32_t old;
	uint32_t new;

	for (size_t n = 0;
	     n < IMAP_SET && walk_next(&from, &old) && walk_next(&to, &new);
	     n++)
		for (size_t i = 0; i < batch->part_count; i++)
			if (batch->part[i] == old)
				batch->now[i] = new;
	batch->moved->uidvalidity = uidvalidity;
}

static enum err_code add_flag(
    struct batch *batch, struct mailimap_flag *flag, struct err *err)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;
	struct mailimap_set *set = imap_set(batch->uids, batch->count);
	enum err_code rc;

	if (flags == NULL || flag == NULL ||
	    mailimap_flag_list_add(flags, flag) != MAILIMAP_NO_ERROR)
		abort();
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	if (store == NULL)
		abort();
	imap_begin(batch->imap);
	rc = imap_end(batch->imap,
	    mailimap_uid_store(batch->imap->session, set, store),
	    "mark messages", err);
	mailimap_store_att_flags_free(store);
	mailimap_set_free(set);
	return rc;
}

static enum err_code add_keyword(struct batch *batch, struct err *err)
{
	if (batch->imap->no_keyword)
		return err_set(err, ERR_REFUSED,
		    "%s: the server keeps no keywords", batch->imap->host);
	return add_flag(batch,
	    mailimap_flag_new_flag_keyword(mem_strdup(IMAP_KEYWORD)), err);
}

/* Only these messages: a plain EXPUNGE would take other clients' with it. */
static enum err_code expunge(struct batch *batch, struct err *err)
{
	struct mailimap_set *set = imap_set(batch->uids, batch->count);
	enum err_code rc;

	imap_begin(batch->imap);
	rc = imap_end(batch->imap,
	    mailimap_uid_expunge(batch->imap->session, set),
	    "remove moved messages", err);
	mailimap_set_free(set);
	return rc;
}

/* The copy is made; now the original is removed or at least marked. */
static enum err_code finish_copy(struct batch *batch, struct err *err)
{
	enum err_code rc;

	if (!imap_can(batch->imap, "UIDPLUS")) {
		rc = add_keyword(batch, err);
		if (rc != ERR_REFUSED)
			return rc;
	}
	rc = add_flag(batch, mailimap_flag_new_deleted(), err);
	if (rc == ERR_OK && imap_can(batch->imap, "UIDPLUS"))
		rc = expunge(batch, err);
	return rc;
}

static enum err_code transfer(
    struct batch *batch, enum way way, struct err *err)
{
	struct mailimap_set *set = imap_set(batch->uids, batch->count);
	struct mailimap_set *before = NULL;
	struct mailimap_set *after = NULL;
	mailimap *session = batch->imap->session;
	uint32_t uidvalidity = 0;
	enum err_code rc;
	int r;

	imap_begin(batch->imap);
	r = way == WAY_MOVE ? mailimap_uidplus_uid_move(session, set,
				  batch->name, &uidvalidity, &before, &after)
			    : mailimap_uidplus_uid_copy(session, set,
				  batch->name, &uidvalidity, &before, &after);
	rc = imap_end(batch->imap, r, "move messages", err);
	if (r == MAILIMAP_NO_ERROR && before != NULL && after != NULL &&
	    batch->moved != NULL)
		note_moved(batch, uidvalidity, before, after);
	if (r == MAILIMAP_NO_ERROR && before != NULL)
		mailimap_set_free(before);
	if (r == MAILIMAP_NO_ERROR && after != NULL)
		mailimap_set_free(after);
	mailimap_set_free(set);
	return rc;
}

static enum err_code go(struct batch *batch, enum way way, struct err *err)
{
	enum err_code rc = ERR_OK;

	switch (way) {
	case WAY_MOVE:
		return transfer(batch, way, err);
	case WAY_COPY:
		rc = transfer(batch, way, err);
		return rc == ERR_OK ? finish_copy(batch, err) : rc;
	case WAY_MARK:
		log_event(LOG_WARN, "imap-folder",
		    "folder=%s reason=\"%s\" action=\"left in the inbox, "
		    "marked as done\"",
		    batch->name, err->text);
		return add_keyword(batch, err);
	case WAY__MAX:
		break;
	}
	return rc;
}

static bool names_uid(clist *fetched, uint32_t uid)
{
	for (clistiter *it = clist_begin(fetched); it != NULL;
	     it = clist_next(it)) {
		const struct mailimap_msg_att *att = clist_content(it);

		for (clistiter *jt = clist_begin(att->att_list); jt != NULL;
		     jt = clist_next(jt)) {
			const struct mailimap_msg_att_item *item =
			    clist_content(jt);

			if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
			    item->att_data.att_static->att_type ==
				MAILIMAP_MSG_ATT_UID &&
			    item->att_data.att_static->att_data.att_uid == uid)
				return true;
		}
	}
	return false;
}

/*
 * Another client may have moved some away: a server may then refuse the
 * whole set (RFC 2180).  What is gone leaves the batch.
 */
static enum err_code drop_vanished(struct batch *batch, struct err *err)
{
	struct mailimap_set *set = imap_set(batch->uids, batch->count);
	struct mailimap_fetch_type *type =
	    mailimap_fetch_type_new_fetch_att(mailimap_fetch_att_new_uid());
	clist *fetched = NULL;
	size_t kept = 0;
	enum err_code rc;
	int r;

	if (type == NULL)
		abort();
	imap_begin(batch->imap);
	rc = imap_end(batch->imap, mailimap_noop(batch->imap->session),
	    "say what is new", err);
	if (rc != ERR_OK)
		goto out;
	imap_begin(batch->imap);
	r = mailimap_uid_fetch(batch->imap->session, set, type, &fetched);
	rc = imap_end(batch->imap, r, "list the inbox", err);
	if (r == MAILIMAP_NO_ERROR && fetched != NULL) {
		for (size_t i = 0; i < batch->count; i++)
			if (names_uid(fetched, batch->uids[i]))
				batch->uids[kept++] = batch->uids[i];
		batch->count = kept;
		mailimap_fetch_list_free(fetched);
	}
out:
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return rc;
}

static enum err_code move_batch(struct batch *batch, struct err *err)
{
	struct imap *imap = batch->imap;
	bool can_move = imap_can(imap, "MOVE");
	enum way way = can_move && !imap->no_move ? WAY_MOVE : WAY_COPY;
	bool made = false;
	enum err_code rc = ERR_REFUSED;

	while (rc == ERR_REFUSED && way < WAY__MAX && batch->count > 0) {
		size_t before = batch->count;
		struct err checking = { 0 };

		rc = go(batch, way, err);
		if (rc != ERR_REFUSED)
			break;
		if (!made && imap->session->imap_response_info->rsp_trycreate) {
			made = true;
			if (folder_make(imap, batch->name, err) != ERR_OK)
				return err->code;
			continue;
		}
		if (drop_vanished(batch, &checking) != ERR_OK) {
			*err = checking;
			return err->code;
		}
		if (batch->count == before) {
			imap->no_move = true;
			way++;
		}
	}
	return batch->count == 0 ? ERR_OK : rc;
}

enum err_code imap_move(struct imap *imap, const uint32_t *uids, size_t count,
    const char *folder, struct imap_moved *moved, struct err *err)
{
	struct batch batch = { .imap = imap, .moved = moved };
	char *name = NULL;
	enum err_code rc = ERR_OK;

	if (moved != NULL) {
		moved->uidvalidity = 0;
		memset(moved->uids, 0, count * sizeof(*moved->uids));
	}
	if (count == 0)
		return ERR_OK;
	rc = folder_name(imap, folder, &name, err);
	if (rc == ERR_OK)
		rc = folder_ensure(imap, name, err);
	batch.name = name;
	for (size_t i = 0; i < count && rc == ERR_OK; i += IMAP_SET) {
		batch.count = count - i < IMAP_SET ? count - i : IMAP_SET;
		memcpy(batch.uids, uids + i, batch.count * sizeof(*uids));
		batch.part = uids + i;
		batch.part_count = batch.count;
		batch.now = moved == NULL ? NULL : moved->uids + i;
		rc = move_batch(&batch, err);
	}
	free(name);
	return rc == ERR_OK ? rc : imap_fail(imap, err);
}
