-- What went out: src/store/archive.c.

-- name: archive_add
-- Something went out on a list.
INSERT INTO archive (list, kind, mailing, author, subject, language, text, at)
VALUES (:list, :kind, :mailing, :author, :subject, :language, :text, :at);

-- name: archive_range
-- What went out in a period, oldest first.
SELECT id, list, kind, mailing, author, subject, language, text, at
FROM archive WHERE list = :list AND at >= :from AND at < :until
ORDER BY at, id;

-- name: archive_newsletters
-- Those of a list in the order that numbers them; their texts come one by one.
SELECT id, list, kind, mailing, author, subject, language, '', at
FROM archive WHERE list = :list AND kind = 'newsletter'
ORDER BY at, id;

-- name: archive_get
-- One of them.
SELECT id, list, kind, mailing, author, subject, language, text, at
FROM archive WHERE id = :id;
