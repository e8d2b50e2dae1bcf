#include "conf/conf_finish.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"

enum { LIST_ID_MAX = 255 };

/* A text given in one language only serves for the other ones too. */
static void finish_texts(char *text[LANG__MAX], const char *otherwise)
{
	for (int i = 0; i < LANG__MAX; i++) {
		if (text[i] != NULL)
			otherwise = text[i];
	}
	for (int i = 0; i < LANG__MAX; i++) {
		if (text[i] == NULL)
			text[i] = mem_strdup(otherwise);
	}
}

static int line_of(cfg_t *cfg, const char *section, const char *setting)
{
	int variant;
	const struct conf_row *row = conf_row_find(section, setting, &variant);
	cfg_opt_t *opt = conf_file_find(cfg, row, variant);

	return opt == NULL ? conf_file_start(cfg) : conf_file_line(opt);
}

static void check_secret(struct conf_reader *reader, cfg_t *cfg,
    const struct conf_secret *secret, const char *name)
{
	int ways = (secret->file != NULL) + (secret->command != NULL) +
		   (secret->credential != NULL);

	if (ways > 1)
		conf_complain(reader, conf_file_start(cfg),
		    "%s.%s comes from several places; keep one of %s_file, "
		    "%s_command, %s_credential",
		    cfg_name(cfg), name, name, name, name);
}

static void check_login(
    struct conf_reader *reader, cfg_t *cfg, const struct conf_smtp *relay)
{
	check_secret(reader, cfg, &relay->password, "password");
	check_secret(reader, cfg, &relay->token, "token");
}

static void default_from_site(
    struct conf_list *list, const struct conf_site *site, cfg_t *cfg)
{
	int variant;

	if (list->delimiter == NULL)
		list->delimiter = mem_strdup(site->delimiter);
	if (list->timezone == NULL)
		list->timezone = mem_strdup(site->timezone);
	if (list->colour == NULL && site->colour != NULL)
		list->colour = mem_strdup(site->colour);
	if (list->logo == NULL && site->logo != NULL)
		list->logo = mem_strdup(site->logo);
	if (conf_file_find(
		cfg, conf_row_find("list", "language", &variant), 0) == NULL)
		list->language = site->language;
	if (conf_file_find(cfg, conf_row_find("list", "post", &variant), 0) ==
	    NULL)
		list->post = list->kind == CONF_NEWSLETTER ? CONF_POST_NOBODY
							   : CONF_POST_MEMBERS;
}

static struct str alias_address(const char *alias)
{
	struct str s = str_c(alias);

	return str_trim(str_from(s, str_findc(s, '=') + 1));
}

/* Is this the address of the list, or one of its first n aliases? */
static bool has_address(
    const struct conf_list *list, struct str address, size_t n)
{
	if (list->address != NULL && str_iis(address, list->address))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (str_ieq(alias_address(list->aliases.v[i]), address))
			return true;
	}
	return false;
}

/* A mail to an address must mean one thing. */
static void check_addresses(
    struct conf_reader *reader, const struct conf *conf, size_t n, cfg_t *cfg)
{
	const struct conf_list *list = &conf->lists[n];
	struct str address = str_c(list->address);

	for (size_t i = 0; i < n && address.n > 0; i++) {
		const struct conf_list *other = &conf->lists[i];
		if (has_address(other, address, other->aliases.n))
			conf_complain(reader, line_of(cfg, "list", "address"),
			    "list.%s.address: %s belongs to the list %s too",
			    list->name, list->address, other->name);
	}
	for (size_t a = 0; a < list->aliases.n; a++) {
		bool taken = false;
		address = alias_address(list->aliases.v[a]);
		for (size_t i = 0; i < n && !taken; i++)
			taken = has_address(
			    &conf->lists[i], address, conf->lists[i].aliases.n);
		if (taken || has_address(list, address, a))
			conf_complain(reader, line_of(cfg, "list", "aliases"),
			    "list.%s.aliases: %.*s is used twice", list->name,
			    STR_ARG(address));
	}
}

static void check_relay(
    struct conf_reader *reader, const struct conf *conf, size_t n, cfg_t *cfg)
{
	const struct conf_list *list = &conf->lists[n];

	if (list->relay != NULL && conf_relay(conf, list->relay) == NULL)
		conf_complain(reader, line_of(cfg, "list", "relay"),
		    "list.%s.relay: there is no section relay \"%.60s\"",
		    list->name, list->relay);
}

static void check_fields(
    struct conf_reader *reader, const struct conf *conf, size_t n, cfg_t *cfg)
{
	const struct conf_list *list = &conf->lists[n];
	const struct conf_strings *fields = &list->fields;

	if (fields->n > CONF_FIELDS_MAX)
		conf_complain(reader, line_of(cfg, "list", "fields"),
		    "list.%s.fields: there are %zu; a list has %d at most",
		    list->name, fields->n, CONF_FIELDS_MAX);
	for (size_t i = 0; i < fields->n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(fields->v[i], fields->v[k]) == 0)
				conf_complain(reader,
				    line_of(cfg, "list", "fields"),
				    "list.%s.fields: %.60s is used twice",
				    list->name, fields->v[i]);
}

/* The one who orders a newsletter cannot be the one who approves it. */
static void check_approval(
    struct conf_reader *reader, const struct conf *conf, size_t n, cfg_t *cfg)
{
	const struct conf_list *list = &conf->lists[n];

	if (list->approval == CONF_APPROVAL_EDITOR && list->editors.n < 2)
		conf_complain(reader, line_of(cfg, "list", "approval"),
		    "list.%s.approval: a second editor is to approve, but "
		    "list.%s.editors names %zu; name two at least",
		    list->name, list->name, list->editors.n);
}

/* RFC 2919 section 3: what stands between the <> of List-Id. */
static void check_list_id(
    struct conf_reader *reader, const struct conf *conf, size_t n, cfg_t *cfg)
{
	const struct conf_list *list = &conf->lists[n];
	struct str site = str_c(conf->site.address);
	size_t host = site.n - str_findc(site, '@') - 1;

	if (site.n > 0 && strlen(list->name) + 1 + host > LIST_ID_MAX)
		conf_complain(reader, conf_file_start(cfg),
		    "list \"%.60s\": its name and the domain of site.address "
		    "are longer than %d characters together",
		    list->name, LIST_ID_MAX);
}

void conf_finish_list(
    struct conf_reader *reader, struct conf *conf, size_t n, cfg_t *cfg)
{
	struct conf_list *list = &conf->lists[n];

	default_from_site(list, &conf->site, cfg);
	finish_texts(list->label, list->name);
	finish_texts(list->description, NULL);
	finish_texts(list->footer, NULL);
	for (size_t i = 0; i < list->topic_count; i++)
		finish_texts(list->topics[i].label, list->topics[i].key);
	check_addresses(reader, conf, n, cfg);
	check_relay(reader, conf, n, cfg);
	check_fields(reader, conf, n, cfg);
	check_approval(reader, conf, n, cfg);
	check_list_id(reader, conf, n, cfg);
}

void conf_finish_dkim(
    struct conf_reader *reader, struct conf *conf, size_t n, cfg_t *cfg)
{
	const struct conf_dkim *dkim = &conf->dkim[n];
	char why[CONF_WHY_SIZE];

	if (!conf_domain_check(dkim->domain, why))
		conf_complain(reader, conf_file_start(cfg), "dkim \"%.60s\" %s",
		    dkim->domain, why);
	for (size_t i = 0; i < n; i++)
		if (strcmp(conf->dkim[i].domain, dkim->domain) == 0)
			conf_complain(reader, conf_file_start(cfg),
			    "the name \"%.60s\" is used twice", dkim->domain);
	if (dkim->key_file == NULL && dkim->ed25519_key_file == NULL)
		conf_complain(reader, conf_file_start(cfg),
		    "dkim.%s has neither key_file nor ed25519_key_file; "
		    "\"liaison dkim generate\" makes both",
		    dkim->domain);
	else if (dkim->key_file != NULL && dkim->ed25519_key_file != NULL &&
		 str_iis(str_c(dkim->selector), dkim->ed25519_selector))
		conf_complain(reader, conf_file_start(cfg),
		    "dkim.%s: both keys have the selector %s; one name in the "
		    "DNS holds one key",
		    dkim->domain, dkim->selector);
}

static void zone_from_site(struct conf_smtp *relay, const struct conf *conf)
{
	if (relay->timezone == NULL)
		relay->timezone = mem_strdup(conf->site.timezone);
}

void conf_finish_site(
    struct conf_reader *reader, struct conf *conf, cfg_t *root)
{
	finish_texts(conf->site.rights, NULL);
	zone_from_site(&conf->smtp, conf);
	for (size_t i = 0; i < conf->relay_count; i++)
		zone_from_site(&conf->relays[i], conf);
	if (cfg_size(root, "site") > 0)
		check_secret(reader, cfg_getnsec(root, "site", 0),
		    &conf->site.key, "key");
	if (cfg_size(root, "smtp") > 0)
		check_login(reader, cfg_getnsec(root, "smtp", 0), &conf->smtp);
	for (size_t i = 0; i < conf->relay_count; i++)
		check_login(reader, cfg_getnsec(root, "relay", (unsigned)i),
		    &conf->relays[i]);
	for (size_t i = 0; i < conf->imap_count; i++)
		check_secret(reader, cfg_getnsec(root, "imap", (unsigned)i),
		    &conf->imap[i].password, "password");
}
