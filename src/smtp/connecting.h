/*
 * A connection while libcurl makes it, for connect.c, connect_setup.c and
 * connect_result.c alone.
 */
#ifndef SMTP_CONNECTING_H
#define SMTP_CONNECTING_H

#include <curl/curl.h>

#include "smtp/connect.h"

struct connect_set {
	CURLM *multi;
	size_t making; /* connections that are not through */
};

struct connect {
	struct connect_set *set;
	CURL *easy;
	const struct conf_smtp *conf;
	bool through; /* with this result: */
	CURLcode result;
	curl_socket_t fd;
	struct ehlo ehlo;
	unsigned greetings; /* 220: the first, and the answer to STARTTLS */
	char *name;
	char *url;
	char words[256]; /* the server's last line, printable */
	char error[CURL_ERROR_SIZE];
};

/*
 * Names the connection and tells libcurl all about it.  ERR_CONFIG for what
 * cannot be used, or would show a secret; ERR_INTERNAL.
 */
enum err_code connecting_set_up(struct connect *connect,
    const struct connect_options *options, struct err *err);

#endif
