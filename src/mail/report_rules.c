/*
 * What the makers write.  The more particular rules stand first: the first
 * that finds an address is the one.  Written after what these programs send;
 * every rule has a report of its own in tests/golden/reports.
 */
#include "mail/report_rule.h"

static const struct report_rule rules[] = {
	{ .name = "aws-sns",
	    .from = "sns.amazonaws.com|amazonses.com",
	    .words = "\\\"bouncedrecipients\\\"|\"bouncedrecipients\"",
	    .place = PLACE_LIST },
	{ .name = "mimecast",
	    .subject = "^[postmaster] email delivery failure",
	    .words = "could not be delivered",
	    .place = PLACE_AFTER,
	    .at = "to the following address could not be delivered:|addressed "
		  "to email address :|addressed to email address:",
	    .whole = true },
	{ .name = "kddi",
	    .opens = true,
	    .words = "your mail sent on:|your mail attempted to be delivered "
		     "on:",
	    .from = "no-reply@|mailer-daemon|postmaster",
	    .place = PLACE_AFTER,
	    .at = "could not be delivered to:",
	    .whole = true },
	{ .name = "intermail", /* and EZweb, au, Caiwireless */
	    .opens = true,
	    .words = "the user(s) account|each of the following recipients|"
		     "did not receive this message|this message was "
		     "undeliverable due to the following reason|your message "
		     "was not delivered within|your message was not delivered "
		     "because",
	    .place = PLACE_ANGLE,
	    .whole = true },
	{ .name = "intermail",
	    .words = "each of the following recipients",
	    .place = PLACE_AFTER,
	    .at = "recipient:",
	    .whole = true },
	{ .name = "ironport",
	    .opens = true,
	    .words = "the following message to <",
	    .place = PLACE_AFTER,
	    .at = "the following message to",
	    .until = "reporting-mta",
	    .whole = true },
	{ .name = "communigate",
	    .opens = true,
	    .words = "failed to deliver to '",
	    .place = PLACE_AFTER,
	    .at = "failed to deliver to" },
	{ .name = "mailenable",
	    .opens = true,
	    .words = "recipient: [smtp:",
	    .place = PLACE_AFTER,
	    .at = "recipient: [smtp:" },
	{ .name = "xmail",
	    .opens = true,
	    .words = "xmail bounce: rcpt=[",
	    .place = PLACE_AFTER,
	    .at = "xmail bounce: rcpt=[" },
	{ .name = "fml", /* a list that refuses what we send to it */
	    .field = "X-MLServer: fml",
	    .words = "not a member of this mailing list|duplicated message-id "
		     "in|loop back warning|reject mail from",
	    .place = PLACE_AFTER,
	    .at = "not a member of this mailing list|duplicated message-id in",
	    .whole = true },
	{ .name = "james",
	    .words = "message details:",
	    .from = "postmaster|post_master|mailer-daemon",
	    .place = PLACE_AFTER,
	    .at = "rcpt to:",
	    .whole = true },
	{ .name = "interscan",
	    .from = "interscan",
	    .words = "unable to deliver message to|rcpt to:",
	    .place = PLACE_AFTER,
	    .at = "unable to deliver message to|rcpt to:",
	    .whole = true },
	{ .name = "interscan",
	    .subject =
		"^mail could not be delivered|メッセーシを配信てきません|"
		"メール配信に失敗しました",
	    .words = "unable to deliver message to|rcpt to:",
	    .place = PLACE_AFTER,
	    .at = "unable to deliver message to|rcpt to:",
	    .whole = true },
	{ .name = "m-filter",
	    .field = "X-Mailer: m-FILTER",
	    .words = "server message|smtp command",
	    .place = PLACE_LINE,
	    .until = "-------original",
	    .whole = true },
	{ .name = "mailmarshal",
	    .opens = true,
	    .subject = "^undeliverable mail: \"",
	    .words = "the following recipients were affected",
	    .place = PLACE_LINE,
	    .at = "the following recipients were affected",
	    .until = "additional information|++++++",
	    .whole = true },
	{ .name = "surfcontrol",
	    .opens = true,
	    .words = "a transcript of the attempts to send the message",
	    .place = PLACE_AFTER,
	    .at = "addressed to:",
	    .whole = true },
	{ .name = "smtp32",
	    .field = "X-Mailer: <SMTP32",
	    .words = "unknown user:|exceeds allowed size:|undeliverable to|"
		     "attempts:|unknown host:|delivery userid:|user aborted:",
	    .place = PLACE_AFTER,
	    .at = "unknown user:|exceeds allowed size:|undeliverable to|"
		  "attempts:|unknown host:|delivery userid:|user aborted:",
	    .whole = true },
	{ .name = "mdaemon",
	    .words = "failed address:",
	    .place = PLACE_AFTER,
	    .at = "failed address:",
	    .whole = true },
	{ .name = "domino",
	    .opens = true,
	    .words = "was not delivered to:",
	    .place = PLACE_LINE,
	    .at = "was not delivered to:",
	    .until = "because:" },
	{ .name = "notes",
	    .opens = true,
	    .words = "------- failure reasons",
	    .place = PLACE_LINE,
	    .at = "------- failure reasons",
	    .whole = true },
	{ .name = "dragonfly",
	    .opens = true,
	    .words = "this is the dragonfly mail agent",
	    .place = PLACE_AFTER,
	    .at = "delivering your mail to",
	    .whole = true },
	{ .name = "opensmtpd",
	    .opens = true,
	    .words = "this is the mailer-daemon, please do not reply",
	    .place = PLACE_COLON,
	    .at = "list of recipients:",
	    .delay = "message is delayed for" },
	{ .name = "powermta",
	    .opens = true,
	    .words = "this is the mail server on",
	    .place = PLACE_LINE,
	    .at = "affected recipients" },
	{ .name = "smail",
	    .opens = true,
	    .words = "failed addresses follow:",
	    .place = PLACE_LINE,
	    .at = "failed addresses follow:",
	    .until = "message text follows|message header follows|"
		     "message log follows" },
	{ .name = "mailfoundry",
	    .opens = true,
	    .words = "unable to deliver message to:",
	    .place = PLACE_AFTER,
	    .at = "unable to deliver message to:" },
	{ .name = "barracuda",
	    .words = "was blocked by our spam firewall",
	    .place = PLACE_AFTER,
	    .at = "your message to:",
	    .whole = true },
	{ .name = "rejected-recipient", /* "1 error(s):" */
	    .opens = true,
	    .words = "we had trouble delivering your message",
	    .place = PLACE_AFTER,
	    .at = "rejected recipient" },
	{ .name = "aol-airmail",
	    .opens = true,
	    .from = "mailer-daemon@aol.com",
	    .words = "your mail to the following recipients could not be "
		     "delivered",
	    .place = PLACE_LINE,
	    .at = "could not be delivered because" },
	{ .name = "aol-airmail",
	    .opens = true,
	    .from = "mailer-daemon@aol.com",
	    .words = "your mail to the following recipients could not be "
		     "delivered",
	    .place = PLACE_LOCAL,
	    .at = "could not be delivered because" },
	{ .name = "groupwise",
	    .opens = true,
	    .words = "was undeliverable to the following:",
	    .place = PLACE_LINE,
	    .at = "was undeliverable to the following:" },
	{ .name = "messaging-server",
	    .opens = true,
	    .words = "recipient address:",
	    .place = PLACE_AFTER,
	    .at = "recipient address:" },
	{ .name = "qmail",
	    .opens = true,
	    .words = "i'm afraid i wasn't able to deliver your message|"
		     "this is the qmail-send program|i've given up; sorry it "
		     "didn't work out|this is a permanent error; i've given up",
	    .place = PLACE_ANGLE,
	    .delay = "i'm still trying" },
	{ .name = "postfix",
	    .opens = true,
	    .words = "this is the postfix|this is the mail system at host|i'm "
		     "sorry to have to inform you that your message could not|"
		     "i'm sorry to have to inform you that the message",
	    .place = PLACE_ANGLE,
	    .delay = "will be retried" },
	{ .name = "courier",
	    .opens = true,
	    .words = "your message to the following recipients cannot be "
		     "delivered|your message to the following recipients could "
		     "not be delivered|has not been delivered to the following "
		     "recipients",
	    .place = PLACE_ANGLE },
	{ .name = "yahoo",
	    .opens = true,
	    .words = "unable to deliver message to the following address|"
		     "unable to deliver your message to the following address|"
		     "able to deliver your message to the following address",
	    .place = PLACE_ANGLE },
	{ .name = "zoho", .words = "error_code :", .place = PLACE_LINE },
	{ .name = "gmx",
	    .opens = true,
	    .words = "this message was created automatically by",
	    .place = PLACE_COLON,
	    .at = "failed:" },
	{ .name = "exim",
	    .opens = true,
	    .words = "this message was created automatically by",
	    .place = PLACE_LINE,
	    .at = "failed:|not yet been delivered is:|not yet been delivered "
		  "are:",
	    .until = "no action is required on your part",
	    .delay = "no action is required on your part" },
	{ .name = "sendmail",
	    .opens = true,
	    .words = "the following addresses had",
	    .place = PLACE_LINE,
	    .at = "the following addresses had",
	    .until = "transcript of session|non-delivered information|message "
		     "header|original message" },
	{ .name = "sendmail-5",
	    .opens = true,
	    .words = "transcript of session follows",
	    .place = PLACE_REPLY,
	    .at = "transcript of session follows",
	    .until = "unsent message" },
	{ .name = "exchange-5",
	    .opens = true,
	    .words = "did not reach the following recipient(s):|could not be "
		     "reached:|impossible de joindre le ou les destinataires|"
		     "les destinataires suivants n'ont pas pu etre joints|"
		     "konnte(n) nicht erreicht werden:|konnten nicht erreicht "
		     "werden:|no se pudo localizar a los siguientes|"
		     "no se pudo comunicar con los destinatarios|impossibile "
		     "raggiungere i seguenti destinatari|nao foi possivel "
		     "alcancar os seguintes destinatarios",
	    .place = PLACE_LINE,
	    .at = "did not reach the following recipient(s):|could not be "
		  "reached:|impossible de joindre le ou les destinataires|"
		  "les destinataires suivants n'ont pas pu etre joints|"
		  "konnte(n) nicht erreicht werden:|konnten nicht erreicht "
		  "werden:|no se pudo localizar a los siguientes|"
		  "no se pudo comunicar con los destinatarios|impossibile "
		  "raggiungere i seguenti destinatari|nao foi possivel "
		  "alcancar os seguintes destinatarios" },
	{ .name = "exchange",
	    .opens = true,
	    .words = "diagnostic information for administrators|informations "
		     "de diagnostic|diagnoseinformationen|informacion de "
		     "diagnostico|informazioni di diagnostica|diagnostische "
		     "gegevens|informacoes de diagnostico",
	    .place = PLACE_LINE,
	    .at = "diagnostic information for administrators|informations de "
		  "diagnostic|diagnoseinformationen|informacion de "
		  "diagnostico|informazioni di diagnostica|diagnostische "
		  "gegevens|informacoes de diagnostico" },
	{ .name = "exchange",
	    .opens = true,
	    .words = "delivery has failed to these recipients|la remise a ces "
		     "destinataires|echec de la remise a ces|fehler bei der "
		     "nachrichtenzustellung an folgende|error en la entrega a "
		     "estos destinatarios|recapito non riuscito|delivery is "
		     "delayed to these recipients",
	    .place = PLACE_LINE,
	    .at = "delivery has failed to these recipients|la remise a ces "
		  "destinataires|echec de la remise a ces|fehler bei der "
		  "nachrichtenzustellung an folgende|error en la entrega a "
		  "estos destinatarios|recapito non riuscito|delivery is "
		  "delayed to these recipients",
	    .whole = true,
	    .delay = "delivery is delayed to these recipients" },
	{ .name = "gmail",
	    .opens = true,
	    .words = "delivery to the following recipient|remise aux "
		     "destinataires suivants|remise au destinataire suivant",
	    .place = PLACE_LINE,
	    .at = "delivery to the following recipient|remise aux "
		  "destinataires suivants|remise au destinataire suivant",
	    .until = "technical details|details techniques",
	    .whole = true,
	    .delay = "you do not need to resend|this is a warning message" },
	{ .name = "gmail",
	    .opens = true,
	    .words = "your message wasn't delivered to|your message couldn't "
		     "be delivered to|there was a temporary problem "
		     "delivering your message to|votre message n'a pas ete "
		     "remis a|votre message n'est pas parvenu a|votre message "
		     "n'a pas pu etre remis a|ihre nachricht wurde nicht "
		     "zugestellt an|tu mensaje no se ha entregado a",
	    .place = PLACE_AFTER,
	    .at = "your message wasn't delivered to|your message couldn't be "
		  "delivered to|there was a temporary problem delivering "
		  "your message to|votre message n'a pas ete remis a|votre "
		  "message n'est pas parvenu a|votre message n'a pas pu etre "
		  "remis a|ihre nachricht wurde nicht zugestellt an|tu "
		  "mensaje no se ha entregado a",
	    .whole = true,
	    .delay = "there was a temporary problem delivering" },
	{ .name = "bilingual-notice", /* of gateways of French companies */
	    .opens = true,
	    .words = "votre message n'a pas pu etre delivre a|votre message "
		     "n'a pu etre delivre a|votre message n'a pu etre remis a",
	    .subject = "non remis|delivery failed|non delivre",
	    .place = PLACE_AFTER,
	    .at = "n'a pas pu etre delivre a|n'a pu etre delivre a|n'a pu "
		  "etre remis a|could not be delivered to",
	    .whole = true },
	{ .name = "target-address", /* filters of German providers */
	    .opens = true,
	    .words = "target mail address:",
	    .place = PLACE_AFTER,
	    .at = "target mail address:",
	    .whole = true },
	{ .name = "failed-field",
	    .field = "X-Failed-Recipients: @",
	    .place = PLACE_FIELD,
	    .at = "X-Failed-Recipients",
	    .whole = true },
	{ .name = NULL },
};

const struct report_rule *report_rules(void)
{
	return rules;
}
