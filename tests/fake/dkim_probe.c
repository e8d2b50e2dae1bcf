/*
 * Signs the message on standard input with the keys that are named, as often
 * as COUNT says: dkim_probe COUNT DOMAIN TYPE=FILE...  The selector of a key
 * is its type.  The signed message goes to standard output, the processor
 * time of one signing in microseconds to standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "mail/dkim.h"

enum { MAX = 8 << 20 };

static int fail(const struct err *err)
{
	fprintf(stderr, "%s\n", err->text);
	return 1;
}

static enum err_code add(struct dkim_signer *signer, const char *domain,
    const char *word, struct err *err)
{
	const char *path = strchr(word, '=');
	enum dkim_type type = DKIM_RSA;
	struct dkim_key key;
	enum err_code rc;
	char name[16];

	snprintf(name, sizeof(name), "%.*s",
	    path == NULL ? 0 : (int)(path - word), word);
	if (path == NULL || !dkim_type_parse(name, &type))
		return err_set(err, ERR_USAGE, "%s: not TYPE=FILE", word);
	rc = dkim_key_read(path + 1, type, &key, err);
	if (rc == ERR_OK)
		rc = dkim_signer_add(signer, domain, name, &key, err);
	dkim_key_clear(&key);
	return rc;
}

static enum err_code sign(struct dkim_signer *signer, struct buf *message,
    long count, struct err *err)
{
	struct buf copy;
	enum err_code rc = ERR_OK;
	clock_t began = clock();

	buf_init(&copy, MAX);
	for (long i = 0; rc == ERR_OK && i < count; i++) {
		buf_reset(&copy);
		(void)buf_str(&copy, buf_get(message));
		rc = dkim_signer_sign(signer, (int64_t)time(NULL), &copy, err);
	}
	fprintf(stderr, "%.1f\n",
	    (double)(clock() - began) * 1e6 / CLOCKS_PER_SEC / (double)count);
	fwrite(copy.data, 1, copy.len, stdout);
	buf_clear(&copy);
	return rc;
}

int main(int argc, char **argv)
{
	struct dkim_signer *signer = NULL;
	struct err err = { 0 };
	struct buf message;
	enum err_code rc;

	buf_init(&message, MAX);
	rc = file_read_stdin(&message, &err);
	if (rc == ERR_OK)
		rc = dkim_signer_open(&signer, &err);
	for (int i = 3; rc == ERR_OK && i < argc; i++)
		rc = add(signer, argv[2], argv[i], &err);
	if (rc == ERR_OK)
		rc = sign(signer, &message, strtol(argv[1], NULL, 10), &err);
	dkim_signer_close(signer);
	buf_clear(&message);
	return rc == ERR_OK ? 0 : fail(&err);
}
