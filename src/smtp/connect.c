#include "smtp/connect.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "smtp/connecting.h"

/* One call of a plain socket may copy for long; a TLS one moves 16 kB. */
enum { SEND_MAX = 256 * 1024 };

enum err_code connect_set_open(struct connect_set **out, struct err *err)
{
	struct connect_set *set;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	set = mem_calloc(1, sizeof(*set));
	set->multi = curl_multi_init();
	if (set->multi == NULL) {
		connect_set_close(set);
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	}
	*out = set;
	return ERR_OK;
}

void connect_set_close(struct connect_set *set)
{
	if (set == NULL)
		return;
	(void)curl_multi_cleanup(set->multi);
	curl_global_cleanup();
	free(set);
}

/* Lets libcurl work, and takes what it is through with. */
static void go_on(struct connect_set *set)
{
	struct connect *connect = NULL;
	CURLMsg *msg;
	int left;

	(void)curl_multi_perform(set->multi, &left);
	while ((msg = curl_multi_info_read(set->multi, &left)) != NULL) {
		if (msg->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
			&connect) != CURLE_OK)
			continue;
		connect->through = true;
		connect->result = msg->data.result;
		set->making--;
	}
}

void connect_set_wait(
    struct connect_set *set, struct pollfd *fds, size_t count, int wait_ms)
{
	struct curl_waitfd *also;

	if (set->making == 0) {
		(void)poll(fds, count, wait_ms);
		return;
	}
	also = mem_calloc(count + 1, sizeof(*also));
	for (size_t i = 0; i < count; i++) {
		also[i].fd = fds[i].fd;
		if ((fds[i].events & POLLIN) != 0)
			also[i].events |= CURL_WAIT_POLLIN;
		if ((fds[i].events & POLLOUT) != 0)
			also[i].events |= CURL_WAIT_POLLOUT;
	}
	(void)curl_multi_poll(set->multi, also, (unsigned)count, wait_ms, NULL);
	for (size_t i = 0; i < count; i++) {
		fds[i].revents = 0;
		if ((also[i].revents & CURL_WAIT_POLLIN) != 0)
			fds[i].revents |= POLLIN;
		if ((also[i].revents & CURL_WAIT_POLLOUT) != 0)
			fds[i].revents |= POLLOUT;
	}
	free(also);
	go_on(set);
}

enum err_code connect_begin(struct connect_set *set,
    const struct connect_options *options, struct connect **out,
    struct err *err)
{
	struct connect *connect = mem_calloc(1, sizeof(*connect));
	enum err_code code;

	connect->set = set;
	connect->fd = CURL_SOCKET_BAD;
	connect->conf = options->conf;
	connect->through = true; /* nothing is on its way yet */
	code = connecting_set_up(connect, options, err);
	if (code != ERR_OK) {
		connect_close(connect);
		return code;
	}
	connect->through = false;
	set->making++;
	*out = connect;
	return ERR_OK;
}

bool connect_through(const struct connect *connect)
{
	return connect->through;
}

void connect_close(struct connect *connect)
{
	if (connect == NULL)
		return;
	if (!connect->through)
		connect->set->making--;
	/* The handle stays in the multi as long as the connection lives. */
	if (connect->easy != NULL)
		(void)curl_multi_remove_handle(
		    connect->set->multi, connect->easy);
	curl_easy_cleanup(connect->easy);
	free(connect->name);
	free(connect->url);
	free(connect);
}

int connect_fd(const struct connect *connect)
{
	return connect->fd;
}

const struct ehlo *connect_ehlo(const struct connect *connect)
{
	return &connect->ehlo;
}

const char *connect_name(const struct connect *connect)
{
	return connect->name;
}

static enum connect_state broken(
    const struct connect *connect, CURLcode rc, struct err *err)
{
	(void)err_set(err, ERR_NET, "the connection to %s broke: %s",
	    connect->name,
	    connect->error[0] != '\0' ? connect->error
				      : curl_easy_strerror(rc));
	return CONNECT_BROKEN;
}

enum connect_state connect_send(
    struct connect *connect, struct str bytes, size_t *n, struct err *err)
{
	size_t size = bytes.n < SEND_MAX ? bytes.n : SEND_MAX;
	CURLcode rc;

	*n = 0;
	connect->error[0] = '\0';
	rc = curl_easy_send(connect->easy, bytes.p, size, n);
	if (rc == CURLE_AGAIN || (rc == CURLE_OK && *n == 0))
		return CONNECT_AGAIN;
	if (rc != CURLE_OK)
		return broken(connect, rc, err);
	if (*n > size) {
		(void)err_set(err, ERR_INTERNAL,
		    "more bytes left for %s than were offered", connect->name);
		*n = 0;
		return CONNECT_BROKEN;
	}
	return CONNECT_DONE;
}

enum connect_state connect_recv(struct connect *connect, char *bytes,
    size_t size, size_t *n, struct err *err)
{
	CURLcode rc;

	*n = 0;
	connect->error[0] = '\0';
	rc = curl_easy_recv(connect->easy, bytes, size, n);
	if (rc == CURLE_AGAIN)
		return CONNECT_AGAIN;
	if (rc != CURLE_OK)
		return broken(connect, rc, err);
	if (*n > 0)
		return CONNECT_DONE;
	(void)err_set(
	    err, ERR_NET, "%s has closed the connection", connect->name);
	return CONNECT_ENDED;
}
