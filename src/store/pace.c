#include "store/pace.h"

#include <stdbool.h>
#include <stdio.h>

#include "store/stmt.h"

enum err_code pace_anchor_get(struct db *db, const struct pace_anchor *begin,
    struct pace_anchor *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "pace_anchor_get");

	*out = *begin;
	if (stmt_next(s)) {
		(void)snprintf(out->at.boot, sizeof(out->at.boot), "%s",
		    stmt_get_text(s, 0));
		out->at.boot_ms = stmt_get_int(s, 1);
		out->at.wall_ms = stmt_get_int(s, 2);
		out->at.synced = stmt_get_int(s, 3) != 0;
		out->pace = stmt_get_int(s, 4);
	}
	return stmt_end(s, err);
}

enum err_code pace_anchor_set(
    struct db *db, const struct pace_anchor *anchor, struct err *err)
{
	struct stmt *s = stmt_use(db, "pace_anchor_set");

	stmt_text(s, ":boot", anchor->at.boot);
	stmt_int(s, ":boot_ms", anchor->at.boot_ms);
	stmt_int(s, ":wall_ms", anchor->at.wall_ms);
	stmt_int(s, ":synced", anchor->at.synced);
	stmt_int(s, ":pace", anchor->pace);
	return stmt_write(s, NULL, err);
}

static void bind_key(struct stmt *s, const struct pace_key *key)
{
	stmt_text(s, ":relay", key->relay);
	stmt_text(s, ":domain", key->domain);
	stmt_int(s, ":width", key->width);
}

enum err_code pace_read(struct db *db, const struct pace_key *key,
    int64_t oldest, struct pace_bucket *out, size_t max, size_t *count,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "pace_read");
	bool more;
	enum err_code rc;

	bind_key(s, key);
	stmt_int(s, ":oldest", oldest);
	*count = 0;
	while ((more = stmt_next(s)) && *count < max)
		out[(*count)++] = (struct pace_bucket){
			.at = stmt_get_int(s, 0),
			.starts = stmt_get_int(s, 1),
		};
	rc = stmt_end(s, err);
	if (rc == ERR_OK && more)
		rc = err_set(err, ERR_LIMIT,
		    "the count of mails sent has too many buckets");
	return rc;
}

enum err_code pace_add(struct db *db, const struct pace_key *key,
    int64_t bucket, int64_t starts, struct err *err)
{
	struct stmt *s = stmt_use(db, "pace_add");

	bind_key(s, key);
	stmt_int(s, ":bucket", bucket);
	stmt_int(s, ":starts", starts);
	return stmt_write(s, NULL, err);
}

enum err_code pace_domain(struct db *db, int64_t mailing, int64_t list,
    char out[PACE_DOMAIN_SIZE], int64_t *mails, struct err *err)
{
	struct stmt *s = stmt_use(db,
	    mailing != 0 ? "pace_domain_of_mailing" : "pace_domain_of_list");

	stmt_int(s, ":id", mailing != 0 ? mailing : list);
	out[0] = '\0';
	*mails = 0;
	if (stmt_next(s)) {
		(void)snprintf(
		    out, PACE_DOMAIN_SIZE, "%s", stmt_get_text(s, 0));
		*mails = stmt_get_int(s, 1);
	}
	return stmt_end(s, err);
}

enum err_code pace_purge(
    struct db *db, int64_t width, int64_t oldest, struct err *err)
{
	struct stmt *s = stmt_use(db, "pace_purge");

	stmt_int(s, ":width", width);
	stmt_int(s, ":oldest", oldest);
	return stmt_write(s, NULL, err);
}
