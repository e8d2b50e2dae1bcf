#include "mail/dkim_pem.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct parsed {
	const char *text;
	size_t size;
	EVP_PKEY *key;
};

/* The one place for it: OpenSSL's function has no argument of ours. */
static struct {
	bool on;
	struct parsed *v;
	size_t n;
} cache;

static EVP_PKEY *find(struct str text)
{
	for (size_t i = 0; i < cache.n; i++)
		if (str_eq(str_n(cache.v[i].text, cache.v[i].size), text))
			return cache.v[i].key;
	return NULL;
}

/* Takes the text over. */
static void keep(const char *text, size_t n, EVP_PKEY *key)
{
	cache.v = mem_realloc(cache.v, cache.n + 1, sizeof(*cache.v));
	cache.v[cache.n++] = (struct parsed){ text, n, key };
	(void)EVP_PKEY_up_ref(key);
}

/* As OpenSSL's, of which it is the wrapper. */
EVP_PKEY *PEM_read_bio_PrivateKey(
    BIO *bio, EVP_PKEY **out, pem_password_cb *password, void *arg)
{
	char *bytes = NULL;
	long n = 0;
	EVP_PKEY *key;
	char *copy;

	if (cache.on && out == NULL && password == NULL &&
	    BIO_method_type(bio) == BIO_TYPE_MEM)
		n = BIO_get_mem_data(bio, &bytes);
	if (n <= 0)
		return PEM_read_bio_PrivateKey_ex(
		    bio, out, password, arg, NULL, NULL);
	key = find(str_n(bytes, (size_t)n));
	if (key != NULL) {
		(void)EVP_PKEY_up_ref(key);
		return key;
	}
	copy = mem_strndup(bytes, (size_t)n);
	key = PEM_read_bio_PrivateKey_ex(bio, NULL, NULL, arg, NULL, NULL);
	if (key != NULL) {
		keep(copy, (size_t)n, key);
		return key;
	}
	mem_wipe(copy, (size_t)n);
	free(copy);
	return NULL;
}

void dkim_pem_once(void)
{
	cache.on = true;
}
