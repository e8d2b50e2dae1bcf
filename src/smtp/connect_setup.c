/* What libcurl is told before it connects. */
#include "smtp/connecting.h"

#include <string.h>

#include "base/mem.h"

enum { PORT_IMPLICIT = 465, PORT_SUBMISSION = 587 };

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static size_t on_line(char *bytes, size_t size, size_t n, void *ctx)
{
	struct connect *connect = ctx;
	struct str line = { bytes, size * n };
	size_t keep;

	ehlo_line(&connect->ehlo, line);
	connect->greetings += str_starts(line, str_c("220"));
	line = str_trim(line);
	keep = line.n < sizeof(connect->words) ? line.n
					       : sizeof(connect->words) - 1;
	for (size_t i = 0; i < keep; i++)
		connect->words[i] =
		    line.p[i] >= ' ' && line.p[i] <= '~' ? line.p[i] : '?';
	connect->words[keep] = '\0';
	return size * n;
}

static bool host_ok(struct str host)
{
	return host.n > 0 && host.n <= 255 &&
	       strspn(host.p, "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789-_.:") == host.n;
}

static enum err_code make_url(struct connect *connect,
    const struct conf_smtp *conf, const char *ehlo, struct err *err)
{
	bool implicit = conf->tls == CONF_TLS_IMPLICIT;
	int port = conf->port;
	bool v6;

	if (!host_ok(str_c(conf->host)))
		return err_set(err, ERR_CONFIG,
		    "%s.host is not the name of a host", conf->section);
	if (!ehlo_name_ok(str_c(ehlo)))
		return err_set(err, ERR_CONFIG,
		    "%s.ehlo is not a name to greet a mail server with; set "
		    "it to the name of this machine",
		    conf->section);
	if (port == 0)
		port = implicit ? PORT_IMPLICIT : PORT_SUBMISSION;
	v6 = strchr(conf->host, ':') != NULL;
	connect->name = mem_printf(
	    "%s%s%s:%d", v6 ? "[" : "", conf->host, v6 ? "]" : "", port);
	connect->url = mem_printf(
	    "%s://%s/%s", implicit ? "smtps" : "smtp", connect->name, ehlo);
	return ERR_OK;
}

/* With a fixed type each, so that the compiler checks the callers. */
static bool set_long(CURL *easy, CURLoption option, long value)
{
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

static bool set_text(CURL *easy, CURLoption option, const char *value)
{
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

/*
 * The mechanisms that may be used.  What shows the password or the token to
 * whoever listens needs a private connection; NULL if nothing is left.
 */
static const char *mechanisms(const struct conf_smtp *conf)
{
	bool private = conf_relay_is_private(conf);

	switch (conf->auth) {
	case CONF_AUTH_AUTO:
		if (conf_relay_by_token(conf))
			return private ? "AUTH=OAUTHBEARER;AUTH=XOAUTH2" : NULL;
		return private ? "AUTH=CRAM-MD5;AUTH=PLAIN;AUTH=LOGIN"
			       : "AUTH=CRAM-MD5";
	case CONF_AUTH_PLAIN:
		return private ? "AUTH=PLAIN" : NULL;
	case CONF_AUTH_LOGIN:
		return private ? "AUTH=LOGIN" : NULL;
	case CONF_AUTH_CRAM_MD5:
		return "AUTH=CRAM-MD5";
	case CONF_AUTH_XOAUTH2:
		return private ? "AUTH=XOAUTH2" : NULL;
	case CONF_AUTH_OAUTHBEARER:
		return private ? "AUTH=OAUTHBEARER" : NULL;
	}
	return NULL;
}

static bool set_login(
    CURL *easy, const struct conf_smtp *conf, const char *secret)
{
	CURLoption which = conf_relay_by_token(conf) ? CURLOPT_XOAUTH2_BEARER
						     : CURLOPT_PASSWORD;

	return set_text(easy, CURLOPT_USERNAME, conf->user) &&
	       set_text(easy, which, secret) &&
	       set_text(easy, CURLOPT_LOGIN_OPTIONS, mechanisms(conf)) &&
	       set_long(easy, CURLOPT_SASL_IR, 1);
}

/* Always verified, against the system's authorities or those of ca_file. */
static bool set_tls(CURL *easy, const struct conf_smtp *conf)
{
	long tls =
	    conf->tls == CONF_TLS_STARTTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE;
	bool ok = true;

	ok = ok && set_long(easy, CURLOPT_USE_SSL, tls);
	ok = ok && set_long(easy, CURLOPT_SSL_VERIFYPEER, 1);
	ok = ok && set_long(easy, CURLOPT_SSL_VERIFYHOST, 2);
	ok = ok && set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (conf->ca_file != NULL) {
		ok = ok && set_text(easy, CURLOPT_CAINFO, conf->ca_file);
		ok = ok && set_text(easy, CURLOPT_CAPATH, NULL);
	}
	if (conf->client_certificate != NULL) {
		ok = ok &&
		     set_text(easy, CURLOPT_SSLCERT, conf->client_certificate);
		ok = ok && set_text(easy, CURLOPT_SSLKEY, conf->client_key);
	}
	return ok;
}

static bool set_up(
    struct connect *connect, const struct connect_options *options)
{
	const struct conf_smtp *conf = options->conf;
	int wait_ms = options->wait_ms;
	CURL *easy = connect->easy;
	bool ok = true;

	ok = ok && set_text(easy, CURLOPT_URL, connect->url);
	ok = ok && set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	ok = ok && set_text(easy, CURLOPT_PROXY, "");
	ok = ok && set_long(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	ok = ok && set_long(easy, CURLOPT_CONNECT_ONLY, 1);
	ok = ok && set_long(easy, CURLOPT_NOSIGNAL, 1);
	/* Closing does not wait for a name that is being looked up. */
	ok = ok && set_long(easy, CURLOPT_QUICK_EXIT, 1);
	ok = ok && set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, wait_ms);
	ok = ok && set_long(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
		       (wait_ms + 999) / 1000);
	ok = ok && set_tls(easy, conf);
	ok = ok &&
	     (conf->user == NULL || set_login(easy, conf, options->secret));
	ok = ok && curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line) ==
		       CURLE_OK;
	ok = ok &&
	     curl_easy_setopt(easy, CURLOPT_HEADERDATA, connect) == CURLE_OK;
	ok = ok && curl_easy_setopt(
		       easy, CURLOPT_ERRORBUFFER, connect->error) == CURLE_OK;
	ok = ok && curl_easy_setopt(easy, CURLOPT_PRIVATE, connect) == CURLE_OK;
	return ok &&
	       curl_multi_add_handle(connect->set->multi, easy) == CURLM_OK;
}

enum err_code connecting_set_up(struct connect *connect,
    const struct connect_options *options, struct err *err)
{
	const struct conf_smtp *conf = options->conf;
	enum err_code code = make_url(connect, conf, options->ehlo, err);

	if (code != ERR_OK)
		return code;
	if (conf->user != NULL && mechanisms(conf) == NULL)
		return err_set(err, ERR_CONFIG,
		    "%s.tls = none would show the login to everybody on the "
		    "way to %s; say implicit or starttls",
		    conf->section, connect->name);
	connect->easy = curl_easy_init();
	if (connect->easy == NULL || !set_up(connect, options))
		return err_set(err, ERR_INTERNAL,
		    "libcurl cannot prepare a connection to %s; is it a build "
		    "with SMTP and TLS?",
		    connect->name);
	return ERR_OK;
}
