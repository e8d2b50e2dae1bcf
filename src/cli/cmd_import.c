#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/csv_file.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/words.h"
#include "core/fields.h"
#include "core/op_import.h"
#include "core/topics.h"
#include "mail/addr.h"
#include "mail/header.h"
#include "store/ledger.h"

enum { BATCH = 1000, COMPLAINTS = 20 };

enum column {
	COLUMN_ADDRESS,
	COLUMN_NAME,
	COLUMN_LANGUAGE,
	COLUMN_DELIVERY,
	COLUMN_TOPICS,
	COLUMN_STATUS,
	COLUMN_SINCE, /* this and the next: of an export, not read */
	COLUMN_PAUSED,
	COLUMN__MAX,
	COLUMN_FIELDS = COLUMN__MAX, /* and the next ones: of the list */
	COLUMN_FIELDS_END = COLUMN_FIELDS + CONF_FIELDS_MAX
};

_Static_assert((int)COLUMN_FIELDS_END <= (int)CSV_FILE_COLUMNS, "room for all");

/* Where there is an "email", an "adresse" is that of a house. */
static const char *const address_names[] = { "email", "e-mail", "courriel",
	"mail", "email address", "adresse e-mail", "adresse mail",
	"adresse electronique", "address", "adresse", NULL };
static const char *const name_names[] = { "name", "nom", "full name",
	"nom complet", "display name", NULL };
static const char *const language_names[] = { "language", "langue", "lang",
	NULL };
static const char *const delivery_names[] = { "delivery", "reception", "mode",
	NULL };
static const char *const topics_names[] = { "topics", "themes", NULL };
static const char *const status_names[] = { "status", "statut", NULL };
static const char *const since_names[] = { "since", NULL };
static const char *const paused_names[] = { "paused_until", NULL };

static const struct csv_file_column columns[COLUMN__MAX] = {
	[COLUMN_ADDRESS] = { address_names, true },
	[COLUMN_NAME] = { name_names, false },
	[COLUMN_LANGUAGE] = { language_names, false },
	[COLUMN_DELIVERY] = { delivery_names, false },
	[COLUMN_TOPICS] = { topics_names, false },
	[COLUMN_STATUS] = { status_names, false },
	[COLUMN_SINCE] = { since_names, false },
	[COLUMN_PAUSED] = { paused_names, false },
};

/* One import, in two passes over the file: check all, then act. */
struct import {
	struct cli *cli;
	const char *path;
	bool acting; /* the second pass */
	bool show;   /* --dry-run: a line for each person */
	struct op_import op;
	struct arena arena;
	struct progress progress;
	int64_t rows;
	int64_t counts[OP_IMPORT__MAX];
	int64_t bad;
	json_t *others; /* columns that are not read */
};

/* An empty cell says nothing; a value is taken away by `subscriber set`. */
static enum err_code read_fields(struct import *in, const struct str *v,
    struct subscription *sub, struct err *err)
{
	const struct conf_strings *fields = &in->op.list->fields;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < fields->n; i++)
		if (v[COLUMN_FIELDS + i].n > 0)
			rc = fields_set(&in->arena, in->op.list, sub->fields,
			    str_c(fields->v[i]), v[COLUMN_FIELDS + i],
			    &sub->fields, err);
	return rc;
}

static enum err_code read_person(struct import *in, const struct str *v,
    struct subscription *sub, struct err *err)
{
	struct arena *arena = &in->arena;
	char *address;
	enum err_code rc =
	    addr_normalise(arena, v[COLUMN_ADDRESS], &address, err);

	if (rc != ERR_OK)
		return rc;
	*sub = (struct subscription){
		.address = address,
		.name = header_name(arena, v[COLUMN_NAME]),
		.language = in->op.list->language,
		.topics = "",
	};
	if (v[COLUMN_LANGUAGE].n > 0 &&
	    !lang_parse(arena_dup(arena, v[COLUMN_LANGUAGE]), &sub->language))
		return err_set(err, ERR_INPUT,
		    _("\"%.*s\" is no language of liaison; take fr or en"),
		    STR_ARG(v[COLUMN_LANGUAGE]));
	if (v[COLUMN_DELIVERY].n > 0 &&
	    !sub_delivery_parse(
		words_typed(WORDS_MODE, arena_dup(arena, v[COLUMN_DELIVERY])),
		&sub->delivery))
		return err_set(err, ERR_INPUT,
		    _("\"%.*s\" is no delivery; take each, digest or none"),
		    STR_ARG(v[COLUMN_DELIVERY]));
	if (v[COLUMN_TOPICS].n > 0)
		rc = topics_choose(arena, in->op.list, "", v[COLUMN_TOPICS],
		    &sub->topics, err);
	return rc == ERR_OK ? read_fields(in, v, sub, err) : rc;
}

static void show_person(
    const struct subscription *sub, enum op_import_result result)
{
	static const char *const marks[OP_IMPORT__MAX] = {
		[OP_IMPORT_NEW] = "+ ",
		[OP_IMPORT_THERE] = "= ",
		[OP_IMPORT_CHANGED] = "~ ",
		[OP_IMPORT_LEFT] = "! ",
		[OP_IMPORT_INVITED] = "= ",
	};

	printf("%s", marks[result]);
	out_puts(sub->address);
	if (result == OP_IMPORT_LEFT)
		printf("  %s", _("left or objected: not added"));
	printf("\n");
}

static enum err_code next_batch(struct import *in, struct err *err)
{
	struct db *db = in->cli->ctx->db;
	enum err_code rc = ERR_OK;

	if (in->rows % BATCH != 0)
		return ERR_OK;
	if (in->rows > 0)
		rc = db_commit(db, err);
	if (rc == ERR_OK && in->rows > 0)
		db_checkpoint(db);
	return rc == ERR_OK ? db_begin(db, err) : rc;
}

/* An export tells who left; elsewhere they shall not be on a list again. */
static bool has_left(struct str status)
{
	const char *left = sub_status_name(SUB_LEFT);

	return str_iis(status, left) ||
	       str_iis(status, words_shown(WORDS_STATUS, left));
}

static enum err_code each(
    void *ctx, size_t line, const struct str *values, struct err *err)
{
	struct import *in = ctx;
	enum op_import_result result = OP_IMPORT_NEW;
	struct subscription sub;
	struct err why;
	enum err_code rc = ERR_OK;

	if (read_person(in, values, &sub, &why) != ERR_OK) {
		if (in->bad++ < COMPLAINTS) {
			progress_clear(&in->progress);
			out_remark(_("%s:%zu: %s"), in->path, line, why.text);
		}
		arena_free(&in->arena);
		return ERR_OK;
	}
	if (in->acting)
		rc = next_batch(in, err);
	if (rc == ERR_OK && has_left(values[COLUMN_STATUS]))
		result = OP_IMPORT_LEFT;
	else if (rc == ERR_OK)
		rc = op_import_person(
		    in->cli->ctx, &in->arena, &in->op, &sub, &result, err);
	if (rc != ERR_OK)
		return err_prefix(err, "%s:%zu", in->path, line);
	in->counts[result]++;
	in->rows++;
	progress_step(&in->progress);
	if (in->show)
		show_person(&sub, result);
	arena_free(&in->arena);
	return ERR_OK;
}

/* The first pass finds them all. */
static void other_column(void *ctx, struct str name)
{
	struct import *in = ctx;

	if (!in->acting)
		(void)json_array_append_new(
		    in->others, json_stringn(name.p, name.n));
}

static enum err_code pass(struct import *in, struct err *err)
{
	const struct conf_strings *fields = &in->op.list->fields;
	struct csv_file_column wanted[COLUMN_FIELDS_END];
	const char *names[CONF_FIELDS_MAX][2];
	int64_t checked = in->rows;
	enum err_code rc;

	in->rows = 0;
	for (int i = 0; i < OP_IMPORT__MAX; i++)
		in->counts[i] = 0;
	progress_begin(&in->progress, in->cli->quiet || in->show,
	    in->acting ? _("importing") : _("checking"),
	    in->acting ? checked : 0);
	memcpy(wanted, columns, sizeof(columns));
	for (size_t i = 0; i < fields->n; i++) {
		names[i][0] = fields->v[i];
		names[i][1] = NULL;
		wanted[COLUMN_FIELDS + i] =
		    (struct csv_file_column){ names[i], false };
	}
	rc = csv_file_read(in->path, wanted, COLUMN_FIELDS + fields->n, each,
	    other_column, in, err);
	progress_end(&in->progress);
	arena_free(&in->arena);
	return rc;
}

static enum err_code act(
    struct import *in, enum op_import_mode mode, struct err *err)
{
	struct db *db = in->cli->ctx->db;
	enum err_code rc;

	in->acting = true;
	in->op.mode = mode;
	rc = pass(in, err);
	if (rc == ERR_OK && in->rows > 0)
		rc = event_add(db, in->cli->ctx->actor, "import",
		    in->op.list_id, in->op.source, clock_now(), err);
	if (rc == ERR_OK && in->rows > 0)
		rc = db_commit(db, err);
	if (rc != ERR_OK)
		db_rollback(db);
	if (mode == OP_IMPORT_INVITE)
		db_wake(db, "sender");
	return rc;
}

static enum err_code open_list(struct import *in, bool dry, struct err *err)
{
	struct db *db = in->cli->ctx->db;
	enum err_code rc;

	if (dry) {
		if (db == NULL)
			return ERR_OK;
		return cli_list_id(in->cli, in->op.list, &in->op.list_id, err);
	}
	rc = db_begin(db, err);
	if (rc != ERR_OK)
		return rc;
	rc = list_ensure(
	    db, in->op.list->name, clock_now(), &in->op.list_id, err);
	return db_end(db, rc, err);
}

static void report_json(const struct import *in, bool dry)
{
	const int64_t *n = in->counts;

	out_json(json_pack("{s:b, s:I, s:I, s:I, s:I, s:I, s:O}", "dry_run",
	    dry, "new", (json_int_t)n[OP_IMPORT_NEW], "already",
	    (json_int_t)n[OP_IMPORT_THERE] + (json_int_t)n[OP_IMPORT_CHANGED],
	    "changed", (json_int_t)n[OP_IMPORT_CHANGED], "left",
	    (json_int_t)n[OP_IMPORT_LEFT], "asked",
	    (json_int_t)n[OP_IMPORT_INVITED], "not_read", in->others));
}

static void report(const struct import *in, bool dry)
{
	const int64_t *n = in->counts;

	if (in->cli->json) {
		report_json(in, dry);
		return;
	}
	if (in->cli->quiet)
		return;
	printf(_("%lld new, %lld on the list already, %lld left or "
		 "objected\n"),
	    (long long)n[OP_IMPORT_NEW],
	    (long long)(n[OP_IMPORT_THERE] + n[OP_IMPORT_CHANGED] +
			n[OP_IMPORT_INVITED]),
	    (long long)n[OP_IMPORT_LEFT]);
	if (n[OP_IMPORT_CHANGED] > 0)
		printf(_("%lld of those on the list have other fields now\n"),
		    (long long)n[OP_IMPORT_CHANGED]);
	for (size_t i = 0; i < json_array_size(in->others); i++) {
		printf("%s ", _("not read, as the list declares no such "
				"field: the column"));
		out_puts(json_string_value(json_array_get(in->others, i)));
		printf("\n");
	}
	if (dry)
		printf("%s\n", _("nothing was changed (--dry-run)"));
}

static enum err_code import(
    struct import *in, bool dry, bool invite, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (!dry)
		rc = cli_write(in->cli, err);
	if (rc == ERR_OK)
		rc = open_list(in, dry, err);
	in->show = dry && !in->cli->json;
	if (rc == ERR_OK)
		rc = pass(in, err);
	in->show = false;
	if (rc == ERR_OK && in->bad > 0)
		return err_set(err, ERR_INPUT,
		    _n("%s: %lld line is wrong; nothing was changed",
			"%s: %lld lines are wrong; nothing was changed",
			in->bad),
		    in->path, (long long)in->bad);
	if (rc == ERR_OK && !dry)
		rc = act(in, invite ? OP_IMPORT_INVITE : OP_IMPORT_ADD, err);
	if (rc == ERR_OK)
		report(in, dry);
	return rc;
}

enum err_code cmd_subscriber_import(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct import in = { .cli = cli, .op = { .mode = OP_IMPORT_LOOK } };
	bool dry = false;
	bool invite = false;
	const struct cli_option options[] = {
		{ "consent", NULL, &in.op.source },
		{ "dry-run", &dry, NULL },
		{ "invite", &invite, NULL },
		{ "quiet", &cli->quiet, NULL },
		{ 0 },
	};
	enum err_code rc = cli_options(options, &argc, argv, 2, 2, err);

	if (rc == ERR_OK && in.op.source == NULL)
		rc = err_set(err, ERR_USAGE,
		    _("say where these people's consent is recorded: "
		      "--consent SOURCE"));
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &in.op.list, err);
	if (rc != ERR_OK)
		return rc;
	in.path = argv[2];
	in.others = json_array();
	rc = import(&in, dry, invite, err);
	json_decref(in.others);
	return rc;
}
