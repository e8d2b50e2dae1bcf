#include "core/signing.h"

#include <string.h>

#include "mail/addr.h"

struct signing_slot signing_slot(
    const struct conf_dkim *dkim, enum dkim_type type)
{
	struct signing_slot slot = { .type = type };

	switch (type) {
	case DKIM_RSA:
		slot.setting = "key_file";
		slot.selector = dkim->selector;
		slot.file = dkim->key_file;
		break;
	case DKIM_ED25519:
		slot.setting = "ed25519_key_file";
		slot.selector = dkim->ed25519_selector;
		slot.file = dkim->ed25519_key_file;
		break;
	case DKIM_TYPE__MAX:
		break;
	}
	return slot;
}

enum err_code signing_key(const struct conf_dkim *dkim, enum dkim_type type,
    struct dkim_key *out, struct err *err)
{
	struct signing_slot slot = signing_slot(dkim, type);
	enum err_code rc = dkim_key_read(slot.file, type, out, err);

	if (rc == ERR_NOT_FOUND)
		rc = err_set(err, ERR_CONFIG,
		    "%s is missing; \"liaison dkim generate\" makes keys",
		    slot.file);
	if (rc == ERR_OK)
		return rc;
	(void)err_prefix(err, "dkim.%s.%s", dkim->domain, slot.setting);
	return err->code = ERR_CONFIG;
}

const struct conf_dkim *signing_section(
    const struct conf *conf, const char *from)
{
	const struct str domain = addr_domain(str_c(from));
	const struct conf_dkim *best = NULL;

	for (size_t i = 0; i < conf->dkim_count; i++) {
		const struct conf_dkim *dkim = &conf->dkim[i];
		if (dkim_covers(dkim->domain, domain) &&
		    (best == NULL ||
			strlen(dkim->domain) > strlen(best->domain)))
			best = dkim;
	}
	return best;
}

static enum err_code add(struct dkim_signer *signer,
    const struct conf_dkim *dkim, enum dkim_type type, struct err *err)
{
	struct signing_slot slot = signing_slot(dkim, type);
	struct dkim_key key;
	enum err_code rc;

	if (slot.file == NULL)
		return ERR_OK;
	rc = signing_key(dkim, type, &key, err);
	if (rc != ERR_OK)
		return rc;
	rc = dkim_signer_add(signer, dkim->domain, slot.selector, &key, err);
	dkim_key_clear(&key);
	return rc;
}

enum err_code signing_open(
    const struct conf *conf, struct dkim_signer **out, struct err *err)
{
	struct dkim_signer *signer = NULL;
	enum err_code rc = ERR_OK;

	*out = NULL;
	if (conf->dkim_count == 0)
		return ERR_OK;
	rc = dkim_signer_open(&signer, err);
	for (size_t i = 0; rc == ERR_OK && i < conf->dkim_count; i++)
		for (int t = 0; rc == ERR_OK && t < DKIM_TYPE__MAX; t++)
			rc =
			    add(signer, &conf->dkim[i], (enum dkim_type)t, err);
	if (rc == ERR_OK)
		*out = signer;
	else
		dkim_signer_close(signer);
	return rc;
}
