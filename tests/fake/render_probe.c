/*
 * Renders the compiled message on standard input for READERS people, as the
 * sender does: render_probe CONFIG LIST FIELDS READERS ROUNDS.  FIELDS are
 * the names of its personal fields, a blank between.  Driven by
 * scripts/bench.
 *
 * Standard output, for each round and kind: "KIND SECONDS BYTES", processor
 * time and bytes of all mails together; and "peak KB", without "spread". Kinds:
 *   copy    memcpy() of a rendered mail into a buffer of malloc(), which is
 *           given back at once: it stays in the processor's cache
 *   spread  the same to ever new places of a memory larger than the cache
 *   render  compose_render() with values that are ready (64 people in turn)
 *   mail    personal_make(), which signs their addresses, and the rendering
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "conf/conf.h"
#include "core/personal.h"

enum {
	MAX = 8 << 20,
	PEOPLE = 64,
	SPREAD = 512 << 20, /* more than a processor's cache */
	ADDRESS = 80
};

struct job {
	const struct ctx *ctx;
	const struct conf_list *list;
	const char *fields;
	struct str compiled;
	struct personalised people[PEOPLE];
	struct arena arena; /* of the people */
	struct arena scratch;
	struct buf mail;
	char *spread;
	long readers;
	size_t bytes;
};

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The compiler must not see that nobody reads what was copied. */
static void used(const char *bytes)
{
	__asm__ volatile("" : : "r"(bytes) : "memory");
}

static void personalise(
    struct job *job, long n, struct arena *arena, struct personalised *out)
{
	static const char *const names[] = { "Alice Martin", "Zoé Lefèvre", "",
		"Jean-Baptiste de la Tour" };
	const char *address =
	    arena_printf(arena, "person.%ld@dept%ld.example.net", n, n % 97);
	const struct delivery delivery = {
		.id = n + 1,
		.mailing = 1,
		.subscription = n + 1,
		.list = 1,
		.list_name = job->list->name,
		.envelope = MAILING_VERP,
		.address = address,
		.address_key = address,
		.name = names[n % 4],
		.variant = "fr",
		.field_names = job->fields,
		.fields = "{\"ville\": \"Besançon\", \"adherent\": \"20431\"}",
		.created = 1790000000,
	};

	personal_make(job->ctx, arena, &delivery, out);
}

static void render(struct job *job, const struct personalised *person)
{
	struct err err = { 0 };

	if (personal_render(person, job->compiled, &job->mail, &err) !=
	    ERR_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	used(job->mail.data);
	job->bytes += job->mail.len;
}

static void run_render(struct job *job)
{
	for (long n = 0; n < job->readers; n++)
		render(job, &job->people[n % PEOPLE]);
}

static void run_mail(struct job *job)
{
	for (long n = 0; n < job->readers; n++) {
		struct personalised person = { 0 };
		arena_reset(&job->scratch);
		personalise(job, n, &job->scratch, &person);
		render(job, &person);
	}
}

static void run_copy(struct job *job)
{
	for (long n = 0; n < job->readers; n++) {
		char *copy = malloc(job->mail.len);
		if (copy == NULL)
			exit(1);
		memcpy(copy, job->mail.data, job->mail.len);
		used(copy);
		job->bytes += job->mail.len;
		free(copy);
	}
}

static void run_spread(struct job *job)
{
	size_t at = 0;

	for (long n = 0; n < job->readers; n++) {
		if (at + job->mail.len > SPREAD)
			at = 0;
		memcpy(job->spread + at, job->mail.data, job->mail.len);
		used(job->spread);
		at += job->mail.len;
		job->bytes += job->mail.len;
	}
}

static void run(struct job *job, const char *kind, void (*work)(struct job *))
{
	double began;

	job->bytes = 0;
	began = now();
	work(job);
	printf("%s %.9f %zu\n", kind, now() - began, job->bytes);
}

/* Of this program alone: what it was before exec() does not count. */
static void print_peak(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[200];
	long kb;

	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (sscanf(line, "VmHWM: %ld", &kb) == 1)
			printf("peak %ld\n", kb);
	if (status != NULL)
		(void)fclose(status);
}

static void rounds(struct job *job, int count)
{
	for (long n = 0; n < PEOPLE; n++)
		personalise(job, n, &job->arena, &job->people[n]);
	render(job, &job->people[0]);
	for (int i = 0; i < count; i++) {
		run(job, "copy", run_copy);
		run(job, "render", run_render);
		run(job, "mail", run_mail);
	}
	print_peak();
	job->spread = malloc(SPREAD);
	if (job->spread == NULL)
		exit(1);
	memset(job->spread, 1, SPREAD);
	for (int i = 0; i < count; i++)
		run(job, "spread", run_spread);
	free(job->spread);
}

static enum err_code work(char **argv, struct job *job, struct err *err)
{
	struct conf *conf = NULL;
	struct ctx *ctx = NULL;
	struct buf compiled;
	enum err_code rc = conf_read(argv[1], &conf, err);

	buf_init(&compiled, MAX);
	buf_init(&job->mail, MAX);
	if (rc == ERR_OK)
		rc = ctx_open(conf, CTX_READ, "bench", &ctx, err);
	if (rc == ERR_OK)
		rc = file_read_stdin(&compiled, err);
	if (rc == ERR_OK) {
		job->ctx = ctx;
		job->list = conf_list(conf, argv[2]);
		job->fields = argv[3];
		job->readers = strtol(argv[4], NULL, 10);
		job->compiled = buf_get(&compiled);
		rounds(job, (int)strtol(argv[5], NULL, 10));
	}
	buf_clear(&compiled);
	buf_clear(&job->mail);
	arena_free(&job->arena);
	arena_free(&job->scratch);
	ctx_close(ctx);
	conf_free(conf);
	return rc;
}

int main(int argc, char **argv)
{
	struct job job = { .readers = 0 };
	struct err err = { 0 };

	if (argc != 6 || work(argv, &job, &err) != ERR_OK) {
		fprintf(stderr, "render_probe: %s\n", err.text);
		return 1;
	}
	return 0;
}
