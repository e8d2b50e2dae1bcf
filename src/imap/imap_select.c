/* Other folders than the inbox, and finding one mail in them. */
#include "imap/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "imap/folder.h"
#include "imap/session.h"

enum { ID_MAX = 900 }; /* RFC 5322: no longer line */

enum err_code imap_select(
    struct imap *imap, const char *folder, struct err *err)
{
	char *name = NULL;
	enum err_code rc;

	if (folder == NULL || folder[0] == '\0')
		return session_open_folder(imap, imap->inbox, err);
	rc = folder_name(imap, folder, &name, err);
	if (rc == ERR_OK)
		rc = session_open_folder(imap, name, err);
	free(name);
	if (rc != ERR_REFUSED)
		return rc;
	return err_set(err, ERR_NOT_FOUND,
	    "%s: there is no folder \"%s\" in the mailbox", imap->host, folder);
}

/* What can stand between quotes, and is no pattern to any server. */
static bool is_searchable(const char *message_id)
{
	size_t n = strlen(message_id);

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)message_id[i];

		if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\')
			return false;
	}
	return n > 0 && n <= ID_MAX;
}

static void collect(clist *found, uint32_t *uids, size_t max, size_t *count)
{
	for (clistiter *it = clist_begin(found); it != NULL && *count < max;
	     it = clist_next(it)) {
		const uint32_t *uid = clist_content(it);

		if (*uid != 0)
			uids[(*count)++] = *uid;
	}
}

enum err_code imap_find(struct imap *imap, const char *message_id,
    uint32_t *uids, size_t max, size_t *count, struct err *err)
{
	struct mailimap_search_key *key;
	clist *found = NULL;
	enum err_code rc;
	int r;

	*count = 0;
	if (!is_searchable(message_id))
		return ERR_OK;
	key = mailimap_search_key_new_header(
	    mem_strdup("Message-ID"), mem_strdup(message_id));
	if (key == NULL)
		abort();
	imap_begin(imap);
	r = mailimap_uid_search(imap->session, NULL, key, &found);
	rc = imap_end(imap, r, "look for a message", err);
	if (r == MAILIMAP_NO_ERROR && found != NULL)
		collect(found, uids, max, count);
	if (found != NULL) /* ours after a NO as well */
		mailimap_search_result_free(found);
	mailimap_search_key_free(key);
	return rc;
}
