#include "core/inbound_effects.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/change.h"
#include "core/inbound_editor.h"
#include "core/inbound_job.h"
#include "core/inbound_person.h"
#include "core/inbound_settings.h"
#include "core/notify.h"
#include "core/op_confirm.h"
#include "core/op_request.h"
#include "core/op_subscription.h"
#include "mail/addr.h"
#include "mail/compose.h"
#include "store/ledger.h"
#include "store/person.h"

enum {
	EDITOR_ANSWERS = 30, /* a day, as many as newsletters by mail */
	NAME_BYTES = 120
};

static const char *const templates[NOTICE__MAX] = {
	[NOTICE_NONE] = "",
	[NOTICE_HELP] = "help",
	[NOTICE_WHICH_LIST] = "which-list",
	[NOTICE_NOT_UNDERSTOOD] = "not-understood",
	[NOTICE_ALREADY_SUBSCRIBED] = "already-subscribed",
	[NOTICE_NOT_SUBSCRIBED] = "not-subscribed",
	[NOTICE_ALREADY_DONE] = "already-done",
	[NOTICE_TOPICS] = "topics",
	[NOTICE_DATA] = "data",
	[NOTICE_ISSUE] = "issue",
	[NOTICE_MEMBERS_PRIVATE] = "members-private",
};

enum lang inbound_language(
    const struct job *job, const struct conf_list *list, const char *address)
{
	const char *key = addr_key(job->arena, address);
	struct subscription *subs;
	struct subscription sub;
	struct err unused;
	enum lang lang;
	size_t count;

	if (lang_parse(job->in->decision.language, &lang))
		return lang;
	if (list != NULL &&
	    op_find(job->ctx, job->arena, list, key, &sub, &unused) == ERR_OK)
		return sub.language;
	if (list == NULL &&
	    person_subscriptions(job->ctx->db, job->arena, key, &subs, &count,
		&unused) == ERR_OK &&
	    count > 0)
		return subs[0].language;
	return ctx_language(job->ctx, list);
}

/* One more of this key, if it is below its limit in the window. */
static enum err_code take_one(struct job *job, const char *key, int64_t seconds,
    int limit, bool *yes, struct err *err)
{
	struct db *db = job->ctx->db;
	const int64_t now = clock_now();
	int64_t used;
	enum err_code rc = allowance_count(db, key, now - seconds, &used, err);

	*yes = rc == ERR_OK && used < limit;
	return *yes ? allowance_add(db, key, now, err) : rc;
}

enum err_code inbound_may_answer(
    struct job *job, const char *address, bool *yes, struct err *err)
{
	const struct facts *facts = &job->in->facts;
	const struct conf_limits *limits = &job->ctx->conf->limits;
	char hash[CRYPTO_HEX];
	enum err_code rc = ERR_OK;

	*yes = address[0] != '\0' && facts->may_answer &&
	       facts->authres != AUTHRES_FAIL;
	ctx_address_hash(job->ctx, addr_key(job->arena, address), hash);
	if (*yes)
		rc = take_one(job,
		    arena_printf(job->arena, "answer/address/%s", hash),
		    CLOCK_DAY, limits->answers_day, yes, err);
	/* Forged senders are many, and are not known here. */
	if (rc == ERR_OK && *yes && facts->authres != AUTHRES_PASS &&
	    facts->sender_list_count == 0)
		rc = take_one(job, "answer/strangers", CLOCK_HOUR,
		    limits->confirmations_site_hour, yes, err);
	return rc;
}

enum err_code inbound_may_tell_editor(
    struct job *job, const char *address, bool *yes, struct err *err)
{
	char hash[CRYPTO_HEX];

	*yes = address[0] != '\0' && job->in->facts.may_answer;
	if (!*yes)
		return ERR_OK;
	ctx_address_hash(job->ctx, addr_key(job->arena, address), hash);
	return take_one(job, arena_printf(job->arena, "answer/editor/%s", hash),
	    CLOCK_DAY, EDITOR_ANSWERS, yes, err);
}

enum err_code inbound_answer(struct job *job, enum notice notice,
    const struct conf_list *list, const char *to, json_t *extra,
    struct err *err)
{
	const struct notify mail = {
		.template = templates[notice],
		.list = list,
		.language = inbound_language(job, list, to),
		.to = to,
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
		.answer = true,
		.extra = extra,
	};
	bool yes = false;
	enum err_code rc = ERR_OK;

	if (notice != NOTICE_NONE)
		rc = inbound_may_answer(job, to, &yes, err);
	if (rc != ERR_OK || !yes) {
		json_decref(extra);
		return rc;
	}
	job->answered = mail.template;
	return notify_queue(job->ctx, job->arena, &mail, err);
}

const char *inbound_sender(const struct job *job)
{
	struct err unused;
	char *address;

	if (addr_normalise(job->arena, str_c(job->in->message.sender_address),
		&address, &unused) != ERR_OK)
		return "";
	return address;
}

/* What people can be greeted with: no address, no link, no whole text. */
static const char *greeting_name(const char *name)
{
	struct str s = str_c(name);

	if (s.n > NAME_BYTES || str_findc(s, '@') != SIZE_MAX ||
	    str_ifind(s, str_c("://")) != SIZE_MAX ||
	    str_ifind(s, str_c("www.")) != SIZE_MAX)
		return "";
	return name;
}

static enum err_code request(
    struct job *job, const struct decided_command *command, struct err *err)
{
	const char *address = inbound_sender(job);
	enum op_requested result;
	const struct change chosen = { .has_delivery = true,
		.delivery = command->argument.delivery };
	const bool chooses = command->command == COMMAND_SUBSCRIBE &&
			     chosen.delivery != SUB_EACH;
	const struct op_request ask = {
		.detail = chooses ? change_write(job->arena, &chosen) : "",
		.verb = command->command == COMMAND_UNSUBSCRIBE
			    ? PENDING_UNSUBSCRIBE
			    : PENDING_SUBSCRIBE,
		.list = command->list,
		.address = address,
		.name = greeting_name(job->in->decision.text_name),
		.language = inbound_language(job, command->list, address),
		.origin = "email",
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
	};

	/* A request that a machine may have made asks nobody. */
	if (address[0] == '\0' || !job->in->facts.may_answer)
		return ERR_OK;
	return op_request(job->ctx, job->arena, &ask, &result, NULL, err);
}

static enum err_code leave(
    struct job *job, const struct decided_command *command, struct err *err)
{
	struct subscription sub;
	enum err_code rc = op_find(job->ctx, job->arena, command->list,
	    addr_key(job->arena, command->address), &sub, err);

	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && sub.status == SUB_LEFT))
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	job->proof.how = command->token != NULL ? "email-token" : "email";
	return op_leave(
	    job->ctx, job->arena, command->list, &sub, &job->proof, true, err);
}

static enum err_code confirm(
    struct job *job, const struct decided_command *command, struct err *err)
{
	enum op_confirmed result;
	enum err_code rc;

	job->proof.how = "email-confirmed";
	rc = op_confirm(job->ctx, job->arena, command->token->row, &job->proof,
	    &result, err);
	if (rc == ERR_NOT_FOUND) /* expired between look and apply */
		return ERR_OK;
	if (rc != ERR_OK || result != OP_CONFIRM_ALREADY)
		return rc;
	return inbound_answer(job, NOTICE_ALREADY_DONE, command->list,
	    command->address, NULL, err);
}

static enum err_code apply(
    struct job *job, const struct decided_command *command, struct err *err)
{
	switch (command->command) {
	case COMMAND_CONFIRM:
		return confirm(job, command, err);
	case COMMAND_UNSUBSCRIBE:
		return leave(job, command, err);
	case COMMAND_SUBSCRIBE: /* who is suspended: inbound_return() */
		return ERR_OK;
	case COMMAND_HELP:
	case COMMAND_DATA:
	case COMMAND_ERASE:
	case COMMAND_CORRECT:
	case COMMAND_OBJECT:
	case COMMAND_DELIVERY:
	case COMMAND_PAUSE:
	case COMMAND_RESUME:
	case COMMAND_TOPICS:
	case COMMAND_LANGUAGE:
	case COMMAND_ISSUE:
	case COMMAND_MEMBERS:
	case COMMAND_NONE:
	case COMMAND_APPROVE:
	case COMMAND_REFUSE:
	case COMMAND_REMARK:
	case COMMAND_NEWSLETTER:
	case COMMAND__MAX:
		break;
	}
	return err_set(err, ERR_INTERNAL, "command %s cannot apply at once",
	    command_name(command->command));
}

static enum err_code reply(
    struct job *job, const struct decided_command *command, struct err *err)
{
	const char *to = command->address[0] != '\0' ? command->address
						     : inbound_sender(job);

	if (command->notice == NOTICE_TOPICS)
		return inbound_topics(job, command->list, to, false, err);
	if (command->notice == NOTICE_DATA)
		return inbound_data(job, to, err);
	if (command->notice == NOTICE_ISSUE)
		return inbound_issue(job, command, to, err);
	return inbound_answer(
	    job, command->notice, command->list, to, NULL, err);
}

static enum err_code run(struct job *job, size_t at, struct err *err)
{
	const struct decided_command *command = &job->in->decision.commands[at];

	if (inbound_is_setting(command))
		return inbound_settings(job, at, err);
	if (inbound_is_person(command))
		return inbound_person(job, at, err);
	if (inbound_is_editor(command))
		return inbound_editor(job, command, err);
	switch (command->action) {
	case ACTION_CONFIRM_REQUEST:
		return request(job, command, err);
	case ACTION_APPLY:
		return apply(job, command, err);
	case ACTION_ANSWER:
		return reply(job, command, err);
	case ACTION_NONE:
	case ACTION_HOLD:
	case ACTION_SET_ASIDE:
	case ACTION_DISTRIBUTE:
	case ACTION_RECORD:
	case ACTION__MAX:
		break;
	}
	return ERR_OK;
}

/* By which it is known again: its name, its list. */
static const char *line_of(
    struct arena *arena, const struct decided_command *command)
{
	return arena_printf(arena, "%s %s", command_name(command->command),
	    command->list == NULL ? "" : command->list->name);
}

static bool has_line(const char *lines, const char *wanted)
{
	struct str rest = str_c(lines);
	struct str line;

	while (str_line(&rest, &line))
		if (str_is(line, wanted))
			return true;
	return false;
}

static enum err_code run_noted(struct job *job, size_t at, struct err *err)
{
	const char *before = job->applied == NULL ? "" : job->applied;

	if (job->in->decision.commands[at].action == ACTION_HOLD)
		return ERR_OK;
	job->applied = arena_printf(job->arena, "%s%s\n", before,
	    line_of(job->arena, &job->in->decision.commands[at]));
	return run(job, at, err);
}

/* What is decided anew obeys each command only once: those that are left. */
static struct inbound left_of(
    struct arena *arena, const struct inbound *inbound)
{
	struct inbound out = *inbound;
	struct decision *decision = &out.decision;
	const struct decided_command *all = inbound->decision.commands;

	if (inbound->had == NULL)
		return out;
	decision->commands =
	    arena_calloc(arena, decision->command_count, sizeof(*all));
	decision->command_count = 0;
	for (size_t i = 0; i < inbound->decision.command_count; i++)
		if (all[i].action == ACTION_HOLD ||
		    !has_line(inbound->had, line_of(arena, &all[i])))
			decision->commands[decision->command_count++] = all[i];
	return out;
}

enum err_code inbound_effects(struct ctx *ctx, struct arena *arena,
    const struct inbound *inbound, int64_t inbox_id, struct err *err)
{
	const struct decision *decision = &inbound->decision;
	const struct inbound left = left_of(arena, inbound);
	struct job job = {
		.ctx = ctx,
		.arena = arena,
		.in = &left,
		.inbox_id = inbox_id,
		.proof = { .message_id = inbound->message.message_id,
		    .references = message_thread(arena, &inbound->message),
		    .authres = inbound->facts.authres_text },
	};
	enum err_code rc = ERR_OK;
	bool told = false;

	for (size_t i = 0; rc == ERR_OK && i < left.decision.command_count;
	     i++) {
		const struct decided_command *one = &left.decision.commands[i];
		rc = run_noted(&job, i, err);
		if (rc == ERR_OK && one->action == ACTION_HOLD && !told)
			rc = inbound_answer(&job, one->notice, one->list,
			    inbound_sender(&job), NULL, err);
		told = told || one->action == ACTION_HOLD;
	}
	job.in = inbound;
	if (rc == ERR_OK)
		rc = inbound_return(&job, err);
	if (rc == ERR_OK && inbox_is_undecided(inbound_folder(decision)))
		rc = inbound_hold(&job, err);
	if (rc == ERR_OK && decision->action == ACTION_RECORD)
		rc = inbound_record(&job, err);
	return rc;
}
