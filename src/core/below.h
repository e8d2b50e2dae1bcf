/*
 * Words that an answer holds below a mail of ours which the client quoted
 * without marks (Outlook: "De :", "Envoyé :", "Objet :").  mail/own.h cannot
 * tell where that mail ends; its last line can, which is of our own foot.
 */
#ifndef CORE_BELOW_H
#define CORE_BELOW_H

#include "conf/conf.h"
#include "mail/message.h"

/* They, in the arena, without signatures and the like; "" for none. */
const char *below_our_mail(struct arena *arena, const struct conf *conf,
    const struct message *message);

/* All that stands below the last line of ours, quoted or not; "" without. */
struct str below_our_foot(struct arena *arena, const struct conf *conf,
    const struct message *message);

/*
 * The last paragraph of the whole text.  Where our foot is not found, a
 * refusal there is somebody's own.
 */
const char *below_everything(
    struct arena *arena, const struct message *message);

#endif
