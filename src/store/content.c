/* The compiled messages of mailings, of store/mailing.h. */
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "store/handle.h"
#include "store/mailing.h"
#include "store/stmt.h"

enum {
	PART_MIN = 32 * 1024, /* bytes that are worth a row of their own */
	BYTES_MAX = 256 * 1024 * 1024 /* of one value: store/db.c */
};

/* Where a line of a boundary of ours begins: mail/compose.c. */
static const char boundary[] = "\r\n--=_";

/* A compiled message on its way into the database. */
struct cutting {
	struct db *db;
	int64_t mailing;
	struct buf rest; /* what is left of it */
	struct buf cuts; /* "OFFSET BYTES HASH " of each part */
};

static enum err_code keep_part(
    struct cutting *c, struct str part, struct err *err)
{
	struct stmt *s = stmt_use(c->db, "content_add_part");
	char hash[CRYPTO_HEX];

	crypto_hash_hex(part, hash);
	(void)buf_printf(&c->cuts, "%zu %zu %s ", c->rest.len, part.n, hash);
	stmt_int(s, ":mailing", c->mailing);
	stmt_text(s, ":hash", hash);
	stmt_blob(s, ":bytes", part);
	return stmt_write(s, NULL, err);
}

/* The line of a boundary that begins here, without its end. */
static struct str boundary_line(struct str text)
{
	const size_t head = sizeof(boundary) - 1;
	const size_t end = str_find(str_from(text, head), str_c("\r\n"));

	return str_sub(text, 0, end == SIZE_MAX ? text.n : head + end);
}

/* Boundaries stay: those of another variant are others. */
static enum err_code cut(
    struct cutting *c, struct str compiled, struct err *err)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && compiled.n > 0) {
		struct str part =
		    str_sub(compiled, 0, str_find(compiled, str_c(boundary)));
		struct str line;
		if (part.n >= PART_MIN)
			rc = keep_part(c, part, err);
		else
			(void)buf_str(&c->rest, part);
		compiled = str_from(compiled, part.n);
		line = boundary_line(compiled);
		(void)buf_str(&c->rest, line);
		compiled = str_from(compiled, line.n);
	}
	return rc;
}

static enum err_code add(
    struct cutting *c, const char *variant, struct err *err)
{
	struct stmt *s = stmt_use(c->db, "content_add");

	stmt_int(s, ":mailing", c->mailing);
	stmt_text(s, ":variant", variant);
	stmt_blob(s, ":compiled", buf_get(&c->rest));
	stmt_text(s, ":cuts", buf_get(&c->cuts).p);
	return stmt_write(s, NULL, err);
}

enum err_code mailing_add_content(struct db *db, int64_t mailing,
    const char *variant, struct str compiled, struct err *err)
{
	struct cutting c = { .db = db, .mailing = mailing };
	bool own;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK)
		return rc;
	buf_init(&c.rest, compiled.n);
	buf_init(&c.cuts, compiled.n);
	rc = cut(&c, compiled, err);
	if (rc == ERR_OK)
		rc = add(&c, variant, err);
	buf_clear(&c.rest);
	buf_clear(&c.cuts);
	return db_leave(db, own, rc, err);
}

/* What was kept of a variant, being put together again. */
struct joining {
	struct arena *arena;
	struct db *db;
	int64_t mailing;
	struct str rest;
	struct str cuts;
	size_t taken; /* of `rest` */
	char *out;
	size_t n;
};

/* One part's place in what was left, its size and its hash. */
static bool next_cut(
    struct str *cuts, size_t *offset, size_t *size, struct str *hash)
{
	struct str first;
	struct str second;
	uint64_t a = 0;
	uint64_t b = 0;
	bool ok = str_split(cuts, ' ', &first) &&
		  str_split(cuts, ' ', &second) && str_split(cuts, ' ', hash) &&
		  str_u64(first, BYTES_MAX, &a) &&
		  str_u64(second, BYTES_MAX, &b);

	*offset = (size_t)a;
	*size = (size_t)b;
	return ok;
}

static void take(struct joining *j, struct str bytes)
{
	memcpy(j->out + j->n, bytes.p, bytes.n);
	j->n += bytes.n;
}

/* Of this mailing alone, which must not hold up the others: no ERR_DB. */
static enum err_code damaged(const struct joining *j, struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "the content of mailing %lld is damaged; restore the database "
	    "from a copy",
	    (long long)j->mailing);
}

static enum err_code join_part(
    struct joining *j, size_t size, struct str hash, struct err *err)
{
	struct stmt *s = stmt_use(j->db, "content_part");
	bool whole = false;
	enum err_code rc;

	stmt_int(s, ":mailing", j->mailing);
	stmt_text(s, ":hash", arena_dup(j->arena, hash));
	if (stmt_next(s)) {
		struct str bytes = stmt_get_blob(s, 0);
		whole = bytes.n == size;
		if (whole)
			take(j, bytes);
	}
	rc = stmt_end(s, err);
	return rc == ERR_OK && !whole ? damaged(j, err) : rc;
}

static enum err_code join(struct joining *j, struct err *err)
{
	struct str cuts = j->cuts;
	struct str hash;
	enum err_code rc = ERR_OK;
	size_t offset;
	size_t size;

	while (rc == ERR_OK && cuts.n > 0) {
		if (!next_cut(&cuts, &offset, &size, &hash) ||
		    offset < j->taken || offset > j->rest.n)
			return damaged(j, err);
		take(j, str_sub(j->rest, j->taken, offset - j->taken));
		j->taken = offset;
		rc = join_part(j, size, hash, err);
	}
	take(j, str_from(j->rest, j->taken));
	return rc;
}

/* The bytes of all parts together. */
static size_t parts_size(struct str cuts)
{
	struct str hash;
	size_t offset;
	size_t size;
	size_t all = 0;

	while (next_cut(&cuts, &offset, &size, &hash))
		all += size;
	return all;
}

/* What is left of it, and its cuts, in the arena; false = there is none. */
static enum err_code find_rest(struct joining *j, struct arena *arena,
    const char *variant, bool *found, struct err *err)
{
	struct stmt *s = stmt_use(j->db, "content_get");

	stmt_int(s, ":mailing", j->mailing);
	stmt_text(s, ":variant", variant);
	*found = stmt_next(s);
	if (*found) {
		j->rest = stmt_get_blob(s, 0);
		j->rest.p = arena_dup(arena, j->rest);
		j->cuts = str_c(arena_strdup(arena, stmt_get_text(s, 1)));
	}
	return stmt_end(s, err);
}

enum err_code mailing_content(struct db *db, struct arena *arena,
    int64_t mailing, const char *variant, struct str *out, struct err *err)
{
	struct joining j = { .arena = arena, .db = db, .mailing = mailing };
	bool found;
	enum err_code rc = find_rest(&j, arena, variant, &found, err);

	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "mailing %lld has no content \"%s\"", (long long)mailing,
		    variant);
	if (rc != ERR_OK)
		return rc;
	*out = j.rest;
	if (j.cuts.n == 0)
		return ERR_OK;
	j.out = arena_alloc(arena, j.rest.n + parts_size(j.cuts) + 1);
	rc = join(&j, err);
	*out = str_n(j.out, j.n);
	return rc;
}
