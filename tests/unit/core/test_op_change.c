/* Choices on a list: written down, confirmed, made once; pauses end. */
#include "newsletter_support.h"

#include "core/op_change.h"
#include "core/op_confirm.h"
#include "core/op_request.h"

static const struct op_proof proof = { .how = "email" };

static const struct conf_list *lettre(struct op_site *site)
{
	return conf_list(site->conf, "lettre");
}

static void subscribe(struct op_site *site, const char *address)
{
	struct subscription sub = { .address = address,
		.name = "",
		.language = LANG_FR,
		.topics = "" };

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_subscribe(&site->ctx, &site->arena, lettre(site), &sub,
			  &proof, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static struct subscription find(struct op_site *site, const char *key)
{
	struct subscription sub;

	op_must(site, op_find(&site->ctx, &site->arena, lettre(site), key, &sub,
			  &site->err));
	return sub;
}

static enum op_changed change(
    struct op_site *site, const char *key, const struct change *change)
{
	const struct op_change spec = { .list = lettre(site),
		.address_key = key,
		.change = change,
		.proof = &proof,
		.language = LANG_FR,
		.tell = true };
	enum op_changed result;

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site,
	    op_change(&site->ctx, &site->arena, &spec, &result, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	return result;
}

static struct pending ask(struct op_site *site, const struct change *change)
{
	const struct op_request request = {
		.verb = PENDING_SET,
		.detail = change_write(&site->arena, change),
		.list = lettre(site),
		.address = "a@example.net",
		.name = "",
		.language = LANG_FR,
		.origin = "email",
		.message_id = "1@example.net",
	};
	enum op_requested result;

	return op_ask(site, &request, &result);
}

/* The same change is the same text; what is not ours is none. */
static void written_and_read(void **state)
{
	const struct change all = { .has_delivery = true,
		.delivery = SUB_DIGEST,
		.has_pause = true,
		.paused_until = OP_NOW,
		.has_language = true,
		.language = LANG_EN,
		.topics = "travail \"x\"",
		.name = "Zoé",
		.address = "zoe@example.net" };
	static const char *const foreign[] = { "", "x", "[]", "1", "{",
		"{\"delivery\":1,\"language\":\"de\",\"paused_until\":\"x\"}" };
	struct arena arena = { 0 };
	struct change back;

	(void)state;
	assert_true(change_read(&arena, change_write(&arena, &all), &back));
	assert_string_equal(
	    change_write(&arena, &all), change_write(&arena, &back));
	assert_int_equal(back.delivery, SUB_DIGEST);
	assert_int_equal(back.paused_until, OP_NOW);
	assert_int_equal(back.language, LANG_EN);
	assert_string_equal(back.name, "Zoé");
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		(void)change_read(&arena, foreign[i], &back);
		assert_true(change_is_empty(&back));
	}
	arena_free(&arena);
}

static int64_t readers(struct op_site *site)
{
	const struct op_newsletter issue = made_newsletter(
	    site, lettre(site), "---\nsubject: x\n---\n\nBonjour.\n");
	struct op_readers out;

	op_must(site, op_newsletter_count(
			  &site->ctx, &site->arena, &issue, &out, &site->err));
	return out.reached;
}

static void a_pause_ends_by_the_clock(void **state)
{
	const struct change pause = { .has_pause = true,
		.paused_until = OP_NOW + 100 };
	const struct change open = { .has_pause = true,
		.paused_until = SUB_PAUSE_OPEN };
	const struct change resume = { .has_pause = true };
	struct op_site site;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "a@example.net");
	assert_int_equal(readers(&site), 1);
	assert_int_equal(change(&site, "a@example.net", &pause), OP_CHANGED);
	assert_int_equal(readers(&site), 0);
	clock_pretend(OP_NOW + 100);
	assert_int_equal(readers(&site), 0);
	clock_pretend(OP_NOW + 101);
	assert_int_equal(readers(&site), 1);
	assert_int_equal(change(&site, "a@example.net", &open), OP_CHANGED);
	clock_pretend(OP_NOW + INT64_C(1000) * CLOCK_DAY);
	assert_int_equal(readers(&site), 0);
	assert_int_equal(
	    change(&site, "a@example.net", &open), OP_CHANGED_ALREADY);
	assert_int_equal(change(&site, "a@example.net", &resume), OP_CHANGED);
	assert_int_equal(readers(&site), 1);
	/* Each was told how it stands. */
	assert_int_equal(op_queued(&site), 4);
	op_site_close(&site);
}

static void who_is_not_there(void **state)
{
	const struct change none = { .has_delivery = true,
		.delivery = SUB_NONE };
	struct op_site site;

	(void)state;
	op_site_open(&site);
	assert_int_equal(
	    change(&site, "nobody@example.net", &none), OP_CHANGED_NOBODY);
	assert_int_equal(op_queued(&site), 0);
	op_site_close(&site);
}

/* What a mail said is what its token does, and once. */
static void a_token_does_what_its_mail_said(void **state)
{
	const struct change digest = { .has_delivery = true,
		.delivery = SUB_DIGEST };
	const struct change none = { .has_delivery = true,
		.delivery = SUB_NONE };
	struct op_site site;
	struct pending first;
	struct pending second;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "a@example.net");
	first = ask(&site, &digest);
	second = ask(&site, &none);
	assert_int_not_equal(first.id, second.id);
	assert_int_equal(op_queued(&site), 1); /* threat T1 */
	assert_int_equal(op_agree(&site, first.id, &proof), OP_CONFIRM_DONE);
	assert_int_equal(find(&site, "a@example.net").delivery, SUB_DIGEST);
	(void)change(&site, "a@example.net", &none);
	assert_int_equal(op_agree(&site, first.id, &proof), OP_CONFIRM_ALREADY);
	assert_int_equal(find(&site, "a@example.net").delivery, SUB_NONE);
	op_site_close(&site);
}

/* A mail that was confirmed was wanted: the next one need not wait a day. */
static void a_confirmed_mail_does_not_count(void **state)
{
	const struct change digest = { .has_delivery = true,
		.delivery = SUB_DIGEST };
	const struct change none = { .has_delivery = true,
		.delivery = SUB_NONE };
	struct op_site site;
	struct pending row;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "a@example.net");
	row = ask(&site, &digest);
	clock_pretend(OP_NOW + 60);
	assert_int_equal(op_agree(&site, row.id, &proof), OP_CONFIRM_DONE);
	assert_int_equal(op_queued(&site), 2);
	row = ask(&site, &none);
	assert_int_equal(op_queued(&site), 3);
	(void)ask(&site, &digest);
	assert_int_equal(op_queued(&site), 3);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_and_read),
		cmocka_unit_test(a_pause_ends_by_the_clock),
		cmocka_unit_test(who_is_not_there),
		cmocka_unit_test(a_token_does_what_its_mail_said),
		cmocka_unit_test(a_confirmed_mail_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
