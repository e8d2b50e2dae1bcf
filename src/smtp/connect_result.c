/* How connecting ended, in words for the operator. */
#include "smtp/connecting.h"

#include <string.h>

#include "base/i18n.h"

/* The mechanisms that we would take, for a message. */
static const char *wanted(const struct conf_smtp *conf)
{
	switch (conf->auth) {
	case CONF_AUTH_AUTO:
		if (conf_relay_by_token(conf))
			return "oauthbearer, xoauth2";
		return conf_relay_is_private(conf) ? "cram-md5, plain, login"
						   : "cram-md5";
	case CONF_AUTH_PLAIN:
		return "plain";
	case CONF_AUTH_LOGIN:
		return "login";
	case CONF_AUTH_CRAM_MD5:
		return "cram-md5";
	case CONF_AUTH_XOAUTH2:
		return "xoauth2";
	case CONF_AUTH_OAUTHBEARER:
		return "oauthbearer";
	}
	return "";
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
		    "%s offers no way to log in that works here (wanted: %s); "
		    "check %s.auth and %s.tls",
		    connect->name, wanted(connect->conf),
		    connect->conf->section, connect->conf->section);
	/* libcurl ends an XOAUTH2 dialogue here, before its 535. */
	if (code == 334)
		return err_set(
		    err, ERR_AUTH, "%s refuses the token", connect->name);
	return err_set(err, ERR_AUTH,
	    conf_relay_by_token(connect->conf)
		? N_("%s refuses the user or token: %s; check %s.user and the "
		     "token")
		: N_("%s refuses the user or password: %s; check %s.user and "
		     "the password"),
	    connect->name, connect->words, connect->conf->section);
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

/* In the words of the system where it has any: these are translated. */
static const char *unreached(
    const struct connect *connect, CURLcode rc, const char *why)
{
	long code = 0;

	if (rc == CURLE_COULDNT_RESOLVE_HOST)
		return _("there is no server of this name");
	if (rc == CURLE_COULDNT_CONNECT &&
	    curl_easy_getinfo(connect->easy, CURLINFO_OS_ERRNO, &code) ==
		CURLE_OK &&
	    code != 0)
		return strerror((int)code);
	return why;
}

/* Was TLS all that was heard?  So TLS 1.3 servers miss our certificate. */
static bool secured_only(const struct connect *connect)
{
	switch (connect->conf->tls) {
	case CONF_TLS_IMPLICIT:
		return connect->words[0] == '\0';
	case CONF_TLS_STARTTLS:
		return connect->greetings == 2 &&
		       str_starts(str_c(connect->words), str_c("220"));
	case CONF_TLS_NONE:
		break;
	}
	return false;
}

static enum err_code curl_failed(
    const struct connect *connect, CURLcode rc, long code, struct err *err)
{
	const char *why =
	    connect->error[0] != '\0' ? connect->error : curl_easy_strerror(rc);
	const bool broke = rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR;

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
		    "the file of trusted authorities (%s.ca_file, or the "
		    "system's) cannot be used; nothing was sent to %s",
		    connect->conf->section, connect->name);
	case CURLE_SSL_CONNECT_ERROR:
		return err_set(err, ERR_TLS,
		    "no secure connection to %s: %s; nothing was sent",
		    connect->name, why);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
		return err_set(err, ERR_NET,
		    "cannot reach %s: %s; check %s.host, %s.port and %s.tls",
		    connect->name, unreached(connect, rc, why),
		    connect->conf->section, connect->conf->section,
		    connect->conf->section);
	default:
		break;
	}
	if (code >= 400)
		return err_set(err, ERR_NET, "%s refuses the session: %s",
		    connect->name, connect->words);
	if (broke && secured_only(connect))
		return err_set(err, ERR_NET,
		    "%s ends the secure connection before a word is said: %s; "
		    "does it ask for %s.client_certificate?",
		    connect->name, why, connect->conf->section);
	if (broke)
		return err_set(err, ERR_NET, "the connection to %s broke: %s",
		    connect->name, why);
	return err_set(err, ERR_PROTOCOL,
	    "%s does not answer as a mail server: %s", connect->name, why);
}

static enum err_code logged_in(
    struct connect *connect, long code, struct err *err)
{
	/* Without a login offered libcurl goes on, unknown to the server. */
	if (connect->conf->user != NULL && code != 235) {
		const char *section = connect->conf->section;
		if (connect->ehlo.auth)
			return err_set(err, ERR_AUTH,
			    "%s did not take the login (%s)", connect->name,
			    connect->words);
		return err_set(err, ERR_AUTH,
		    "%s offers no login on this port (%s); check %s.port and "
		    "%s.tls",
		    connect->name, connect->words, section, section);
	}
	if (curl_easy_getinfo(connect->easy, CURLINFO_ACTIVESOCKET,
		&connect->fd) != CURLE_OK ||
	    connect->fd == CURL_SOCKET_BAD)
		return err_set(
		    err, ERR_NET, "%s has gone already", connect->name);
	return ERR_OK;
}

enum err_code connect_result(struct connect *connect, struct err *err)
{
	long reply = 0;

	(void)curl_easy_getinfo(connect->easy, CURLINFO_RESPONSE_CODE, &reply);
	return connect->result == CURLE_OK
		   ? logged_in(connect, reply, err)
		   : curl_failed(connect, connect->result, reply, err);
}
