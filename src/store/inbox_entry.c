#include "store/inbox_entry.h"

#include "base/i18n.h"
#include "store/stmt.h"

/* Columns of both queries: the message, then what is held of it. */
enum { FIRST_HELD = 21 };

static void read_held(struct stmt *s, struct held *out)
{
	int column = FIRST_HELD;

	*out = (struct held){
		.id = stmt_get_int(s, column),
		.list = stmt_get_int(s, column + 1),
		.kind = stmt_get_text(s, column + 2),
		.why = stmt_get_text(s, column + 3),
		.state = stmt_get_text(s, column + 4),
		.created = stmt_get_int(s, column + 5),
		.reported = stmt_get_int(s, column + 6),
		.forwarded = stmt_get_int(s, column + 7),
		.language = stmt_get_text(s, column + 8),
		.answered = stmt_get_text(s, column + 9),
		.proposal = stmt_get_text(s, column + 10),
		.command = stmt_get_text(s, column + 11),
		.applied = stmt_get_text(s, column + 12),
	};
}

static void read_entry(struct stmt *s, struct inbox_entry *out)
{
	*out = (struct inbox_entry){
		.id = stmt_get_int(s, 0),
		.mailbox = stmt_get_text(s, 1),
		.uidvalidity = (uint32_t)stmt_get_int(s, 2),
		.uid = (uint32_t)stmt_get_int(s, 3),
		.attempts = (int)stmt_get_int(s, 4),
		.moved = stmt_get_int(s, 6) != 0,
		.hash = stmt_get_text(s, 7),
		.kind = stmt_get_text(s, 8),
		.action = stmt_get_text(s, 9),
		.reason = stmt_get_text(s, 10),
		.message_id = stmt_get_text(s, 11),
		.sender = stmt_get_text(s, 12),
		.subject = stmt_get_text(s, 13),
		.seen = stmt_get_int(s, 14),
		.settled = stmt_get_int(s, 15),
		.size = stmt_get_int(s, 16),
		.folder = stmt_get_text(s, 17),
		.folder_uidvalidity = (uint32_t)stmt_get_int(s, 18),
		.folder_uid = (uint32_t)stmt_get_int(s, 19),
		.list = stmt_get_text(s, 20),
	};
	(void)inbox_state_parse(stmt_get_text(s, 5), &out->state);
	read_held(s, &out->held);
	out->held.inbox = out->id;
}

/* The same with its texts in the arena. */
static void keep(struct arena *arena, struct inbox_entry *entry)
{
	const char **texts[] = { &entry->mailbox, &entry->hash, &entry->kind,
		&entry->action, &entry->reason, &entry->message_id,
		&entry->sender, &entry->subject, &entry->folder, &entry->list,
		&entry->held.kind, &entry->held.why, &entry->held.state,
		&entry->held.language, &entry->held.answered,
		&entry->held.proposal, &entry->held.command,
		&entry->held.applied };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = arena_strdup(arena, *texts[i]);
}

enum err_code inbox_get(struct db *db, struct arena *arena, int64_t id,
    struct inbox_entry *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_get");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found) {
		read_entry(s, out);
		keep(arena, out);
	}
	rc = stmt_end(s, err);
	if (rc != ERR_OK || found)
		return rc;
	return err_set(err, ERR_NOT_FOUND,
	    "there is no message %lld; \"liaison inbox list --all\" shows them",
	    (long long)id);
}

enum err_code inbox_each(struct db *db, const struct inbox_filter *filter,
    inbox_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_each");
	enum err_code rc = ERR_OK;
	enum err_code ended;
	struct err unused;

	stmt_int(s, ":all", filter->all);
	stmt_int(s, ":since", filter->since);
	stmt_text(s, ":list", filter->list);
	stmt_text(s, ":state",
	    filter->state == INBOX__MAX ? "" : inbox_state_name(filter->state));
	while (rc == ERR_OK && stmt_next(s)) {
		struct inbox_entry entry;
		read_entry(s, &entry);
		rc = each(ctx, &entry, err);
	}
	ended = stmt_end(s, rc == ERR_OK ? err : &unused);
	return rc == ERR_OK ? ended : rc;
}

enum err_code inbox_reopen(
    struct db *db, const struct inbox_entry *entry, struct err *err)
{
	int64_t changes = 0;
	struct stmt *s = stmt_use(db, "inbox_reopen");
	enum err_code rc;

	stmt_int(s, ":id", entry->id);
	stmt_text(s, ":state", inbox_state_name(entry->state));
	stmt_int(s, ":settled", entry->settled);
	rc = stmt_run(s, &changes, err);
	if (rc != ERR_OK || changes > 0)
		return rc;
	return err_set(err, ERR_REFUSED,
	    "message %lld was just handled by another program; look again "
	    "with \"liaison inbox show %lld\"",
	    (long long)entry->id, (long long)entry->id);
}

enum err_code inbox_follow(struct db *db, const struct inbox_entry *entry,
    enum inbox_state state, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_follow");

	stmt_int(s, ":id", entry->id);
	stmt_text(s, ":hash", entry->hash);
	stmt_text(s, ":from", inbox_state_name(entry->state));
	stmt_text(s, ":to", inbox_state_name(state));
	return stmt_write(s, NULL, err);
}

enum err_code inbox_misfiled(struct db *db, struct arena *arena,
    const char *mailbox, int64_t **ids, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_misfiled");

	stmt_text(s, ":mailbox", mailbox);
	return stmt_ids(s, arena, ids, count, err);
}
