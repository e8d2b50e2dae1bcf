/* Whole mails weighed as the daemon weighs them, with live tokens. */
#ifndef TEST_CORE_SAMPLE_H
#define TEST_CORE_SAMPLE_H

#include "base/clock.h"
#include "core/decide.h"

#include "../mail/corpus.h"
#include "decide_support.h"
#include "mail/addr.h"

struct sample {
	struct arena arena;
	const struct conf *conf;
	bool member;    /* the sender is on both lists */
	char *want;     /* columns of the table */
	char *expected; /* the lists: "two", "all", "-" */
	char *also;
	struct message message;
	struct report report;
	struct facts facts;
	struct decision decision;
	char token[TOKEN_SIZE];
	char other[TOKEN_SIZE];
};

static inline char *sample_replace(
    struct arena *arena, const char *text, const char *old, const char *new)
{
	struct buf buf;
	struct str rest = str_c(text);
	char *out;
	size_t at;

	buf_init(&buf, CORPUS_MAIL_MAX);
	while ((at = str_find(rest, str_c(old))) != SIZE_MAX) {
		(void)buf_str(&buf, str_sub(rest, 0, at));
		(void)buf_puts(&buf, new);
		rest = str_from(rest, at + strlen(old));
	}
	(void)buf_str(&buf, rest);
	out = arena_dup(arena, buf_get(&buf));
	buf_clear(&buf);
	return out;
}

static inline void sample_token(
    char out[TOKEN_SIZE], uint32_t row, const char *who)
{
	static const unsigned char key[TOKEN_KEY] = { 4, 5, 6 };
	struct token token = { .purpose = TOKEN_CONFIRM,
		.row = row,
		.expires = 1790000000 + 7 * CLOCK_DAY };

	token_make(key, &token, str_c("ess-communs"), str_c(who), out);
}

/* Reads a mail; @@TOKEN@@ becomes a live token of its sender. */
static inline void sample_read(struct sample *sample, const char *path)
{
	struct str raw = corpus_read(&sample->arena, path);
	struct err err;
	char *text;

	assert_non_null(raw.p);
	sample_token(sample->token, 1, "asked");
	sample_token(sample->other, 2, "other@example.net");
	text =
	    sample_replace(&sample->arena, raw.p, "@@TOKEN@@", sample->token);
	text = sample_replace(&sample->arena, text,
	    "@@TOKEN_OF_ANOTHER_ADDRESS@@", sample->other);
	assert_int_equal(message_read(&sample->arena, str_c(text), 1 << 25,
			     &sample->message, &err),
	    ERR_OK);
}

static inline void sample_gather(struct sample *sample)
{
	struct facts *facts = &sample->facts;
	const char *site = decide_site_id(sample->conf);
	static const char *both[] = { "ess-communs", "lettre" };
	const char **texts;
	char *authres;

	*facts = (struct facts){ .conf = sample->conf };
	facts->sender_key =
	    addr_key(&sample->arena, sample->message.sender_address);
	facts->robot = robot_detect(&sample->message, site, &facts->robot_why);
	facts->may_answer = robot_may_answer(&sample->message, facts->robot);
	facts->says = robot_words(sample->message.subject, sample->message.own);
	facts->authres = authres_read(
	    &sample->arena, &sample->message, "mx.example.org", &authres);
	facts->authres_text = authres;
	report_read(&sample->arena, &sample->message, &sample->report);
	facts->report = &sample->report;
	facts->sender_lists = both;
	if (sample->member)
		facts->sender_list_count = 2;
	facts->token_count = decide_find_tokens(
	    &sample->arena, sample->conf, &sample->message, &texts);
	facts->tokens = arena_calloc(
	    &sample->arena, facts->token_count, sizeof(*facts->tokens));
	for (size_t i = 0; i < facts->token_count; i++) {
		bool own = str_iis(str_c(texts[i]), sample->token);
		facts->tokens[i] = (struct fact_token){ .text = texts[i],
			.purpose = TOKEN_CONFIRM,
			.known = true,
			.valid = true,
			.row = own ? 1 : 2,
			.list = "ess-communs",
			.address =
			    own ? facts->sender_key : "other@example.net",
			.verb = COMMAND_SUBSCRIBE };
	}
}

static inline void sample_decide(struct sample *sample, const char *path)
{
	sample_read(sample, path);
	sample_gather(sample);
	decide(&sample->arena, &sample->message, &sample->facts, "",
	    &sample->decision);
}

/* The next column of a table. */
static inline char *sample_column(struct str *rest, struct arena *arena)
{
	struct str part = { 0 };

	(void)str_split(rest, '\t', &part);
	return arena_dup(arena, part);
}

#endif
