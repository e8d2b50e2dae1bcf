#include "worker/filing.h"

#include <stdlib.h>
#include <string.h>

#include "base/hook.h"
#include "base/log.h"
#include "base/mem.h"
#include "mail/message.h"
#include "store/inbox.h"

enum {
	CANDIDATES = 16, /* mails of one folder that may be the wanted one */
	LIST_MAX = 5000  /* looked through for a mail without Message-ID */
};

char *filing_mailbox(const struct conf_imap *account)
{
	return mem_printf(
	    "%s@%s/%s", account->user, account->host, account->inbox);
}

/* Moves these to one folder, and records where they are. */
static enum err_code move(const struct filing *filing,
    struct inbox_filed *filed, const uint32_t *uids, struct err *err)
{
	struct imap_moved moved = {
		.uids = mem_calloc(filed->count + 1, sizeof(*moved.uids)),
	};
	enum err_code rc = imap_move(filing->imap, uids, filed->count,
	    inbox_state_name(filed->folder), &moved, err);

	hook_point("reader.after-move");
	filed->uidvalidity = moved.uidvalidity;
	filed->uids = moved.uids;
	if (rc == ERR_OK)
		rc = inbox_set_filed(filing->ctx->db, filed, err);
	free(moved.uids);
	return rc;
}

enum err_code filing_settled(const struct filing *filing, struct err *err)
{
	struct arena arena = { 0 };
	struct inbox *rows;
	size_t count;
	enum err_code rc =
	    inbox_unmoved(filing->ctx->db, &arena, filing->mailbox,
		imap_uidvalidity(filing->imap), &rows, &count, err);
	uint32_t *uids = arena_calloc(&arena, count, sizeof(*uids));
	int64_t *ids = arena_calloc(&arena, count, sizeof(*ids));

	for (int state = INBOX_DONE; rc == ERR_OK && state < INBOX__MAX;
	     state++) {
		struct inbox_filed filed = {
			.folder = (enum inbox_state)state,
			.ids = ids,
		};
		for (size_t i = 0; i < count; i++) {
			if (rows[i].state != filed.folder)
				continue;
			uids[filed.count] = rows[i].uid;
			ids[filed.count++] = rows[i].id;
		}
		if (filed.count > 0)
			rc = move(filing, &filed, uids, err);
	}
	arena_free(&arena);
	return rc;
}

/* Looking for one mail in the folder that is open. */
struct search {
	const struct filing *filing;
	const struct inbox_entry *entry;
	struct buf *out;
	uint32_t found; /* its UID; 0 = not yet */
};

/* By its content, as far as that is known and came whole. */
static bool is_wanted(const struct search *search, struct str body)
{
	char hash[CRYPTO_HEX];

	if (search->entry->hash[0] == '\0' || body.n >= search->out->max)
		return true;
	message_hash(body, hash);
	return strcmp(hash, search->entry->hash) == 0;
}

static enum err_code take(
    void *ctx, uint32_t uid, struct str body, struct err *err)
{
	struct search *search = ctx;

	if (search->found != 0 || !is_wanted(search, body))
		return ERR_OK;
	search->found = uid;
	buf_reset(search->out);
	(void)buf_str(search->out, body);
	return buf_ok(search->out, "a mail", err);
}

static enum err_code try(
    struct search *search, const uint32_t *uids, size_t count, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < count && search->found == 0; i++)
		rc = imap_fetch_start(search->filing->imap, uids + i, 1,
		    search->out->max, take, search, err);
	return rc;
}

/* The number that it had when it was last seen there, 0 = none. */
static uint32_t last_number(const struct search *search, const char *folder)
{
	const struct inbox_entry *entry = search->entry;
	uint32_t now = imap_uidvalidity(search->filing->imap);

	if (folder[0] == '\0')
		return entry->uidvalidity == now ? entry->uid : 0;
	if (strcmp(folder, entry->folder) != 0)
		return 0;
	return entry->folder_uidvalidity == now ? entry->folder_uid : 0;
}

/* Where nothing else is known of a mail: those of the same size. */
static enum err_code try_sizes(struct search *search, struct err *err)
{
	struct imap_message *list = NULL;
	uint32_t uids[CANDIDATES];
	size_t listed = 0;
	size_t n = 0;
	enum err_code rc =
	    imap_list(search->filing->imap, 1, LIST_MAX, &list, &listed, err);

	for (size_t i = 0; rc == ERR_OK && i < listed && n < CANDIDATES; i++)
		if (list[i].size == search->entry->size)
			uids[n++] = list[i].uid;
	free(list);
	return rc == ERR_OK ? try(search, uids, n, err) : rc;
}

static enum err_code search_folder(
    struct search *search, const char *folder, struct err *err)
{
	const struct inbox_entry *entry = search->entry;
	uint32_t uids[CANDIDATES];
	size_t n = 0;
	enum err_code rc = imap_select(search->filing->imap, folder, err);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	uids[0] = last_number(search, folder);
	rc = try(search, uids, uids[0] != 0, err);
	if (rc != ERR_OK || search->found != 0)
		return rc;
	if (entry->message_id[0] == '\0')
		return entry->hash[0] != '\0' && entry->size > 0
			   ? try_sizes(search, err)
			   : ERR_OK;
	rc = imap_find(
	    search->filing->imap, entry->message_id, uids, CANDIDATES, &n, err);
	return rc == ERR_OK ? try(search, uids, n, err) : rc;
}

enum err_code filing_fetch(const struct filing *filing,
    const struct inbox_entry *entry, struct buf *out, bool *found,
    struct err *err)
{
	struct search search = { .filing = filing, .entry = entry, .out = out };
	enum err_code rc = search_folder(&search, entry->folder, err);

	/* A human, or a move that was cut short, may have put it elsewhere. */
	for (int state = INBOX_RECEIVED;
	     rc == ERR_OK && search.found == 0 && state < INBOX__MAX; state++) {
		const char *folder =
		    state == INBOX_RECEIVED
			? ""
			: inbox_state_name((enum inbox_state)state);
		if (strcmp(folder, entry->folder) != 0)
			rc = search_folder(&search, folder, err);
	}
	*found = search.found != 0;
	return rc;
}

/* One mail from where it was to the folder of what it is now. */
static enum err_code refile(
    const struct filing *filing, int64_t id, struct err *err)
{
	struct arena arena = { 0 };
	struct buf start;
	struct inbox_entry entry;
	struct search search = {
		.filing = filing, .entry = &entry, .out = &start
	};
	struct inbox_filed filed = { .ids = &id, .count = 1 };
	enum err_code rc = inbox_get(filing->ctx->db, &arena, id, &entry, err);

	buf_init(&start,
	    (size_t)filing->ctx->conf->limits.message_mb * FILING_MEGABYTE);
	if (rc == ERR_OK)
		rc = search_folder(&search, entry.folder, err);
	filed.folder = entry.state;
	/* One that is gone is where a human wants it. */
	if (rc == ERR_OK)
		rc = search.found != 0
			 ? move(filing, &filed, &search.found, err)
			 : inbox_set_filed(filing->ctx->db, &filed, err);
	buf_clear(&start);
	arena_free(&arena);
	return rc;
}

enum err_code filing_misfiled(const struct filing *filing, struct err *err)
{
	struct arena arena = { 0 };
	int64_t *ids;
	size_t count;
	enum err_code rc = inbox_misfiled(
	    filing->ctx->db, &arena, filing->mailbox, &ids, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = refile(filing, ids[i], err);
	arena_free(&arena);
	if (rc == ERR_OK && count > 0)
		rc = imap_select(filing->imap, NULL, err);
	return rc;
}
