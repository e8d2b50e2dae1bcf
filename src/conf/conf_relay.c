/* The relays of conf.h. */
#include "conf/conf.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/str.h"

const struct conf_smtp *conf_relay(const struct conf *conf, const char *name)
{
	if (name[0] == '\0')
		return &conf->smtp;
	for (size_t i = 0; i < conf->relay_count; i++) {
		if (strcmp(conf->relays[i].name, name) == 0)
			return &conf->relays[i];
	}
	return NULL;
}

const struct conf_smtp *conf_relay_of(
    const struct conf *conf, const struct conf_list *list)
{
	return list == NULL || list->relay == NULL
		   ? &conf->smtp
		   : conf_relay(conf, list->relay);
}

static bool is_used(const struct conf *conf, const struct conf_smtp *relay)
{
	for (size_t i = 0; i < conf->list_count; i++) {
		if (conf_relay_of(conf, &conf->lists[i]) == relay)
			return true;
	}
	return false;
}

const struct conf_smtp *conf_relay_used(const struct conf *conf, size_t n)
{
	if (n == 0)
		return &conf->smtp;
	for (size_t i = 0; i < conf->relay_count; i++) {
		if (is_used(conf, &conf->relays[i]) && --n == 0)
			return &conf->relays[i];
	}
	return NULL;
}

bool conf_relay_by_token(const struct conf_smtp *relay)
{
	switch (relay->auth) {
	case CONF_AUTH_XOAUTH2:
	case CONF_AUTH_OAUTHBEARER:
		return true;
	case CONF_AUTH_AUTO:
		return conf_secret_is_set(&relay->token);
	case CONF_AUTH_PLAIN:
	case CONF_AUTH_LOGIN:
	case CONF_AUTH_CRAM_MD5:
		break;
	}
	return false;
}

bool conf_host_is_local(const char *host)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, host, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6);
	return str_iis(str_c(host), "localhost");
}

bool conf_relay_is_private(const struct conf_smtp *relay)
{
	return relay->tls != CONF_TLS_NONE || conf_host_is_local(relay->host);
}
