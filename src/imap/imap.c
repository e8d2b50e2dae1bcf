#include "imap/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "imap/driver.h"
#include "imap/scan.h"
#include "imap/session.h"

enum { PORT_TLS = 993, PORT_PLAIN = 143, LOGOUT_MS = 2000 };

void imap_begin(struct imap *imap)
{
	stream_begin(imap->stream, imap->patience, 0, 0);
	if (imap->session->imap_selection_info != NULL)
		imap->session->imap_selection_info->sel_has_exists = 0;
}

void imap_note_exists(struct imap *imap, uint32_t exists)
{
	if (exists > imap->exists)
		imap->news = true;
	imap->exists = exists;
}

void imap_note_expunge(struct imap *imap)
{
	if (imap->exists > 0)
		imap->exists--;
}

/* What the answer told beside the point. */
static void note_changes(struct imap *imap)
{
	const struct mailimap_selection_info *sel =
	    imap->session->imap_selection_info;
	const struct mailimap_response_info *rsp =
	    imap->session->imap_response_info;

	if (sel == NULL || rsp == NULL)
		return;
	if (rsp->rsp_expunged != NULL)
		for (int i = clist_count(rsp->rsp_expunged); i > 0; i--)
			imap_note_expunge(imap);
	if (sel->sel_has_exists)
		imap_note_exists(imap, sel->sel_exists);
}

enum err_code imap_fail(struct imap *imap, struct err *err)
{
	stream_fail(imap->stream, err);
	*err = *stream_error(imap->stream);
	return err->code;
}

/* UIDs that the caller holds would mean other messages. */
static bool is_renumbered(const struct imap *imap)
{
	const struct mailimap_selection_info *sel =
	    imap->session->imap_selection_info;

	return imap->uidvalidity != 0 && sel != NULL &&
	       sel->sel_uidvalidity != imap->uidvalidity;
}

static bool is_refusal(int r)
{
	switch (r) {
	case MAILIMAP_ERROR_BAD_STATE:
	case MAILIMAP_ERROR_STREAM:
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_CONNECTION_REFUSED:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_FATAL:
	case MAILIMAP_ERROR_PROTOCOL:
	case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
	case MAILIMAP_ERROR_INVAL:
	case MAILIMAP_ERROR_SSL:
	case MAILIMAP_ERROR_NEEDS_MORE_DATA:
		return false;
	default: /* one code per command for a tagged NO */
		return true;
	}
}

enum err_code imap_end(
    struct imap *imap, int r, const char *doing, struct err *err)
{
	char said[200];

	if (stream_error(imap->stream)->code != ERR_OK) {
		*err = *stream_error(imap->stream);
		return err->code;
	}
	if (r != MAILIMAP_ERROR_STREAM && r != MAILIMAP_ERROR_PARSE)
		note_changes(imap);
	if (is_renumbered(imap)) {
		(void)err_set(err, ERR_PROTOCOL,
		    "the server numbers the messages of the inbox anew; "
		    "they are read again in a new session");
		return imap_fail(imap, err);
	}
	if (r <= MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return ERR_OK;
	scan_quote(str_c(imap->session->imap_response), said);
	if (is_refusal(r))
		return err_set(err, ERR_REFUSED,
		    "%s: the server refuses to %s (\"%s\")", imap->host,
		    _(doing), said);
	(void)err_set(err, ERR_PROTOCOL,
	    "the server's answer to the request to %s makes no sense%s%s%s; "
	    "is this an IMAP server?",
	    _(doing), said[0] != '\0' ? " (\"" : "", said,
	    said[0] != '\0' ? "\")" : "");
	return imap_fail(imap, err);
}

struct mailimap_set *imap_set(const uint32_t *uids, size_t count)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	size_t last;

	if (set == NULL)
		abort();
	for (size_t i = 0; i < count; i = last + 1) {
		last = i;
		while (last + 1 < count && uids[last] < UINT32_MAX &&
		       uids[last + 1] == uids[last] + 1)
			last++;
		if (mailimap_set_add_interval(set, uids[i], uids[last]) !=
		    MAILIMAP_NO_ERROR)
			abort();
	}
	return set;
}

static bool is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* A line end in the password would be a second command. */
static enum err_code check_settings(
    const struct conf_imap *conf, const char *password, struct err *err)
{
	static const char control[] =
	    "%s holds a control character (a line end?); remove it";

	if (conf->host == NULL || conf->user == NULL || password == NULL)
		return err_set(err, ERR_CONFIG,
		    "imap.host, imap.user and the password must be set");
	if (!is_plain(conf->user))
		return err_set(err, ERR_CONFIG, control, "imap.user");
	if (!is_plain(password))
		return err_set(err, ERR_CONFIG, control, "the IMAP password");
	if (!is_plain(conf->inbox) || !is_plain(conf->folder))
		return err_set(
		    err, ERR_CONFIG, control, "imap.inbox or imap.folder");
	return ERR_OK;
}

bool imap_can(const struct imap *imap, const char *word)
{
	const struct mailimap_connection_info *info =
	    imap->session->imap_connection_info;
	clist *list = info == NULL || info->imap_capability == NULL
			  ? NULL
			  : info->imap_capability->cap_list;

	for (clistiter *it = list == NULL ? NULL : clist_begin(list);
	     it != NULL; it = clist_next(it)) {
		const struct mailimap_capability *cap = clist_content(it);

		if (cap->cap_type == MAILIMAP_CAPABILITY_NAME &&
		    str_iis(str_c(cap->cap_data.cap_name), word))
			return true;
	}
	return false;
}

int imap_send(struct imap *imap, const char *line)
{
	mailimap *session = imap->session;
	mailstream *top = session->imap_stream;
	struct mailimap_response *response = NULL;
	int r = mailimap_send_current_tag(session);
	int type;

	if (r != MAILIMAP_NO_ERROR)
		return r;
	if (mailstream_write(top, line, strlen(line)) < 0 ||
	    mailstream_flush(top) < 0 ||
	    mailstream_read_line(top, session->imap_stream_buffer) == NULL)
		return MAILIMAP_ERROR_STREAM;
	r = mailimap_parse_response(session, &response);
	if (r != MAILIMAP_NO_ERROR)
		return r;
	type = response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state
		   ->rsp_type;
	mailimap_response_free(response);
	return type == MAILIMAP_RESP_COND_STATE_OK
		   ? MAILIMAP_NO_ERROR
		   : MAILIMAP_ERROR_CUSTOM_COMMAND;
}

/* What was said before is forgotten: it may have come in clear text. */
static enum err_code ask_capability(struct imap *imap, struct err *err)
{
	struct mailimap_connection_info *info =
	    imap->session->imap_connection_info;

	if (info != NULL && info->imap_capability != NULL) {
		mailimap_capability_data_free(info->imap_capability);
		info->imap_capability = NULL;
	}
	imap_begin(imap);
	return imap_end(
	    imap, imap_send(imap, "CAPABILITY\r\n"), "say what it can do", err);
}

/* *preauth: the server takes us as logged in already. */
static enum err_code greet(struct imap *imap, bool *preauth, struct err *err)
{
	int r;

	imap->session = mailimap_new(0, NULL);
	if (imap->session == NULL)
		abort();
	imap_begin(imap);
	r = mailimap_connect(imap->session, driver_new(imap->stream));
	*preauth = r == MAILIMAP_NO_ERROR_AUTHENTICATED;
	return imap_end(imap, r, "begin a session", err);
}

static enum err_code start_tls(
    struct imap *imap, const struct conf_imap *conf, struct err *err)
{
	bool glued;
	int r;

	if (ask_capability(imap, err) != ERR_OK)
		return err->code;
	if (!imap_can(imap, "STARTTLS")) {
		(void)err_set(err, ERR_TLS,
		    "the server does not offer STARTTLS, so the password was "
		    "not sent; try imap.tls = implicit (port %d)",
		    PORT_TLS);
		return imap_fail(imap, err);
	}
	imap_begin(imap);
	r = mailimap_starttls(imap->session);
	glued = imap->session->imap_stream->read_buffer_len > 0;
	if (!glued && imap_end(imap, r, "start TLS", err) != ERR_OK)
		return err->code;
	glued = glued || stream_ready(imap->stream);
	if (glued && stream_error(imap->stream)->code == ERR_OK) {
		(void)err_set(err, ERR_TLS,
		    "the server sent more in clear text after STARTTLS: "
		    "somebody may be tampering with the connection, so the "
		    "password was not sent");
		return imap_fail(imap, err);
	}
	return stream_start_tls(imap->stream, conf->ca_file, err);
}

/* A NO to LOGIN is the password's fault unless the server says otherwise. */
static enum err_code explain_login(struct imap *imap, struct err *err)
{
	static const char *const passing[] = { "UNAVAILABLE", "INUSE", "LIMIT",
		"SERVERBUG" };
	struct str code = str_c(imap->session->imap_response_info->rsp_atom);
	char said[200];

	scan_quote(str_c(imap->session->imap_response), said);
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
		if (str_iis(code, passing[i])) {
			(void)err_set(err, ERR_BUSY,
			    "the server takes no login now (\"%s\"); "
			    "it is tried again later",
			    said);
			return imap_fail(imap, err);
		}
	(void)err_set(err, ERR_AUTH,
	    "user name or password refused (\"%s\"); "
	    "check imap.user and the password",
	    said);
	return imap_fail(imap, err);
}

static enum err_code log_in(struct imap *imap, const struct conf_imap *conf,
    const char *password, struct err *err)
{
	mailstream *top = imap->session->imap_stream;
	enum err_code rc;
	int r;

	if (ask_capability(imap, err) != ERR_OK)
		return err->code;
	if (imap_can(imap, "LOGINDISABLED")) {
		(void)err_set(err, ERR_AUTH,
		    "the server takes no password on this connection "
		    "(LOGINDISABLED); set imap.tls = implicit or starttls, or "
		    "ask the host of the mailbox to allow passwords");
		return imap_fail(imap, err);
	}
	imap_begin(imap);
	r = mailimap_login(imap->session, conf->user, password);
	mem_wipe(top->write_buffer, top->buffer_max_size);
	rc = imap_end(imap, r, "log in", err);
	return rc == ERR_REFUSED ? explain_login(imap, err) : rc;
}

/* PERMANENTFLAGS with "\*" or with our keyword; none at all means all. */
static bool keeps_keywords(clist *flags)
{
	for (clistiter *it = flags == NULL ? NULL : clist_begin(flags);
	     it != NULL; it = clist_next(it)) {
		const struct mailimap_flag_perm *perm = clist_content(it);

		if (perm->fl_type == MAILIMAP_FLAG_PERM_ALL)
			return true;
		if (perm->fl_flag != NULL &&
		    perm->fl_flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
		    str_iis(
			str_c(perm->fl_flag->fl_data.fl_keyword), IMAP_KEYWORD))
			return true;
	}
	return flags == NULL;
}

enum err_code session_open_folder(
    struct imap *imap, const char *name, struct err *err)
{
	const struct mailimap_selection_info *sel;

	imap->uidvalidity = 0;
	imap->exists = 0;
	imap_begin(imap);
	if (imap_end(imap, mailimap_select(imap->session, name),
		strcmp(name, imap->inbox) == 0 ? "open the inbox"
					       : "open a folder",
		err) != ERR_OK)
		return err->code;
	sel = imap->session->imap_selection_info;
	if (sel == NULL || sel->sel_uidvalidity == 0) {
		(void)err_set(err, ERR_PROTOCOL,
		    "the server gives no UIDVALIDITY for \"%s\"; liaison "
		    "cannot recognise its messages again there",
		    name);
		return imap_fail(imap, err);
	}
	if (sel->sel_perm == MAILIMAP_MAILBOX_READONLY) {
		(void)err_set(err, ERR_REFUSED,
		    "the server lets us read \"%s\" but not change it; "
		    "liaison must be able to move messages",
		    name);
		return imap_fail(imap, err);
	}
	imap->uidvalidity = sel->sel_uidvalidity;
	imap->exists = sel->sel_exists;
	imap->news = false;
	imap->no_keyword = !keeps_keywords(sel->sel_perm_flags);
	return ERR_OK;
}

static enum err_code start(struct imap *imap, const struct conf_imap *conf,
    const char *password, struct err *err)
{
	bool preauth = false;

	if (conf->tls == CONF_TLS_IMPLICIT &&
	    stream_start_tls(imap->stream, conf->ca_file, err) != ERR_OK)
		return err->code;
	if (greet(imap, &preauth, err) != ERR_OK)
		return err->code;
	if (conf->tls == CONF_TLS_STARTTLS && preauth) {
		(void)err_set(err, ERR_TLS,
		    "the server says that we are logged in before TLS has "
		    "begun: somebody may be tampering with the connection");
		return imap_fail(imap, err);
	}
	if (conf->tls == CONF_TLS_STARTTLS &&
	    start_tls(imap, conf, err) != ERR_OK)
		return err->code;
	if (!preauth && log_in(imap, conf, password, err) != ERR_OK)
		return err->code;
	/* Dovecot, for one, tells of MOVE and UIDPLUS only now. */
	if (ask_capability(imap, err) != ERR_OK)
		return err->code;
	return session_open_folder(imap, imap->inbox, err);
}

enum err_code imap_open_within(const struct conf_imap *conf,
    const char *password, int patience, struct imap **out, struct err *err)
{
	struct imap *imap;
	int port = conf->port;

	*out = NULL;
	if (check_settings(conf, password, err) != ERR_OK)
		return err->code;
	if (port == 0)
		port = conf->tls == CONF_TLS_IMPLICIT ? PORT_TLS : PORT_PLAIN;
	imap = mem_calloc(1, sizeof(*imap));
	imap->host = mem_strdup(conf->host);
	imap->inbox = mem_strdup(conf->inbox == NULL ? "INBOX" : conf->inbox);
	imap->parent = mem_strdup(conf->folder);
	imap->poll_seconds = conf->poll_seconds;
	imap->patience = patience;
	if (stream_open(conf->host, port, patience, &imap->stream, err) !=
		ERR_OK ||
	    start(imap, conf, password, err) != ERR_OK) {
		if (imap->stream != NULL)
			stream_fail(imap->stream, err);
		imap_close(imap);
		return err->code;
	}
	imap->no_idle = !imap_can(imap, "IDLE");
	*out = imap;
	return ERR_OK;
}

enum err_code imap_open(const struct conf_imap *conf, const char *password,
    struct imap **out, struct err *err)
{
	return imap_open_within(conf, password, IMAP_PATIENCE, out, err);
}

void imap_close(struct imap *imap)
{
	if (imap == NULL)
		return;
	if (imap->session != NULL) {
		stream_begin(imap->stream,
		    imap->patience < LOGOUT_MS ? imap->patience : LOGOUT_MS, 0,
		    0);
		mailimap_free(imap->session); /* says LOGOUT */
	}
	stream_close(imap->stream);
	free(imap->host);
	free(imap->inbox);
	free(imap->parent);
	free(imap->prefix);
	free(imap->ready);
	free(imap);
}

uint32_t imap_uidvalidity(const struct imap *imap)
{
	return imap->uidvalidity;
}
