/*
 * smtp_run() with the password or token of its relay.  A password is fetched
 * for each run and wiped after it; a token is kept while the relay takes it.
 */
#ifndef WORKER_LOGIN_H
#define WORKER_LOGIN_H

#include "conf/conf.h"
#include "smtp/smtp.h"

struct login {
	char *token;   /* NULL = none yet */
	unsigned done; /* mails since the last login_run(), by the caller */
};

/*
 * As smtp_run(); fills in options->secret.  When the relay refuses the login
 * by token, another token is fetched and the run goes on; when it refuses
 * again before any mail was done, that is the end.  Errors of
 * conf_secret_get() too.
 */
enum err_code login_run(
    struct login *login, struct smtp_options *options, struct err *err);

/* The name that we give to a relay in EHLO. */
const char *login_name(const struct conf *conf, const struct conf_smtp *relay);

/* The same with smtp_look(), within half a minute. */
enum err_code login_look(const struct conf *conf, const struct conf_smtp *relay,
    struct ehlo *offer, struct err *err);

void login_clear(struct login *login);

#endif
