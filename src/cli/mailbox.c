#include "cli/mailbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static const struct conf_imap *account_of(
    const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->imap_count; i++) {
		char *other = filing_mailbox(&conf->imap[i]);
		bool same = strcmp(other, name) == 0;

		free(other);
		if (same)
			return &conf->imap[i];
	}
	return NULL;
}

enum err_code mailbox_open(
    struct mailbox *mailbox, const char *name, struct err *err)
{
	const struct conf_imap *account;
	char *password;
	enum err_code rc;

	if (mailbox->name != NULL && strcmp(mailbox->name, name) == 0)
		return ERR_OK;
	mailbox_close(mailbox);
	account = account_of(mailbox->cli->conf, name);
	if (account == NULL)
		return err_set(err, ERR_CONFIG,
		    _("the mailbox %s is not in the settings any more; put "
		      "its section imap back"),
		    name);
	rc = conf_secret_get(
	    &account->password, "imap.password", &password, err);
	if (rc != ERR_OK)
		return rc;
	rc = imap_open(account, password, &mailbox->filing.imap, err);
	conf_secret_free(password);
	if (rc != ERR_OK)
		return err_prefix(err, _("the mailbox of %s"), account->user);
	mailbox->name = filing_mailbox(account);
	mailbox->filing.ctx = mailbox->cli->ctx;
	mailbox->filing.mailbox = mailbox->name;
	mailbox->cli->ctx->authserv_id = account->authserv_id;
	return ERR_OK;
}

void mailbox_close(struct mailbox *mailbox)
{
	imap_close(mailbox->filing.imap);
	free(mailbox->name);
	mailbox->filing = (struct filing){ 0 };
	mailbox->name = NULL;
}

enum err_code mailbox_fetch(struct mailbox *mailbox,
    const struct inbox_entry *entry, struct buf *out, struct err *err)
{
	bool found = false;
	enum err_code rc = mailbox_open(mailbox, entry->mailbox, err);

	if (rc == ERR_OK)
		rc = filing_fetch(&mailbox->filing, entry, out, &found, err);
	if (rc != ERR_OK || found)
		return rc;
	if (entry->state == INBOX_DONE)
		return err_set(err, ERR_NOT_FOUND,
		    _("the mail of message %lld, which is done, is no longer "
		      "in the mailbox: somebody moved or deleted it"),
		    (long long)entry->id);
	return err_set(err, ERR_NOT_FOUND,
	    _("the mail of message %lld is no longer in the mailbox: somebody "
	      "moved or deleted it; \"liaison inbox drop %lld\" ends it"),
	    (long long)entry->id, (long long)entry->id);
}

enum err_code mailbox_tidy(struct mailbox *mailbox, struct err *err)
{
	enum err_code rc = filing_misfiled(&mailbox->filing, err);

	if (rc == ERR_OK)
		rc = imap_select(mailbox->filing.imap, NULL, err);
	if (rc == ERR_OK)
		rc = filing_settled(&mailbox->filing, err);
	return rc;
}
