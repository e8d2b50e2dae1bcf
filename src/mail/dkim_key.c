#include "mail/dkim_key.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

enum { PEM_MAX = 32 * 1024 };

/* Everybody has the private halves of these: RFC 8463 appendix A.1. */
static const char *const printed[] = {
	"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
};

static const char *const names[DKIM_TYPE__MAX] = {
	[DKIM_RSA] = "rsa",
	[DKIM_ED25519] = "ed25519",
};

static const gnutls_pk_algorithm_t algorithms[DKIM_TYPE__MAX] = {
	[DKIM_RSA] = GNUTLS_PK_RSA,
	[DKIM_ED25519] = GNUTLS_PK_EDDSA_ED25519,
};

const char *dkim_type_name(enum dkim_type type)
{
	return names[type];
}

bool dkim_type_parse(const char *word, enum dkim_type *type)
{
	for (int i = 0; i < DKIM_TYPE__MAX; i++) {
		if (strcmp(names[i], word) != 0)
			continue;
		*type = (enum dkim_type)i;
		return true;
	}
	return false;
}

static void wipe(gnutls_datum_t *data)
{
	if (data->data != NULL)
		mem_wipe(data->data, data->size);
	gnutls_free(data->data);
	data->data = NULL;
}

/* PKCS#8 without a password; 0 or an error of GnuTLS. */
static int export_pem(gnutls_x509_privkey_t key, gnutls_datum_t *pem)
{
	return gnutls_x509_privkey_export2_pkcs8(
	    key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, pem);
}

enum err_code dkim_key_make(
    enum dkim_type type, struct buf *pem, struct err *err)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_datum_t text = { NULL, 0 };
	unsigned bits = type == DKIM_RSA
			    ? DKIM_BITS
			    : GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519);
	int rc = gnutls_x509_privkey_init(&key);

	if (rc == 0)
		rc = gnutls_x509_privkey_generate(
		    key, algorithms[type], bits, 0);
	if (rc == 0)
		rc = export_pem(key, &text);
	if (rc == 0)
		(void)buf_add(pem, text.data, text.size);
	wipe(&text);
	gnutls_x509_privkey_deinit(key);
	if (rc != 0)
		return err_set(err, ERR_INTERNAL,
		    "the key could not be made: %s", gnutls_strerror(rc));
	return buf_ok(pem, "the key", err);
}

/* RSA: SubjectPublicKeyInfo; Ed25519: the 32 bytes alone (RFC 8463). */
static int public_bytes(
    enum dkim_type type, gnutls_x509_privkey_t key, gnutls_datum_t *out)
{
	gnutls_privkey_t any = NULL;
	gnutls_pubkey_t public = NULL;
	gnutls_datum_t unused = { NULL, 0 };
	gnutls_ecc_curve_t curve;
	int rc = gnutls_privkey_init(&any);

	if (rc == 0)
		rc = gnutls_pubkey_init(&public);
	if (rc == 0)
		rc = gnutls_privkey_import_x509(any, key, 0);
	if (rc == 0)
		rc = gnutls_pubkey_import_privkey(public, any, 0, 0);
	if (rc == 0 && type == DKIM_RSA)
		rc = gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, out);
	else if (rc == 0)
		rc = gnutls_pubkey_export_ecc_raw2(
		    public, &curve, out, &unused, 0);
	gnutls_free(unused.data);
	gnutls_pubkey_deinit(public);
	gnutls_privkey_deinit(any);
	return rc;
}

/* What libopendkim and the record need of it. */
static int take(gnutls_x509_privkey_t key, struct dkim_key *out)
{
	gnutls_datum_t text = { NULL, 0 };
	gnutls_datum_t bytes = { NULL, 0 };
	int rc = export_pem(key, &text);

	if (rc == 0)
		out->pem = mem_strndup((const char *)text.data, text.size);
	wipe(&text);
	if (rc == 0)
		rc = public_bytes(out->type, key, &bytes);
	if (rc == 0)
		rc = gnutls_base64_encode2(&bytes, &text);
	if (rc == 0)
		out->public = mem_strndup((const char *)text.data, text.size);
	gnutls_free(bytes.data);
	gnutls_free(text.data);
	return rc;
}

static enum err_code judge(
    const struct dkim_key *key, const char *path, struct err *err)
{
	if (key->type == DKIM_RSA && key->bits < DKIM_BITS_LEAST)
		return err_set(err, ERR_CONFIG,
		    "%s: an RSA key of %u bits is not believed by anybody; "
		    "make one with \"liaison dkim generate\"",
		    path, key->bits);
	for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++)
		if (strcmp(key->public, printed[i]) == 0)
			return err_set(err, ERR_CONFIG,
			    "%s: it is the example of RFC 8463, which "
			    "everybody "
			    "has; make one with \"liaison dkim generate\"",
			    path);
	return ERR_OK;
}

static enum err_code load(gnutls_x509_privkey_t key, struct str pem,
    const char *path, struct dkim_key *out, struct err *err)
{
	unsigned char *bytes = (unsigned char *)mem_strndup(pem.p, pem.n);
	const gnutls_datum_t text = { bytes, (unsigned)pem.n };
	int rc = gnutls_x509_privkey_import2(
	    key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);

	mem_wipe(bytes, pem.n);
	free(bytes);
	if (rc != 0)
		return err_set(err, ERR_CONFIG,
		    "%s: it is not a private key in PEM form without a "
		    "password (%s)",
		    path, gnutls_strerror(rc));
	if (gnutls_x509_privkey_get_pk_algorithm2(key, &out->bits) !=
	    (int)algorithms[out->type])
		return err_set(err, ERR_CONFIG,
		    "%s: it is not a key of the type %s", path,
		    names[out->type]);
	rc = take(key, out);
	if (rc != 0)
		return err_set(err, ERR_CONFIG, "%s: the key is damaged (%s)",
		    path, gnutls_strerror(rc));
	return judge(out, path, err);
}

enum err_code dkim_key_parse(struct str pem, const char *path,
    enum dkim_type type, struct dkim_key *out, struct err *err)
{
	gnutls_x509_privkey_t key = NULL;
	enum err_code rc;

	*out = (struct dkim_key){ .type = type };
	if (gnutls_x509_privkey_init(&key) != 0)
		return err_set(err, ERR_INTERNAL, "%s: no key", path);
	rc = load(key, pem, path, out, err);
	gnutls_x509_privkey_deinit(key);
	if (rc != ERR_OK)
		dkim_key_clear(out);
	return rc;
}

enum err_code dkim_key_read(const char *path, enum dkim_type type,
    struct dkim_key *out, struct err *err)
{
	struct buf text;
	enum err_code rc;

	*out = (struct dkim_key){ .type = type };
	buf_init(&text, PEM_MAX);
	/* Taken at once, so that growing leaves no copy behind. */
	(void)buf_room(&text, PEM_MAX);
	rc = file_read_secret(path, &text, err);
	if (rc == ERR_OK)
		rc = dkim_key_parse(buf_get(&text), path, type, out, err);
	if (text.data != NULL)
		mem_wipe(text.data, text.cap);
	buf_clear(&text);
	return rc;
}

void dkim_key_clear(struct dkim_key *key)
{
	if (key->pem != NULL)
		mem_wipe(key->pem, strlen(key->pem));
	free(key->pem);
	free(key->public);
	key->pem = key->public = NULL;
}

void dkim_key_record(const struct dkim_key *key, struct buf *out)
{
	(void)buf_printf(
	    out, "v=DKIM1; k=%s; p=%s", names[key->type], key->public);
}
