#include "imap/tls.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "imap/scan.h"

struct tls {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	gnutls_typed_vdata_st wanted[2]; /* GnuTLS keeps a pointer to it */
	char *host;
	char purpose[32];
	bool open; /* the handshake is over */
};

/* Warnings and requests for a new handshake are passed over, so many times. */
enum { WARNINGS_MAX = 8 };

enum err_code tls_poll(int fd, short events, int64_t deadline, struct err *err)
{
	struct pollfd p = { .fd = fd, .events = events };
	int64_t left;
	int n;

	do {
		left = deadline - clock_mono_ms();
		if (left <= 0)
			return err_set(err, ERR_TIMEOUT,
			    "no answer in time; is the server overloaded, "
			    "or does a firewall drop the connection?");
		n = poll(&p, 1, left > INT_MAX ? INT_MAX : (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return err_set(
		    err, ERR_NET, "cannot wait: %s", strerror(errno));
	return ERR_OK;
}

static enum err_code load_authorities(
    struct tls *tls, const char *ca_file, struct err *err)
{
	int n;

	if (ca_file == NULL)
		n = gnutls_certificate_set_x509_system_trust(tls->credentials);
	else
		n = gnutls_certificate_set_x509_trust_file(
		    tls->credentials, ca_file, GNUTLS_X509_FMT_PEM);
	if (n < 0)
		return err_set(err, ERR_CONFIG,
		    "cannot read the certificate authorities in %s (%s)",
		    ca_file == NULL ? _("the system's store") : ca_file,
		    gnutls_strerror(n));
	if (n == 0)
		return err_set(err, ERR_CONFIG,
		    "there is no certificate authority in %s%s",
		    ca_file == NULL ? _("the system's store") : ca_file,
		    ca_file == NULL ? _("; install ca-certificates") : "");
	return ERR_OK;
}

static bool is_address(const char *host)
{
	return strchr(host, ':') != NULL ||
	       strspn(host, "0123456789.") == strlen(host);
}

static int prepare(struct tls *tls, int fd)
{
	static const unsigned flags =
	    GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
	int r = gnutls_init(&tls->session, flags);

	if (r < 0)
		return r;
	r = gnutls_set_default_priority_append(
	    tls->session, "-VERS-TLS1.1:-VERS-TLS1.0", NULL, 0);
	if (r < 0)
		return r;
	r = gnutls_credentials_set(
	    tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
	if (r < 0)
		return r;
	if (!is_address(tls->host)) {
		r = gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS,
		    tls->host, strlen(tls->host));
		if (r < 0)
			return r;
	}
	tls->wanted[0] = (gnutls_typed_vdata_st){
		.type = GNUTLS_DT_DNS_HOSTNAME,
		.data = (unsigned char *)tls->host,
	};
	tls->wanted[1] = (gnutls_typed_vdata_st){
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)tls->purpose,
	};
	gnutls_session_set_verify_cert2(tls->session, tls->wanted, 2, 0);
	gnutls_transport_set_int(tls->session, fd);
	return 0;
}

static gnutls_x509_crt_t server_certificate(const struct tls *tls)
{
	unsigned n = 0;
	const gnutls_datum_t *chain =
	    gnutls_certificate_get_peers(tls->session, &n);
	gnutls_x509_crt_t cert = NULL;

	if (chain == NULL || n == 0 || gnutls_x509_crt_init(&cert) < 0)
		return NULL;
	if (gnutls_x509_crt_import(cert, &chain[0], GNUTLS_X509_FMT_DER) < 0) {
		gnutls_x509_crt_deinit(cert);
		return NULL;
	}
	return cert;
}

/* The first names that the certificate is for: "a.example, b.example". */
static void certificate_names(gnutls_x509_crt_t cert, struct buf *out)
{
	char name[256];
	char quoted[200];
	size_t n;

	for (unsigned i = 0; i < 3; i++) {
		n = sizeof(name);
		if (gnutls_x509_crt_get_subject_alt_name(
			cert, i, name, &n, NULL) != GNUTLS_SAN_DNSNAME)
			break;
		scan_quote(str_n(name, strnlen(name, n)), quoted);
		(void)buf_printf(out, "%s%s", i > 0 ? ", " : "", quoted);
	}
	n = sizeof(name);
	if (out->len > 0 || gnutls_x509_crt_get_dn(cert, name, &n) < 0)
		return;
	scan_quote(str_n(name, strnlen(name, n)), quoted);
	(void)buf_puts(out, quoted);
}

static void certificate_issuer(gnutls_x509_crt_t cert, struct buf *out)
{
	char name[256];
	char quoted[200];
	size_t n = sizeof(name);

	if (gnutls_x509_crt_get_issuer_dn(cert, name, &n) < 0)
		return;
	scan_quote(str_n(name, strnlen(name, n)), quoted);
	(void)buf_puts(out, quoted);
}

static const struct {
	unsigned status;
	const char *text;
} verdicts[] = {
	{ GNUTLS_CERT_REVOKED, "the certificate was revoked" },
	{ GNUTLS_CERT_SIGNER_NOT_FOUND,
	    "the certificate is not from an authority that is trusted here" },
	{ GNUTLS_CERT_UNEXPECTED_OWNER, "the certificate is for another name" },
	{ GNUTLS_CERT_EXPIRED, "the certificate has expired" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "the certificate is not valid yet" },
	{ GNUTLS_CERT_PURPOSE_MISMATCH,
	    "the certificate is not meant for a server" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM,
	    "the certificate uses an insecure algorithm" },
};

/* The certificate was refused: says why, and whose it is. */
static enum err_code explain(const struct tls *tls, struct err *err)
{
	unsigned status = gnutls_session_get_verify_cert_status(tls->session);
	gnutls_x509_crt_t cert = server_certificate(tls);
	const char *text = "the certificate cannot be trusted";
	struct buf detail;
	size_t i;

	buf_init(&detail, 700);
	for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if ((status & verdicts[i].status) != 0) {
			text = verdicts[i].text;
			break;
		}
	if (cert != NULL && (status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0)
		certificate_issuer(cert, &detail);
	else if (cert != NULL)
		certificate_names(cert, &detail);
	if (cert != NULL)
		gnutls_x509_crt_deinit(cert);
	(void)err_set(err, ERR_TLS,
	    "%s (%s); nothing was sent to it: check imap.host and "
	    "imap.ca_file, or ask the host of the mailbox",
	    text, detail.len > 0 ? detail.data : _("no readable certificate"));
	buf_clear(&detail);
	return err->code;
}

static enum err_code shake_hands(
    struct tls *tls, int fd, int64_t deadline, struct err *err)
{
	bool writing;
	int r;

	for (;;) {
		r = gnutls_handshake(tls->session);
		tls->open = r == GNUTLS_E_SUCCESS;
		if (tls->open)
			return ERR_OK;
		if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
			return explain(tls, err);
		if (gnutls_error_is_fatal(r))
			return err_set(err, ERR_TLS,
			    "no TLS connection (%s); does this port speak TLS, "
			    "version 1.2 at least?",
			    gnutls_strerror(r));
		writing = gnutls_record_get_direction(tls->session) == 1;
		if (tls_poll(fd, writing ? POLLOUT : POLLIN, deadline, err) !=
		    ERR_OK)
			return err->code;
	}
}

enum err_code tls_open(int fd, const char *host, const char *ca_file,
    int64_t deadline, struct tls **out, struct err *err)
{
	struct tls *tls = mem_calloc(1, sizeof(*tls));
	enum err_code rc;
	int r;

	*out = NULL;
	tls->host = mem_strdup(host);
	(void)snprintf(
	    tls->purpose, sizeof(tls->purpose), "%s", GNUTLS_KP_TLS_WWW_SERVER);
	r = gnutls_certificate_allocate_credentials(&tls->credentials);
	rc = r < 0 ? err_set(err, ERR_TLS, "%s", gnutls_strerror(r))
		   : load_authorities(tls, ca_file, err);
	if (rc != ERR_OK)
		goto out;
	r = prepare(tls, fd);
	rc = r < 0 ? err_set(err, ERR_TLS, "no TLS: %s", gnutls_strerror(r))
		   : shake_hands(tls, fd, deadline, err);
	if (rc == ERR_OK) {
		*out = tls;
		tls = NULL;
	}
out:
	tls_close(tls);
	return rc;
}

void tls_close(struct tls *tls)
{
	if (tls == NULL)
		return;
	if (tls->session != NULL) {
		if (tls->open)
			(void)gnutls_bye(tls->session, GNUTLS_SHUT_WR);
		gnutls_deinit(tls->session);
	}
	if (tls->credentials != NULL)
		gnutls_certificate_free_credentials(tls->credentials);
	free(tls->host);
	free(tls);
}

static bool is_warning(ssize_t n)
{
	return n < 0 && n != GNUTLS_E_AGAIN && n != GNUTLS_E_INTERRUPTED &&
	       !gnutls_error_is_fatal((int)n);
}

static ssize_t judge(const struct tls *tls, ssize_t n, const char **why)
{
	if (n >= 0)
		return n;
	if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
		return gnutls_record_get_direction(tls->session) == 1
			   ? TLS_WAIT_WRITE
			   : TLS_WAIT_READ;
	*why = gnutls_strerror((int)n);
	return -1;
}

ssize_t tls_read(struct tls *tls, void *to, size_t n, const char **why)
{
	ssize_t got = gnutls_record_recv(tls->session, to, n);

	for (int i = 0; i < WARNINGS_MAX && is_warning(got); i++)
		got = gnutls_record_recv(tls->session, to, n);
	return judge(tls, got, why);
}

ssize_t tls_write(struct tls *tls, const void *from, size_t n, const char **why)
{
	return judge(tls, gnutls_record_send(tls->session, from, n), why);
}
