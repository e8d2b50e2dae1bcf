/* Left alone, forgotten, called or written to otherwise. */
#include "op_support.h"

#include "core/op_data.h"
#include "core/op_import.h"
#include "core/op_person.h"
#include "store/pending.h"
#include "store/person.h"

static const struct op_proof proof = { .how = "email",
	.message_id = "1@example.net",
	.authres = "mx.example.org; dmarc=pass header.from=a@example.net" };

static void subscribe(struct op_site *site, const char *list,
    const char *address, enum sub_delivery delivery)
{
	struct subscription sub = { .address = address,
		.name = "",
		.language = LANG_FR,
		.delivery = delivery,
		.topics = "" };

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(
	    site, op_subscribe(&site->ctx, &site->arena,
		      conf_list(site->conf, list), &sub, &proof, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static struct op_person who(const char *address)
{
	return (struct op_person){
		.address = address, .language = LANG_EN, .proof = &proof
	};
}

static enum op_import_result import(
    struct op_site *site, const char *list, const char *key)
{
	struct op_import in = { .list = conf_list(site->conf, list) };
	enum op_import_result result;

	if (list_find(site->ctx.db, list, &in.list_id, &site->err) != ERR_OK)
		in.list_id = 0;
	op_must(site, op_import_look(&site->ctx, &site->arena, &in, key,
			  &result, &site->err));
	return result;
}

static void run(struct op_site *site,
    enum err_code (*op)(
	struct ctx *, struct arena *, const struct op_person *, struct err *),
    const char *address)
{
	const struct op_person person = who(address);

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op(&site->ctx, &site->arena, &person, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

/* Also for who was never there, and as often as one likes. */
static void objection_and_return(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "a@example.net", SUB_EACH);
	for (int i = 0; i < 2; i++) {
		run(&site, op_object, "a@example.net");
		run(&site, op_object, "stranger@example.net");
	}
	assert_int_equal(op_queued(&site), 4);
	assert_int_equal(
	    import(&site, "ess-communs", "a@example.net"), OP_IMPORT_LEFT);
	assert_int_equal(
	    import(&site, "lettre", "stranger@example.net"), OP_IMPORT_LEFT);
	subscribe(&site, "lettre", "a@example.net", SUB_EACH);
	assert_int_equal(
	    import(&site, "ess-communs", "a@example.net"), OP_IMPORT_NEW);
	op_site_close(&site);
}

static void nothing_is_left(void **state)
{
	struct person_facts facts;
	struct op_site site;
	struct person person;
	json_t *data;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "A@example.net", SUB_EACH);
	subscribe(&site, "ess-communs", "A@example.net", SUB_EACH);
	run(&site, op_erase, "A@example.net");
	run(&site, op_erase, "A@example.net");
	assert_int_equal(person_find(site.ctx.db, &site.arena, "a@example.net",
			     &person, &site.err),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    import(&site, "lettre", "a@example.net"), OP_IMPORT_LEFT);
	/* The last notice of two: the first one went with the second. */
	assert_int_equal(op_queued(&site), 1);
	op_must(&site, person_mailings(site.ctx.db, &site.arena,
			   "a@example.net", &facts, &site.err));
	assert_int_equal(facts.count, 1);
	op_must(&site,
	    op_data(&site.ctx, &site.arena, "a@example.net", &data, &site.err));
	assert_int_equal(
	    json_array_size(json_object_get(data, "subscriptions")), 0);
	assert_true(json_array_size(json_object_get(data, "suppressed")) > 0);
	json_decref(data);
	op_site_close(&site);
}

static bool waits(struct op_site *site, const struct pending *like)
{
	struct pending row;

	return pending_find(site->ctx.db, &site->arena, like, &row,
		   &site->err) == ERR_OK;
}

/* A request that names them goes with them; no longer address is theirs. */
static void erased_from_requests(void **state)
{
	struct op_site site;
	struct pending row;
	bool fresh;

	(void)state;
	op_site_open(&site);
	row = (struct pending){ .verb = PENDING_MOVE,
		.detail = "{\"address\":\"Anna@example.net\"}",
		.address = "new@example.net",
		.address_key = "new@example.net",
		.name = "",
		.origin = "email",
		.request_id = "",
		.expires = INT64_MAX };
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site,
	    pending_put(site.ctx.db, &site.arena, &row, &fresh, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	run(&site, op_erase, "a@example.net");
	assert_true(waits(&site, &row));
	run(&site, op_erase, "anna@example.net");
	assert_false(waits(&site, &row));
	op_site_close(&site);
}

static enum op_corrected correct(
    struct op_site *site, const char *address, const struct change *change)
{
	const struct op_person person = who(address);
	enum op_corrected result;

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_correct(&site->ctx, &site->arena, &person, change,
			  &result, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	return result;
}

static void names(void **state)
{
	static const struct {
		const char *name;
		enum op_corrected want;
	} rows[] = {
		{ "Zoé d’Été-Martin", OP_CORRECTED },
		{ "J. R. O'Neil", OP_CORRECTED },
		{ "Jean-Paul", OP_CORRECTED },
		{ "", OP_CORRECT_REFUSED },
		{ "see http://evil.example", OP_CORRECT_REFUSED },
		{ "evil.example", OP_CORRECT_REFUSED },
		{ "mallory@example.com", OP_CORRECT_REFUSED },
		{ "call 0800", OP_CORRECT_REFUSED },
		{ "a\nb", OP_CORRECT_REFUSED },
	};
	struct op_site site;
	struct person person;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "a@example.net", SUB_EACH);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct change change = { .name = rows[i].name };
		if (correct(&site, "a@example.net", &change) != rows[i].want)
			fail_msg("\"%s\"", rows[i].name);
		op_must(&site, person_find(site.ctx.db, &site.arena,
				   "a@example.net", &person, &site.err));
		assert_true((strcmp(person.name, rows[i].name) == 0) ==
			    (rows[i].want == OP_CORRECTED));
	}
	assert_int_equal(
	    correct(&site, "b@example.net", &(struct change){ .name = "B" }),
	    OP_CORRECT_NOBODY);
	assert_int_equal(
	    correct(&site, "a@example.net",
		&(struct change){ .address = "listes@example.org" }),
	    OP_CORRECT_REFUSED);
	op_site_close(&site);
}

static void readdress(
    struct op_site *site, const char *old, const char *address)
{
	const struct op_person person = who(address);

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site,
	    op_readdress(&site->ctx, &site->arena, &person, old, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

/* Two persons become one; neither loses a list. */
static void two_are_one(void **state)
{
	struct subscription *subs;
	struct op_site site;
	struct person person;
	size_t count;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "old@example.net", SUB_EACH);
	subscribe(&site, "ess-communs", "old@example.net", SUB_EACH);
	subscribe(&site, "ess-communs", "new@example.net", SUB_DIGEST);
	readdress(&site, "old@example.net", "New@example.net");
	readdress(&site, "old@example.net", "New@example.net");
	assert_int_equal(person_find(site.ctx.db, &site.arena,
			     "old@example.net", &person, &site.err),
	    ERR_NOT_FOUND);
	op_must(&site, person_subscriptions(site.ctx.db, &site.arena,
			   "new@example.net", &subs, &count, &site.err));
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(subs[i].status, SUB_ACTIVE);
	/* The old address is not brought back, the new one is there. */
	assert_int_equal(
	    import(&site, "lettre", "old@example.net"), OP_IMPORT_LEFT);
	assert_int_equal(
	    import(&site, "lettre", "new@example.net"), OP_IMPORT_THERE);
	assert_int_equal(op_queued(&site), 2);
	op_site_close(&site);
}

/* What fits is whole; else the newest are told, and how many more. */
static void a_file_that_fits(void **state)
{
	struct arena arena = { 0 };
	json_t *rows = json_array();
	json_t *few = json_pack("[s, s]", "one", "two");
	json_t *data =
	    json_pack("{s:o, s:o}", "mailings", rows, "failures", few);
	struct str text;

	(void)state;
	for (int i = 0; i < 1000; i++)
		(void)json_array_append_new(rows, json_integer(1000 - i));
	text = op_data_file(&arena, data, 20000);
	assert_int_equal(json_array_size(rows), 1000);
	assert_null(json_object_get(data, "mailings_more"));
	text = op_data_file(&arena, data, 5000);
	assert_true(text.n <= 5000);
	assert_int_equal(json_array_size(rows), 500);
	assert_int_equal(json_integer_value(json_array_get(rows, 0)), 1000);
	text = op_data_file(&arena, data, 100);
	assert_true(text.n <= 100);
	assert_int_equal(
	    json_integer_value(json_object_get(data, "mailings_more")) +
		(json_int_t)json_array_size(rows),
	    1000);
	text = op_data_file(&arena, data, 1); /* there is an end */
	assert_true(text.n > 1);
	json_decref(data);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objection_and_return),
		cmocka_unit_test(nothing_is_left),
		cmocka_unit_test(erased_from_requests),
		cmocka_unit_test(names),
		cmocka_unit_test(two_are_one),
		cmocka_unit_test(a_file_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
