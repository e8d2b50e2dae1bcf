/* u_char in the header of libopendkim; the name is glibc's. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier) */

#include "mail/dkim.h"

#include <opendkim/dkim.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "mail/addr.h"
#include "mail/dkim_pem.h"

enum { SIGNATURES_MAX = 64 * 1024 };

static const char field_name[] = "DKIM-Signature: ";

/* Signed where they stand. */
static const char *const signed_fields[] = { "From", "To", "Cc", "Subject",
	"Date", "Message-ID", "MIME-Version", "Content-Type",
	"Content-Transfer-Encoding", "Reply-To", "Sender", "In-Reply-To",
	"References", "Auto-Submitted", "List-Id", "List-Unsubscribe",
	"List-Unsubscribe-Post", "List-Help", "List-Post", "List-Owner",
	"List-Subscribe", "List-Archive", NULL };

/*
 * Signed once more than they stand, so that none can be added: what a reader
 * is shown, and where a click or an answer goes (RFC 6376 section 8.15).
 */
static const char *const sealed_fields[] = { "From", "To", "Cc", "Subject",
	"Date", "Message-ID", "MIME-Version", "Content-Type", "Reply-To",
	"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", NULL };

struct signing_key {
	char *domain;
	char *selector;
	unsigned char *pem;
	dkim_alg_t algorithm;
};

struct dkim_signer {
	DKIM_LIB *lib;
	struct signing_key *keys;
	size_t count;
	struct buf signatures; /* of the message under way */
};

/*
 * What libopendkim takes for a signature lives until this is made: it forgets
 * to free some.  Without an arena it is the library's own.
 */
static void *take(void *arena, size_t n)
{
	return arena != NULL ? arena_alloc(arena, n) : mem_calloc(1, n);
}

static void give_back(void *arena, void *p)
{
	if (arena == NULL)
		free(p);
}

/* The options are pointers to what libopendkim copies. */
static bool set(DKIM_LIB *lib, dkim_opts_t option, const void *value, size_t n)
{
	union {
		const void *given;
		void *taken;
	} pointer = { .given = value };

	return dkim_options(lib, DKIM_OP_SETOPT, option, pointer.taken, n) ==
	       DKIM_STAT_OK;
}

enum err_code dkim_signer_open(struct dkim_signer **out, struct err *err)
{
	/* Fed with LF, it would sign an empty body and say that all is well. */
	const u_int flags = DKIM_LIBFLAGS_FIXCRLF;
	struct dkim_signer *signer = mem_calloc(1, sizeof(*signer));

	dkim_pem_once();
	buf_init(&signer->signatures, SIGNATURES_MAX);
	signer->lib = dkim_init(take, give_back);
	if (signer->lib != NULL &&
	    set(signer->lib, DKIM_OPTS_FLAGS, &flags, sizeof(flags)) &&
	    set(signer->lib, DKIM_OPTS_SIGNHDRS, signed_fields,
		sizeof(char **)) &&
	    set(signer->lib, DKIM_OPTS_OVERSIGNHDRS, sealed_fields,
		sizeof(char **))) {
		*out = signer;
		return ERR_OK;
	}
	dkim_signer_close(signer);
	return err_set(err, ERR_INTERNAL, "libopendkim does not start");
}

static void key_clear(struct signing_key *key)
{
	mem_wipe(key->pem, strlen((const char *)key->pem));
	free(key->pem);
	free(key->domain);
	free(key->selector);
}

void dkim_signer_close(struct dkim_signer *signer)
{
	if (signer == NULL)
		return;
	for (size_t i = 0; i < signer->count; i++)
		key_clear(&signer->keys[i]);
	free(signer->keys);
	buf_clear(&signer->signatures);
	if (signer->lib != NULL)
		dkim_close(signer->lib);
	free(signer);
}

/*
 * Takes a field with its folded lines off the front, without its last CRLF;
 * false at the empty line, which is taken too.
 */
static bool next_field(struct str *rest, struct str *field)
{
	static const char crlf[] = "\r\n";
	bool empty = rest->n == 0 || str_starts(*rest, str_c(crlf));
	size_t n = 0;

	do {
		const char *lf = memchr(rest->p + n, '\n', rest->n - n);
		n = lf == NULL ? rest->n : (size_t)(lf - rest->p) + 1;
	} while (
	    !empty && n < rest->n && (rest->p[n] == ' ' || rest->p[n] == '\t'));
	*field = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n);
	if (str_ends(*field, str_c(crlf)))
		field->n -= 2;
	return !empty;
}

/* The domain of the From field as we write it: one mailbox. */
static struct str from_domain(struct str message)
{
	struct str field;
	struct str address = str_c("");

	while (next_field(&message, &field))
		if (str_istarts(field, str_c("From:")))
			address = field;
	if (str_ends(address, str_c(">")))
		address.n--;
	return addr_domain(address);
}

bool dkim_covers(const char *domain, struct str from)
{
	struct str parent = str_c(domain);

	return str_ieq(parent, from) ||
	       (from.n > parent.n && str_iends(from, parent) &&
		   from.p[from.n - parent.n - 1] == '.');
}

/* The nearest domain that has keys, or NULL. */
static const char *choose(const struct dkim_signer *signer, struct str from)
{
	const char *best = NULL;

	for (size_t i = 0; from.n > 0 && i < signer->count; i++) {
		const char *domain = signer->keys[i].domain;
		if (dkim_covers(domain, from) &&
		    (best == NULL || strlen(domain) > strlen(best)))
			best = domain;
	}
	return best;
}

static unsigned char *bytes(struct buf *message, struct str part)
{
	return (unsigned char *)message->data + (part.p - message->data);
}

/* A body's last line gets its CRLF here, as it does on its way. */
static DKIM_STAT feed(DKIM *dkim, struct buf *message)
{
	unsigned char crlf[] = "\r\n";
	struct str rest = buf_get(message);
	struct str field;
	DKIM_STAT status = DKIM_STAT_OK;

	while (status == DKIM_STAT_OK && next_field(&rest, &field))
		status = dkim_header(dkim, bytes(message, field), field.n);
	if (status == DKIM_STAT_OK)
		status = dkim_eoh(dkim);
	if (status == DKIM_STAT_OK && rest.n > 0)
		status = dkim_body(dkim, bytes(message, rest), rest.n);
	if (status == DKIM_STAT_OK && rest.n > 0 &&
	    !str_ends(rest, str_c("\r\n")))
		status = dkim_body(dkim, crlf, 2);
	if (status == DKIM_STAT_OK)
		status = dkim_eom(dkim, NULL);
	return status;
}

static DKIM_STAT add_signature(DKIM *dkim, struct buf *out)
{
	unsigned char *text = NULL;
	size_t n = 0;
	DKIM_STAT status =
	    dkim_getsighdr_d(dkim, strlen(field_name), &text, &n);
	struct str rest = str_n((const char *)text, n);
	struct str line;

	if (status != DKIM_STAT_OK)
		return status;
	(void)buf_puts(out, field_name);
	while (str_line(&rest, &line)) {
		(void)buf_str(out, line);
		(void)buf_puts(out, "\r\n");
	}
	return status;
}

static enum err_code sign_with(struct dkim_signer *signer,
    const struct signing_key *key, struct buf *message, struct err *err)
{
	static const unsigned char id[] = "";
	struct arena arena = { 0 };
	DKIM_STAT status = DKIM_STAT_OK;
	DKIM *dkim = dkim_sign(signer->lib, id, &arena, key->pem,
	    (const unsigned char *)key->selector,
	    (const unsigned char *)key->domain, DKIM_CANON_RELAXED,
	    DKIM_CANON_RELAXED, key->algorithm, -1, &status);
	enum err_code rc = ERR_OK;

	if (dkim != NULL)
		status = feed(dkim, message);
	if (dkim != NULL && status == DKIM_STAT_OK)
		status = add_signature(dkim, &signer->signatures);
	if (dkim == NULL || status != DKIM_STAT_OK) {
		const char *why = dkim == NULL ? NULL : dkim_geterror(dkim);
		rc = err_set(err, ERR_CONFIG,
		    "a mail cannot be signed with the DKIM key %s of %s: %s",
		    key->selector, key->domain,
		    why != NULL ? why : dkim_getresultstr(status));
	}
	if (dkim != NULL)
		(void)dkim_free(dkim);
	arena_free(&arena);
	return rc;
}

static enum err_code put_in_front(
    struct buf *message, struct str head, struct err *err)
{
	size_t n = message->len;

	if (buf_str(message, head)) {
		memmove(message->data + head.n, message->data, n);
		memcpy(message->data, head.p, head.n);
	}
	return buf_ok(message, "the message", err);
}

enum err_code dkim_signer_sign(struct dkim_signer *signer, int64_t now,
    struct buf *message, struct err *err)
{
	const char *domain = choose(signer, from_domain(buf_get(message)));
	const uint64_t when = (uint64_t)now;
	enum err_code rc = ERR_OK;

	if (domain == NULL)
		return ERR_OK;
	buf_reset(&signer->signatures);
	if (!set(signer->lib, DKIM_OPTS_FIXEDTIME, &when, sizeof(when)))
		return err_set(
		    err, ERR_INTERNAL, "libopendkim does not take the time");
	for (size_t i = 0; rc == ERR_OK && i < signer->count; i++)
		if (strcmp(signer->keys[i].domain, domain) == 0)
			rc = sign_with(signer, &signer->keys[i], message, err);
	if (rc == ERR_OK)
		rc = buf_ok(&signer->signatures, "the signatures", err);
	return rc == ERR_OK
		   ? put_in_front(message, buf_get(&signer->signatures), err)
		   : rc;
}

static enum err_code try_key(
    struct dkim_signer *signer, const struct signing_key *key, struct err *err)
{
	struct buf message;
	enum err_code rc;

	buf_init(&message, SIGNATURES_MAX);
	(void)buf_printf(
	    &message, "From: trial@%s\r\n\r\ntrial\r\n", key->domain);
	buf_reset(&signer->signatures);
	rc = sign_with(signer, key, &message, err);
	buf_clear(&message);
	return rc;
}

enum err_code dkim_signer_add(struct dkim_signer *signer, const char *domain,
    const char *selector, const struct dkim_key *key, struct err *err)
{
	struct signing_key added = {
		.domain = mem_strdup(domain),
		.selector = mem_strdup(selector),
		.pem = (unsigned char *)mem_strdup(key->pem),
		.algorithm = key->type == DKIM_RSA ? DKIM_SIGN_RSASHA256
						   : DKIM_SIGN_ED25519SHA256,
	};
	enum err_code rc = try_key(signer, &added, err);

	if (rc != ERR_OK) {
		key_clear(&added);
		return rc;
	}
	signer->keys =
	    mem_realloc(signer->keys, signer->count + 1, sizeof(*signer->keys));
	signer->keys[signer->count++] = added;
	return ERR_OK;
}
