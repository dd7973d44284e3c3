-- Visits. The id is a hash of the cookie's secret and the ticket is encrypted under that secret: whoever has this table has nobody's session.
CREATE TABLE portal_sessions (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sid TEXT,
    ticket {BYTES} NOT NULL,
    version BIGINT NOT NULL,
    lease BIGINT NOT NULL,
    created BIGINT NOT NULL,
    touched BIGINT NOT NULL
);
CREATE INDEX portal_sessions_person ON portal_sessions (issuer, subject);
CREATE INDEX portal_sessions_sid ON portal_sessions (issuer, sid);

-- Keys that guard forms and sign-ins under way, the same for all instances (ASP.NET Data Protection).
CREATE TABLE portal_keys (
    name TEXT PRIMARY KEY,
    xml TEXT NOT NULL
);
