-- Allocations as the holders made them; a row here is the only thing that gives access (ACC-5).
CREATE TABLE grants (
    allocation_id TEXT PRIMARY KEY,
    child_ref TEXT NOT NULL,
    holder TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    employer TEXT NOT NULL,
    agreement TEXT NOT NULL,
    basis TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX grants_person ON grants (issuer, subject);
CREATE INDEX grants_holder ON grants (holder);

-- What holders have asked of employing authorities; give nobody access.
CREATE TABLE proposals (
    allocation_id TEXT PRIMARY KEY,
    child_ref TEXT NOT NULL,
    holder TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    employer TEXT NOT NULL,
    agreement TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT
);

-- What the employing authorities answered: routing's own facts, told to the holder on routing's stream, kept when a holder's are replaced.
CREATE TABLE answers (
    allocation_id TEXT PRIMARY KEY,
    child_ref TEXT NOT NULL,
    holder TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    answered_by TEXT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX answers_holder ON answers (holder);

-- A named person may not see this child's file.
CREATE TABLE denies (
    child_ref TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (child_ref, issuer, subject)
);
CREATE INDEX denies_person ON denies (issuer, subject);

-- What is known here of a member of staff beyond her token. No row: not disabled, and her authority vouches for her training.
CREATE TABLE users (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    trained INTEGER,
    changed BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
