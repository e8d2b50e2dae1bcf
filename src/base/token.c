#include "base/token.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"

enum {
	VERSION = 1,
	CLAIMS = 8,
	MAC = 16,
	RAW = CLAIMS + MAC,
	MAX_HOURS = 0xffffff,
	MAX_BOUND = 4096 /* bytes of list and address together */
};

static const char *const names[TOKEN__MAX] = {
	[TOKEN_CONFIRM] = "confirm",
	[TOKEN_UNSUBSCRIBE] = "unsubscribe",
	[TOKEN_BOUNCE] = "bounce",
	[TOKEN_MODERATE] = "moderate",
	[TOKEN_APPROVE] = "approve",
	[TOKEN_EDITOR] = "editor",
};

const char *token_purpose_name(enum token_purpose purpose)
{
	return names[purpose];
}

bool token_purpose_parse(const char *name, enum token_purpose *purpose)
{
	for (int i = TOKEN_CONFIRM; i < TOKEN__MAX; i++) {
		if (strcmp(names[i], name) == 0) {
			*purpose = (enum token_purpose)i;
			return true;
		}
	}
	return false;
}

static void mac(const unsigned char key[TOKEN_KEY],
    const unsigned char claims[CLAIMS], struct str list, struct str address,
    unsigned char out[MAC])
{
	unsigned char full[CRYPTO_HASH] = { 0 };
	struct buf text;

	buf_init(&text, MAX_BOUND);
	(void)buf_add(&text, "liaison-token", 14);
	(void)buf_add(&text, claims, CLAIMS);
	(void)buf_str(&text, list);
	(void)buf_putc(&text, '\0');
	(void)buf_str(&text, address);
	(void)buf_putc(&text, '\0');
	if (text.over) /* no list or address is so long: a MAC nobody has */
		crypto_random(full, sizeof(full));
	else
		crypto_hmac(
		    str_n((const char *)key, TOKEN_KEY), buf_get(&text), full);
	buf_clear(&text);
	memcpy(out, full, MAC);
}

void token_make(const unsigned char key[TOKEN_KEY], const struct token *token,
    struct str list, struct str address, char out[TOKEN_SIZE])
{
	int64_t hours = (token->expires + CLOCK_HOUR - 1) / CLOCK_HOUR;
	unsigned char raw[RAW];

	if (hours < 0)
		hours = 0;
	if (hours > MAX_HOURS)
		hours = MAX_HOURS;
	raw[0] = (unsigned char)(VERSION << 4 | (int)token->purpose);
	for (int i = 0; i < 4; i++)
		raw[1 + i] = (unsigned char)(token->row >> (24 - 8 * i));
	for (int i = 0; i < 3; i++)
		raw[5 + i] = (unsigned char)(hours >> (16 - 8 * i));
	mac(key, raw, list, address, raw + CLAIMS);
	crypto_base32(raw, RAW, out);
}

bool token_read(struct str text, struct token *out)
{
	unsigned char raw[RAW];
	int purpose;
	int64_t hours;

	if (!crypto_unbase32(text, raw, RAW) || raw[0] >> 4 != VERSION)
		return false;
	purpose = raw[0] & 15;
	if (purpose < TOKEN_CONFIRM || purpose >= TOKEN__MAX)
		return false;
	hours = (int64_t)raw[5] << 16 | (int64_t)raw[6] << 8 | raw[7];
	out->purpose = (enum token_purpose)purpose;
	out->row = (uint32_t)raw[1] << 24 | (uint32_t)raw[2] << 16 |
		   (uint32_t)raw[3] << 8 | raw[4];
	out->expires = hours * CLOCK_HOUR;
	return true;
}

bool token_check(const unsigned char key[TOKEN_KEY], struct str text,
    struct str list, struct str address, int64_t now)
{
	unsigned char raw[RAW];
	unsigned char expected[MAC];
	struct token token;

	if (!token_read(text, &token) || !crypto_unbase32(text, raw, RAW))
		return false;
	mac(key, raw, list, address, expected);
	return crypto_equal(expected, raw + CLAIMS, MAC) && now < token.expires;
}
