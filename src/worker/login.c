#include "worker/login.h"

#include <stdio.h>

#include "core/listaddr.h"
#include "smtp/look.h"

enum { SETTING_SIZE = 80, LOOK_MS = 30 * 1000, QUIT_MS = 2000 };

void login_clear(struct login *login)
{
	conf_secret_free(login->token);
	login->token = NULL;
}

const char *login_name(const struct conf *conf, const struct conf_smtp *relay)
{
	return relay->ehlo != NULL ? relay->ehlo : listaddr_domain(conf);
}

static enum err_code fetch(const struct conf_smtp *relay, const char *what,
    char **out, struct err *err)
{
	char name[SETTING_SIZE];

	(void)snprintf(name, sizeof(name), "%s.%s", relay->section, what);
	return conf_secret_get(
	    conf_relay_by_token(relay) ? &relay->token : &relay->password, name,
	    out, err);
}

static enum err_code run(const struct smtp_options *options, struct err *err)
{
	return options->offer != NULL ? smtp_look(options, err)
				      : smtp_run(options, err);
}

static enum err_code run_with_password(
    struct smtp_options *options, struct err *err)
{
	char *password = NULL;
	enum err_code rc = fetch(options->conf, "password", &password, err);

	options->secret = password;
	if (rc == ERR_OK)
		rc = run(options, err);
	options->secret = NULL;
	conf_secret_free(password);
	return rc;
}

static enum err_code run_with_token(
    struct login *login, struct smtp_options *options, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (login->token == NULL)
		rc = fetch(options->conf, "token", &login->token, err);
	options->secret = login->token;
	if (rc == ERR_OK)
		rc = run(options, err);
	options->secret = NULL;
	if (rc == ERR_AUTH)
		login_clear(login);
	return rc;
}

enum err_code login_run(
    struct login *login, struct smtp_options *options, struct err *err)
{
	unsigned refused = 0;
	enum err_code rc;

	if (options->conf->user == NULL)
		return run(options, err);
	if (!conf_relay_by_token(options->conf))
		return run_with_password(options, err);
	/* A token lives for an hour or so, a run may last for many. */
	do {
		login->done = 0;
		rc = run_with_token(login, options, err);
		refused = login->done > 0 ? 1 : refused + 1;
	} while (rc == ERR_AUTH && refused < 2);
	return rc;
}

enum err_code login_look(const struct conf *conf, const struct conf_smtp *relay,
    struct ehlo *offer, struct err *err)
{
	static const struct smtp_waits waits = {
		.connect_ms = LOOK_MS,
		.quit_ms = QUIT_MS,
	};
	struct smtp_options options = {
		.conf = relay,
		.ehlo = login_name(conf, relay),
		.waits = &waits,
		.wake_fd = -1,
		.offer = offer,
	};
	struct login login = { 0 };
	enum err_code rc = login_run(&login, &options, err);

	login_clear(&login);
	return rc;
}
