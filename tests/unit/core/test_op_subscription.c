/* A subscription begins, ends and begins again; each with its proof. */
#include "op_support.h"

#include "core/op_confirm.h"
#include "core/op_import.h"
#include "core/op_request.h"
#include "core/op_subscription.h"
#include "store/ledger.h"

static const struct op_proof proof = {
	.how = "email-confirmed",
	.message_id = "2@example.net",
	.authres = "mx.example.org; dmarc=pass",
};

static struct pending ask(struct op_site *site, enum pending_verb verb,
    const char *address, enum lang language)
{
	const struct op_request request = {
		.verb = verb,
		.list = conf_list(site->conf, "lettre"),
		.address = address,
		.name = "Anne",
		.language = language,
		.origin = "email",
		.message_id = "1@example.net",
	};
	enum op_requested result;

	return op_ask(site, &request, &result);
}

static struct subscription find(struct op_site *site, const char *key)
{
	struct subscription sub;

	op_must(
	    site, op_find(&site->ctx, &site->arena,
		      conf_list(site->conf, "lettre"), key, &sub, &site->err));
	return sub;
}

/* The consent records of a subscriber: "subscribe unsubscribe". */
static const char *actions(struct op_site *site, const struct subscription *sub)
{
	const char *out = "";
	struct consent *rows;
	size_t count;

	op_must(site, consent_list(site->ctx.db, &site->arena, sub->list,
			  sub->subscriber, &rows, &count, &site->err));
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(rows[i].message_id, proof.message_id);
		assert_string_equal(rows[i].authres, proof.authres);
		out = arena_printf(&site->arena, "%s%s%s", out,
		    i > 0 ? " " : "", rows[i].action);
	}
	return out;
}

static void there_and_back(void **state)
{
	struct op_site site;
	struct pending row;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	row = ask(&site, PENDING_SUBSCRIBE, "Anne@example.net", LANG_EN);
	assert_int_equal(op_agree(&site, row.id, &proof), OP_CONFIRM_DONE);
	assert_int_equal(op_queued(&site), 2); /* question, welcome */
	sub = find(&site, "anne@example.net");
	assert_int_equal(sub.status, SUB_ACTIVE);
	assert_int_equal(sub.language, LANG_EN);
	assert_string_equal(sub.name, "Anne");
	assert_string_equal(sub.address, "Anne@example.net");
	assert_int_equal(op_agree(&site, row.id, &proof), OP_CONFIRM_ALREADY);
	assert_int_equal(op_queued(&site), 2);

	row = ask(&site, PENDING_UNSUBSCRIBE, "anne@example.net", LANG_EN);
	assert_int_equal(op_agree(&site, row.id, &proof), OP_CONFIRM_DONE);
	sub = find(&site, "anne@example.net");
	assert_int_equal(sub.status, SUB_LEFT);
	assert_int_equal(op_agree(&site, row.id, &proof), OP_CONFIRM_ALREADY);

	clock_pretend(OP_NOW + 2 * CLOCK_DAY);
	row = ask(&site, PENDING_SUBSCRIBE, "anne@example.net", LANG_FR);
	assert_int_equal(op_agree(&site, row.id, &proof), OP_CONFIRM_DONE);
	sub = find(&site, "anne@example.net");
	assert_int_equal(sub.status, SUB_ACTIVE);
	assert_int_equal(sub.language, LANG_FR);
	assert_string_equal(
	    actions(&site, &sub), "subscribe unsubscribe subscribe");
	op_site_close(&site);
}

/* Leaving bars imports; only the person's own confirmation lifts it. */
static void not_brought_back(void **state)
{
	struct op_site site;
	struct pending row;
	struct subscription sub;
	struct op_import import = { .mode = OP_IMPORT_ADD, .source = "file" };
	enum op_import_result result;

	(void)state;
	op_site_open(&site);
	row = ask(&site, PENDING_SUBSCRIBE, "a@example.net", LANG_FR);
	(void)op_agree(&site, row.id, &proof);
	row = ask(&site, PENDING_UNSUBSCRIBE, "a@example.net", LANG_FR);
	(void)op_agree(&site, row.id, &proof);
	sub = find(&site, "a@example.net");
	import.list = conf_list(site.conf, "lettre");
	import.list_id = sub.list;
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site, op_import_person(&site.ctx, &site.arena, &import, &sub,
			   &result, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	assert_int_equal(result, OP_IMPORT_LEFT);
	sub = find(&site, "a@example.net");
	assert_int_equal(sub.status, SUB_LEFT);
	op_site_close(&site);
}

/* Who is gone by another way meanwhile confirms without an effect. */
static void gone_meanwhile(void **state)
{
	struct op_site site;
	struct pending row;
	struct pending leave;
	struct subscription sub;
	int64_t mails;

	(void)state;
	op_site_open(&site);
	row = ask(&site, PENDING_SUBSCRIBE, "a@example.net", LANG_FR);
	(void)op_agree(&site, row.id, &proof);
	leave = ask(&site, PENDING_UNSUBSCRIBE, "a@example.net", LANG_FR);
	sub = find(&site, "a@example.net");
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site,
	    op_leave(&site.ctx, &site.arena, conf_list(site.conf, "lettre"),
		&sub, &proof, false, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	mails = op_queued(&site);
	assert_int_equal(op_agree(&site, leave.id, &proof), OP_CONFIRM_DONE);
	assert_int_equal(op_queued(&site), mails);
	assert_string_equal(actions(&site, &sub), "subscribe unsubscribe");
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(not_brought_back),
		cmocka_unit_test(gone_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
