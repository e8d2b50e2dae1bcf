/*
 * libopendkim parses the text of the key anew for every message, which costs
 * 0.33 ms with OpenSSL 3.0, ten times an Ed25519 signature; what it parsed
 * for Ed25519 it never frees.  So the program has a function of its own in
 * place of OpenSSL's PEM_read_bio_PrivateKey(), which the dynamic linker finds
 * first: a key is parsed once.  Where a linker does not find it, mails are
 * signed all the same.
 */
#ifndef MAIL_DKIM_PEM_H
#define MAIL_DKIM_PEM_H

/*
 * From now on a key is parsed once.  It stays until the process ends: who it
 * was lent to may not give it back.
 */
void dkim_pem_once(void);

#endif
