/* What a newsletter is made of, for whom, and how it is known again. */
#include "newsletter_support.h"

#include "core/op_subscription.h"
#include "store/ledger.h"

static const char letter[] =
    "---\nsubject: Pour {{name}}\ndefault_name: vous\n---\n\n"
    "Bonjour {{name}}.\n\n"
    "::: item\ntitle: Travail\ntopics: travail\n:::\n\n"
    "::: item\ntitle: Gouvernance\ntopics: gouvernance\n:::\n";

static const char for_few[] =
    "---\nsubject: x\n---\n\nBonjour,\n\n"
    "::: item\ntitle: Travail\ntopics: travail\n:::\n";

static const struct conf_list *list_of(struct op_site *site, const char *name)
{
	return conf_list(site->conf, name);
}

static void subscribe(struct op_site *site, const char *list,
    const char *address, const char *topics, enum sub_delivery delivery)
{
	const struct op_proof proof = { .how = "cli", .source = "paper" };
	struct subscription sub = { .address = address,
		.name = "Anne",
		.topics = topics,
		.delivery = delivery };

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_subscribe(&site->ctx, &site->arena,
			  list_of(site, list), &sub, &proof, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static struct op_newsletter made(
    struct op_site *site, const char *lists[], size_t count, const char *text)
{
	const struct conf_list *to[OP_LISTS_MAX];

	for (size_t i = 0; i < count; i++)
		to[i] = list_of(site, lists[i]);
	return made_for(site, to, count, text);
}

static const char *both[] = { "lettre", "ess-communs" };

static void all_variants_are_made(void **state)
{
	struct op_site site;
	struct op_newsletter n;

	(void)state;
	op_site_open(&site);
	n = made(&site, both, 2, letter);
	assert_int_equal(n.target_count, 2);
	assert_int_equal(n.topic_count, 2);
	for (size_t t = 0; t < 2; t++) {
		assert_int_equal(n.targets[t].variant_count, LANG__MAX * 4);
		for (size_t i = 0; i < n.targets[t].variant_count; i++) {
			const struct op_variant *v = &n.targets[t].variants[i];
			const char *html = v->mail.html.p;
			assert_false(v->empty);
			for (unsigned k = 0; k < 2; k++) {
				const char *title =
				    strcmp(n.topics[k], "travail") == 0
					? ">Travail<"
					: ">Gouvernance<";
				assert_int_equal(strstr(html, title) != NULL,
				    (int)(v->topics >> k & 1));
			}
		}
	}
	assert_string_equal(n.subject, "Pour vous");
	assert_non_null(strstr(n.text[LANG_FR], "Bonjour vous."));
	op_site_close(&site);
}

/* The same sources make the same; any change that a reader sees is another. */
static void it_is_known_again(void **state)
{
	struct op_site site;
	struct op_newsletter first;
	struct op_newsletter again;
	struct conf_list *list;

	(void)state;
	op_site_open(&site);
	first = made(&site, both, 2, letter);
	clock_pretend(OP_NOW + 5000);
	again = made(&site, both, 2, letter);
	assert_string_equal(first.seen, again.seen);
	assert_string_equal(first.hash, again.hash);
	again = made(&site, both, 1, letter);
	assert_string_not_equal(first.seen, again.seen);
	free(site.conf->site.name);
	site.conf->site.name = strdup("Another");
	again = made(&site, both, 2, letter);
	assert_string_equal(first.hash, again.hash);
	assert_string_not_equal(first.seen, again.seen);
	/* Who it is from. */
	list = site.conf->lists;
	while (strcmp(list->name, "ess-communs") != 0)
		list++;
	free(list->address);
	list->address = strdup("other@example.org");
	first = made(&site, both, 2, letter);
	assert_string_equal(first.hash, again.hash);
	assert_string_not_equal(first.seen, again.seen);
	op_site_close(&site);
}

/* What stands in the calendar alone is seen too, but for its numbers. */
static void calendars_are_seen(void **state)
{
	static const char text[] =
	    "---\nsubject: x\n---\n\n::: event\nid: %s\ntitle: t\n"
	    "start: 2027-12-07 18:00\n:::\n";
	struct op_newsletter n[3];
	struct op_site site;

	(void)state;
	op_site_open(&site);
	n[0] = made(&site, both, 1, arena_printf(&site.arena, text, "a"));
	n[1] = made(&site, both, 1, arena_printf(&site.arena, text, "b"));
	assert_true(str_eq(n[0].targets->variants->mail.html,
	    n[1].targets->variants->mail.html));
	assert_string_not_equal(n[0].seen, n[1].seen);
	/* Another issue has had the event, with another title. */
	n[2] = made(&site, both, 1,
	    "---\nsubject: x\n---\n\n::: event\nid: a\ntitle: u\n"
	    "start: 2027-12-07 18:00\n:::\n");
	op_must(&site, op_newsletter_send(&site.ctx, &site.arena, &n[2],
			   &(struct op_queued){ .again = true }, &site.err));
	n[2] = made(&site, both, 1, arena_printf(&site.arena, text, "a"));
	assert_non_null(strstr(
	    n[2].targets->variants->files->bytes.p, "\r\nSEQUENCE:1\r\n"));
	assert_non_null(strstr(
	    n[0].targets->variants->files->bytes.p, "\r\nSEQUENCE:0\r\n"));
	assert_string_equal(n[0].seen, n[2].seen);
	op_site_close(&site);
}

static enum op_reach reach(struct op_site *site, const struct op_newsletter *n,
    const char *address, struct op_reader *out)
{
	op_must(site, op_newsletter_reader(&site->ctx, &site->arena, n, address,
			  out, &site->err));
	return out->reach;
}

static void who_gets_it_and_who_does_not(void **state)
{
	struct op_newsletter n;
	struct op_readers counts;
	struct op_reader reader;
	struct op_site site;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "a@example.net", "", SUB_EACH);
	subscribe(&site, "ess-communs", "a@example.net", "", SUB_EACH);
	subscribe(&site, "lettre", "b@example.net", "gouvernance", SUB_EACH);
	subscribe(&site, "ess-communs", "b@example.net", "travail", SUB_EACH);
	subscribe(&site, "lettre", "c@example.net", "", SUB_DIGEST);
	subscribe(&site, "lettre", "d@example.net", "gouvernance", SUB_EACH);
	n = made(&site, both, 2, for_few);
	op_must(&site, op_newsletter_count(
			   &site.ctx, &site.arena, &n, &counts, &site.err));
	assert_int_equal(counts.reached, 2);
	assert_int_equal(counts.by_target[0], 1);
	assert_int_equal(counts.by_target[1], 1);
	assert_int_equal(counts.by_reach[OP_TWICE], 1);
	assert_int_equal(counts.by_reach[OP_EMPTY], 2);
	assert_int_equal(counts.by_reach[OP_DIGEST], 1);
	assert_int_equal(counts.by_topic[0], 2);
	assert_int_equal(
	    reach(&site, &n, "B@example.net", &reader), OP_REACHED);
	assert_string_equal(reader.target->list->name, "ess-communs");
	assert_int_equal(reach(&site, &n, "c@example.net", &reader), OP_DIGEST);
	assert_int_equal(reach(&site, &n, "d@example.net", &reader), OP_EMPTY);
	assert_null(reader.variant);
	op_site_close(&site);
}

/* The queue holds what was counted. */
static void what_is_queued_is_what_was_counted(void **state)
{
	struct op_queued queued = { .again = false };
	enum mailing_state state_now;
	struct op_newsletter n;
	struct op_site site;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "a@example.net", "", SUB_EACH);
	subscribe(&site, "ess-communs", "a@example.net", "", SUB_EACH);
	subscribe(&site, "lettre", "b@example.net", "gouvernance", SUB_EACH);
	subscribe(&site, "ess-communs", "b@example.net", "travail", SUB_EACH);
	n = made(&site, both, 2, for_few);
	op_must(&site,
	    op_newsletter_send(&site.ctx, &site.arena, &n, &queued, &site.err));
	assert_int_equal(queued.count, 2);
	assert_int_equal(op_queued(&site), 2);
	assert_int_not_equal(queued.mailings[0], queued.mailings[1]);
	/* Who was about to clear up comes too late. */
	op_mailing_abandon(&site.ctx, queued.mailing);
	op_must(&site, mailing_state_of(
			   site.ctx.db, queued.mailing, &state_now, &site.err));
	assert_int_equal(state_now, MAILING_RUNNING);
	/* The second list alone has had it as well. */
	n = made(&site, &both[1], 1, for_few);
	assert_int_equal(
	    op_newsletter_send(&site.ctx, &site.arena, &n, &queued, &site.err),
	    ERR_EXISTS);
	assert_int_equal(op_queued(&site), 2);
	op_site_close(&site);
}

static enum err_code count_running(
    void *arg, const struct mailing *mailing, struct err *err)
{
	int64_t *count = arg;

	(void)err;
	assert_int_not_equal(mailing->state, MAILING_PREPARING);
	*count += mailing->state == MAILING_RUNNING;
	return ERR_OK;
}

/* When one list cannot have it, no other one gets it. */
static void all_lists_or_none(void **state)
{
	struct op_queued queued = { .again = false };
	struct archived *items;
	struct op_newsletter n;
	struct op_site site;
	int64_t running = 0;
	int64_t list;
	size_t count;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "a@example.net", "", SUB_EACH);
	subscribe(&site, "ess-communs", "b@example.net", "", SUB_EACH);
	n = made(&site, &both[1], 1, letter);
	op_must(&site,
	    op_newsletter_send(&site.ctx, &site.arena, &n, &queued, &site.err));
	assert_int_equal(op_queued(&site), 1);
	n = made(&site, both, 2, letter);
	assert_int_equal(
	    op_newsletter_send(&site.ctx, &site.arena, &n, &queued, &site.err),
	    ERR_EXISTS);
	assert_int_equal(op_queued(&site), 1);
	op_must(&site, mailing_each(site.ctx.db, 0, MAILING_NEWSLETTER, 10,
			   count_running, &running, &site.err));
	assert_int_equal(running, 1);
	/* What left is in the archive, once. */
	op_must(&site, list_find(site.ctx.db, "ess-communs", &list, &site.err));
	op_must(&site, archive_newsletters(site.ctx.db, &site.arena, list,
			   &items, &count, &site.err));
	assert_int_equal(count, 1);
	assert_string_equal(items[0].subject, "Pour vous");
	op_site_close(&site);
}

/* What nobody would see is no variant to be shown, nor to be sent. */
static void nothing_to_show(void **state)
{
	static const char past[] =
	    "---\nsubject: x\n---\n\n::: event\nid: a\ntitle: t\n"
	    "start: 2020-12-07 18:00\n:::\n";
	struct op_queued queued = { .again = false };
	struct op_reader reader;
	struct op_newsletter n;
	struct op_site site;

	(void)state;
	op_site_open(&site);
	n = made(&site, both, 1, past);
	assert_int_equal(
	    op_newsletter_send(&site.ctx, &site.arena, &n, &queued, &site.err),
	    ERR_INPUT);
	assert_int_equal(queued.count, 0);
	assert_int_equal(
	    op_newsletter_nothing(&site.arena, &n, NULL, &site.err),
	    ERR_REFUSED);
	assert_int_equal(
	    op_newsletter_nothing(&site.arena, &n, "en", &site.err),
	    ERR_REFUSED);
	assert_int_equal(
	    op_newsletter_nothing(&site.arena, &n, "en.1", &site.err),
	    ERR_NOT_FOUND);
	assert_non_null(strstr(site.err.text, "fr, en"));
	assert_int_equal(reach(&site, &n, "new@example.net", &reader), OP_PAST);
	assert_null(reader.variant);
	op_site_close(&site);
}

/* Somebody who is on no list sees it, and their way out does nothing. */
static void one_mail_for_anybody(void **state)
{
	struct op_newsletter n;
	struct op_reader reader;
	struct op_site site;
	struct buf mail;

	(void)state;
	op_site_open(&site);
	subscribe(&site, "lettre", "a@example.net", "travail", SUB_EACH);
	n = made(&site, both, 1, letter);
	buf_init(&mail, OP_MAILING_COMPILED);
	assert_int_equal(
	    reach(&site, &n, "new@example.net", &reader), OP_REACHED);
	op_must(&site, op_newsletter_one(&site.ctx, &site.arena, &n, &reader,
			   &mail, &site.err));
	assert_non_null(strstr(mail.data, "\r\nTo: new@example.net\r\n"));
	assert_non_null(strstr(mail.data, "=?utf-8?q?vous?="));
	assert_non_null(strstr(mail.data, "lettre+stop-aaaaaaaaaa"));
	assert_int_equal(
	    reach(&site, &n, "a@example.net", &reader), OP_REACHED);
	op_must(&site, op_newsletter_one(&site.ctx, &site.arena, &n, &reader,
			   &mail, &site.err));
	assert_non_null(strstr(mail.data, "=?utf-8?q?Anne?="));
	assert_non_null(strstr(mail.data, "Travail"));
	assert_null(strstr(mail.data, "Gouvernance"));
	assert_null(strstr(mail.data, "lettre+stop-aaaaaaaaaa"));
	buf_clear(&mail);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_variants_are_made),
		cmocka_unit_test(it_is_known_again),
		cmocka_unit_test(calendars_are_seen),
		cmocka_unit_test(who_gets_it_and_who_does_not),
		cmocka_unit_test(what_is_queued_is_what_was_counted),
		cmocka_unit_test(all_lists_or_none),
		cmocka_unit_test(nothing_to_show),
		cmocka_unit_test(one_mail_for_anybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
