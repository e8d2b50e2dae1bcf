#include "smtp/ehlo.h"

#include <string.h>

void ehlo_line(struct ehlo *ehlo, struct str line)
{
	struct str rest;
	struct str keyword;
	struct str value;

	if (str_starts(line, str_c("220"))) {
		*ehlo = (struct ehlo){ 0 };
		return;
	}
	if (line.n < 4 || !str_starts(line, str_c("250")))
		return;
	rest = str_trim(str_from(line, 4));
	if (!str_split(&rest, ' ', &keyword))
		return;
	value = str_trim(rest);
	if (str_iis(keyword, "PIPELINING"))
		ehlo->pipelining = true;
	else if (str_iis(keyword, "8BITMIME"))
		ehlo->eight_bit = true;
	else if (str_iis(keyword, "AUTH") ||
		 str_istarts(keyword, str_c("AUTH=")))
		ehlo->auth = true;
	else if (str_iis(keyword, "SMTPUTF8"))
		ehlo->smtputf8 = true;
	else if (str_iis(keyword, "DSN"))
		ehlo->dsn = true;
	else if (str_iis(keyword, "SIZE")) {
		ehlo->size = true;
		if (!str_u64(value, UINT64_MAX, &ehlo->size_max))
			ehlo->size_max = 0;
	}
}

bool ehlo_name_ok(struct str name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-.:[]";

	if (name.n == 0 || name.n > 255)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (memchr(allowed, name.p[i], sizeof(allowed) - 1) == NULL)
			return false;
	return true;
}
