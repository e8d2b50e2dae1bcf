#include "core/lexicon_table.h"

const struct lexicon_row lexicon_table[] = {
	{ WORD_OTHER, LANG_FR,
	    "de plus|en plus|lien de desinscription|lien de desabonnement"
	    "|lien pour me desinscrire|lien pour se desinscrire"
	    "|lien pour se desabonner|lien pour me desabonner"
	    "|bouton de desinscription|ne fonctionne pas|ne marche pas"
	    "|ne marche plus|ne fonctionne plus" },
	{ WORD_OTHER, LANG_EN,
	    "unsubscribe link|unsubscribe button|link to unsubscribe"
	    "|doesn t work|does not work|not working|is broken" },
	{ WORD_THANKS, LANG_FR,
	    "merci pour|merci de m avoir|merci d avoir|merci de nous avoir"
	    "|merci a vous pour|merci encore pour|merci beaucoup pour"
	    "|un grand merci pour|bravo pour|felicitations pour"
	    "|merci aussi pour|merci de votre|merci de cette|merci de ta" },
	{ WORD_THANKS, LANG_EN,
	    "thanks for|thank you for|many thanks for|thank you so much for"
	    "|thanks a lot for|thank you very much for|sorry for|sorry about"
	    "|congratulations on|thanks again for" },
	{ WORD_JOIN, LANG_FR,
	    "abonner|abonnez|abonne|abonnes|inscrire|inscrivez|inscris"
	    "|reinscrire|reinscrivez|reinscris|reabonner|reabonnez|reabonne"
	    "|rejoindre|rejoins|integrer|souscrire|preinscrire|m inscrit"
	    "|m inscrits" },
	{ WORD_JOIN_NOUN, LANG_FR,
	    "abo|abonnement|abonnements|inscription|inscriptions|reinscription"
	    "|reabonnement|adhesion a la liste" },
	{ WORD_JOINED, LANG_FR,
	    "abonnee|abonnees|inscrite|inscrits|inscrites|reinscrit|reinscrite"
	    "|reabonnee|ajoute|ajoutee|ajoutes|ajoutees|destinataire|inscrit" },
	{ WORD_JOIN, LANG_EN,
	    "joining|subscribe|subscribing|sub|join|resubscribe|re "
	    "subscribe|rejoin"
	    "|sign up|sign me up|signup|sign us up|opt in|opt me in|get on"
	    "|enrol|enroll" },
	{ WORD_JOIN_NOUN, LANG_EN, "subscription|subscriptions" },
	{ WORD_JOINED, LANG_EN, "subscribed|resubscribed|added|signed up" },
	{ WORD_LEAVE, LANG_FR,
	    "me retire de la liste|me retire de cette liste"
	    "|me retire de votre liste|desabonner|desabonnez|desabonne"
	    "|desabonnes|desinscrire|desinscrivez|desinscris|quitter|quitte"
	    "|desengager|resilier mon abonnement|stop pub|stop pubs|stop spam"
	    "|stop spams|desincrire|desinscrir|me desinscrit|me desinscrits" },
	{ WORD_LEAVE_NOUN, LANG_FR,
	    "desabo|desabos|desabonnement|desabonnements|desinscription"
	    "|desinscriptions|desincription|fin d abonnement|retrait" },
	{ WORD_LEFT, LANG_FR,
	    "desabonnee|desabonnees|desinscrite|desinscrits|desinscrites"
	    "|retire|retiree|retires|retirees|enleve|enlevee|enleves|supprime"
	    "|supprimee|supprimes|raye|rayee|radie|radiee|efface|effacee|ote"
	    "|otee|desinscrit" },
	{ WORD_LEAVE, LANG_EN,
	    "want off|want out of|get me out of|i want off|i want out of"
	    "|unsubscribe|unsubscribing|unsub|uns|signoff|sign off|leave"
	    "|opt out|opt me out|optout|take me off|take us off|get me off"
	    "|get off|quit|drop me|sign me off|take my address off"
	    "|take my name off|take my email off" },
	{ WORD_LEAVE_NOUN, LANG_EN, "unsubscription|unsubscriptions" },
	{ WORD_LEFT, LANG_EN,
	    "unsubscribed|removed|taken off|deleted|dropped|opted out" },
	{ WORD_ADD, LANG_FR,
	    "ajouter|ajoutez|ajoute moi|mettre|mettez|rajouter|rajoutez"
	    "|inclure|incluez" },
	{ WORD_ADD, LANG_EN, "add|put|include" },
	{ WORD_REMOVE, LANG_FR,
	    "retirer|retirez|enlever|enlevez|supprimer|supprimez|rayer|rayez"
	    "|radier|radiez|oter|otez|sortir|sortez|effacer|effacez|eliminer" },
	{ WORD_REMOVE, LANG_EN, "remove|removing|delete|take off|erase" },
	{ WORD_RECEIVE, LANG_FR, "recevoir|etre destinataire|obtenir|avoir" },
	{ WORD_RECEIVE, LANG_EN, "receive|receiving|get|getting" },
	{ WORD_SEND, LANG_FR,
	    "envoyer|envoyez|envoie|envoies|adresser|ecrire|ecrivez|contacter"
	    "|contactez|solliciter|importuner|importunez|deranger|derangez"
	    "|spammer|harceler|inonder" },
	{ WORD_SEND, LANG_EN,
	    "send|sending|mailing|emailing|e mailing|contact|contacting" },
	{ WORD_CANCEL, LANG_FR,
	    "annuler|annulez|resiliation|annulation|resilier|resiliez|arret"
	    "|fin|mettre fin|mettre fin a|mettez fin|mettez fin a|interrompre"
	    "|stopper|suppression|terminer|suppression de" },
	{ WORD_CANCEL, LANG_EN, "cancel|end|terminate|cancelling|canceling" },
	{ WORD_STOP, LEXICON_ANY, "stop" },
	{ WORD_STOP, LANG_FR,
	    "arreter|arretez|arrete|cesser|cessez|stoppez|stoppe" },
	{ WORD_STOP, LANG_EN,
	    "stopping|don t send|do not send|don t mail|do not mail"
	    "|don t email|do not email|dont send" },
	{ WORD_PART, LANG_FR,
	    "etre membre|devenir membre|faire partie|figurer|figure|apparaitre"
	    "|fasse partie|fais partie|etre sur" },
	{ WORD_PART, LANG_EN, "be on|be part|be in" },
	{ WORD_NOMORE, LANG_FR,
	    "ne plus|ne plus jamais|ne suis plus interesse par"
	    "|ne suis plus interessee par|ne sommes plus interesses par" },
	{ WORD_NOMORE, LANG_EN,
	    "i do not want|i do not want to|i do not wish|i do not wish to"
	    "|no longer|no more|don t want|don t wish|do not want|do not wish"
	    "|don t want to|don t wish to|do not want to|do not wish to"
	    "|no longer want|no longer wish|no longer want to"
	    "|no longer wish to|would no longer like to|dont want to|dont want"
	    "|no longer interested in|not interested in" },
	{ WORD_MORE, LANG_FR, "plus" },
	{ WORD_NOT, LANG_FR,
	    "ne|n|pas|jamais|surtout pas|sans|guere|aucunement|ni" },
	{ WORD_NOT, LANG_EN,
	    "i do not|i did not|not|never|without|don t|doesn t|didn t|dont"
	    "|won t|wouldn t|nor|isn t|aren t|haven t|do not" },
	{ WORD_CONFIRM, LANG_FR,
	    "comfirme|comfirmer|comfirmation|confirme|confirmer|confirmee"
	    "|confirmes|confirmons|confirmation|valide|validee|valider"
	    "|validation|accepte|accepter|approuve" },
	{ WORD_CONFIRM, LANG_EN,
	    "confirm|confirmed|confirming|accept|accepted|approve|agree|"
	    "agreed" },
	{ WORD_YES, LANG_FR,
	    "c est bien cela|c est bien ca|c est cela|c est ca|d ac|dac|oui"
	    "|d accord|dacc|entendu|bien sur|ouais|c est bien moi|c est moi"
	    "|c est bon|c est ok|volontiers|avec plaisir|bien entendu"
	    "|tout a fait|exact|exactement|certainement|absolument"
	    "|je suis d accord|c est correct|parfait|c est fait"
	    "|c etait bien moi|c etait moi|c est exact|cela me convient"
	    "|c est bien le cas|affirmatif|evidemment|c est moi qui"
	    "|c est bien moi qui" },
	{ WORD_YES, LANG_EN,
	    "yes|yep|yeah|sure|of course|it s me|it was me|that s me"
	    "|that was me|i do|please do|go ahead|absolutely|certainly"
	    "|definitely|by all means|that is correct|that s right|correct"
	    "|perfect|fine|sounds good|indeed|yes i did|i did|it is me" },
	{ WORD_YES, LEXICON_ANY, "ok|okay|okey" },
	{ WORD_NO, LANG_FR,
	    "ne pas donner suite|pas donner suite|passe mon tour|m "
	    "abstiens|change d avis|laisse tomber"
	    "|ne tenez pas compte|tenez pas compte|ne pas tenir compte|refusee"
	    "|refuser|refusez|rejetee|renonce|renoncer|non|refuse|refus"
	    "|desaccord|oubliez|laissez tomber|contre|n ai rien demande"
	    "|rien demande|n ai pas demande|n ai jamais demande"
	    "|pas fait cette demande|pas d accord|ce n est pas moi"
	    "|c est pas moi|pas moi|ne souhaite pas|ne veux pas|ne desire pas"
	    "|ne confirme pas|pas interesse|pas interessee"
	    "|ne suis pas interesse|ne suis pas interessee" },
	{ WORD_NO, LANG_EN,
	    "never mind|nevermind|forget it|changed my mind|change my mind|no"
	    "|nope|didn t ask|did not ask|never asked|not me|wasn t me"
	    "|wasn t it|ignore|disregard|decline|declined|refused|no thanks"
	    "|no thank you|not interested|did not request|i did not request"
	    "|i did not ask|i did not subscribe|i did not sign up"
	    "|i do not confirm|didn t request|never requested|didn t sign up"
	    "|did not sign up|don t confirm|do not confirm|did not subscribe"
	    "|didn t subscribe" },
	{ WORD_HELP, LANG_FR,
	    "aide|aider|aidez|aides|besoin d aide|a l aide|au secours"
	    "|mode d emploi|notice|coup de main|commandes"
	    "|informations sur les commandes|d aide|obtenir de l aide"
	    "|obtenir l aide" },
	{ WORD_HELP, LANG_EN,
	    "help|commands|need help|assistance|instructions|some help"
	    "|send help|get help|send me the instructions|user guide" },
	{ WORD_HELP, LEXICON_ANY, "sos" },
	{ WORD_MAILS, LANG_FR,
	    "liste discussion|liste diffusion|base de donnees|bases de donnees"
	    "|liste|listes|liste de diffusion|listes de diffusion"
	    "|liste de discussion|listes de discussion|liste d envoi"
	    "|liste d envois|liste mail|liste mails|liste e mail|messages"
	    "|message|mails|courriels|courriers|envois|envoi|publications"
	    "|informations|infos|actualites|actus|nouvelles|communications"
	    "|liste de contacts|liste de distribution|liste de mails"
	    "|liste de courriels|fichier|fichiers|base de diffusion|mailings"
	    "|liste d information|liste de destinataires|liste des abonnes"
	    "|liste des destinataires|diffusion|publipostage|e mails"
	    "|courriers electroniques|listing|groupe|destinataires"
	    "|liste des membres" },
	{ WORD_MAILS, LANG_EN,
	    "list|lists|mailing list|mailing lists|email list|e mail list"
	    "|emails|e mails|mailings|messages|distribution list"
	    "|discussion list|maillist|listserv|news|updates|mailinglist"
	    "|mail list|discussion group|group|database|mailing" },
	{ WORD_MAILS, LEXICON_ANY, "mailing liste|mail" },
	{ WORD_NEWSLETTER, LANG_FR,
	    "lettre|lettres|lettre d information|lettres d information"
	    "|lettre d info|lettre d infos|lettre info|infolettre|infolettres"
	    "|info lettre|bulletin|bulletins|bulletin d information"
	    "|lettre electronique|bulletin de liaison|lettre mensuelle"
	    "|bulletin mensuel|lettre de nouvelles" },
	{ WORD_NEWSLETTER, LEXICON_ANY,
	    "newsletter|newsletters|news letter|news letters|news lettre" },
	{ WORD_NEWSLETTER, LANG_EN, "monthly newsletter|email newsletter" },
	{ WORD_ALL, LANG_FR,
	    "tout|tous|toute|toutes|l ensemble de|l ensemble|chacune|chaque"
	    "|partout" },
	{ WORD_ALL, LANG_EN, "all|every|everything|everywhere|each|all of" },
	{ WORD_ALL, LEXICON_ANY, "both" },
	{ WORD_WAS, LANG_FR,
	    "suis|etais|etait|ai|avais|avait|sommes|etions|avons|fus|ete|es"
	    "|est|sont|ont|a ete|recois|recevons|recu|m a|nous a|on m a"
	    "|on nous a|l a|vous a|m ont|m avez|m aviez|nous avez" },
	{ WORD_WAS, LANG_EN,
	    "was|were|am|been|have|had|has|used to|i m|i ve|i d been|did|tried"
	    "|is|are|got" },
	{ WORD_BE, LANG_FR, "etre|soit|sois|soyons" },
	{ WORD_BE, LANG_EN,
	    "be|being|have my address|have my name|have my email|have me" },
	{ WORD_BECAUSE, LANG_FR,
	    "car|parce que|parce qu|puisque|puisqu|comme je|etant donne"
	    "|en raison|vu que|suite a|suite au|suite aux|afin" },
	{ WORD_BECAUSE, LANG_EN,
	    "because|since|as i|due to|so that|in order to" },
	{ WORD_AND, LANG_FR, "et|mais|puis|donc|alors|ensuite|ou" },
	{ WORD_AND, LANG_EN, "and|but|then|so|or" },
	{ WORD_ASK, LANG_FR,
	    "comment|pourquoi|combien|est ce que|est ce|qui|qu est ce|quel"
	    "|quelle|quels|quelles|savoir|peut on|peuvent ils|y a t il|a t on"
	    "|a t il|quelqu un|lequel|laquelle|expliquer|explique|expliquez"
	    "|indiquer|m indiquer|m expliquer|dire|peut il" },
	{ WORD_ASK, LANG_EN,
	    "how|why|when|where|what|who|which|whether|how to|does|anyone"
	    "|someone|somebody|tell|explain|know|wondering|wonder|is there"
	    "|is it" },
	{ WORD_THIRD, LANG_FR,
	    "il|elle|ils|elles|lui|leur|leurs|son|sa|ses|pere|mere|mari|femme"
	    "|fils|fille|frere|soeur|ami|amie|amis|amies|collegue*|epouse"
	    "|epoux|voisin*|president*|tresorier*|secretaire*|conjoint*"
	    "|compagne|compagnon|madame|monsieur|mme|parent|parents|stagiaire*"
	    "|salarie*|assistante|assistant|grand mere|grand pere|adherent*"
	    "|collaborat*|benevole*|personne|personnes|etudiant*|equipe|membre"
	    "|membres|famille|tante|oncle|cousin*|eleve*|camarade*|copain"
	    "|copine|quelqu un d autre|quelqu un|autrui" },
	{ WORD_THIRD, LANG_EN,
	    "he|she|they|him|them|his|hers|their|her|father|mother|husband"
	    "|wife|son in law|brother|sister|friend|friends|colleague*"
	    "|coworker*|co worker*|boss|neighbour*|neighbor*|people|everyone"
	    "|everybody|partner|daughter|parents|student*|intern|staff"
	    "|assistant|team|person|family|aunt|uncle|cousin*|user|users"
	    "|member|members" },
	{ WORD_EVENT, LANG_FR,
	    "salle*|horaire*|affiche*|candidature*|reservation*|photo*"
	    "|demission|ag|assemblee*|atelier*|seminaire*|conference*"
	    "|colloque*|journee*|formation*|evenement*|webinaire*|reunion*"
	    "|rencontre*|visite*|repas|diner|dejeuner|buffet|voyage*|cours"
	    "|stage*|concours|tournoi*|randonnee*|sortie*|spectacle*|concert*"
	    "|fete*|salon|forum|groupe de travail|groupes de travail|site"
	    "|site web|plateforme*|reseau*|association|cafe*|apero*|debat*"
	    "|projection*|soiree*|week end*|weekend*|covoiturage|flux|rss|sms"
	    "|calendrier|annuaire|wiki|nextcloud|mattermost|slack|whatsapp"
	    "|telegram|signal|facebook|linkedin|twitter|mastodon|discord"
	    "|visio*|seance*|table ronde|permanence*|bureau|conseil*"
	    "|commission*|adhesion*|cotisation*|place|places|chorale|amap"
	    "|marche|festival*|hackathon*|barcamp*|petition*|sondage*"
	    "|programme*|page|blog|podcast*|chaine|compte|comptes|espace"
	    "|intranet|samedi|dimanche|venir|viendrai|viendrons|viendra"
	    "|assister|assisterai|venue" },
	{ WORD_EVENT, LANG_EN,
	    "event*|workshop*|seminar*|meeting*|webinar*|training*|course*"
	    "|class|classes|party|trip*|lunch|dinner|concert*|general assembly"
	    "|assembly|website|web site|forums|feed|network*|account*"
	    "|committee*|board|conversation|call|session*|panel|debate*"
	    "|channel*|group call|registration desk|hike|walk|race|survey*"
	    "|poll|team call|zoom|working group*|summit*|library|platform*"
	    "|saturday|sunday|come|coming|attend|attending|membership*"
	    "|donation*|magazine*|tour|tickets|ticket|fair|camp" },
	{ WORD_DANGER, LANG_FR,
	    "pas sur|pas sure|pas certain|laisser|laissez|jusqu|jusque"
	    "|me suis trompe|me suis trompee|suis trompe|suis trompee|si"
	    "|rester|reste|question*|sauf|excepte|hormis|garder|gardez|garde"
	    "|continuer|conserver|maintenir|pause|suspendre|suspension"
	    "|suspendu*|provisoirement|temporairement|momentanement|rgpd"
	    "|donnees|cnil|changer|changement|change|modifier|modification"
	    "|remplacer|remplacez|nouvelle adresse|ancienne adresse"
	    "|autre adresse|adresses|mot de passe|facture*|don|dons|paiement*"
	    "|erreur|probleme*|impossible|bug|arrive pas|n arrive pas"
	    "|n arrive plus|transferer|transferez|faire suivre|a la place"
	    "|plutot que|au lieu|annuel|gratuit*|payant*|tarif*|prix"
	    "|desinscrire a tout moment|a tout moment|numero|dernier|derniere"
	    "|renvoyer|renvoyez|archives|archive|moderateur*|modere*|resume"
	    "|digest|recapitulatif|decede*|deces|formulaire*"
	    "|bulletin d inscription|bulletin d adhesion|ci joint|piece jointe"
	    "|pieces jointes|propose|proposer|pense|avant que|liste rouge"
	    "|liste noire|liste d attente|en attente|bloctel|finalement"
	    "|en fait|recommande|conseille|absent*|conge|conges|de retour"
	    "|faites attention|apres avoir|avant de|plainte|porter plainte"
	    "|aurait|avoir lieu|date limite|cloture*|ouverte|ouvertes|ouvert"
	    "|delai*|copie|toutefois|neanmoins|cependant|en revanche"
	    "|par contre|attendre|attendez|plus tard|reportez|reporter|hesite*"
	    "|reflechi*|peut etre|eventuellement|jusqu a|jusqu au|a partir du"
	    "|a compter du|pendant|durant|vacances|spam|a partir de|a partir d"
	    "|par la poste|par courrier|papier|postal*|imprime*|indesirable*"
	    "|preinscri*|opposition|oppose|droit" },
	{ WORD_DANGER, LANG_EN,
	    "not sure|unsure|if|stay|staying|remain|question*|unless|except"
	    "|keep|keeping|continue|instead|pause|paused|suspend|suspended"
	    "|temporarily|gdpr|data|privacy|change|changed|update my"
	    "|new address|old address|another address|other address|replace"
	    "|password|invoice|mistake|error|problem|unable|can t|cannot"
	    "|couldn t|could not|forward|until|while|holiday|holidays|on leave"
	    "|vacation|out of office|out of the office|free|price|anytime"
	    "|any time|back issue*|last issue|again later|resend|archives"
	    "|archive|digest|deceased|died|passed away|late|form|attached"
	    "|attachment|suggest|propose|think|maybe|perhaps|might|complaint"
	    "|lawyer|however|although|before|after|rather than|wait|later|hold"
	    "|standby|blacklist*|blocklist*|black list|block list|waiting list"
	    "|suppression list|do not contact|no contact|deadline|open until"
	    "|copy|only the|only|half|moderator*|admin|administrator*|issue"
	    "|spam|junk|object to|test|leave me alone|my leave" },
	{ WORD_SLIP, LANG_FR,
	    "par erreur|a tort|par megarde|par inadvertance|sans le vouloir"
	    "|sans faire expres|par accident" },
	{ WORD_SLIP, LANG_EN,
	    "by mistake|in error|accidentally|by accident|by error|mistakenly"
	    "|inadvertently" },
	{ WORD_CAN, LANG_FR,
	    "pouvez vous|pourriez vous|peux tu|pourrais tu|puis je"
	    "|est il possible de|est il possible d|serait il possible de"
	    "|serait il possible d|auriez vous l amabilite de|voudriez vous"
	    "|voulez vous bien|pouvez vous svp|est ce que vous pouvez"
	    "|est ce que vous pourriez|est ce possible de|est ce possible d"
	    "|est ce que je peux|pourriez vous svp|est ce que tu peux"
	    "|est ce que tu pourrais|vous serait il possible de"
	    "|auriez vous la gentillesse de|serait ce possible de"
	    "|serait ce possible d|vous pouvez|vous pourriez|tu peux"
	    "|tu pourrais|je peux|pourrais je|pourrions nous|pouvons nous"
	    "|serait il possible que|pourrai je" },
	{ WORD_CAN, LANG_EN,
	    "can you|could you|would you|will you|may i|can i|could i|can we"
	    "|could we|is it possible to|would it be possible to"
	    "|would you mind|could someone|can someone|could you please"
	    "|can you please|would you please|would you be so kind as to"
	    "|may we|could you kindly|could somebody|can somebody" },
	{ WORD_WISH, LANG_FR,
	    "veu|je veu|je suis d accord pour|suis d accord pour|d accord pour"
	    "|je prefere|prefere|preferons|prefererais|vouloir|souhaiter"
	    "|je voudrais|voudrais|je souhaite|souhaite|souhaiterais"
	    "|souhaitons|voudrions|aimerais|aimerions|veux|voulons|desire"
	    "|desirerais|desirons|je viens|souhaitant|desirant|desireux de"
	    "|desireuse de|volonte de|tiens a|je vous ecris pour"
	    "|je vous ecris afin de|ecris pour|vous ecris pour"
	    "|vous contacte pour|contacte pour|envie de|souhait de|voulais"
	    "|souhaitais|je vais|vais|j aimerais|je viens par la presente"
	    "|par la presente|je me permets de|permets de|interesse par"
	    "|interessee par|interesses par" },
	{ WORD_BEG, LANG_FR,
	    "sollicite|je sollicite|mci de|mrc de|ce serait bien si vous "
	    "pouviez"
	    "|ce serait gentil si vous pouviez|si vous pouviez|demander"
	    "|demander de|demander d|vous demander de|vous demander d"
	    "|veuillez trouver|je vous prie de|prie de|vous prie de|vous prie"
	    "|prie|veuillez|veuillez bien|merci de|merci d"
	    "|merci de bien vouloir|bien vouloir|de bien vouloir|procedez a"
	    "|proceder a|prendre en compte|prenez en compte|enregistrer"
	    "|enregistrez|effectuer|faire|prendre note de|noter|notez"
	    "|serait gentil|serait gentil de|serais reconnaissant de"
	    "|ce serait gentil de|je vous serais reconnaissant de"
	    "|reconnaissante de|je vous saurais gre de|saurais gre de"
	    "|prendre acte de|traiter|donner suite a|svp de|exige|exige de"
	    "|exige d|vous demande|vous demande de|vous demande d"
	    "|s il vous plait de|remercie de|vous remercie de|remercie d"
	    "|vous remercie d|vous remercie de bien vouloir|demande|demandons"
	    "|demande a|demande d|demande de|priere de|priere d"
	    "|priere de bien vouloir|prier de|merci bien vouloir"
	    "|ayez l amabilite de|ayez la gentillesse de|auriez l amabilite "
	    "de" },
	{ WORD_WISH, LANG_EN,
	    "happy to|glad to|pleased to|i prefer to|prefer to|i d prefer to"
	    "|i would prefer to|would prefer to|i would like to|i d like to"
	    "|would like to|d like to|want to|wish to|like to|would love to"
	    "|d love to|i want|i wish|have to|i have to|wanted to"
	    "|i am writing to|i m writing to|am writing to|writing to"
	    "|we would like to|i need to|need to|wanna|i hereby|hereby"
	    "|would like|like|want|wish|i d like|love to|i will|i d love to"
	    "|i shall|interested in|be interested in" },
	{ WORD_BEG, LANG_EN,
	    "let|would be grateful if you could|grateful if you could"
	    "|i would be grateful if you could|appreciate it if you could"
	    "|would appreciate it if you could|would appreciate if you could"
	    "|i would appreciate it if you could|would be great if you could"
	    "|would be nice if you could|request|requesting|kindly|please do"
	    "|make sure|ask to|asking to|asked to|have asked to|demand"
	    "|be so kind as to|be kind enough to|grateful to|process"
	    "|request to|this is a request to|like you to|want you to|you to"
	    "|this is a request for|request for" },
	{ WORD_ME, LANG_FR,
	    "voici ma|voici mon|me|m|moi|mon|ma|mes|j|je|nous|mon adresse"
	    "|mon adresse mail|mon adresse e mail|mon adresse email"
	    "|mon adresse courriel|mon email|mon e mail|mon mail|mon nom"
	    "|mon courriel|cette adresse|cette adresse mail|cet email"
	    "|cette adresse e mail|cette adresse email|notre adresse"
	    "|mes coordonnees|l adresse|adresse mail|adresse|adresse e mail"
	    "|adresse email|mes mails|la presente adresse|nos coordonnees"
	    "|ma boite|notre association|l adresse ci dessus"
	    "|l adresse suivante|moi meme|ma messagerie"
	    "|mon adresse electronique|adresse electronique|notre structure"
	    "|mon compte mail|ma boite mail" },
	{ WORD_ME, LANG_EN,
	    "i|my|myself|us|we|my address|my email|my e mail|my email address"
	    "|my name|this address|this email address|this email|our address"
	    "|my e mail address|my mail address|this e mail address|my mail"
	    "|my inbox|my contact details|email address|address|our email"
	    "|our email address" },
	{ WORD_POLITE, LANG_FR,
	    "quand vous pourrez|quand vous aurez le temps|quand tu pourras|bjr"
	    "|slt|bsr|mci|mrc|merci pour tout|belle fin de journee"
	    "|bonne fin de semaine|belle fin de semaine|bonne fin de soiree"
	    "|belle soiree|bonne fin d apres midi|bon apres midi"
	    "|bel apres midi|bel ete|bon ete|bonnes fetes|belles fetes"
	    "|joyeuses fetes|bonnes vacances|bon dimanche|bonne rentree"
	    "|agreable journee|douce journee|bonjour*|bonsoir|salut|coucou"
	    "|merci|merci d avance|merci beaucoup|merci par avance|par avance"
	    "|d avance|avec mes remerciements|remerciements|en vous remerciant"
	    "|je vous remercie|remercie|vous remerciant|cordialement"
	    "|bien cordialement|tres cordialement|salutations"
	    "|sinceres salutations|salutations distinguees|bien a vous"
	    "|amicalement|bonne journee|bonne soiree|belle journee"
	    "|bon week end|bon weekend|bonne continuation|a bientot|svp|stp"
	    "|s v p|s t p|s il vous plait|s il te plait|cdlt|cdt|bien cdt"
	    "|mille mercis|chers tous|cheres toutes|cher|chere|chers|cheres"
	    "|mesdames|messieurs|madame monsieur|monsieur madame|madame"
	    "|monsieur|mesdames et messieurs|a vous|de rien"
	    "|meilleures salutations|respectueusement|sincerement"
	    "|solidairement|fraternellement|votre aide|ton aide"
	    "|bonne reception|bonjour a toutes et a tous|a tous|a toutes"
	    "|bonjour a tous|bonjour a toutes et tous|bonjour a l equipe"
	    "|a l equipe|toute l equipe|chere equipe|cordiales salutations"
	    "|bien a toi|bises|excellente journee|bonne fin de journee"
	    "|veuillez agreer|agreer|l expression|mes salutations"
	    "|mes sentiments|sentiments distingues|distinguees|les meilleurs"
	    "|en l attente|dans l attente|sentiments|meilleurs sentiments"
	    "|je vous en remercie|vous en remercie|en vous en remerciant"
	    "|je vous prie d agreer|vous prie d agreer|prie d agreer"
	    "|mes meilleures salutations|mes salutations distinguees"
	    "|avec mes salutations|excusez moi|desole|desolee|si possible"
	    "|bon courage|bravo|a plus|bonne annee|meilleurs voeux" },
	{ WORD_POLITE, LANG_EN,
	    "thanks for everything|thank you for everything"
	    "|thanks for your help|thank you for your help|hello|hi|hey|dear"
	    "|dear all|dear sir|dear madam|sir|madam|dear sirs"
	    "|to whom it may concern|thanks|thank you|thx|ty|many thanks"
	    "|thanks in advance|thank you in advance|cheers|regards"
	    "|best regards|kind regards|best|best wishes|sincerely"
	    "|yours sincerely|yours|warm regards|have a nice day|thank"
	    "|have a good day|good morning|good afternoon|good evening|please"
	    "|pls|plz|thanks so much|thank you very much|greetings"
	    "|yours faithfully|faithfully|sincerely yours|good day|your help"
	    "|with kind regards|with best regards|all the best|hello there"
	    "|hi there|hello everyone|hi all|hello all|hi team|hello team"
	    "|dear team|in advance|very much|so much|a lot|thanks a lot|sorry"
	    "|if possible|take care|have a great day" },
	{ WORD_FILL, LANG_FR,
	    "change de boulot|repond|je repond|voila|pour info"
	    "|pour information|pour rappel|pour memoire|pour ma part"
	    "|c est pour|c est pour un|c est pour une|concerne|il y a"
	    "|il est temps de|ci apres|l an dernier|l annee derniere"
	    "|la semaine derniere|le mois dernier|l an passe|il y a un an|le"
	    "|la|les|l|aucun|aucune|rien|de|du|des|d|a|au|aux|dans|sur|pour"
	    "|par|avec|en|y|un|une|ce|cet|cette|ces|votre|vos|ton|tes|se|s|que"
	    "|qu|vous|te|t|c|tu|immediatement|maintenant|aujourd hui"
	    "|definitivement|rapidement|des que possible|au plus vite|vite"
	    "|desormais|dorenavant|a nouveau|de nouveau|egalement|aussi|bien"
	    "|tres|objet|en objet|ci dessus|ci dessous|suivante|suivant"
	    "|diffusion|urgent|urgente|au plus tot|sans delai|des maintenant"
	    "|des a present|a present|dans les meilleurs delais|de votre part"
	    "|part|ici|simplement|juste|cela fait|ca fait|fois|encore une fois"
	    "|encore|enfin|trois fois|deux fois|plusieurs fois"
	    "|la troisieme fois|c est la|deja|nom|suite|de suite|tout de suite"
	    "|tout simplement|parmi|afin de|afin d|pour que|sig|oeuvre|celle"
	    "|ceux|mes listes|deux|les deux|concernant|relatif|relative|nommee"
	    "|appelee|intitulee|dont|avec l adresse|a l adresse"
	    "|depuis l adresse|via|toutes mes|ainsi qu|ainsi que|ainsi"
	    "|electronique|electroniques|tout court|dite|francais|francaise"
	    "|mensuelle|inscription ou|vraiment|chez|ca|ceci|cela"
	    "|tenir informe|tenue informee|ma demande|la demande|coordonnees"
	    "|attentivement|hier|jour|a jour|heures|je|directement"
	    "|completement|totalement|urgence|pour moi|comme|toujours|non plus"
	    "|dont j|dont je|immediate|immediat|totale|total|definitive"
	    "|definitif|complete|effective|rapide|demandee|souhaitee|reponds"
	    "|je reponds|par courrier electronique|change de metier"
	    "|change de travail|change d emploi|change de poste"
	    "|change d activite|change de region|change de voie|change de vie"
	    "|change d employeur" },
	{ WORD_FILL, LANG_EN,
	    "the|any|anything|any of|a|an|to|of|from|on|onto|in|into|for|by"
	    "|with|your|this|that|these|those|at|now|immediately|today|asap"
	    "|right now|right away|as soon as possible|you|it|also|too|its|up"
	    "|just|again|already|anymore|any more|permanently|once and for all"
	    "|here|off|out|named|called|subject|object|above|below|following"
	    "|via|back|one|two|quickly|really|at once|finally|time|times|third"
	    "|second|the third time|this is|using|be able to|able to|simply"
	    "|effective immediately|forthwith|at this address|both of"
	    "|changed jobs|changing jobs|changed my job|change jobs|further"
	    "|future|more|completely|straight away|urgently|urgent|english"
	    "|english speaking|as well as|as well|me" },
	{ WORD_ME, LEXICON_ANY, "me" },
};

const size_t lexicon_length = sizeof(lexicon_table) / sizeof(lexicon_table[0]);
