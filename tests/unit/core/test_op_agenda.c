/* What calendars know of events, over several issues: src/core/op_agenda.c. */
#include "op_support.h"

#include "core/op_agenda.h"
#include "news/calendar.h"
#include "store/subscription.h"

enum { EVENTS = 2 };

/* A newsletter in two languages: each has events 0 and 1. */
struct issue {
	struct news news;
	struct news_block blocks[LANG__MAX][EVENTS];
};

static void make_issue(struct issue *issue)
{
	*issue = (struct issue){ 0 };
	for (int i = 0; i < LANG__MAX; i++) {
		struct news_edition *edition = &issue->news.editions[i];
		edition->blocks = issue->blocks[i];
		edition->block_count = EVENTS;
		for (int j = 0; j < EVENTS; j++)
			issue->blocks[i][j] = (struct news_block){
				.kind = NEWS_EVENT,
				.values = { [NEWS_TITLE] = { .text =
								 i == LANG_FR
								     ? "Titre"
								     : "Titl"
								       "e" } },
				.event = { .uid = j == 0 ? "a" : "b",
				    .start.at = OP_NOW },
			};
	}
}

static void number(struct op_site *site, struct issue *issue)
{
	op_must(site, op_agenda_sequences(
			  &site->ctx, "annonces", &issue->news, &site->err));
}

/* As it is sent: numbered, then kept. */
static void tell(struct op_site *site, struct issue *issue)
{
	number(site, issue);
	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site,
	    op_agenda_keep(&site->ctx, "annonces", &issue->news, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static void check(const struct issue *issue, int a, int b)
{
	for (int i = 0; i < LANG__MAX; i++) {
		if (issue->news.editions[i].block_count == 0)
			continue;
		assert_int_equal(issue->blocks[i][0].event.sequence, a);
		assert_int_equal(issue->blocks[i][1].event.sequence, b);
	}
}

static void open_list(struct op_site *site)
{
	int64_t id;

	op_site_open(site);
	op_must(site,
	    list_ensure(site->ctx.db, "annonces", OP_NOW, &id, &site->err));
}

static void test_a_change_raises(void **state)
{
	struct op_site site;
	struct issue issue;

	(void)state;
	open_list(&site);
	make_issue(&issue);
	tell(&site, &issue);
	check(&issue, 0, 0);
	/* The same again, in the next issue. */
	tell(&site, &issue);
	check(&issue, 0, 0);
	/* One language changes: the event does in both. */
	issue.blocks[LANG_EN][0].values[NEWS_PLACE].text = "elsewhere";
	tell(&site, &issue);
	check(&issue, 1, 0);
	tell(&site, &issue);
	check(&issue, 1, 0);
	for (int i = 0; i < LANG__MAX; i++)
		issue.blocks[i][1].event.status = NEWS_CANCELLED;
	tell(&site, &issue);
	check(&issue, 1, 1);
	/* Back to what it was is a change too. */
	make_issue(&issue);
	tell(&site, &issue);
	check(&issue, 2, 2);
	op_site_close(&site);
}

static void test_looking_changes_nothing(void **state)
{
	struct op_site site;
	struct issue issue;

	(void)state;
	open_list(&site);
	make_issue(&issue);
	tell(&site, &issue);
	issue.blocks[LANG_FR][0].event.start.at++;
	for (int i = 0; i < 3; i++) {
		number(&site, &issue);
		check(&issue, 1, 0);
	}
	op_site_close(&site);
}

static void test_an_edition_may_be_missing(void **state)
{
	struct op_site site;
	struct issue issue;

	(void)state;
	open_list(&site);
	make_issue(&issue);
	issue.news.editions[LANG_EN].block_count = 0;
	tell(&site, &issue);
	/* It is translated: the event is the same. */
	issue.news.editions[LANG_EN].block_count = EVENTS;
	tell(&site, &issue);
	check(&issue, 0, 0);
	/* Without its translation again, which is not forgotten. */
	issue.news.editions[LANG_FR].block_count = 0;
	tell(&site, &issue);
	check(&issue, 0, 0);
	issue.blocks[LANG_FR][0].values[NEWS_TITLE].text = "Autre";
	issue.news.editions[LANG_FR].block_count = EVENTS;
	tell(&site, &issue);
	check(&issue, 1, 0);
	op_site_close(&site);
}

static void test_no_database_and_no_list(void **state)
{
	struct op_site site;
	struct issue issue;
	struct db *db;

	(void)state;
	op_site_open(&site);
	make_issue(&issue);
	tell(&site, &issue);
	check(&issue, 0, 0);
	db = site.ctx.db;
	site.ctx.db = NULL;
	number(&site, &issue);
	check(&issue, 0, 0);
	site.ctx.db = db;
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_change_raises),
		cmocka_unit_test(test_looking_changes_nothing),
		cmocka_unit_test(test_an_edition_may_be_missing),
		cmocka_unit_test(test_no_database_and_no_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
