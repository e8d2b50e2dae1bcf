/*
 * The DKIM keys of the site (sections dkim of the settings) as one signer for
 * all mail that liaison makes.
 */
#ifndef CORE_SIGNING_H
#define CORE_SIGNING_H

#include "base/buf.h"
#include "conf/conf.h"
#include "mail/dkim.h"

/* One key of a section dkim as it is set; `file` NULL = there is none. */
struct signing_slot {
	enum dkim_type type;
	const char *setting; /* "key_file", for messages */
	const char *selector;
	const char *file;
};

struct signing_slot signing_slot(
    const struct conf_dkim *dkim, enum dkim_type type);

/* Reads the key; ERR_CONFIG with the name of the setting. */
enum err_code signing_key(const struct conf_dkim *dkim, enum dkim_type type,
    struct dkim_key *out, struct err *err);

/* The section whose keys sign mail from this address, or NULL. */
const struct conf_dkim *signing_section(
    const struct conf *conf, const char *from);

/*
 * Reads and tries all keys: ERR_CONFIG names the one that fails.  *out is
 * NULL where there are none.
 */
enum err_code signing_open(
    const struct conf *conf, struct dkim_signer **out, struct err *err);

#endif
