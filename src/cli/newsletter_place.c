/* For realpath(). */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier) */
#include "cli/newsletter_place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "cli/lists.h"
#include "cli/out.h"
#include "core/op_order.h"

bool newsletter_place_needed(const struct op_newsletter *newsletter,
    const struct newsletter_place *place)
{
	bool later = place->at != NULL ? !op_order_is_now(place->at)
				       : newsletter->news.send_at.at != 0;

	return later || op_order_needs_approval(newsletter);
}

enum err_code newsletter_start(struct arena *arena,
    struct op_newsletter *newsletter, const char *at, struct recap *out,
    struct err *err)
{
	struct op_hour hour;
	enum err_code rc;

	out->zone = op_order_zone(newsletter, at);
	out->start = newsletter->news.send_at.at;
	if (at == NULL)
		return ERR_OK;
	rc = op_order_hour(arena, at, out->zone, &hour, err);
	out->start = hour.at;
	if (rc == ERR_OK && hour.remark != NULL)
		news_problem(&newsletter->news.problems, NEWS_WARNING, NULL, 0,
		    0, hour.remark);
	return rc;
}

enum err_code newsletter_editor(
    struct arena *arena, const char *text, const char **out, struct err *err)
{
	char *address;
	enum err_code rc;

	*out = "";
	if (text == NULL)
		return ERR_OK;
	rc = cli_address(arena, text, &address, err);
	if (rc == ERR_OK)
		*out = address;
	return rc;
}

enum err_code newsletter_folder(
    struct arena *arena, const char *folder, const char **out, struct err *err)
{
	char path[PATH_MAX];

	if (realpath(folder, path) == NULL)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "%s: %s", folder, strerror(errno));
	*out = arena_strdup(arena, path);
	return ERR_OK;
}

void newsletter_tell_withdrawn(const struct cli *cli, size_t withdrawn)
{
	if (withdrawn > 0 && !cli->quiet)
		printf(_("an earlier order of the same file is withdrawn\n"));
}

static void tell(struct cli *cli, const struct op_newsletter *newsletter,
    const struct op_ordered *ordered, const struct newsletter *row)
{
	if (cli->json) {
		out_json(json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:I}",
		    "order", (json_int_t)ordered->id, "state",
		    newsletter_state_name(ordered->state), "send_at",
		    row->send_at, "zone", row->zone, "due",
		    (json_int_t)ordered->due, "proofs",
		    (json_int_t)ordered->proofs, "withdrawn",
		    (json_int_t)ordered->withdrawn));
		return;
	}
	if (cli->quiet)
		return;
	newsletter_tell_withdrawn(cli, ordered->withdrawn);
	if (ordered->state == NEWSLETTER_PROOF)
		printf(_n("order %lld: a proof goes to %zu editor of %s; the "
			  "newsletter leaves once it is approved\n",
			   "order %lld: proofs go to %zu editors of %s; the "
			   "newsletter leaves once one of them approves\n",
			   (long)ordered->proofs),
		    (long long)ordered->id, ordered->proofs,
		    newsletter->targets[0].list->name);
	if (row->send_at[0] != '\0' && ordered->state == NEWSLETTER_PROOF)
		printf(_("order %lld: it does not leave before %s (%s)\n"),
		    (long long)ordered->id, row->send_at, row->zone);
	else if (row->send_at[0] != '\0')
		printf(_("order %lld: it leaves on %s (%s); see \"liaison "
			 "newsletter orders\"\n"),
		    (long long)ordered->id, row->send_at, row->zone);
}

enum err_code newsletter_place(struct cli *cli, struct arena *arena,
    const struct newsletter_file *file, const struct op_newsletter *newsletter,
    const struct newsletter_place *place, struct err *err)
{
	struct op_order order = {
		.source = file->source,
		.lists = file->chosen,
		.list_count = file->chosen_count,
		.send_at = place->at,
		.hash = newsletter->hash,
		.again = place->again,
	};
	struct op_ordered ordered;
	struct newsletter row;
	enum err_code rc = ERR_OK;

	if (place->wait)
		rc = err_set(err, ERR_USAGE,
		    _("--wait sends here and now; this newsletter leaves "
		      "later, or once it is approved"));
	if (rc == ERR_OK)
		rc =
		    newsletter_editor(arena, place->editor, &order.editor, err);
	if (rc == ERR_OK)
		rc = newsletter_folder(
		    arena, file->disk.folder, &order.origin, err);
	if (rc == ERR_OK)
		rc = op_order_place(cli->ctx, arena, &order, &ordered, err);
	if (rc == ERR_OK)
		rc = newsletter_get(cli->ctx->db, arena, ordered.id, &row, err);
	if (rc == ERR_OK)
		tell(cli, newsletter, &ordered, &row);
	return rc;
}
