#include "core/notify.h"

#include "base/clock.h"
#include "core/command_help.h"
#include "core/listaddr.h"
#include "core/personal.h"
#include "mail/compose.h"
#include "store/mailing.h"
#include "store/subscription.h"
#include "tmpl/tmpl.h"

enum {
	COMPILED_MAX = 4 * 1024 * 1024 + 2 * NOTIFY_ATTACH_MAX,
	VERSION_HEX = 12
};

static const char *text(const char *s)
{
	return s == NULL ? "" : s;
}

const char *notify_in_language(
    char *const labels[LANG__MAX], enum lang language, const char *instead)
{
	if (labels[language] != NULL && labels[language][0] != '\0')
		return labels[language];
	for (int i = 0; i < LANG__MAX; i++)
		if (labels[i] != NULL && labels[i][0] != '\0')
			return labels[i];
	return instead;
}

const char *notify_label(const struct conf_list *list, enum lang language)
{
	return notify_in_language(list->label, language, list->name);
}

static json_t *site_variables(const struct conf *conf, enum lang language)
{
	const struct conf_site *site = &conf->site;

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name",
	    text(site->name), "legal_address", text(site->legal_address),
	    "website", text(site->website), "contact", text(site->contact),
	    "director", text(site->director), "rights",
	    notify_in_language(site->rights, language, ""), "address",
	    text(site->address));
}

static json_t *list_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language)
{
	json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "name",
	    list->name, "label", notify_label(list, language), "address",
	    list->address, "description",
	    notify_in_language(list->description, language, ""), "footer",
	    notify_in_language(list->footer, language, ""), "kind_newsletter",
	    list->kind == CONF_NEWSLETTER);
	static const char *const verbs[] = { "subscribe", "unsubscribe", "help",
		"owner" };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		struct listaddr to =
		    listaddr_for(arena, ctx->conf, list, verbs[i], NULL);
		(void)json_object_set_new(out,
		    arena_printf(arena, "%s_address", verbs[i]),
		    json_string(to.address));
	}
	return out;
}

json_t *notify_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language)
{
	json_t *out = json_object();
	json_t *lists = json_array();
	json_t *topics = json_array();

	for (size_t i = 0; i < ctx->conf->list_count; i++)
		(void)json_array_append_new(lists,
		    list_variables(ctx, arena, &ctx->conf->lists[i], language));
	for (size_t i = 0; list != NULL && i < list->topic_count; i++)
		(void)json_array_append_new(topics,
		    json_pack("{s:s, s:s}", "key", list->topics[i].key, "label",
			notify_in_language(list->topics[i].label, language,
			    list->topics[i].key)));
	(void)json_object_set_new(
	    out, "site", site_variables(ctx->conf, language));
	if (list != NULL)
		(void)json_object_set_new(
		    out, "list", list_variables(ctx, arena, list, language));
	(void)json_object_set_new(out, "lists", lists);
	(void)json_object_set_new(out, "topics", topics);
	(void)json_object_set_new(
	    out, "days", json_integer(ctx->conf->limits.pending_days));
	return out;
}

struct tmpl_place notify_place(
    const struct ctx *ctx, const struct conf_list *list, enum lang language)
{
	return (struct tmpl_place){
		.folder = ctx->conf->site.templates,
		.list = list == NULL ? NULL : list->name,
		.lang = language,
		.fallback = ctx_language(ctx, list),
		.colour = list == NULL ? ctx->conf->site.colour : list->colour,
	};
}

/* The ids and the place to answer to: where the token travels. */
static void address_mail(struct ctx *ctx, struct arena *arena,
    const struct notify *notify, struct compose_input *mail)
{
	const char *domain = listaddr_domain(ctx->conf);
	const struct conf_list *list = notify->list;
	const char *verb;
	unsigned char random[15];
	char id[sizeof(random) * 2];

	mail->from_name =
	    str_c(list == NULL ? text(ctx->conf->site.name)
			       : notify_label(list, notify->language));
	mail->from_addr = ctx->conf->site.address;
	mail->to_name = notify->name;
	mail->to_addr = notify->to;
	mail->in_reply_to = notify->message_id;
	mail->references = notify->references != NULL ? notify->references
						      : notify->message_id;
	if (notify->probe) {
		mail->message_id = arena_printf(arena, "%s@%s",
		    personal_hole(arena, PERSONAL_MESSAGE_ID), domain);
		return;
	}
	if (notify->token == NULL) {
		mail->reply_to = notify->reply_to;
		crypto_random(random, sizeof(random));
		crypto_base32(random, sizeof(random), id);
		mail->message_id =
		    arena_printf(arena, "notice.%s@%s", id, domain);
		return;
	}
	verb = notify->token_verb != NULL ? notify->token_verb : "confirm";
	mail->message_id =
	    arena_printf(arena, "%s.%s@%s", verb, notify->token, domain);
	mail->reply_to =
	    listaddr_for(arena, ctx->conf, list, verb, notify->token).address;
}

static const char *const *extra_fields(
    struct ctx *ctx, struct arena *arena, const struct notify *notify)
{
	const char **f = arena_calloc(arena, 9, sizeof(*f));
	size_t n = 0;

	f[n++] = "Auto-Submitted";
	f[n++] = notify->answer ? "auto-replied" : "auto-generated";
	f[n++] = "X-Auto-Response-Suppress";
	f[n++] = "All";
	f[n++] = "X-Loop";
	f[n++] = ctx->conf->site.address;
	if (notify->list != NULL) {
		f[n++] = "List-Id";
		f[n++] = arena_printf(arena, "<%s.%s>", notify->list->name,
		    listaddr_domain(ctx->conf));
	}
	return f;
}

/* Nobody wants to hear of a notice that is not delivered, but of a probe. */
static enum mailing_envelope envelope_of(
    const struct ctx *ctx, const struct notify *notify)
{
	if (!notify->probe)
		return MAILING_NULL;
	return conf_relay_of(ctx->conf, notify->list)->envelope ==
		       CONF_ENVELOPE_VERP
		   ? MAILING_VERP
		   : MAILING_FIXED;
}

static enum err_code queue(struct ctx *ctx, const struct notify *notify,
    const struct compose_input *mail, struct err *err)
{
	int64_t now = clock_now();
	struct mailing mailing = {
		.kind = MAILING_NOTICE,
		.state = MAILING_PREPARING,
		.envelope = envelope_of(ctx, notify),
		.subject = notify->template,
		.author = ctx->actor,
		.content_hash = "",
		.created = now,
	};
	struct buf compiled;
	int64_t delivery;
	enum err_code rc = ERR_OK;

	buf_init(&compiled, COMPILED_MAX);
	if (notify->list != NULL)
		rc = list_ensure(
		    ctx->db, notify->list->name, now, &mailing.list, err);
	if (rc == ERR_OK)
		rc = compose_message(mail, &compiled, err);
	if (rc == ERR_OK)
		rc = mailing_add(ctx->db, &mailing, err);
	if (rc == ERR_OK)
		rc = mailing_add_content(ctx->db, mailing.id,
		    lang_name(notify->language), buf_get(&compiled), err);
	if (rc == ERR_OK)
		rc = delivery_add(ctx->db, mailing.id, notify->to,
		    lang_name(notify->language), now, &delivery, err);
	if (rc == ERR_OK)
		rc = mailing_set_state(
		    ctx->db, mailing.id, MAILING_RUNNING, now, err);
	buf_clear(&compiled);
	if (rc == ERR_OK && notify->delivery != NULL)
		*notify->delivery = delivery;
	return rc;
}

static size_t attached_bytes(const struct notify *notify)
{
	size_t sum = 0;

	for (size_t i = 0; i < notify->attachment_count; i++)
		sum += notify->attachments[i].bytes.n;
	return sum;
}

enum err_code notify_queue(struct ctx *ctx, struct arena *arena,
    const struct notify *notify, struct err *err)
{
	struct tmpl_place place =
	    notify_place(ctx, notify->list, notify->language);
	json_t *data =
	    notify_variables(ctx, arena, notify->list, notify->language);
	struct compose_input mail = { .date = clock_now() };
	struct tmpl_mail made;
	enum err_code rc;

	if (attached_bytes(notify) > NOTIFY_ATTACH_MAX) {
		json_decref(data);
		json_decref(notify->extra);
		return err_set(err, ERR_LIMIT,
		    "what is attached to the notice %s is larger than %d "
		    "bytes",
		    notify->template, NOTIFY_ATTACH_MAX);
	}
	(void)json_object_set_new(data, "person",
	    json_pack("{s:s, s:s}", "name", text(notify->name), "address",
		notify->to));
	(void)json_object_set_new(
	    data, "commands", command_help_variables(notify->language));
	(void)json_object_set_new(
	    data, "token", json_string(text(notify->token)));
	if (notify->extra != NULL) {
		(void)json_object_update(data, notify->extra);
		json_decref(notify->extra);
	}
	rc = tmpl_render(arena, &place, notify->template, data, &made, err);
	json_decref(data);
	if (rc == ERR_INPUT || rc == ERR_NOT_FOUND)
		rc = err->code =
		    ERR_CONFIG; /* the site's mistake, not a mail's */
	if (rc != ERR_OK)
		return err_prefix(err, "notice %s", notify->template);
	address_mail(ctx, arena, notify, &mail);
	mail.subject = made.subject;
	mail.text = made.text;
	mail.html = made.html;
	mail.language = lang_name(made.lang);
	mail.extra = extra_fields(ctx, arena, notify);
	mail.attachments = notify->attachments;
	mail.attachment_count = notify->attachment_count;
	return queue(ctx, notify, &mail, err);
}

enum err_code notify_owners(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *template, json_t *extra,
    struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < list->owners.n; i++) {
		const struct notify mail = {
			.template = template,
			.list = list,
			.language = list->language,
			.to = list->owners.v[i],
			.extra = json_incref(extra),
		};
		rc = notify_queue(ctx, arena, &mail, err);
	}
	json_decref(extra);
	return rc;
}

const char *notify_text_version(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *template, enum lang language)
{
	struct tmpl_place place = notify_place(ctx, list, language);
	struct tmpl_file file;
	struct err unused;
	char hash[CRYPTO_HEX];

	if (tmpl_find(arena, &place, template, "txt", &file, &unused) != ERR_OK)
		return template;
	crypto_hash_hex(file.text, hash);
	hash[VERSION_HEX] = '\0';
	return arena_printf(
	    arena, "%s/%s/%s", template, lang_name(file.lang), hash);
}
