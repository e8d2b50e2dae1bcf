#include <stdio.h>

#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/delivery_word.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/words.h"
#include "core/verdict.h"
#include "store/mailing.h"

static enum err_code print_row(
    void *ctx, const struct delivery *d, struct err *err)
{
	const struct cli *cli = ctx;

	(void)err;
	if (cli->json) {
		char due[DATE_SIZE];
		date_iso(d->due, due);
		out_json(json_pack(
		    "{s:I, s:I, s:o, s:s, s:i, s:s, s:i, s:o, s:o, s:s}", "id",
		    (json_int_t)d->id, "mailing", (json_int_t)d->mailing,
		    "address", out_json_string(d->address), "state",
		    delivery_state_name(d->state), "attempts", d->attempts,
		    "due", due, "code", d->code, "enhanced",
		    out_json_string(d->enhanced), "reply",
		    out_json_string(d->reply), "verdict",
		    verdict_name(verdict_parse(d->verdict))));
		return ERR_OK;
	}
	printf("%8lld %6lld  ", (long long)d->id, (long long)d->mailing);
	out_cell(
	    words_shown(WORDS_DELIVERY, delivery_state_name(d->state)), 10);
	out_cell(d->verdict, 7);
	out_cell(d->address[0] == '\0' ? _("(erased)") : d->address, 36);
	if (d->code != 0)
		printf("%d ", d->code);
	out_puts(d->enhanced);
	printf(" ");
	out_puts(d->reply);
	printf("\n");
	return ERR_OK;
}

enum err_code delivery_word(
    const char *word, enum delivery_state *out, struct err *err)
{
	struct arena arena = { 0 };
	enum err_code rc = ERR_OK;

	if (!delivery_state_parse(words_typed(WORDS_DELIVERY, word), out))
		rc = err_set(err, ERR_USAGE, _("\"%s\" is no state; take %s"),
		    word, words_all(&arena, WORDS_DELIVERY));
	arena_free(&arena);
	return rc;
}

enum err_code cmd_delivery_list(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *word = NULL;
	const char *mailing = NULL;
	const struct cli_option options[] = {
		{ "state", NULL, &word },
		{ "mailing", NULL, &mailing },
		{ 0 },
	};
	enum delivery_state state = DELIVERY_STATE__MAX;
	int64_t id = 0;
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK && word != NULL)
		rc = delivery_word(word, &state, err);
	if (rc == ERR_OK && mailing != NULL)
		rc = cli_id(mailing, "mailing list", &id, err);
	if (rc != ERR_OK)
		return rc;
	return delivery_each(cli->ctx->db, id, state, print_row, cli, err);
}
