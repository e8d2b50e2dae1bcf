/* conf_ready() of conf.h: what is still missing before mail can flow. */
#include "conf/conf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum { KEY_FILE_MAX = 64 * 1024, NAME_SIZE = 80, KEY_BYTES = 32 };

static enum err_code missing(const struct conf *conf, const char *section,
    const char *setting, const char *what, struct err *err)
{
	char name[NAME_SIZE];

	(void)snprintf(name, sizeof(name), "%s.%s", section, setting);
	return err_set(err, ERR_CONFIG, "%s is empty: write %s in %s", name,
	    _(what), conf->path);
}

/* A command is not run for this: it may ask a person something. */
static enum err_code secret_ready(const struct conf *conf,
    const struct conf_secret *secret, const char *name, struct err *err)
{
	char *text = NULL;

	if (!conf_secret_is_set(secret))
		return err_set(err, ERR_CONFIG,
		    "%s is not set: write %s_file, %s_command or "
		    "%s_credential in %s",
		    name, name, name, name, conf->path);
	if (secret->command != NULL)
		return ERR_OK;
	enum err_code rc = conf_secret_get(secret, name, &text, err);
	conf_secret_free(text);
	return rc;
}

static enum err_code imap_ready(const struct conf *conf, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (conf->imap_count == 0)
		return missing(
		    conf, "imap", "host", "the mailbox's server", err);
	for (size_t i = 0; i < conf->imap_count && rc == ERR_OK; i++) {
		const struct conf_imap *imap = &conf->imap[i];
		if (imap->host == NULL)
			rc = missing(
			    conf, "imap", "host", "the mailbox's server", err);
		else if (imap->user == NULL)
			rc = missing(
			    conf, "imap", "user", "the login name", err);
		else
			rc = secret_ready(
			    conf, &imap->password, "imap.password", err);
	}
	return rc;
}

static enum err_code file_ready(
    const char *path, const char *setting, struct err *err)
{
	if (path == NULL || access(path, R_OK) == 0)
		return ERR_OK;
	return err_set(
	    err, ERR_CONFIG, "%s: %s: %s", setting, path, strerror(errno));
}

/* Both or neither; the key as secret as a password. */
static enum err_code certificate_ready(
    const struct conf_smtp *relay, struct err *err)
{
	struct buf key;
	char name[NAME_SIZE];
	enum err_code rc;

	if (relay->client_certificate == NULL && relay->client_key == NULL)
		return ERR_OK;
	if (relay->client_certificate == NULL || relay->client_key == NULL)
		return err_set(err, ERR_CONFIG,
		    "%s.client_certificate and %s.client_key belong together; "
		    "set both or neither",
		    relay->section, relay->section);
	(void)snprintf(
	    name, sizeof(name), "%s.client_certificate", relay->section);
	rc = file_ready(relay->client_certificate, name, err);
	if (rc != ERR_OK)
		return rc;
	buf_init(&key, KEY_FILE_MAX);
	rc = file_read_secret(relay->client_key, &key, err);
	if (rc != ERR_OK)
		(void)err_prefix(err, "%s.client_key", relay->section);
	if (key.data != NULL)
		mem_wipe(key.data, key.cap);
	buf_clear(&key);
	return rc;
}

/* What the login needs; and that it does not leave in clear. */
static enum err_code login_ready(
    const struct conf *conf, const struct conf_smtp *relay, struct err *err)
{
	bool token = conf_relay_by_token(relay);
	char name[NAME_SIZE];

	if (relay->user == NULL)
		return token ? missing(conf, relay->section, "user",
				   "the login name", err)
			     : ERR_OK;
	if (!conf_relay_is_private(relay) &&
	    relay->auth != CONF_AUTH_CRAM_MD5 &&
	    (relay->auth != CONF_AUTH_AUTO || token))
		return err_set(err, ERR_CONFIG,
		    "%s.tls = none would send the %s to %s in clear; say "
		    "implicit or starttls, or auth = cram-md5",
		    relay->section, token ? "token" : "password", relay->host);
	(void)snprintf(name, sizeof(name), "%s.%s", relay->section,
	    token ? "token" : "password");
	return secret_ready(
	    conf, token ? &relay->token : &relay->password, name, err);
}

static enum err_code relay_ready(
    const struct conf *conf, const struct conf_smtp *relay, struct err *err)
{
	char name[NAME_SIZE];
	enum err_code rc;

	if (relay->host == NULL)
		return missing(conf, relay->section, "host",
		    "the server that takes outgoing mail", err);
	rc = login_ready(conf, relay, err);
	(void)snprintf(name, sizeof(name), "%s.ca_file", relay->section);
	if (rc == ERR_OK)
		rc = file_ready(relay->ca_file, name, err);
	if (rc == ERR_OK)
		rc = certificate_ready(relay, err);
	return rc;
}

static enum err_code relays_ready(const struct conf *conf, struct err *err)
{
	const struct conf_smtp *relay;
	enum err_code rc = ERR_OK;

	for (size_t i = 0;
	     rc == ERR_OK && (relay = conf_relay_used(conf, i)) != NULL; i++)
		rc = relay_ready(conf, relay, err);
	return rc;
}

enum err_code conf_ready(const struct conf *conf, struct err *err)
{
	unsigned char key[KEY_BYTES];
	enum err_code rc = imap_ready(conf, err);

	if (rc == ERR_OK)
		rc = relays_ready(conf, err);
	for (size_t i = 0; rc == ERR_OK && i < conf->imap_count; i++)
		rc = file_ready(conf->imap[i].ca_file, "imap.ca_file", err);
	if (rc == ERR_OK)
		rc = secret_ready(conf, &conf->site.key, "site.key", err);
	if (rc == ERR_OK && conf->site.key.command == NULL)
		rc = conf_key(conf, key, err);
	mem_wipe(key, sizeof(key));
	return rc;
}
