#include "smtp/connect.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

enum {
	PORT_IMPLICIT = 465,
	PORT_SUBMISSION = 587,
	/* One call of a plain socket may copy for long; a TLS one moves 16 kB.
	 */
	SEND_MAX = 256 * 1024
};

struct connect {
	CURLM *multi;
	CURL *easy;
	curl_socket_t fd;
	struct ehlo ehlo;
	char *name;
	char *url;
	char words[256]; /* the server's last line, printable */
	char error[CURL_ERROR_SIZE];
};

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static size_t on_line(char *bytes, size_t size, size_t n, void *ctx)
{
	struct connect *connect = ctx;
	struct str line = { bytes, size * n };
	size_t keep;

	ehlo_line(&connect->ehlo, line);
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
		return err_set(
		    err, ERR_CONFIG, "smtp.host is not the name of a host");
	if (!ehlo_name_ok(str_c(ehlo)))
		return err_set(err, ERR_CONFIG,
		    "smtp.ehlo is not a name to greet a mail server with; set "
		    "it to the name of this machine");
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

static bool set_up(struct connect *connect, const struct conf_smtp *conf,
    const char *password, int wait_ms)
{
	CURL *easy = connect->easy;
	long tls =
	    conf->tls == CONF_TLS_STARTTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE;
	bool ok = true;

	ok = ok && set_text(easy, CURLOPT_URL, connect->url);
	ok = ok && set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	ok = ok && set_text(easy, CURLOPT_PROXY, "");
	ok = ok && set_long(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	ok = ok && set_long(easy, CURLOPT_CONNECT_ONLY, 1);
	ok = ok && set_long(easy, CURLOPT_NOSIGNAL, 1);
	ok = ok && set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, wait_ms);
	ok = ok && set_long(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
		       (wait_ms + 999) / 1000);
	ok = ok && set_long(easy, CURLOPT_USE_SSL, tls);
	ok = ok && set_long(easy, CURLOPT_SSL_VERIFYPEER, 1);
	ok = ok && set_long(easy, CURLOPT_SSL_VERIFYHOST, 2);
	ok = ok && set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (conf->ca_file != NULL) {
		ok = ok && set_text(easy, CURLOPT_CAINFO, conf->ca_file);
		ok = ok && set_text(easy, CURLOPT_CAPATH, NULL);
	}
	if (conf->user != NULL) {
		ok = ok && set_text(easy, CURLOPT_USERNAME, conf->user);
		ok = ok && set_text(easy, CURLOPT_PASSWORD, password);
		ok = ok && set_long(easy, CURLOPT_SASL_IR, 1);
	}
	ok = ok && curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line) ==
		       CURLE_OK;
	ok = ok &&
	     curl_easy_setopt(easy, CURLOPT_HEADERDATA, connect) == CURLE_OK;
	ok = ok && curl_easy_setopt(
		       easy, CURLOPT_ERRORBUFFER, connect->error) == CURLE_OK;
	return ok && curl_multi_add_handle(connect->multi, easy) == CURLM_OK;
}

/* Runs libcurl until it is through with the login, or has failed. */
static CURLcode run(struct connect *connect)
{
	int running = 1;
	int left;

	while (running > 0) {
		if (curl_multi_perform(connect->multi, &running) != CURLM_OK)
			return CURLE_FAILED_INIT;
		if (running > 0 && curl_multi_poll(connect->multi, NULL, 0,
				       1000, NULL) != CURLM_OK)
			return CURLE_FAILED_INIT;
	}
	for (;;) {
		CURLMsg *msg = curl_multi_info_read(connect->multi, &left);
		if (msg == NULL)
			return CURLE_FAILED_INIT;
		if (msg->msg == CURLMSG_DONE)
			return msg->data.result;
	}
}

static enum err_code login_failed(
    const struct connect *connect, long code, struct err *err)
{
	if (code == 421 || (code >= 400 && code < 500))
		return err_set(err, ERR_NET,
		    "%s cannot check the login now: %s", connect->name,
		    connect->words);
	if (code == 220 || code == 250)
		return err_set(err, ERR_AUTH,
		    "%s offers no way to log in that works here (wanted: a "
		    "password login)",
		    connect->name);
	return err_set(err, ERR_AUTH, "%s refuses the user or password: %s",
	    connect->name, connect->words);
}

/*
 * What is wrong with the certificate, where libcurl says only that something
 * is: with GnuTLS the bits of its gnutls_certificate_status_t.
 */
static const char *certificate_fault(
    const struct connect *connect, const char *why)
{
	static const struct {
		long bit;
		const char *words;
	} faults[] = {
		{ 1 << 5, N_("its certificate was revoked") },
		{ 1 << 9, N_("its certificate is not valid yet") },
		{ 1 << 10, N_("its certificate has expired") },
		{ 1 << 8, N_("its certificate is signed in a weak way") },
		{ 1 << 6,
		    N_("no trusted authority has issued its certificate") },
		{ 1 << 7,
		    N_("no trusted authority has issued its certificate") },
	};
	const char *library = curl_version_info(CURLVERSION_NOW)->ssl_version;
	long status = 0;

	if (library == NULL || !str_starts(str_c(library), str_c("GnuTLS")) ||
	    curl_easy_getinfo(
		connect->easy, CURLINFO_SSL_VERIFYRESULT, &status) != CURLE_OK)
		return why;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if ((status & faults[i].bit) != 0)
			return _(faults[i].words);
	return why;
}

static enum err_code curl_failed(
    const struct connect *connect, CURLcode rc, long code, struct err *err)
{
	const char *why =
	    connect->error[0] != '\0' ? connect->error : curl_easy_strerror(rc);

	switch ((int)rc) {
	case CURLE_LOGIN_DENIED:
		return login_failed(connect, code, err);
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, ERR_TIMEOUT,
		    "%s does not answer as a mail server in time (last heard: "
		    "\"%s\")",
		    connect->name, connect->words);
	case CURLE_USE_SSL_FAILED:
		return err_set(err, ERR_TLS,
		    "%s offers no encryption (STARTTLS); nothing was sent",
		    connect->name);
	case CURLE_PEER_FAILED_VERIFICATION:
		return err_set(err, ERR_TLS,
		    "%s does not prove who it is: %s; nothing was sent",
		    connect->name, certificate_fault(connect, why));
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(err, ERR_TLS,
		    "the file of trusted authorities (smtp.ca_file, or the "
		    "system's) cannot be used; nothing was sent to %s",
		    connect->name);
	case CURLE_SSL_CONNECT_ERROR:
		return err_set(err, ERR_TLS,
		    "no secure connection to %s: %s; nothing was sent",
		    connect->name, why);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
		return err_set(
		    err, ERR_NET, "cannot reach %s: %s", connect->name, why);
	default:
		break;
	}
	if (code >= 400)
		return err_set(err, ERR_NET, "%s refuses the session: %s",
		    connect->name, connect->words);
	if (rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR)
		return err_set(err, ERR_NET, "the connection to %s broke: %s",
		    connect->name, why);
	return err_set(err, ERR_PROTOCOL,
	    "%s does not answer as a mail server: %s", connect->name, why);
}

static enum err_code logged_in(
    struct connect *connect, bool wanted, long code, struct err *err)
{
	/* Without a login offered libcurl goes on, unknown to the server. */
	if (wanted && code != 235)
		return err_set(err, ERR_AUTH,
		    connect->ehlo.auth ? "%s did not take the login (%s)"
				       : "%s offers no login on this port "
					 "(%s); check smtp.port "
					 "and smtp.tls",
		    connect->name, connect->words);
	if (curl_easy_getinfo(connect->easy, CURLINFO_ACTIVESOCKET,
		&connect->fd) != CURLE_OK ||
	    connect->fd == CURL_SOCKET_BAD)
		return err_set(
		    err, ERR_NET, "%s has gone already", connect->name);
	return ERR_OK;
}

enum err_code connect_open(const struct conf_smtp *conf, const char *ehlo,
    const char *password, int wait_ms, struct connect **out, struct err *err)
{
	struct connect *connect = mem_calloc(1, sizeof(*connect));
	enum err_code code = ERR_INTERNAL;
	long reply = 0;
	CURLcode rc;

	connect->fd = CURL_SOCKET_BAD;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(connect);
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	}
	code = make_url(connect, conf, ehlo, err);
	if (code != ERR_OK)
		goto out;
	connect->multi = curl_multi_init();
	connect->easy = curl_easy_init();
	if (connect->multi == NULL || connect->easy == NULL ||
	    !set_up(connect, conf, password, wait_ms)) {
		code = err_set(err, ERR_INTERNAL,
		    "libcurl cannot prepare a connection to %s; is it a build "
		    "with SMTP and TLS?",
		    connect->name);
		goto out;
	}
	rc = run(connect);
	(void)curl_easy_getinfo(connect->easy, CURLINFO_RESPONSE_CODE, &reply);
	code = rc == CURLE_OK
		   ? logged_in(connect, conf->user != NULL, reply, err)
		   : curl_failed(connect, rc, reply, err);
out:
	if (code == ERR_OK)
		*out = connect;
	else
		connect_close(connect);
	return code;
}

void connect_close(struct connect *connect)
{
	if (connect == NULL)
		return;
	/* The handle stays in the multi as long as the connection lives. */
	if (connect->multi != NULL && connect->easy != NULL)
		(void)curl_multi_remove_handle(connect->multi, connect->easy);
	curl_easy_cleanup(connect->easy);
	(void)curl_multi_cleanup(connect->multi);
	curl_global_cleanup();
	free(connect->name);
	free(connect->url);
	free(connect);
}

const struct ehlo *connect_ehlo(const struct connect *connect)
{
	return &connect->ehlo;
}

const char *connect_name(const struct connect *connect)
{
	return connect->name;
}

static enum connect_state broken(
    const struct connect *connect, CURLcode rc, struct err *err)
{
	(void)err_set(err, ERR_NET, "the connection to %s broke: %s",
	    connect->name,
	    connect->error[0] != '\0' ? connect->error
				      : curl_easy_strerror(rc));
	return CONNECT_BROKEN;
}

enum connect_state connect_send(
    struct connect *connect, struct str bytes, size_t *n, struct err *err)
{
	size_t size = bytes.n < SEND_MAX ? bytes.n : SEND_MAX;
	CURLcode rc;

	*n = 0;
	connect->error[0] = '\0';
	rc = curl_easy_send(connect->easy, bytes.p, size, n);
	if (rc == CURLE_AGAIN || (rc == CURLE_OK && *n == 0))
		return CONNECT_AGAIN;
	if (rc != CURLE_OK)
		return broken(connect, rc, err);
	if (*n > size) {
		(void)err_set(err, ERR_INTERNAL,
		    "more bytes left for %s than were offered", connect->name);
		return CONNECT_BROKEN;
	}
	return CONNECT_DONE;
}

enum connect_state connect_recv(struct connect *connect, char *bytes,
    size_t size, size_t *n, struct err *err)
{
	CURLcode rc;

	*n = 0;
	connect->error[0] = '\0';
	rc = curl_easy_recv(connect->easy, bytes, size, n);
	if (rc == CURLE_AGAIN)
		return CONNECT_AGAIN;
	if (rc != CURLE_OK)
		return broken(connect, rc, err);
	if (*n > 0)
		return CONNECT_DONE;
	(void)err_set(
	    err, ERR_NET, "%s has closed the connection", connect->name);
	return CONNECT_ENDED;
}

bool connect_wait(const struct connect *connect, bool writing, int64_t deadline)
{
	struct pollfd fd = { .fd = connect->fd,
		.events = (short)(writing ? POLLIN | POLLOUT : POLLIN) };
	int64_t left = deadline - clock_mono_ms();

	if (left <= 0)
		return false;
	/* A signal wakes too; the caller tries again and comes back. */
	(void)poll(&fd, 1, left > 60000 ? 60000 : (int)left);
	return true;
}
