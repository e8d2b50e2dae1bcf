#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/dkim_record.h"
#include "cli/options.h"
#include "cli/out.h"
#include "conf/conf_table.h"
#include "core/signing.h"
#include "mail/addr.h"

enum { PEM_MAX = 32 * 1024 };

/* What `dkim generate` makes: a key of each type that is wanted. */
struct making {
	struct cli *cli;
	struct arena arena;
	const char *folder; /* of the config file */
	const char *domain;
	bool wanted[DKIM_TYPE__MAX];
	const char *selector[DKIM_TYPE__MAX];
	const char *file[DKIM_TYPE__MAX]; /* from the folder on */
	struct dkim_record record[DKIM_TYPE__MAX];
};

static const struct {
	const char *selector; /* the setting; its default is ours */
	const char *file;
} settings[DKIM_TYPE__MAX] = {
	[DKIM_RSA] = { "selector", "key_file" },
	[DKIM_ED25519] = { "ed25519_selector", "ed25519_key_file" },
};

static const struct conf_row *selector_row(enum dkim_type type)
{
	int variant;

	return conf_row_find("dkim", settings[type].selector, &variant);
}

/* It ends where the address does. */
static const char *domain_of(const char *address)
{
	return addr_domain(str_c(address)).p;
}

/* The domain that all addresses of the site have in common. */
static enum err_code only_domain(struct making *m, struct err *err)
{
	const struct conf *conf = m->cli->conf;
	const char *first = domain_of(conf->site.address);

	for (size_t i = 0; i < conf->list_count; i++) {
		const char *other = domain_of(conf->lists[i].address);
		if (!str_iis(str_c(first), other))
			return err_set(err, ERR_USAGE,
			    _("there are several domains: say --domain %s or "
			      "--domain %s"),
			    first, other);
	}
	m->domain = first;
	return ERR_OK;
}

static enum err_code choose_domain(
    struct making *m, const char *domain, struct err *err)
{
	char why[CONF_WHY_SIZE];
	enum err_code rc = ERR_OK;

	if (domain == NULL)
		rc = only_domain(m, err);
	else
		m->domain = domain;
	if (rc != ERR_OK)
		return rc;
	char *lower = arena_strdup(&m->arena, m->domain);
	for (char *c = lower; *c != '\0'; c++)
		*c = str_lower(*c);
	m->domain = lower;
	return conf_domain_check(m->domain, why)
		   ? ERR_OK
		   : err_set(
			 err, ERR_USAGE, "--domain: \"%s\" %s", m->domain, why);
}

static enum err_code choose_types(
    struct making *m, const char *word, struct err *err)
{
	enum dkim_type type = DKIM_RSA;
	bool both = word == NULL || strcmp(word, "both") == 0;

	if (!both && !dkim_type_parse(word, &type))
		return err_set(
		    err, ERR_USAGE, _("--type is one of rsa, ed25519, both"));
	m->wanted[DKIM_RSA] = both || type == DKIM_RSA;
	m->wanted[DKIM_ED25519] = both || type == DKIM_ED25519;
	return ERR_OK;
}

/* Both keys cannot have one name in the DNS: the second one says its type. */
static enum err_code choose_selectors(
    struct making *m, const char *selector, struct err *err)
{
	char why[CONF_WHY_SIZE];

	for (int t = 0; t < DKIM_TYPE__MAX; t++) {
		enum dkim_type type = (enum dkim_type)t;
		bool second = type == DKIM_ED25519 && m->wanted[DKIM_RSA];
		const char *chosen = selector;
		if (selector == NULL)
			chosen = selector_row(type)->def;
		else if (second)
			chosen =
			    arena_printf(&m->arena, "%s-ed25519", selector);
		if (!conf_value_check(selector_row(type), chosen, why) ||
		    *chosen == '\0')
			return err_set(err, ERR_USAGE, "--selector: \"%s\" %s",
			    chosen, *chosen == '\0' ? _("is empty") : why);
		m->selector[type] = chosen;
		m->file[type] = arena_printf(
		    &m->arena, "secrets/dkim-%s-%s.pem", m->domain, chosen);
	}
	return ERR_OK;
}

static const char *path_of(struct making *m, const char *name)
{
	return arena_printf(&m->arena, "%s/%s", m->folder, name);
}

static enum err_code nothing_there(struct making *m, struct err *err)
{
	for (int t = 0; t < DKIM_TYPE__MAX; t++) {
		const char *path = path_of(m, m->file[t]);
		if (m->wanted[t] && access(path, F_OK) == 0)
			return err_set(err, ERR_EXISTS,
			    _("%s is there already; for a new key choose "
			      "another --selector"),
			    path);
	}
	return file_mkdir(path_of(m, "secrets"), 0700, err);
}

static enum err_code make_one(
    struct making *m, enum dkim_type type, struct err *err)
{
	const char *path = path_of(m, m->file[type]);
	struct dkim_key key = { 0 };
	struct buf pem;
	enum err_code rc;

	buf_init(&pem, PEM_MAX);
	/* Taken at once, so that growing leaves no copy behind. */
	(void)buf_room(&pem, PEM_MAX);
	rc = dkim_key_make(type, &pem, err);
	if (rc == ERR_OK)
		rc = dkim_key_parse(buf_get(&pem), path, type, &key, err);
	if (rc == ERR_OK)
		rc = file_create(path, buf_get(&pem), 0600, err);
	if (rc == ERR_OK)
		m->record[type] = dkim_record_make(&m->arena, m->domain,
		    m->selector[type], m->file[type], &key);
	dkim_key_clear(&key);
	if (pem.data != NULL)
		mem_wipe(pem.data, pem.cap);
	buf_clear(&pem);
	return rc;
}

static void tell(const struct making *m)
{
	for (int t = 0; t < DKIM_TYPE__MAX; t++)
		if (m->wanted[t])
			printf(_("made %s/%s\n"), m->folder, m->file[t]);
	printf(_("\n1. Publish in the DNS, as TXT:\n"));
	for (int t = 0; t < DKIM_TYPE__MAX; t++) {
		if (!m->wanted[t])
			continue;
		printf("\n");
		dkim_record_print(&m->record[t]);
	}
	printf(_("\n2. When the DNS answers so, write into %s:\n\n"),
	    m->cli->conf->path);
	printf("dkim \"%s\" {\n", m->domain);
	for (int t = 0; t < DKIM_TYPE__MAX; t++)
		if (m->wanted[t])
			printf("\t%s = \"%s\"\n\t%s = \"%s\"\n",
			    settings[t].selector, m->selector[t],
			    settings[t].file, m->file[t]);
	printf("}\n");
}

static json_t *records_json(
    const char *domain, const struct dkim_record *records, size_t n)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < n; i++)
		if (records[i].name != NULL)
			(void)json_array_append_new(
			    keys, dkim_record_json(&records[i]));
	return json_pack("{s:s, s:o}", "domain", domain, "keys", keys);
}

static enum err_code generate(struct making *m, struct err *err)
{
	const char *slash = strrchr(m->cli->conf->path, '/');
	enum err_code rc;

	m->folder = arena_dup(&m->arena,
	    str_n(m->cli->conf->path,
		slash == NULL ? 0 : (size_t)(slash - m->cli->conf->path)));
	rc = nothing_there(m, err);
	for (int t = 0; rc == ERR_OK && t < DKIM_TYPE__MAX; t++)
		if (m->wanted[t])
			rc = make_one(m, (enum dkim_type)t, err);
	if (rc != ERR_OK)
		return rc;
	if (m->cli->json)
		out_json(records_json(m->domain, m->record, DKIM_TYPE__MAX));
	else
		tell(m);
	return ERR_OK;
}

enum err_code cmd_dkim_generate(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *domain = NULL;
	const char *selector = NULL;
	const char *type = NULL;
	const struct cli_option options[] = {
		{ "domain", NULL, &domain },
		{ "selector", NULL, &selector },
		{ "type", NULL, &type },
		{ 0 },
	};
	struct making m = { .cli = cli };
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK)
		rc = choose_domain(&m, domain, err);
	if (rc == ERR_OK)
		rc = choose_types(&m, type, err);
	if (rc == ERR_OK)
		rc = choose_selectors(&m, selector, err);
	if (rc == ERR_OK)
		rc = generate(&m, err);
	arena_free(&m.arena);
	return rc;
}

/* Shows one section; with JSON, into `out`. */
static enum err_code show(struct arena *arena, const struct conf_dkim *dkim,
    json_t *out, struct err *err)
{
	struct dkim_record records[DKIM_TYPE__MAX] = { 0 };
	struct dkim_key key;

	for (int t = 0; t < DKIM_TYPE__MAX; t++) {
		struct signing_slot slot =
		    signing_slot(dkim, (enum dkim_type)t);
		if (slot.file == NULL)
			continue;
		enum err_code rc =
		    signing_key(dkim, (enum dkim_type)t, &key, err);
		if (rc != ERR_OK)
			return rc;
		records[t] = dkim_record_make(
		    arena, dkim->domain, slot.selector, slot.file, &key);
		dkim_key_clear(&key);
		if (out == NULL)
			dkim_record_print(&records[t]);
	}
	if (out != NULL)
		(void)json_array_append_new(
		    out, records_json(dkim->domain, records, DKIM_TYPE__MAX));
	return ERR_OK;
}

enum err_code cmd_dkim_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *domain = NULL;
	const struct cli_option options[] = {
		{ "domain", NULL, &domain },
		{ 0 },
	};
	const struct conf *conf = cli->conf;
	struct arena arena = { 0 };
	size_t shown = 0;
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);
	json_t *out = cli->json ? json_array() : NULL;

	for (size_t i = 0; rc == ERR_OK && i < conf->dkim_count; i++) {
		if (domain != NULL &&
		    !str_iis(str_c(domain), conf->dkim[i].domain))
			continue;
		rc = show(&arena, &conf->dkim[i], out, err);
		shown++;
	}
	if (rc == ERR_OK && shown == 0)
		rc = err_set(err, ERR_NOT_FOUND,
		    _("%s has no such section dkim; \"liaison dkim generate\" "
		      "makes keys"),
		    conf->path);
	if (rc == ERR_OK && out != NULL)
		out_json(out);
	else
		json_decref(out);
	arena_free(&arena);
	return rc;
}

static void remark_weak(const struct conf_dkim *dkim)
{
	struct dkim_key key;
	struct err err;

	if (dkim->key_file == NULL ||
	    signing_key(dkim, DKIM_RSA, &key, &err) != ERR_OK)
		return;
	if (key.bits < DKIM_BITS)
		out_remark(_("dkim.%s.key_file: an RSA key of %u bits is weak; "
			     "make one of %d"),
		    dkim->domain, key.bits, DKIM_BITS);
	dkim_key_clear(&key);
}

static void remark_unsigned(
    const struct conf *conf, const char *what, const char *address)
{
	if (signing_section(conf, address) == NULL)
		out_remark(_("%s: mail from %s is not signed; there is no "
			     "section dkim \"%s\""),
		    what, address, domain_of(address));
}

void cmd_dkim_remarks(const struct conf *conf)
{
	struct dkim_signer *signer = NULL;
	struct err err = { 0 };

	if (conf->dkim_count == 0)
		return;
	if (signing_open(conf, &signer, &err) != ERR_OK)
		out_remark(_("not ready for mail: %s"), err.text);
	dkim_signer_close(signer);
	for (size_t i = 0; i < conf->dkim_count; i++)
		remark_weak(&conf->dkim[i]);
	remark_unsigned(conf, "site.address", conf->site.address);
	for (size_t i = 0; i < conf->list_count; i++)
		remark_unsigned(
		    conf, conf->lists[i].name, conf->lists[i].address);
}
