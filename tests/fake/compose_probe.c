/*
 * Composes and renders what a test says, so that another program can judge
 * the bytes.  Standard input: lines "KEY HEX", a message ended by a line
 * "end".  Standard output for each: "OK LENGTH" and that many bytes, or
 * "ERR CODE" and the sentence on one line.  Keys: from_name from_addr to_name
 * to_addr reply_to subject message_id in_reply_to references language text
 * html, extra (name, NUL, value), attach (name, NUL, type, NUL, bytes), inline
 * (Content-ID, NUL, and the same), value (the letter of the hole, the value).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "mail/compose.h"

enum { MAX = 8 << 20, EXTRA = 16, FILES = 4 };

struct job {
	struct compose_input input;
	const char *values[COMPOSE_HOLES];
	const char *extra[2 * EXTRA + 1];
	size_t extra_count;
	struct compose_attachment files[FILES];
};

static struct str unhex(struct arena *arena, struct str hex)
{
	char *bytes = arena_alloc(arena, hex.n / 2 + 1);

	for (size_t i = 0; i + 1 < hex.n; i += 2) {
		const char pair[3] = { hex.p[i], hex.p[i + 1], '\0' };
		bytes[i / 2] = (char)strtoul(pair, NULL, 16);
	}
	return str_n(bytes, hex.n / 2);
}

static void set_extra(struct job *job, struct str v)
{
	if (job->extra_count >= EXTRA)
		return;
	job->extra[2 * job->extra_count] = v.p;
	job->extra[2 * job->extra_count + 1] = v.p + strlen(v.p) + 1;
	job->extra_count++;
	job->input.extra = job->extra;
}

static void set_file(struct job *job, struct str v, bool shown)
{
	struct compose_attachment *file =
	    &job->files[job->input.attachment_count];

	if (job->input.attachment_count >= FILES)
		return;
	*file = (struct compose_attachment){ 0 };
	if (shown) {
		file->content_id = v.p;
		v = str_from(v, strlen(v.p) + 1);
	}
	file->name = v.p;
	file->type = v.p + strlen(v.p) + 1;
	file->bytes = str_from(v, strlen(v.p) + strlen(file->type) + 2);
	job->input.attachment_count++;
	job->input.attachments = job->files;
}

static void set(struct job *job, struct str key, struct str v)
{
	struct compose_input *in = &job->input;
	const struct {
		const char *key;
		const char **to;
	} strings[] = { { "from_addr", &in->from_addr },
		{ "to_name", &in->to_name }, { "to_addr", &in->to_addr },
		{ "reply_to", &in->reply_to },
		{ "message_id", &in->message_id },
		{ "in_reply_to", &in->in_reply_to },
		{ "references", &in->references },
		{ "language", &in->language } };

	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		if (str_is(key, strings[i].key))
			*strings[i].to = v.p;
	if (str_is(key, "from_name"))
		in->from_name = v;
	else if (str_is(key, "subject"))
		in->subject = v;
	else if (str_is(key, "text"))
		in->text = v;
	else if (str_is(key, "html"))
		in->html = v;
	else if (str_is(key, "value") && v.n > 0)
		job->values[(v.p[0] - 'A') % COMPOSE_HOLES] = v.p + 1;
	else if (str_is(key, "extra"))
		set_extra(job, v);
	else if (str_is(key, "attach") || str_is(key, "inline"))
		set_file(job, v, str_is(key, "inline"));
}

static void finish(const struct job *job)
{
	struct err err = { 0 };
	struct buf compiled;
	struct buf mail;
	enum err_code code;

	buf_init(&compiled, MAX);
	buf_init(&mail, MAX);
	code = compose_message(&job->input, &compiled, &err);
	if (code == ERR_OK)
		code = compose_render(buf_get(&compiled), job->values,
		    COMPOSE_HOLES, &mail, &err);
	if (code == ERR_OK) {
		printf("OK %zu\n", mail.len);
		fwrite(buf_get(&mail).p, 1, mail.len, stdout);
	} else {
		printf("ERR %s %s\n", err_name(code), err.text);
	}
	fflush(stdout);
	buf_clear(&compiled);
	buf_clear(&mail);
}

int main(void)
{
	struct arena arena = { 0 };
	struct job job = { .input = { .date = 1790000000 } };
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, stdin)) > 0) {
		struct str rest = str_trim(str_n(line, (size_t)n));
		struct str key;

		(void)str_split(&rest, ' ', &key);
		if (!str_is(key, "end")) {
			set(&job, key, unhex(&arena, rest));
			continue;
		}
		finish(&job);
		job = (struct job){ .input = { .date = 1790000000 } };
		arena_free(&arena);
	}
	free(line);
	arena_free(&arena);
	return 0;
}
