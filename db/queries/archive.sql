-- What went out: src/store/archive.c.

-- name: archive_add
-- Something went out on a list.
INSERT INTO archive (list, kind, mailing, author, subject, language, text, at)
VALUES (:list, :kind, :mailing, :author, :subject, :language, :text, :at);

-- name: archive_range
-- What went out in a period, oldest first; not what was cancelled before any
-- of it went.
SELECT id, list, kind, mailing, author, subject, language, text, at
FROM archive WHERE list = :list AND at >= :from AND at < :until
	AND (mailing IS NULL OR mailing NOT IN (SELECT m.id FROM mailing m
		WHERE m.list = :list AND m.state = 'cancelled'
		AND (SELECT count(*) FROM delivery d WHERE d.mailing = m.id)
		= (SELECT count(*) FROM delivery d
		WHERE d.mailing = m.id AND d.state = 'cancelled')))
ORDER BY at, id;

-- name: archive_newsletters
-- Those of a list in the order that numbers them; their texts come one by one.
-- One that was cancelled before any of it went is none of them.
SELECT id, list, kind, mailing, author, subject, language, '', at
FROM archive WHERE list = :list AND kind = 'newsletter'
	AND (mailing IS NULL OR mailing NOT IN (SELECT m.id FROM mailing m
		WHERE m.list = :list AND m.state = 'cancelled'
		AND (SELECT count(*) FROM delivery d WHERE d.mailing = m.id)
		= (SELECT count(*) FROM delivery d
		WHERE d.mailing = m.id AND d.state = 'cancelled')))
ORDER BY at, id;

-- name: archive_get
-- One of them.
SELECT id, list, kind, mailing, author, subject, language, text, at
FROM archive WHERE id = :id;
