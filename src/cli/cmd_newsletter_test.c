#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/newsletter_file.h"
#include "cli/newsletter_wait.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_trial.h"
#include "mail/addr.h"

/* Each address once, in the order that was given. */
static enum err_code read_addresses(struct arena *arena, int argc, char **argv,
    struct op_trial *trial, struct err *err)
{
	const char **out = arena_calloc(arena, (size_t)argc, sizeof(*out));

	trial->addresses = out;
	for (int i = 2; i < argc; i++) {
		char *address;
		bool again = false;
		enum err_code rc = cli_address(arena, argv[i], &address, err);
		if (rc != ERR_OK)
			return rc;
		for (size_t k = 0; k < trial->address_count; k++)
			again = again || strcmp(addr_key(arena, out[k]),
					     addr_key(arena, address)) == 0;
		if (!again)
			out[trial->address_count++] = address;
	}
	return ERR_OK;
}

static enum err_code tell(struct cli *cli, const struct op_newsletter *n,
    const struct op_trial *trial, bool wait, struct err *err)
{
	if (wait)
		return newsletter_wait(cli,
		    &(struct newsletter_waiting){
			n->targets, &trial->mailing, 1, trial->count },
		    err);
	if (cli->json)
		out_json(json_pack("{s:I, s:I}", "mailing",
		    (json_int_t)trial->mailing, "queued",
		    (json_int_t)trial->count));
	else
		printf(_n("%lld test mail is queued; liaisond sends it, or "
			  "\"liaison send --drain\"\n",
			   "%lld test mails are queued; liaisond sends them, "
			   "or \"liaison send --drain\"\n",
			   trial->count),
		    (long long)trial->count);
	return ERR_OK;
}

enum err_code cmd_newsletter_test(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct newsletter_file file = { .draft = true };
	struct op_trial trial = { 0 };
	bool wait = false;
	const struct cli_option options[] = {
		{ "list", NULL, &file.lists },
		{ "variant", NULL, &trial.variant },
		{ "wait", &wait, NULL },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct op_newsletter newsletter;
	enum err_code rc = cli_options(options, &argc, argv, 2, -1, err);

	file.path = argv[1];
	if (rc == ERR_OK)
		rc = read_addresses(&arena, argc, argv, &trial, err);
	if (rc == ERR_OK)
		rc = newsletter_file_open(cli, &arena, &file, &newsletter, err);
	if (rc == ERR_OK && !cli->json)
		(void)newsletter_file_warn(&newsletter);
	if (rc == ERR_OK)
		rc = op_trial(cli->ctx, &arena, &newsletter, &trial, err);
	if (rc == ERR_OK)
		rc = tell(cli, &newsletter, &trial, wait, err);
	arena_free(&arena);
	return rc;
}
