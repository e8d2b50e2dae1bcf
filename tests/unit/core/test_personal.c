/*
 * Every address that a mailing carries stays within the limits of RFC 5321
 * section 4.5.3.1, whatever the names of list and site are.
 */
#include "decide_support.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/listaddr.h"
#include "core/personal.h"
#include "mail/addr.h"

enum { TRIES = 3000, NOW = 1800000000, OUT_MAX = 1 << 16 };

static unsigned dice(uint32_t *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* A dot-atom of exactly n characters. */
static void atom(uint32_t *seed, size_t n, char *out)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-+.";

	for (size_t i = 0; i < n; i++) {
		bool dots = i > 0 && i + 1 < n && out[i - 1] != '.';
		out[i] = letters[dice(seed, dots ? 39 : 38)];
	}
	out[n] = '\0';
}

/* Labels of 63 at most; n >= 4. */
static void domain(uint32_t *seed, size_t n, char *out)
{
	size_t label = 0;

	for (size_t i = 0; i < n; i++) {
		bool dot = label > 0 && i + 4 < n &&
			   (label == 63 || dice(seed, 20) == 0);
		out[i] = dot ? '.' : (char)('a' + dice(seed, 26));
		label = dot ? 0 : label + 1;
	}
	/* The last label may have grown too long. */
	if (label > 63)
		out[n - 4] = '.';
	out[n] = '\0';
}

/* Often as long as may be. */
static size_t length(uint32_t *seed, size_t least, size_t most)
{
	unsigned kind = dice(seed, 3);

	if (kind == 0)
		return most;
	if (kind == 1 && most - least > 40)
		most = least + 40;
	return least + dice(seed, (unsigned)(most - least + 1));
}

static char *an_address(uint32_t *seed)
{
	char local[ADDR_LOCAL_MAX + 1];
	char host[ADDR_MAX + 1];
	size_t n = length(seed, 1, ADDR_LOCAL_MAX);

	atom(seed, n, local);
	domain(seed, length(seed, 4, ADDR_MAX - 1 - n), host);
	return mem_printf("%s@%s", local, host);
}

static void replace(char **at, char *with)
{
	free(*at);
	*at = with;
}

/* A site whose names and hosts are as odd as may be. */
static void dress(struct conf *conf, uint32_t *seed)
{
	static const char *const delimiters[] = { "", "+", "-", "_", "=", ".",
		"#" };
	struct conf_list *list = &conf->lists[0];

	replace(&conf->site.address, an_address(seed));
	replace(&list->address, an_address(seed));
	replace(&conf->site.delimiter, mem_strdup(delimiters[dice(seed, 7)]));
	replace(&list->delimiter, mem_strdup(delimiters[dice(seed, 7)]));
	if (!addr_ok(str_c(list->address)) ||
	    !addr_ok(str_c(conf->site.address)))
		fail_msg("%s %s", list->address, conf->site.address);
}

/* The message that goes with it can be made, and its lines are no longer. */
static void check_message(
    const struct ctx *ctx, struct arena *arena, const struct personalised *made)
{
	const char *extra[] = { "List-Unsubscribe",
		arena_printf(arena, "<%s>",
		    personal_hole(arena, PERSONAL_UNSUBSCRIBE_URI)),
		NULL };
	const struct compose_input input = {
		.from_addr = ctx->conf->lists[0].address,
		.subject = str_c("subject"),
		.message_id = arena_printf(arena, "%s@%s",
		    personal_hole(arena, PERSONAL_MESSAGE_ID),
		    listaddr_domain(ctx->conf)),
		.date = NOW,
		.language = "fr",
		.extra = extra,
		.text = str_c("text\n"),
	};
	struct err err = { 0 };
	struct buf compiled;
	struct buf message;
	struct str rest;
	struct str line;

	buf_init(&compiled, OUT_MAX);
	buf_init(&message, OUT_MAX);
	if (compose_message(&input, &compiled, &err) != ERR_OK ||
	    personal_render(made, buf_get(&compiled), &message, &err) != ERR_OK)
		fail_msg("%s: %s", ctx->conf->site.address, err.text);
	rest = buf_get(&message);
	while (str_line(&rest, &line))
		assert_true(line.n <= 998);
	buf_clear(&compiled);
	buf_clear(&message);
}

static void check(const struct ctx *ctx, struct arena *arena, int64_t id)
{
	const struct conf *conf = ctx->conf;
	struct delivery delivery = {
		.id = id,
		.list = 1,
		.list_name = conf->lists[0].name,
		.subscription = id,
		.address = "anne@example.net",
		.address_key = "anne@example.net",
		.name = "",
		.created = NOW,
		.envelope = MAILING_VERP,
	};
	struct personalised made = { 0 };
	const char *way_out;
	const char *subject;

	personal_make(ctx, arena, &delivery, &made);
	way_out = made.values[PERSONAL_UNSUBSCRIBE];
	subject = made.values[PERSONAL_UNSUBSCRIBE_SUBJECT];
	assert_true(addr_ok(str_c(made.sender)));
	assert_true(addr_ok(str_c(way_out)));
	/* Signed and opaque, or the site's address as it is. */
	if (strstr(made.sender, "bounce-") == NULL)
		assert_string_equal(made.sender, conf->site.address);
	else
		assert_null(strstr(made.sender, "anne"));
	if (strstr(way_out, "stop-") == NULL) {
		assert_string_equal(way_out, conf->site.address);
		assert_true(str_starts(str_c(subject), str_c("unsubscribe c")));
	} else {
		assert_string_equal(subject, "");
	}
	check_message(ctx, arena, &made);
	delivery.envelope = MAILING_FIXED;
	personal_make(ctx, arena, &delivery, &made);
	assert_string_equal(made.sender, conf->site.address);
	delivery.envelope = MAILING_NULL;
	personal_make(ctx, arena, &delivery, &made);
	assert_string_equal(made.sender, "");
}

static void test_limits(void **state)
{
	struct conf *conf = support_site();
	const struct ctx ctx = { .conf = conf, .has_key = true };
	uint32_t seed = 20261122;

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		struct arena arena = { 0 };
		dress(conf, &seed);
		check(&ctx, &arena, i % 2 == 0 ? (int64_t)i + 1 : UINT32_MAX);
		arena_free(&arena);
	}
	conf_free(conf);
}

/* Where the local part has room, it is signed; one more octet and it is not. */
static void test_the_last_that_fits(void **state)
{
	struct conf *conf = support_site();
	const struct ctx ctx = { .conf = conf, .has_key = true };
	const struct conf_list *list = &conf->lists[0];
	struct personalised made;

	(void)state;
	for (size_t n = 1; n <= ADDR_LOCAL_MAX; n++) {
		struct arena arena = { 0 };
		const struct delivery delivery = {
			.id = 1,
			.list = 1,
			.list_name = list->name,
			.address = "anne@example.net",
			.address_key = "anne@example.net",
			.name = "",
			.created = NOW,
			.envelope = MAILING_VERP,
		};
		char *address = mem_printf("%0*d@example.org", (int)n, 0);
		replace(&conf->lists[0].address, mem_strdup(address));
		replace(&conf->site.address, address);
		replace(&conf->lists[0].delimiter, mem_strdup("+"));
		personal_make(&ctx, &arena, &delivery, &made);
		/* '+', "bounce-" and a token of 39. */
		assert_int_equal(strcmp(made.sender, conf->site.address) != 0,
		    n + 1 + 7 + 39 <= ADDR_LOCAL_MAX);
		arena_free(&arena);
	}
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_the_last_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
