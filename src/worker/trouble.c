#include "worker/trouble.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/ledger.h"

/* The other side's fault or the settings', not the database's or ours. */
static bool is_for_operator(enum err_code code)
{
	return code == ERR_NET || code == ERR_TIMEOUT || code == ERR_TLS ||
	       code == ERR_AUTH || code == ERR_PROTOCOL || code == ERR_CONFIG;
}

void trouble_tell(struct ctx *ctx, const char *key, const struct err *failure)
{
	struct err err;
	bool fresh;

	log_event(LOG_WARN, "trouble", "key=%s status=%s text=\"%s\"", key,
	    err_name(failure->code), failure->text);
	if (is_for_operator(failure->code) &&
	    alarm_raise(ctx->db, key, failure->text, clock_now(), &fresh,
		&err) != ERR_OK)
		log_event(
		    LOG_ERROR, "trouble", "key=%s text=\"%s\"", key, err.text);
}

void trouble_over(struct ctx *ctx, const char *key)
{
	struct err err;

	if (alarm_clear(ctx->db, key, &err) != ERR_OK)
		log_event(
		    LOG_ERROR, "trouble", "key=%s text=\"%s\"", key, err.text);
}
