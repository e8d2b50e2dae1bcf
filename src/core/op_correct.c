/* Another name, another address: of core/op_person.h. */
#include "core/op_person.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "core/fields.h"
#include "core/notify.h"
#include "core/op_bounce.h"
#include "core/op_request.h"
#include "core/route.h"
#include "mail/addr.h"
#include "store/mailing.h"
#include "store/person.h"

enum { NAME_BYTES = 100 };

/* Letters and what stands between them in names: no link fits in there. */
static bool is_name(const char *name)
{
	struct str s = str_c(name);

	if (s.n == 0 || s.n > NAME_BYTES || !utf8_valid(s))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		const unsigned char c = (unsigned char)s.p[i];
		const bool letter = (c >= 'a' && c <= 'z') ||
				    (c >= 'A' && c <= 'Z') || c > 0x7f;
		const bool dot =
		    c == '.' &&
		    (i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == '-');
		if (!letter && !dot && c != ' ' && c != '-' && c != '\'')
			return false;
	}
	return true;
}

static bool is_address(
    const struct ctx *ctx, struct arena *arena, const char *address)
{
	struct err unused;
	char *normalised;

	return addr_normalise(arena, str_c(address), &normalised, &unused) ==
		   ERR_OK &&
	       !route_is_ours(ctx->conf, str_c(normalised));
}

bool op_correct_ok(
    const struct ctx *ctx, struct arena *arena, const struct change *change)
{
	if (change->name != NULL && !is_name(change->name))
		return false;
	return change->address == NULL ||
	       is_address(ctx, arena, change->address);
}

static enum err_code tell(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *template,
    const struct change *change, const char *old_address, struct err *err)
{
	json_t *choices = change_variables(arena, change, NULL, who->language);

	return op_person_tell(ctx, arena, who, template,
	    json_pack(
		"{s:o, s:s?}", "choices", choices, "old_address", old_address),
	    err);
}

static enum err_code record_all(struct ctx *ctx, struct arena *arena,
    const char *key, const struct op_proof *proof, const char *what,
    struct err *err)
{
	struct op_proof full = *proof;
	struct subscription *subs;
	size_t count = 0;
	enum err_code rc =
	    person_subscriptions(ctx->db, arena, key, &subs, &count, err);

	full.source = what;
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		if (subs[i].status != SUB_LEFT)
			rc = op_record(ctx, &subs[i], "set", &full, err);
	return rc;
}

static enum err_code ask_new_address(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *address, struct err *err)
{
	const struct change from = { .address = who->address };
	char *normalised;
	enum op_requested unused;
	struct op_request ask = {
		.verb = PENDING_MOVE,
		.detail = change_write(arena, &from),
		.name = "",
		.language = who->language,
		.origin = "email",
		.message_id = "",
	};
	enum err_code rc =
	    addr_normalise(arena, str_c(address), &normalised, err);

	if (rc != ERR_OK)
		return rc;
	ask.address = normalised;
	return op_request(ctx, arena, &ask, &unused, NULL, err);
}

enum err_code op_correct(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const struct change *change,
    enum op_corrected *result, struct err *err)
{
	const char *key = addr_key(arena, who->address);
	struct person person;
	enum err_code rc = person_find(ctx->db, arena, key, &person, err);

	*result = OP_CORRECT_NOBODY;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	*result = OP_CORRECT_REFUSED;
	if (!op_correct_ok(ctx, arena, change))
		return tell(ctx, arena, who, "correct-refused",
		    &(struct change){ 0 }, NULL, err);
	*result = OP_CORRECTED;
	if (change->name != NULL)
		rc = person_rename(ctx->db, person.id, change->name, err);
	if (rc == ERR_OK && change->name != NULL)
		rc = record_all(ctx, arena, key, who->proof, "name", err);
	if (rc == ERR_OK && change->address != NULL)
		rc = ask_new_address(ctx, arena, who, change->address, err);
	if (rc == ERR_OK)
		rc = tell(ctx, arena, who, "corrected", change, NULL, err);
	return rc;
}

/* Both were on the list: what works stays, and the newer address's choices. */
static enum err_code unite(struct ctx *ctx, struct arena *arena,
    const struct subscription *old, struct subscription *now, struct err *err)
{
	const bool revive =
	    old->status == SUB_ACTIVE && now->status != SUB_ACTIVE;
	const int64_t when = clock_now();
	enum err_code rc = ERR_OK;

	now->fields = fields_unite(arena, now->fields, old->fields);
	if (revive) {
		now->status = old->status;
		now->delivery = old->delivery;
		now->topics = old->topics;
		now->language = old->language;
		now->paused_until = old->paused_until;
	} else { /* they get their own of what is queued */
		rc = delivery_cancel_for(ctx->db, old->id, when, err);
	}
	if (rc == ERR_OK && (revive || old->fields[0] != '\0'))
		rc = subscription_update(ctx->db, now, when, err);
	return rc == ERR_OK ? person_unite(ctx->db, old, now, err) : rc;
}

static struct subscription *on_list(
    struct subscription *subs, size_t count, int64_t list)
{
	for (size_t i = 0; i < count; i++)
		if (subs[i].list == list)
			return &subs[i];
	return NULL;
}

static enum err_code merge(struct ctx *ctx, struct arena *arena,
    const struct person *old, const struct person *now, struct err *err)
{
	struct subscription *theirs;
	struct subscription *mine;
	size_t their_count = 0;
	size_t count = 0;
	enum err_code rc = person_subscriptions(
	    ctx->db, arena, old->address_key, &mine, &count, err);

	if (rc == ERR_OK)
		rc = person_subscriptions(ctx->db, arena, now->address_key,
		    &theirs, &their_count, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		struct subscription *there =
		    on_list(theirs, their_count, mine[i].list);
		rc = there == NULL ? person_give(ctx->db, &mine[i], now, err)
				   : unite(ctx, arena, &mine[i], there, err);
	}
	if (rc == ERR_OK && now->name[0] == '\0')
		rc = person_rename(ctx->db, now->id, old->name, err);
	return rc == ERR_OK ? person_delete(ctx->db, old->id, err) : rc;
}

/* No import brings the old address back; the new one asked by itself. */
static enum err_code suppress_old(struct ctx *ctx, struct arena *arena,
    const struct person *old, const char *new_key, struct err *err)
{
	char hash[CRYPTO_HEX];
	char new_hash[CRYPTO_HEX];
	struct subscription *subs;
	size_t count = 0;
	enum err_code rc =
	    person_subscriptions(ctx->db, arena, new_key, &subs, &count, err);

	ctx_address_hash(ctx, old->address_key, hash);
	ctx_address_hash(ctx, new_key, new_hash);
	if (rc == ERR_OK)
		rc = suppression_remove(ctx->db, new_hash, 0, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		if (subs[i].status == SUB_LEFT)
			continue;
		rc = suppression_remove(ctx->db, new_hash, subs[i].list, err);
		if (rc == ERR_OK)
			rc = suppression_add(ctx->db, hash, subs[i].list,
			    "left", clock_now(), err);
	}
	return rc;
}

static enum err_code tell_both(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const struct person *old, struct err *err)
{
	const struct change to = { .address = who->address };
	const struct op_proof alone = { .how = who->proof->how };
	const struct op_person before = {
		.address = old->address,
		.language = who->language,
		.proof = &alone,
	};
	enum err_code rc =
	    tell(ctx, arena, who, "address-changed", &to, old->address, err);

	if (rc == ERR_OK)
		rc = tell(ctx, arena, &before, "address-changed", &to,
		    old->address, err);
	return rc;
}

enum err_code op_readdress(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *old_address, struct err *err)
{
	const char *key = addr_key(arena, who->address);
	const char *old_key = addr_key(arena, old_address);
	struct person now;
	struct person old;
	bool same = str_eq(str_c(key), str_c(old_key));
	enum err_code rc = person_find(ctx->db, arena, old_key, &old, err);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = person_find(ctx->db, arena, key, &now, err);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && same))
		rc = person_readdress(ctx->db, &old, who->address, key, err);
	else if (rc == ERR_OK)
		rc = merge(ctx, arena, &old, &now, err);
	if (rc == ERR_OK && !same)
		rc = suppress_old(ctx, arena, &old, key, err);
	if (rc == ERR_OK)
		rc = record_all(ctx, arena, key, who->proof, "address", err);
	if (rc == ERR_OK) /* what failed was another address */
		rc = person_find(ctx->db, arena, key, &now, err);
	if (rc == ERR_OK)
		rc = op_bounce_forgive(ctx, now.id, who->proof, err);
	if (rc == ERR_OK)
		rc = tell_both(ctx, arena, who, &old, err);
	return rc;
}
