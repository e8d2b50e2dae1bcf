/* What is held about a person over all lists; forgetting them. */
#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_data.h"
#include "core/op_person.h"
#include "mail/addr.h"
#include "store/person.h"

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

static void print_subscription(const json_t *row)
{
	json_t *fields = json_object_get(row, "fields");
	const char *name;
	json_t *value;

	printf("%s ", _("subscription:"));
	out_cell(word(row, "list"), 20);
	out_cell(word(row, "status"), 9);
	out_cell(word(row, "delivery"), 6);
	out_puts(word(row, "since"));
	printf("\n");
	json_object_foreach(fields, name, value)
	{
		printf("  ");
		out_field(name, json_string_value(value));
	}
}

static void print_rows(const json_t *data, const char *group, const char *label,
    const char *kind, const char *text)
{
	const json_t *rows = json_object_get(data, group);

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		printf("%s ", label);
		out_cell(word(row, "at"), 20);
		out_cell(word(row, kind), 12);
		out_puts(word(row, text));
		printf("\n");
	}
}

static void print_data(const json_t *data)
{
	const json_t *person = json_object_get(data, "subscriber");
	const json_t *subs = json_object_get(data, "subscriptions");
	const json_int_t more =
	    json_integer_value(json_object_get(data, "messages_held_more"));

	out_field(_("address"), word(data, "address"));
	if (!json_is_true(json_object_get(data, "held"))) {
		printf("%s\n", _("Nothing is held about this address."));
		return;
	}
	if (person != NULL) {
		out_field(_("name"), word(person, "name"));
		out_field(_("since"), word(person, "since"));
	}
	for (size_t i = 0; i < json_array_size(subs); i++)
		print_subscription(json_array_get(subs, i));
	print_rows(data, "requests", _("request:"), "asks", "detail");
	print_rows(
	    data, "messages_held", _("message held:"), "kind", "subject");
	if (more > 0)
		printf(
		    _("messages held that are older: %lld\n"), (long long)more);
	print_rows(data, "mailings", _("mailing:"), "state", "subject");
	print_rows(data, "failures", _("failure:"), "verdict", "words");
	print_rows(data, "suppressed", _("suppressed:"), "reason", "list");
}

enum err_code cmd_subscriber_data(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	json_t *data = NULL;
	char *address;
	enum err_code rc = cli_options(none, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = cli_address(&arena, argv[1], &address, err);
	if (rc == ERR_OK)
		rc = op_data(cli->ctx, &arena, address, &data, err);
	if (rc == ERR_OK && cli->json)
		out_json(json_incref(data));
	else if (rc == ERR_OK)
		print_data(data);
	json_decref(data);
	arena_free(&arena);
	return rc;
}

/* Who is not known was perhaps spelled otherwise, and wants no notice. */
static enum err_code must_be_held(
    struct cli *cli, struct arena *arena, const char *address, struct err *err)
{
	json_t *data = NULL;
	enum err_code rc = op_data(cli->ctx, arena, address, &data, err);

	if (rc == ERR_OK && !json_is_true(json_object_get(data, "held")))
		rc = err_set(err, ERR_NOT_FOUND,
		    _("nothing is held about %s; nothing was erased"), address);
	json_decref(data);
	return rc;
}

/* Erasing cannot be undone. */
static enum err_code sure(bool yes, const char *address, struct err *err)
{
	printf(_("%s will leave every list and be erased; only a keyed hash "
		 "stays, so that no import brings them back.\n"),
	    address);
	if (yes)
		return ERR_OK;
	if (!out_is_terminal())
		return err_set(
		    err, ERR_USAGE, _("nobody is there to ask: add --yes"));
	if (!out_confirm(_("Erase this person now? [y/N] ")))
		return err_set(err, ERR_REFUSED, _("nothing was erased"));
	return ERR_OK;
}

/* In the language of one of their subscriptions. */
static enum lang language_of(
    struct cli *cli, struct arena *arena, const char *address)
{
	struct subscription *subs;
	struct err unused;
	size_t count;

	if (person_subscriptions(cli->ctx->db, arena, addr_key(arena, address),
		&subs, &count, &unused) == ERR_OK &&
	    count > 0)
		return subs[0].language;
	return ctx_language(cli->ctx, NULL);
}

enum err_code cmd_subscriber_erase(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	bool yes = false;
	const struct cli_option options[] = {
		{ "yes", &yes, NULL },
		{ 0 },
	};
	const struct op_proof proof = { .how = "cli" };
	struct op_person who = { .proof = &proof };
	char *address;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = cli_address(&arena, argv[1], &address, err);
	if (rc == ERR_OK)
		rc = must_be_held(cli, &arena, address, err);
	if (rc == ERR_OK)
		rc = sure(yes, address, err);
	if (rc == ERR_OK)
		rc = db_begin(cli->ctx->db, err);
	if (rc == ERR_OK) {
		who.address = address;
		who.language = language_of(cli, &arena, address);
		rc = op_erase(cli->ctx, &arena, &who, err);
		rc = db_end(cli->ctx->db, rc, err);
	}
	if (rc == ERR_OK) {
		db_wake(cli->ctx->db, "sender");
		printf(
		    _("%s is erased; one last notice tells them.\n"), address);
	}
	arena_free(&arena);
	return rc;
}
