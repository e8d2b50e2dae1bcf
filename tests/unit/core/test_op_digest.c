/* What a digest holds when newsletters go out in the same second. */
#include "newsletter_support.h"

#include "core/op_digest.h"
#include "core/op_subscription.h"

static const struct conf_list *lettre(struct op_site *site)
{
	return conf_list(site->conf, "lettre");
}

static void subscribe(
    struct op_site *site, const char *address, enum sub_delivery delivery)
{
	const struct op_proof proof = { .how = "cli", .source = "paper" };
	struct subscription sub = { .address = address,
		.name = "",
		.topics = "",
		.delivery = delivery };

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_subscribe(&site->ctx, &site->arena, lettre(site), &sub,
			  &proof, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static void newsletter(struct op_site *site, const char *subject)
{
	op_must(site, send_newsletter(site, lettre(site), subject));
}

/* Runs the digest; how many mails it queued, -1 for none. */
static int64_t digest(struct op_site *site, enum op_digested want)
{
	enum op_digested result = OP_DIGEST_SENT;
	int64_t mailing = 0;
	int64_t queued = -1;

	op_must(site, op_digest(&site->ctx, &site->arena, lettre(site),
			  clock_now(), &result, &mailing, &queued, &site->err));
	assert_int_equal(result, want);
	return queued;
}

static void in_the_same_second(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "d@example.net", SUB_DIGEST);
	subscribe(&site, "e@example.net", SUB_EACH);
	(void)digest(&site, OP_DIGEST_NOTHING);
	newsletter(&site, "one");
	assert_int_equal(op_queued(&site), 1);
	assert_int_equal(digest(&site, OP_DIGEST_SENT), 1);
	newsletter(&site, "two");
	(void)digest(&site, OP_DIGEST_ALREADY);
	assert_int_equal(op_queued(&site), 3);
	clock_pretend(OP_NOW + 31 * CLOCK_DAY);
	assert_int_equal(digest(&site, OP_DIGEST_SENT), 1);
	clock_pretend(OP_NOW + 62 * CLOCK_DAY);
	(void)digest(&site, OP_DIGEST_NOTHING);
	op_site_close(&site);
}

/* Nothing new: the occasion stays open for what comes later in it. */
static void a_quiet_beginning(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "d@example.net", SUB_DIGEST);
	(void)digest(&site, OP_DIGEST_NOTHING);
	clock_pretend(OP_NOW + 100);
	newsletter(&site, "late");
	assert_int_equal(digest(&site, OP_DIGEST_SENT), 1);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_the_same_second),
		cmocka_unit_test(a_quiet_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
