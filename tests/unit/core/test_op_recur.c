/* src/core/op_recur.c */
/* For mkdtemp(). */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier) */
#include "editors_support.h"
#include "newsletter_support.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "core/op_order.h"
#include "core/op_recur.h"
#include "core/rule.h"

/* A folder of letters, gone at the end of the test. */
static char folder[] = "/tmp/liaison-recur-XXXXXX";

static const char *path_of(struct op_site *site, const char *name)
{
	return arena_printf(&site->arena, "%s/%s", folder, name);
}

static void put(struct op_site *site, const char *name, const char *text)
{
	FILE *file = fopen(path_of(site, name), "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void put_ready(struct op_site *site, const char *name)
{
	put(site, name,
	    arena_printf(&site->arena,
		"---\nsubject: %s\nready: yes\n---\n\nTexte de %s.\n", name,
		name));
}

static void take_away(struct op_site *site, const char *name)
{
	assert_int_equal(unlink(path_of(site, name)), 0);
}

static int make_folder(void **state)
{
	(void)state;
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static struct recurring add(struct op_site *site, const char *rule)
{
	const struct op_recur recur = {
		.list = lettre(site),
		.rule = rule,
		.folder = folder,
		.editor = "",
	};
	struct recurring row;

	op_must(site,
	    op_recur_add(&site->ctx, &site->arena, &recur, &row, &site->err));
	return row;
}

static void tick(struct op_site *site)
{
	int64_t count;

	op_must(site, op_order_due(&site->ctx, &count, &site->err));
}

/* Names of the files that left, the oldest first, a blank between. */
static const char *sent(struct op_site *site)
{
	struct newsletter *rows;
	const char *out = "";
	size_t count;

	op_must(site, newsletter_newest(site->ctx.db, &site->arena, SIZE_MAX,
			  &rows, &count, &site->err));
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(rows[i].state, NEWSLETTER_SENT);
		out = arena_printf(&site->arena, "%s%s%s", rows[i].name,
		    i == 0 ? "" : " ", out);
	}
	return out;
}

/* The turn after this one. */
static void turn_comes(struct op_site *site, int64_t id)
{
	struct recurring row;

	op_must(site,
	    recurring_get(site->ctx.db, &site->arena, id, &row, &site->err));
	clock_pretend(row.next + 30);
	tick(site);
	tick(site);
}

/* Not in a pattern with anything. */
static uint32_t some(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (*seed >> 8) % below;
}

/* The last hour of the rule from `after` to `now`, or 0. */
static int64_t last_hour(
    const struct rule *rule, int64_t anchor, int64_t after, int64_t now)
{
	int64_t last = 0;
	int64_t next;

	for (int64_t at = after;; at = next) {
		assert_true(rule_next(rule, "Europe/Paris", anchor, at, &next));
		if (next > now)
			return last;
		last = next;
	}
}

/*
 * A year and more, the machine off now and then: each hour sends one
 * newsletter, in the order of names; of those that were missed it is the last,
 * if it is not late, else the editors are told, once.
 */
static void a_year(struct op_site *site, const char *text, uint32_t seed)
{
	const int64_t start = 1788220800; /* 2026-09-01 */
	const int64_t end = start + INT64_C(420) * CLOCK_DAY;
	struct rule rule;
	int64_t anchor;
	int64_t before = start;
	int64_t now = start;
	int64_t want = 0; /* mails */
	size_t letters = 0;

	clock_pretend(start);
	op_must(site, rule_parse(text, &rule, &site->err));
	anchor = add(site, text).next;
	while (now < end) {
		int64_t hour;
		bool off = some(&seed, 100) == 0;

		now += 60 + some(&seed, off ? 20 * CLOCK_DAY : CLOCK_DAY / 4);
		hour = last_hour(&rule, anchor, before, now);
		if (hour != 0 && now - hour <= OP_ORDER_LATE)
			letters++;
		want += hour == 0                     ? 0
			: now - hour <= OP_ORDER_LATE ? 1  /* reader */
						      : 2; /* editors */
		clock_pretend(now);
		tick(site);
		tick(site);
		if (op_queued(site) != want)
			fail_msg("%s: %lld mails, not %lld, at %lld", text,
			    (long long)op_queued(site), (long long)want,
			    (long long)now);
		before = now;
	}
	assert_true(letters > 4);
	assert_int_equal(strlen(sent(site)), letters * strlen("000.md ") - 1);
}

static void each_hour_once(void **state)
{
	static const char *const rules[] = { "first monday 08:00",
		"dernier vendredi 17h30", "every 2 weeks wednesday 02:30",
		"tous les dimanches à 2h30", "day 31 08:00" };
	enum { FILES = 65 };

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct op_site site;

		open_site(&site, CONF_APPROVAL_NONE);
		for (int n = 0; n < FILES; n++)
			put_ready(
			    &site, arena_printf(&site.arena, "%03d.md", n));
		a_year(&site, rules[i], (uint32_t)i + 1);
		assert_memory_equal(sent(&site), "000.md 001.md 002.md", 20);
		for (int n = 0; n < FILES; n++)
			take_away(
			    &site, arena_printf(&site.arena, "%03d.md", n));
		close_site(&site);
	}
}

static const char broken[] =
    "---\nsubject: B\nready: yes\n---\n\nBonjour {{nobody}}.\n";

/* It is told each time, and the next one goes. */
static void a_broken_file_is_passed_over(void **state)
{
	struct op_site site;
	int64_t id;

	(void)state;
	open_site(&site, CONF_APPROVAL_NONE);
	id = add(&site, "monday 08:00").id;
	put(&site, "1.md", broken);
	put(&site, "2.md", broken);
	put_ready(&site, "3.md");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "3.md");
	assert_int_equal(op_queued(&site), 1 + 2);
	turn_comes(&site, id); /* nothing but those */
	assert_string_equal(sent(&site), "3.md");
	assert_int_equal(op_queued(&site), 3 + 2);
	put_ready(&site, "1.md");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "3.md 1.md");
	assert_int_equal(op_queued(&site), 5 + 1);
	take_away(&site, "1.md");
	take_away(&site, "2.md");
	take_away(&site, "3.md");
	close_site(&site);
}

/* Whatever is done to what was sent, it is not sent again. */
static void a_file_is_taken_once(void **state)
{
	struct op_site site;
	int64_t id;

	(void)state;
	open_site(&site, CONF_APPROVAL_NONE);
	id = add(&site, "monday 08:00").id;
	put_ready(&site, "1.fr.md");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "1.fr.md");
	/* A translation that comes later, first in the order of names. */
	put_ready(&site, "1.en.md");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "1.fr.md");
	put(&site, "1.fr.md", "---\nsubject: X\nready: yes\n---\n\nNeu.\n");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "1.fr.md");
	put_ready(&site, "2.en.md");
	put_ready(&site, "2.fr.md");
	turn_comes(&site, id); /* as one */
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "1.fr.md 2.en.md");
	take_away(&site, "1.fr.md");
	take_away(&site, "1.en.md");
	take_away(&site, "2.fr.md");
	take_away(&site, "2.en.md");
	close_site(&site);
}

/* A person was faster, with one edition alone and another hour in it. */
static void what_was_sent_by_hand_is_over(void **state)
{
	struct op_site site;
	int64_t id;

	(void)state;
	open_site(&site, CONF_APPROVAL_NONE);
	id = add(&site, "monday 08:00").id;
	op_must(&site, send_newsletter(&site, lettre(&site), "By hand"));
	put(&site, "1.fr.md",
	    "---\nsubject: By hand\nready: yes\n---\n\nBonjour.\n");
	put_ready(&site, "1.en.md");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "");
	put_ready(&site, "2.md");
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "2.md");
	take_away(&site, "1.fr.md");
	take_away(&site, "1.en.md");
	take_away(&site, "2.md");
	close_site(&site);
}

/* It is told, and its next turn is as if nothing had been. */
static void folders_come_and_go(void **state)
{
	struct op_site site;
	char away[sizeof(folder) + 2];
	int64_t id;

	(void)state;
	open_site(&site, CONF_APPROVAL_NONE);
	id = add(&site, "monday 08:00").id;
	put_ready(&site, "1.md");
	(void)snprintf(away, sizeof(away), "%s.x", folder);
	assert_int_equal(rename(folder, away), 0);
	turn_comes(&site, id);
	assert_int_equal(op_queued(&site), 2);
	assert_int_equal(rename(away, folder), 0);
	turn_comes(&site, id);
	assert_string_equal(sent(&site), "1.md");
	assert_int_equal(op_queued(&site), 3);
	take_away(&site, "1.md");
	turn_comes(&site, id); /* nothing ready */
	assert_int_equal(op_queued(&site), 5);
	close_site(&site);
}

/* The same rule given twice would send two each time. */
static void a_rule_is_there_once(void **state)
{
	struct op_site site;
	struct op_recur recur;
	struct recurring row;
	struct recurring first;

	(void)state;
	open_site(&site, CONF_APPROVAL_NONE);
	first = add(&site, "first monday 08:00");
	(void)add(&site, "third monday 08:00");
	recur = (struct op_recur){ .list = lettre(&site),
		.rule = "premier lundi à 8h",
		.folder = folder,
		.editor = "" };
	assert_int_equal(
	    op_recur_add(&site.ctx, &site.arena, &recur, &row, &site.err),
	    ERR_EXISTS);
	op_must(&site, recurring_remove(site.ctx.db, first.id, &site.err));
	op_must(&site,
	    op_recur_add(&site.ctx, &site.arena, &recur, &row, &site.err));
	close_site(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    each_hour_once, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    a_broken_file_is_passed_over, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    a_file_is_taken_once, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    what_was_sent_by_hand_is_over, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    folders_come_and_go, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    a_rule_is_there_once, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
