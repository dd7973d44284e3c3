-- What holders said at once gives no access any more, beside their streams. A row here can only take access away.
CREATE TABLE quick_denials (
    holder TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    issuer TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    epoch TEXT,
    number BIGINT,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (holder, kind, id, issuer, subject)
);
