/*
 * The power is cut while the real sender sends (Q3): nothing leaves for the
 * relay whose `sending` could be forgotten, and nothing leaves again that is
 * recorded as sent.  The relay is a smtp_run() of ours; what left is kept
 * outside of the machine.
 */
#include "power.h"

#include "smtp/smtp.h"
#include "worker/worker.h"

enum { CONNECTIONS = 3, ROUNDS = 60, PAUSE = 2 * CLOCK_HOUR };

/* What became of a person's last body. */
enum fate {
	FATE_NONE,   /* there was none, or it was not taken: it goes again */
	FATE_FLYING, /* it left; the reply is not recorded */
	FATE_SENT,   /* the rest is recorded */
	FATE_FAILED,
	FATE_DOUBTED
};

struct person {
	enum fate fate;
	enum smtp_outcome reply; /* to the body that flies */
	int arrived;             /* bodies that the relay took */
	int doubts;
};

static struct {
	struct person people[PEOPLE];
	uint64_t seed;
	bool sure; /* every mail is taken */
} world;

static bool one_in(uint64_t n)
{
	return disk_random(&world.seed) % n == 0;
}

/* The relay -----------------------------------------------------------------*/

const struct smtp_waits smtp_waits_rfc = { 0 };

static struct person *person_of(struct str address)
{
	uint64_t n = PEOPLE;

	assert_true(str_u64(str_sub(address, 1, 2), PEOPLE - 1, &n));
	return &world.people[n];
}

static enum smtp_outcome answer(void)
{
	if (world.sure || one_in(2))
		return SMTP_SENT;
	if (one_in(2))
		return SMTP_LATER;
	return one_in(4) ? SMTP_NEVER : SMTP_UNKNOWN;
}

/* A body leaves: never a second one where the first is known to be there. */
static enum smtp_outcome leave(struct person *person)
{
	assert_true(person->fate == FATE_NONE || person->fate == FATE_DOUBTED);
	person->fate = FATE_FLYING;
	person->reply = answer();
	person->arrived +=
	    person->reply == SMTP_SENT || person->reply == SMTP_UNKNOWN;
	return person->reply;
}

/* A commit says that all replies so far are kept. */
static void recorded(void)
{
	for (int i = 0; i < PEOPLE; i++) {
		struct person *person = &world.people[i];
		if (person->fate != FATE_FLYING)
			continue;
		person->fate = person->reply == SMTP_SENT    ? FATE_SENT
			       : person->reply == SMTP_LATER ? FATE_NONE
			       : person->reply == SMTP_NEVER ? FATE_FAILED
							     : FATE_DOUBTED;
		person->doubts += person->fate == FATE_DOUBTED;
	}
}

struct slots {
	struct smtp_start starts[CONNECTIONS];
	struct smtp_mail mails[CONNECTIONS];
	size_t count;
};

static void load(const struct smtp_options *options, struct slots *slots)
{
	struct buf message;

	buf_init(&message, (size_t)1024 * 1024);
	slots->count = 0;
	while (slots->count < CONNECTIONS) {
		struct smtp_mail *mail = &slots->mails[slots->count];
		buf_reset(&message);
		if (options->calls->next(options->ctx, mail, &message) !=
		    SMTP_MAIL)
			break;
		slots->starts[slots->count++] =
		    (struct smtp_start){ .tag = mail->tag };
	}
	buf_clear(&message);
}

/* After the turn: what may go leaves and is answered at once. */
static void carry(const struct smtp_options *options, struct slots *slots,
    enum err_code turned)
{
	for (size_t i = 0; i < slots->count; i++) {
		struct smtp_reply reply = { .outcome = SMTP_UNTOUCHED };
		void *tag = slots->mails[i].tag;
		if (turned == ERR_OK && !slots->starts[i].go)
			continue;
		if (turned == ERR_OK)
			reply.outcome =
			    leave(person_of(slots->mails[i].recipient));
		options->calls->done(options->ctx, tag, &reply);
	}
}

/* In place of src/smtp: all connections say at once what they have to say. */
enum err_code smtp_run(const struct smtp_options *options, struct err *err)
{
	struct slots slots = { .count = 1 };
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && slots.count > 0) {
		load(options, &slots);
		rc = options->calls->turn(
		    options->ctx, slots.starts, slots.count, err);
		if (rc == ERR_OK)
			recorded();
		carry(options, &slots, rc);
	}
	return rc;
}

/* The machine ---------------------------------------------------------------*/

static void a_newsletter(struct machine *m)
{
	m->site.conf->smtp.connections = CONNECTIONS;
	for (int i = 0; i < PEOPLE; i++)
		op_must(&m->site, subscribe(m, i));
	op_must(&m->site, newsletter(m, "Nouvelles"));
}

static void nothing_left(uint64_t seed)
{
	memset(&world, 0, sizeof(world));
	world.seed = seed;
}

static enum err_code send(struct machine *m)
{
	struct worker worker = {
		.ctx = &m->site.ctx,
		.events = &m->events,
		.once = true,
		.relay = &m->site.conf->smtp,
	};

	return worker_sender(&worker, &m->site.err);
}

static void send_often(struct machine *m)
{
	int64_t now = clock_now();

	for (int i = 0; i < 4 && send(m) == ERR_OK; i++)
		clock_pretend(now += PAUSE);
}

/* May the ledger say so of somebody whose last body had this fate? */
static bool fits(const struct person *person, enum delivery_state state)
{
	switch (state) {
	case DELIVERY_QUEUED:
	case DELIVERY_CLAIMED:
	case DELIVERY_DEFERRED:
		return person->fate == FATE_NONE ||
		       person->fate == FATE_DOUBTED ||
		       (person->fate == FATE_FLYING &&
			   person->reply == SMTP_LATER);
	case DELIVERY_SENDING: /* recorded, though it need not have left */
		return person->fate != FATE_SENT && person->fate != FATE_FAILED;
	case DELIVERY_SENT:
		return person->fate == FATE_SENT ||
		       (person->fate == FATE_FLYING &&
			   person->reply == SMTP_SENT);
	case DELIVERY_FAILED:
		return person->fate == FATE_FAILED ||
		       (person->fate == FATE_FLYING &&
			   person->reply == SMTP_NEVER);
	case DELIVERY_UNCERTAIN:
	case DELIVERY_HELD:
		return person->fate == FATE_DOUBTED ||
		       person->fate == FATE_NONE ||
		       (person->fate == FATE_FLYING &&
			   person->reply == SMTP_UNKNOWN);
	case DELIVERY_CANCELLED:
	case DELIVERY_STATE__MAX:
		break;
	}
	return false;
}

/* What the next sender makes of what flies. */
static void settle_fate(struct person *person, enum delivery_state state)
{
	if (person->fate != FATE_FLYING)
		return;
	person->fate = state == DELIVERY_SENT       ? FATE_SENT
		       : state == DELIVERY_FAILED   ? FATE_FAILED
		       : state == DELIVERY_DEFERRED ? FATE_NONE
						    : FATE_DOUBTED;
	person->doubts += person->fate == FATE_DOUBTED;
}

static enum err_code see_row(
    void *ctx, const struct delivery *row, struct err *err)
{
	struct person *person = person_of(str_c(row->address));

	(void)ctx;
	(void)err;
	if (!fits(person, row->state))
		fail_msg("%s is %s, fate %d, reply %d", row->address,
		    delivery_state_name(row->state), person->fate,
		    person->reply);
	settle_fate(person, row->state);
	return ERR_OK;
}

static void see_the_ledger(struct machine *m)
{
	op_must(&m->site, delivery_each(m->site.ctx.db, 0, DELIVERY_STATE__MAX,
			      see_row, m, &m->site.err));
	clock_pretend(clock_now() + PAUSE);
}

static enum err_code see_end(
    void *ctx, const struct delivery *row, struct err *err)
{
	const struct person *person = person_of(str_c(row->address));

	(void)ctx;
	(void)err;
	switch (row->state) {
	case DELIVERY_SENT:
		assert_true(person->arrived >= 1);
		break;
	case DELIVERY_HELD:
		break;
	case DELIVERY_FAILED:
		assert_int_equal(person->fate, FATE_FAILED);
		break;
	default:
		fail_msg("%s ends as %s", row->address,
		    delivery_state_name(row->state));
	}
	assert_true(person->arrived <= 1 + person->doubts);
	return ERR_OK;
}

/* In the end each is sent, failed for good, or held after two doubts. */
static void send_the_rest(struct machine *m)
{
	int64_t now = clock_now();

	world.sure = true;
	for (int i = 0; i < ROUNDS; i++) {
		op_must(&m->site, send(m));
		clock_pretend(now += PAUSE);
		if (ask(m, "SELECT count(*) FROM mailing "
			   "WHERE state = 'running'") == 0)
			break;
	}
	op_must(&m->site, delivery_each(m->site.ctx.db, 0, DELIVERY_STATE__MAX,
			      see_end, m, &m->site.err));
}

static const struct scenario sending = {
	.prepare = a_newsletter,
	.begin = nothing_left,
	.act = send_often,
	.look = see_the_ledger,
	.finish = send_the_rest,
};

static void power(void **state)
{
	cut_often(*state, &sending);
}

static void faults(void **state)
{
	fail_everywhere(*state, &sending, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(power),
		cmocka_unit_test(faults),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
