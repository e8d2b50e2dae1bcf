/* src/news/calendar.c and zone.c; Python's icalendar judges them in e2e. */
#include "news/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static const char *const topics[] = { "travail" };
static const char *const labels[] = { "travail, emploi; aide" };

static const struct news_site site = {
	.topics = topics,
	.topic_count = 1,
	.zone = "Europe/Paris",
	.domain = "example.org",
	.list = "lettre",
	.address = "lettre@example.org",
};

static const struct news news = {
	.editions = { [LANG_FR] = { .source = "lettre.fr.md" } },
};

static int clean(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct str make(const struct news_block *blocks, size_t count)
{
	json_t *data = json_pack("{s:s}", "name",
	    "\001A\003\001A\002\001A\005\001A\004vous\001A\005");
	const struct news_view view = {
		.news = &news,
		.site = &site,
		.topic_labels = labels,
		.language = LANG_FR,
		.data = data,
		.as_of = 1796083200, /* 2026-12-01 00:00 UTC */
	};
	struct err err = { 0 };
	struct str out = { NULL, 0 };

	if (news_calendar(&arena, &view, blocks, count, &out, &err) != ERR_OK)
		fail_msg("%s", err.text);
	json_decref(data);
	if (getenv("LIAISON_SHOW") != NULL)
		(void)printf("%.*s", STR_ARG(out));
	return out;
}

static bool holds(struct str text, const char *what)
{
	return str_find(text, str_c(what)) != SIZE_MAX;
}

static struct news_block event(const char *uid)
{
	return (struct news_block){
		.kind = NEWS_EVENT,
		.values = { [NEWS_TITLE] = { "Séminaire ; a, b", 1, 1 } },
		.event = { .uid = uid,
		    .zone = "Europe/Paris",
		    .start = { 1797526800, false, 2026, 12, 17, 18, 0 },
		    .end = { 1797534000, false, 2026, 12, 17, 20, 0 } },
	};
}

static void test_whole_event(void **state)
{
	struct news_block block = event("a.lettre@example.org");
	struct str out;

	(void)state;
	block.values[NEWS_PLACE].text = "12 rue\tde l’Exemple\x1b[1m\u202e";
	block.values[NEWS_ORGANISER].text = "Réseau <a@example.org>";
	block.values[NEWS_KEY_LANGUAGE].text = "pour {{name}}";
	block.values[NEWS_REGISTRATION].text = "https://example.org/i";
	block.body = str_c("Bonjour {{name}}, **venez**.\n\nEntrée libre.");
	block.topics = 1;
	block.event.sequence = 3;
	block.event.status = NEWS_CANCELLED;
	out = make(&block, 1);
	assert_true(str_starts(out, str_c("BEGIN:VCALENDAR\r\n")));
	assert_true(str_ends(out, str_c("END:VCALENDAR\r\n")));
	assert_true(holds(out, "\r\nMETHOD:PUBLISH\r\n"));
	assert_true(holds(out, "\r\nUID:a.lettre@example.org\r\n"));
	assert_true(holds(out, "\r\nDTSTAMP:20261201T000000Z\r\n"));
	assert_true(holds(out, "\r\nSEQUENCE:3\r\n"));
	assert_true(holds(out, "\r\nSTATUS:CANCELLED\r\n"));
	assert_true(
	    holds(out, "\r\nSUMMARY;LANGUAGE=fr:Séminaire \\; a\\, b\r\n"));
	assert_true(
	    holds(out, "\r\nDTSTART;TZID=Europe/Paris:20261217T180000\r\n"));
	assert_true(
	    holds(out, "\r\nDTEND;TZID=Europe/Paris:20261217T200000\r\n"));
	assert_true(
	    holds(out, "LOCATION;LANGUAGE=fr:12 rue de l’Exemple [1m\r\n"));
	assert_true(holds(out, "Bonjour vous\\, *venez*.\\n\\nEntrée"));
	assert_true(holds(out, "ORGANIZER;CN=Réseau:mailto:a@example.org\r\n"));
	assert_true(holds(out, "\r\nURL:https://example.org/i\r\n"));
	assert_true(holds(out, "\r\nCATEGORIES:travail\\, emploi\\; aide\r\n"));
	assert_true(holds(out, "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"));
	assert_true(holds(out, "Langue\u00a0: pour vous"));
	assert_false(holds(out, "\001"));
	assert_false(holds(out, "{{"));
}

/* URIs are ASCII; what is no address, or a name with quotes, does no harm. */
static void test_addresses(void **state)
{
	static const struct {
		const char *organiser;
		const char *property;
	} rows[] = {
		{ "Zoé <zoé@exâmple.org>",
		    "ORGANIZER;CN=Zoé:mailto:zo%C3%A9@xn--exmple-xta.org\r\n" },
		{ "a?b%c@example.org",
		    "ORGANIZER:mailto:a%3Fb%25c@example.org\r\n" },
		{ "a..b@example.org", "mailto:lettre@example.org\r\n" },
		{ "\"Zoé\" \\ Martin <z@example.org>",
		    "ORGANIZER;CN=Zoé  Martin:mailto:z@example.org\r\n" },
		{ "\" \" <z@example.org>",
		    "ORGANIZER:mailto:z@example.org\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct news_block block = event("a");
		block.values[NEWS_ORGANISER].text = rows[i].organiser;
		if (!holds(make(&block, 1), rows[i].property))
			fail_msg("%s", rows[i].organiser);
	}
	for (int key = 0; key < 2; key++) {
		struct news_block block = event("a");
		block.values[key == 0 ? NEWS_LINK : NEWS_PLACE].text =
		    "https://example.org/é%20?a=1,2;3&b=[ü]#x";
		assert_true(holds(make(&block, 1),
		    "URL:https://example.org/%C3%A9%20?a=1,2;3&b=[%C3%BC]#x"));
	}
}

static void test_nothing_to_say(void **state)
{
	struct news_block blocks[] = { event("a"), { .kind = NEWS_ITEM } };

	(void)state;
	blocks[0].event.start.at = blocks[0].event.end.at = 1796000000;
	assert_int_equal(make(blocks, 2).n, 0);
	assert_int_equal(make(NULL, 0).n, 0);
}

static void test_whole_days(void **state)
{
	struct news_block blocks[] = { event("a"), event("b") };
	struct str out;

	(void)state;
	blocks[0].event.start =
	    (struct news_time){ 1798671600, true, 2026, 12, 31, 0, 0 };
	blocks[0].event.end = (struct news_time){ 0 };
	blocks[1].event.start =
	    (struct news_time){ 1803769200, true, 2027, 2, 28, 0, 0 };
	blocks[1].event.end =
	    (struct news_time){ 1803855600, true, 2027, 3, 1, 0, 0 };
	out = make(blocks, 2);
	assert_true(holds(out, "\r\nDTSTART;VALUE=DATE:20261231\r\n"));
	assert_true(holds(out, "\r\nDTEND;VALUE=DATE:20270101\r\n"));
	assert_true(holds(out, "\r\nDTEND;VALUE=DATE:20270302\r\n"));
	assert_false(holds(out, "VTIMEZONE"));
}

/* Rules of a zone are given for times, from the first to the last. */
static void test_zones_of_what_has_times(void **state)
{
	struct news_block blocks[] = { event("a"), event("b") };

	(void)state;
	blocks[0].event.start =
	    (struct news_time){ 1796857200, true, 2026, 12, 10, 0, 0 };
	blocks[0].event.end = (struct news_time){ 0 };
	assert_true(holds(make(blocks, 2), "BEGIN:VTIMEZONE"));
	/* Until when it ends, not until it starts. */
	blocks[1].event.zone = "Africa/Casablanca";
	assert_false(holds(make(&blocks[1], 1), "DTSTART:20300"));
	blocks[1].event.end =
	    (struct news_time){ 1909051200, false, 2030, 6, 30, 13, 0 };
	assert_true(holds(make(&blocks[1], 1), "DTSTART:20300"));
}

/* The hour that comes twice: 2027-10-31 02:30 in Paris. */
static void test_the_hour_that_comes_twice(void **state)
{
	struct news_block blocks[] = { event("a"), event("b"), event("c") };
	struct str out;

	(void)state;
	blocks[0].event.start =
	    (struct news_time){ 1824942600, false, 2027, 10, 31, 2, 30 };
	blocks[1].event.start =
	    (struct news_time){ 1824946200, false, 2027, 10, 31, 2, 30 };
	blocks[2].event.zone = "Etc/UTC";
	blocks[0].event.end = blocks[1].event.end = (struct news_time){ 0 };
	out = make(blocks, 3);
	assert_true(holds(out, "DTSTART:20271031T003000Z"));
	assert_true(holds(out, "DTSTART:20271031T013000Z"));
	assert_true(holds(out, "DTSTART:20261217T170000Z"));
	assert_false(holds(out, "Etc/UTC"));
}

static void test_uids(void **state)
{
	static const struct {
		const char *id;
		const char *title;
		const char *uid;
	} rows[] = {
		{ "seminaire-2026-12", "x",
		    "seminaire-2026-12.lettre@example.org" },
		{ "Été 2026\r\nX:y", "x", "ete-2026-x-y.lettre@example.org" },
		{ NULL, "Café des communs !",
		    "cafe-des-communs.lettre@example.org" },
		{ NULL, "  L’œuvre: «suite»",
		    "l-oeuvre-suite.lettre@example.org" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(
		    news_uid(&arena, &site, rows[i].id, rows[i].title),
		    rows[i].uid);
	assert_string_not_equal(news_uid(&arena, &site, NULL, "研讨会"),
	    news_uid(&arena, &site, NULL, "讨论会"));
	assert_string_not_equal(news_uid(&arena, &site, NULL,
				    "Un titre si long que ses premiers "
				    "caractères ne le disent pas, un"),
	    news_uid(&arena, &site, NULL,
		"Un titre si long que ses premiers caractères ne le disent "
		"pas, deux"));
}

static void test_events_of_both_editions(void **state)
{
	struct news_block fr[] = { event(NULL), { .kind = NEWS_ITEM },
		event(NULL), event(NULL) };
	struct news_block en[] = { event(NULL), event(NULL), event(NULL) };
	struct news both = {
		.editions = { [LANG_FR] = { .source = "a",
				  .blocks = fr,
				  .block_count = 4 },
		    [LANG_EN] = { .source = "b",
			.blocks = en,
			.block_count = 3 } },
	};

	(void)state;
	fr[2].event.start.at++;
	fr[3].event.start.at += 2;
	fr[3].values[NEWS_ID].text = "c";
	en[0].values[NEWS_TITLE].text = en[1].values[NEWS_TITLE].text = "Talk";
	en[0].event.start.at++;
	en[2].event.start.at += 2;
	en[2].values[NEWS_ID].text = "c";
	news_uids(&arena, &site, &both);
	assert_string_equal(
	    fr[0].event.uid, "seminaire-a-b.lettre@example.org");
	assert_string_equal(
	    fr[2].event.uid, "20261217-0-seminaire-a-b.lettre@example.org");
	assert_string_equal(en[0].event.uid, fr[2].event.uid);
	assert_string_equal(en[1].event.uid, fr[0].event.uid);
	assert_string_equal(en[2].event.uid, fr[3].event.uid);
	/* A whole day is no translation of its first minute. */
	en[1].event.start.day = true;
	en[0].values[NEWS_ID].text = "other";
	news_uids(&arena, &site, &both);
	assert_string_equal(en[0].event.uid, "other.lettre@example.org");
	assert_string_equal(en[1].event.uid, "talk.lettre@example.org");
	en[0].values[NEWS_ID].text = NULL;
	/* One edition alone. */
	both.editions[LANG_FR] = (struct news_edition){ 0 };
	news_uids(&arena, &site, &both);
	assert_string_equal(en[0].event.uid, "talk.lettre@example.org");
	assert_string_equal(
	    en[1].event.uid, "20261217-0-talk.lettre@example.org");
}

/* Readers of either edition are shown both: they are two events. */
static void test_other_events_have_other_names(void **state)
{
	struct news_block fr[] = { event(NULL), event(NULL) };
	struct news_block en[] = { event(NULL), event(NULL) };
	struct news both = {
		.editions = { [LANG_FR] = { .source = "a",
				  .blocks = fr,
				  .block_count = 2 },
		    [LANG_EN] = { .source = "b",
			.blocks = en,
			.block_count = 2 } },
	};

	(void)state;
	fr[0].values[NEWS_TITLE].text = en[0].values[NEWS_TITLE].text = "Talk";
	en[0].event.start.at += 60;
	/* A title of one is the id of another. */
	fr[1].values[NEWS_TITLE].text = "Atelier";
	fr[1].event.start.at += 120;
	en[1].values[NEWS_ID].text = "atelier";
	news_uids(&arena, &site, &both);
	assert_string_equal(fr[0].event.uid, "talk.lettre@example.org");
	assert_string_equal(
	    en[0].event.uid, "20261217-0-talk.lettre@example.org");
	assert_string_equal(en[1].event.uid, "atelier.lettre@example.org");
	assert_string_equal(
	    fr[1].event.uid, "20261217-0-atelier.lettre@example.org");
}

static void test_hash_tells_changes(void **state)
{
	struct news_block a = event("a");
	struct news_block b = event("a");
	char one[CRYPTO_HEX];
	char two[CRYPTO_HEX];

	(void)state;
	b.event.sequence = 4;
	b.line = 12;
	news_event_hash(&a, one);
	news_event_hash(&b, two);
	assert_string_equal(one, two);
	b.event.status = NEWS_TENTATIVE;
	news_event_hash(&b, two);
	assert_string_not_equal(one, two);
	b = event("a");
	b.values[NEWS_PLACE].text = "ailleurs";
	news_event_hash(&b, two);
	assert_string_not_equal(one, two);
}

/* Whatever an editor pastes: no line of ours breaks, none is forged. */
static void test_hostile_values(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct news_block block = event("a");
		char text[400];
		struct str rest;
		struct str line;
		size_t begins = 0;
		for (size_t i = 0; i + 1 < sizeof(text); i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = (char)(1 + (seed >> 16) % 255);
			if ((seed >> 8) % 7 == 0)
				text[i] = "\r\n;:,\\\"{}"[seed % 8];
			if (text[i] == '{')
				text[i] = '[';
		}
		text[sizeof(text) - 1] = '\0';
		for (int key = 0; key < NEWS_KEY__MAX; key++)
			block.values[key].text = text;
		block.body = str_c(text);
		rest = make(&block, 1);
		while (str_line(&rest, &line)) {
			assert_true(line.n <= 75 || line.n == 0);
			for (size_t i = 0; i < line.n; i++)
				assert_true((unsigned char)line.p[i] >= ' ');
			begins += str_starts(line, str_c("BEGIN:"));
		}
		assert_int_equal(begins, 5);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_whole_event, clean),
		cmocka_unit_test_teardown(test_addresses, clean),
		cmocka_unit_test_teardown(test_nothing_to_say, clean),
		cmocka_unit_test_teardown(test_whole_days, clean),
		cmocka_unit_test_teardown(test_zones_of_what_has_times, clean),
		cmocka_unit_test_teardown(
		    test_the_hour_that_comes_twice, clean),
		cmocka_unit_test_teardown(test_uids, clean),
		cmocka_unit_test_teardown(test_events_of_both_editions, clean),
		cmocka_unit_test_teardown(
		    test_other_events_have_other_names, clean),
		cmocka_unit_test_teardown(test_hash_tells_changes, clean),
		cmocka_unit_test_teardown(test_hostile_values, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
