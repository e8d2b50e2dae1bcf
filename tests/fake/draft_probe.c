/* What a mail becomes that an editor sends to be published, as JSON. */
#include <jansson.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"
#include "mail/gate.h"
#include "mail/submission.h"

enum { MAIL_MAX = 32 * 1024 * 1024 };

static void print(struct arena *arena, struct str raw)
{
	struct submission mail;
	struct err err = { 0 };
	json_t *files = json_array();
	const char *markdown = "";
	enum err_code rc = gate_check(raw, MAIL_MAX, &err);

	if (rc == ERR_OK)
		rc = submission_read(arena, raw, &mail, &err);
	if (rc == ERR_OK)
		rc = submission_markdown(arena, &mail, &markdown, &err);
	if (rc != ERR_OK) {
		json_t *failed = json_pack("{s:s}", "error", err.text);
		(void)json_dumpf(failed, stdout, JSON_COMPACT);
		json_decref(failed);
	}
	for (size_t i = 0; rc == ERR_OK && i < mail.file_count; i++)
		(void)json_array_append_new(files,
		    json_pack("{s:s, s:I, s:b}", "name", mail.files[i].name,
			"bytes", (json_int_t)mail.files[i].bytes.n, "attached",
			mail.files[i].attached));
	if (rc == ERR_OK) {
		json_t *made = json_pack("{s:s, s:s, s:s, s:O, s:s?}",
		    "markdown", markdown, "text", submission_text(arena, &mail),
		    "attachments", submission_attachments(arena, &mail),
		    "files", files, "hidden", mail.hidden);
		(void)json_dumpf(made, stdout, JSON_COMPACT);
		json_decref(made);
	}
	json_decref(files);
	putchar('\n');
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct buf raw;

		buf_init(&raw, MAIL_MAX);
		if (file_read(argv[i], &raw, &err) != ERR_OK) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		print(&arena, buf_get(&raw));
		buf_clear(&raw);
		arena_free(&arena);
	}
	return 0;
}
