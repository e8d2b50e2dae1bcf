/*
 * Who is queued for which variant: the statement against a second reading of
 * the same rules in C, over random subscriptions.
 */
#include "mailings.h"

#include "store/variant.h"

enum { PEOPLE = 120, ROUNDS = 40, CHUNK = 7 };

/* Keys that hold each other, as instr() might confuse them. */
static const char *const keys[] = { "a", "aa", "a-a", "travail",
	"travail-social", "x" };

enum { KEYS = sizeof(keys) / sizeof(*keys) };

static unsigned dice(uint32_t *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* A person on a list with anything that matters. */
struct reader {
	struct subscription sub;
	char address[64];
	char topics[128];
};

static void random_topics(uint32_t *seed, char out[128])
{
	static const char *const others[] = { "", "old", "b" };

	out[0] = '\0';
	for (size_t i = 0; i < KEYS; i++)
		if (dice(seed, 3) == 0)
			(void)snprintf(out + strlen(out), 128 - strlen(out),
			    "%s%s", out[0] == '\0' ? "" : " ", keys[i]);
	if (dice(seed, 4) == 0)
		(void)snprintf(out, 128, "%s", others[dice(seed, 3)]);
}

static void make_reader(
    struct db *db, uint32_t *seed, int64_t list, int n, struct reader *r)
{
	(void)snprintf(r->address, sizeof(r->address), "p%d@example.org", n);
	random_topics(seed, r->topics);
	r->sub = (struct subscription){
		.list = list,
		.address = r->address,
		.address_key = r->address,
		.name = "",
		.topics = r->topics,
		.status = dice(seed, 8) == 0 ? SUB_LEFT : SUB_ACTIVE,
		.delivery = (enum sub_delivery)(
		    dice(seed, 5) == 0 ? dice(seed, 3) : SUB_EACH),
		.language = (enum lang)dice(seed, LANG__MAX),
	};
	must(subscription_put(db, &r->sub, NOW, &err));
	if (dice(seed, 8) == 0)
		r->sub.paused_until = NOW - 1 + (int64_t)dice(seed, 3);
	must(subscription_update(db, &r->sub, NOW, &err));
}

static struct reader *make_readers(
    struct db *db, uint32_t *seed, int64_t list, int from)
{
	struct reader *out = mem_calloc(PEOPLE, sizeof(*out));

	must(db_begin(db, &err));
	for (int i = 0; i < PEOPLE; i++)
		make_reader(db, seed, list, from + i, &out[i]);
	must(db_commit(db, &err));
	return out;
}

/* What the subscription is to get, "" for nothing. */
static void expected(const struct reader *r, const struct delivery_fill *fill,
    char out[VARIANT_NAME])
{
	const struct subscription *sub = &r->sub;
	unsigned mask =
	    variant_mask(sub->topics, fill->topics, fill->topic_count);

	out[0] = '\0';
	if (sub->status != SUB_ACTIVE || sub->delivery != fill->mode ||
	    sub_is_paused(sub, fill->due))
		return;
	if (fill->empty[sub->language] >> mask & 1)
		return;
	variant_name(sub->language, fill->topic_count, mask, out);
}

/* The variants of a mailing's deliveries, by subscription. */
struct queued {
	char variants[4 * PEOPLE][VARIANT_NAME];
	uint64_t used[LANG__MAX];
};

static enum err_code note(
    void *ctx, const struct delivery *delivery, struct err *err)
{
	struct queued *queued = ctx;
	enum lang language = LANG_FR;
	unsigned mask = 0;

	(void)err;
	assert_in_range(delivery->subscription, 1, 4 * PEOPLE - 1);
	assert_string_equal(queued->variants[delivery->subscription], "");
	(void)snprintf(queued->variants[delivery->subscription], VARIANT_NAME,
	    "%s", delivery->variant);
	assert_true(variant_parse(delivery->variant, &language, &mask));
	queued->used[language] |= UINT64_C(1) << mask;
	return ERR_OK;
}

/* Fills in chunks; what was queued. */
static struct queued *fill_all(struct db *db, struct delivery_fill *fill)
{
	struct queued *out = mem_calloc(1, sizeof(*out));

	do {
		must(db_begin(db, &err));
		must(delivery_fill(db, fill, CHUNK, &err));
		must(db_commit(db, &err));
	} while (fill->added > 0);
	must(delivery_each(
	    db, fill->mailing, DELIVERY_STATE__MAX, note, out, &err));
	for (int i = 0; i < LANG__MAX; i++)
		assert_true(out->used[i] == fill->used[i]);
	return out;
}

static uint64_t random_empty(uint32_t *seed)
{
	switch (dice(seed, 4)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX;
	default:
		return (uint64_t)dice(seed, 1u << 24) << 40 |
		       (uint64_t)dice(seed, 1u << 24) << 20 |
		       dice(seed, 1u << 24);
	}
}

static struct delivery_fill random_fill(
    struct db *db, uint32_t *seed, int64_t list)
{
	return (struct delivery_fill){
		.mailing = make_mailing(db, list, MAILING_NEWSLETTER, 5),
		.list = list,
		.mode = SUB_EACH,
		.due = NOW,
		.topics = keys,
		.topic_count = dice(seed, KEYS + 1),
		.empty = { random_empty(seed), random_empty(seed) },
	};
}

static void one_round(uint32_t seed)
{
	struct db *db = memory();
	int64_t list = make_list(db, "lettre");
	struct reader *readers = make_readers(db, &seed, list, 0);
	struct delivery_fill fill = random_fill(db, &seed, list);
	struct queued *queued = fill_all(db, &fill);

	for (int i = 0; i < PEOPLE; i++) {
		char want[VARIANT_NAME];
		expected(&readers[i], &fill, want);
		assert_string_equal(queued->variants[readers[i].sub.id], want);
	}
	free(queued);
	free(readers);
	db_close(db);
}

static void each_gets_the_variant_of_their_topics(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < ROUNDS; i++)
		one_round(i * 7919 + 1);
}

/* The second list: nobody who has one of the first, all others. */
static void who_is_on_two_lists_gets_one(void **state)
{
	uint32_t seed = 42;
	struct db *db = memory();
	int64_t lists[2] = { make_list(db, "a"), make_list(db, "b") };
	/* The second half of the first list is the first half of the other. */
	struct reader *first = make_readers(db, &seed, lists[0], 0);
	struct reader *other = make_readers(db, &seed, lists[1], PEOPLE / 2);
	struct delivery_fill fills[2];
	struct queued *queued[2];
	int twice = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		fills[i] = random_fill(db, &seed, lists[i]);
		fills[i].empty[0] = fills[i].empty[1] = 0xf0;
		fills[i].first = i == 0 ? 0 : fills[0].mailing;
		queued[i] = fill_all(db, &fills[i]);
	}
	for (int i = 0; i < PEOPLE; i++) {
		char want[VARIANT_NAME];
		bool before =
		    i < PEOPLE / 2 &&
		    queued[0]->variants[first[i + PEOPLE / 2].sub.id][0] != 0;
		expected(&other[i], &fills[1], want);
		if (before && want[0] != '\0')
			twice++;
		assert_string_equal(
		    queued[1]->variants[other[i].sub.id], before ? "" : want);
	}
	assert_true(twice > 5);
	for (int i = 0; i < 2; i++)
		free(queued[i]);
	free(first);
	free(other);
	db_close(db);
}

/* Of three lists: who is not on the first still gets one of the others. */
static void each_list_knows_all_before_it(void **state)
{
	static const char *const on[3] = { "a", "b", "c" };
	struct db *db = memory();
	int64_t before = 0;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct mailing mailing = {
			.list = make_list(db, on[i]),
			.kind = MAILING_NEWSLETTER,
			.priority = 5,
			.envelope = MAILING_VERP,
			.subject = "Subject",
			.author = "cli:marie",
			.content_hash = "hash",
			.created = NOW,
			.first = before,
		};
		struct delivery_fill next = { .list = mailing.list,
			.mode = SUB_EACH,
			.due = NOW,
			.first = before };

		/* 0 is on the first, 1 on the others, 2 on the last alone. */
		for (int person = 0; person < 3; person++)
			if (person == 0 ? i == 0 : i >= person)
				(void)make_person(db, mailing.list, person);
		must(mailing_add(db, &mailing, &err));
		next.mailing = mailing.id;
		must(db_begin(db, &err));
		must(delivery_fill(db, &next, CHUNK, &err));
		must(db_commit(db, &err));
		assert_int_equal(next.added, 1);
		if (i == 0)
			before = mailing.id;
	}
	db_close(db);
}

static void names(void **state)
{
	static const char *const wrong[] = { "", "de", "fr.", "fr.x", "fr.40",
		"fr.1000000005", "fr5", "FR", "fr.-1", "fr. 1" };
	char name[VARIANT_NAME];
	enum lang language;
	unsigned mask;

	(void)state;
	for (unsigned i = 0; i < 1U << VARIANT_TOPICS; i++) {
		variant_name(LANG_EN, VARIANT_TOPICS, i, name);
		assert_true(variant_parse(name, &language, &mask));
		assert_int_equal(language, LANG_EN);
		assert_int_equal(mask, i);
	}
	variant_name(LANG_FR, 0, 0, name);
	assert_string_equal(name, "fr");
	assert_true(variant_parse("fr", &language, &mask));
	assert_int_equal(mask, 0);
	variant_name(LANG_FR, 6, 42, name);
	assert_string_equal(name, "fr.2a");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(variant_parse(wrong[i], &language, &mask));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_gets_the_variant_of_their_topics),
		cmocka_unit_test(who_is_on_two_lists_gets_one),
		cmocka_unit_test(each_list_knows_all_before_it),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
