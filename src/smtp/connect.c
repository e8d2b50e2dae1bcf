#include "smtp/connect.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/i18n.h"
#include "base/mem.h"

enum {
	PORT_IMPLICIT = 465,
	PORT_SUBMISSION = 587,
	/* One call of a plain socket may copy for long; a TLS one moves 16 kB.
	 */
	SEND_MAX = 256 * 1024
};

struct connect_set {
	CURLM *multi;
	size_t making; /* connections that are not through */
};

struct connect {
	struct connect_set *set;
	CURL *easy;
	bool login;   /* there is a user */
	bool through; /* with this result: */
	CURLcode result;
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

static bool set_up(
    struct connect *connect, const struct connect_options *options)
{
	const struct conf_smtp *conf = options->conf;
	int wait_ms = options->wait_ms;
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
	/* Closing does not wait for a name that is being looked up. */
	ok = ok && set_long(easy, CURLOPT_QUICK_EXIT, 1);
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
		ok = ok && set_text(easy, CURLOPT_PASSWORD, options->password);
		ok = ok && set_long(easy, CURLOPT_SASL_IR, 1);
	}
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
    struct connect *connect, long code, struct err *err)
{
	/* Without a login offered libcurl goes on, unknown to the server. */
	if (connect->login && code != 235)
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

enum err_code connect_set_open(struct connect_set **out, struct err *err)
{
	struct connect_set *set;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	set = mem_calloc(1, sizeof(*set));
	set->multi = curl_multi_init();
	if (set->multi == NULL) {
		connect_set_close(set);
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	}
	*out = set;
	return ERR_OK;
}

void connect_set_close(struct connect_set *set)
{
	if (set == NULL)
		return;
	(void)curl_multi_cleanup(set->multi);
	curl_global_cleanup();
	free(set);
}

/* Lets libcurl work, and takes what it is through with. */
static void go_on(struct connect_set *set)
{
	struct connect *connect = NULL;
	CURLMsg *msg;
	int left;

	(void)curl_multi_perform(set->multi, &left);
	while ((msg = curl_multi_info_read(set->multi, &left)) != NULL) {
		if (msg->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
			&connect) != CURLE_OK)
			continue;
		connect->through = true;
		connect->result = msg->data.result;
		set->making--;
	}
}

void connect_set_wait(
    struct connect_set *set, struct pollfd *fds, size_t count, int wait_ms)
{
	struct curl_waitfd *also;

	if (set->making == 0) {
		(void)poll(fds, count, wait_ms);
		return;
	}
	also = mem_calloc(count + 1, sizeof(*also));
	for (size_t i = 0; i < count; i++) {
		also[i].fd = fds[i].fd;
		if ((fds[i].events & POLLIN) != 0)
			also[i].events |= CURL_WAIT_POLLIN;
		if ((fds[i].events & POLLOUT) != 0)
			also[i].events |= CURL_WAIT_POLLOUT;
	}
	(void)curl_multi_poll(set->multi, also, (unsigned)count, wait_ms, NULL);
	for (size_t i = 0; i < count; i++) {
		fds[i].revents = 0;
		if ((also[i].revents & CURL_WAIT_POLLIN) != 0)
			fds[i].revents |= POLLIN;
		if ((also[i].revents & CURL_WAIT_POLLOUT) != 0)
			fds[i].revents |= POLLOUT;
	}
	free(also);
	go_on(set);
}

enum err_code connect_begin(struct connect_set *set,
    const struct connect_options *options, struct connect **out,
    struct err *err)
{
	struct connect *connect = mem_calloc(1, sizeof(*connect));
	enum err_code code;

	connect->set = set;
	connect->fd = CURL_SOCKET_BAD;
	connect->login = options->conf->user != NULL;
	connect->through = true; /* nothing is on its way yet */
	code = make_url(connect, options->conf, options->ehlo, err);
	if (code == ERR_OK) {
		connect->easy = curl_easy_init();
		if (connect->easy == NULL || !set_up(connect, options))
			code = err_set(err, ERR_INTERNAL,
			    "libcurl cannot prepare a connection to %s; is it "
			    "a build with SMTP and TLS?",
			    connect->name);
	}
	if (code != ERR_OK) {
		connect_close(connect);
		return code;
	}
	connect->through = false;
	set->making++;
	*out = connect;
	return ERR_OK;
}

bool connect_through(const struct connect *connect)
{
	return connect->through;
}

enum err_code connect_result(struct connect *connect, struct err *err)
{
	long reply = 0;

	(void)curl_easy_getinfo(connect->easy, CURLINFO_RESPONSE_CODE, &reply);
	return connect->result == CURLE_OK
		   ? logged_in(connect, reply, err)
		   : curl_failed(connect, connect->result, reply, err);
}

void connect_close(struct connect *connect)
{
	if (connect == NULL)
		return;
	if (!connect->through)
		connect->set->making--;
	/* The handle stays in the multi as long as the connection lives. */
	if (connect->easy != NULL)
		(void)curl_multi_remove_handle(
		    connect->set->multi, connect->easy);
	curl_easy_cleanup(connect->easy);
	free(connect->name);
	free(connect->url);
	free(connect);
}

int connect_fd(const struct connect *connect)
{
	return connect->fd;
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
