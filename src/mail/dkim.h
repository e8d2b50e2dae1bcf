/*
 * Signs messages (RFC 6376, RFC 8463): rsa-sha256 and ed25519-sha256,
 * relaxed/relaxed, never l=.  The only user of libopendkim.
 */
#ifndef MAIL_DKIM_H
#define MAIL_DKIM_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "mail/dkim_key.h"

struct dkim_signer;

/* Without keys: it signs nothing yet. */
enum err_code dkim_signer_open(struct dkim_signer **out, struct err *err);

/*
 * From now on mails whose From is of this domain (lower case), or of one
 * below it that has no key of its own, are signed with this key too, of which
 * a copy is kept.  A trial is made: ERR_CONFIG when the key does not sign.
 */
enum err_code dkim_signer_add(struct dkim_signer *signer, const char *domain,
    const char *selector, const struct dkim_key *key, struct err *err);

/*
 * Puts the signatures in front of a whole message with CRLF line ends; `now`
 * is their t=.  A message from another domain stays as it is.  On an error
 * the message is as it was.
 */
enum err_code dkim_signer_sign(struct dkim_signer *signer, int64_t now,
    struct buf *message, struct err *err);

/*
 * May the keys of a domain sign for a From of this one, so that DMARC finds
 * them aligned (RFC 7489 section 3.1.1)?  It is the same, or below it.
 */
bool dkim_covers(const char *domain, struct str from);

/* Wipes its copies of the keys; NULL is fine. */
void dkim_signer_close(struct dkim_signer *signer);

#endif
