/* What a person decides about single deliveries: again, or never. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/delivery_word.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "store/ledger.h"
#include "store/mailing.h"

enum { BATCH = 1000 }; /* changes of one transaction */

struct chosen {
	int64_t *ids;
	size_t count;
	size_t room;
};

struct decision {
	enum err_code (*apply)(
	    struct db *db, int64_t id, int64_t now, struct err *err);
	const char *verb; /* for the events */
};

static void choose(struct chosen *chosen, int64_t id)
{
	if (chosen->count == chosen->room) {
		chosen->room = chosen->room * 2 + 16;
		chosen->ids = mem_realloc(
		    chosen->ids, chosen->room, sizeof(*chosen->ids));
	}
	chosen->ids[chosen->count++] = id;
}

static enum err_code choose_row(
    void *ctx, const struct delivery *delivery, struct err *err)
{
	(void)err;
	choose(ctx, delivery->id);
	return ERR_OK;
}

static enum err_code choose_all(struct cli *cli, const char *word,
    const char *mailing, struct chosen *out, struct err *err)
{
	enum delivery_state state;
	int64_t id = 0;
	enum err_code rc = delivery_word(word, &state, err);

	if (rc == ERR_OK && mailing != NULL)
		rc = cli_id(mailing, "mailing list", &id, err);
	return rc == ERR_OK ? delivery_each(
				  cli->ctx->db, id, state, choose_row, out, err)
			    : rc;
}

/* Numbers, or all in one state, of one mailing perhaps. */
static enum err_code read_choice(
    struct cli *cli, int argc, char **argv, struct chosen *out, struct err *err)
{
	const char *word = NULL;
	const char *mailing = NULL;
	const struct cli_option options[] = {
		{ "state", NULL, &word },
		{ "mailing", NULL, &mailing },
		{ 0 },
	};
	enum err_code rc = cli_options(options, &argc, argv, 0, -1, err);

	if (rc == ERR_OK &&
	    ((argc > 1) == (word != NULL) || (mailing != NULL && word == NULL)))
		rc = err_set(err, ERR_USAGE,
		    _("name deliveries by their numbers, or all in one "
		      "--state"));
	if (rc == ERR_OK && word != NULL)
		return choose_all(cli, word, mailing, out, err);
	for (int i = 1; rc == ERR_OK && i < argc; i++) {
		int64_t id;
		rc = cli_id(argv[i], "delivery list", &id, err);
		if (rc == ERR_OK)
			choose(out, id);
	}
	return rc;
}

static enum err_code apply_some(struct cli *cli, const struct decision *what,
    const int64_t *ids, size_t count, struct err *err)
{
	struct db *db = cli->ctx->db;
	char detail[64];
	enum err_code rc = db_begin(db, err);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = what->apply(db, ids[i], clock_now(), err);
	(void)snprintf(detail, sizeof(detail),
	    count == 1 ? "%lld" : "%lld +%zu", (long long)ids[0], count - 1);
	if (rc == ERR_OK)
		rc = event_add(db, cli->ctx->actor, what->verb, 0, detail,
		    clock_now(), err);
	return db_end(db, rc, err);
}

static enum err_code decide(struct cli *cli, int argc, char **argv,
    const struct decision *what, size_t *count, struct err *err)
{
	struct chosen chosen = { 0 };
	enum err_code rc = read_choice(cli, argc, argv, &chosen, err);

	*count = 0;
	while (rc == ERR_OK && *count < chosen.count) {
		size_t some = chosen.count - *count;
		some = some > BATCH ? BATCH : some;
		rc = apply_some(cli, what, chosen.ids + *count, some, err);
		if (rc == ERR_OK)
			*count += some;
	}
	if (*count > 0)
		db_wake(cli->ctx->db, "sender");
	free(chosen.ids);
	return rc;
}

enum err_code cmd_delivery_retry(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const struct decision what = { delivery_retry, "delivery retry" };
	size_t count;
	enum err_code rc = decide(cli, argc, argv, &what, &count, err);

	if (rc == ERR_OK)
		printf(_("deliveries that go again: %zu\n"), count);
	return rc;
}

enum err_code cmd_delivery_drop(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const struct decision what = { delivery_drop, "delivery drop" };
	size_t count;
	enum err_code rc = decide(cli, argc, argv, &what, &count, err);

	if (rc == ERR_OK)
		printf(_("deliveries given up: %zu\n"), count);
	return rc;
}
