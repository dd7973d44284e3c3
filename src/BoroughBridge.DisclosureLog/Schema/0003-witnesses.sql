-- Co-signatures of our own checkpoints, by who gave them; the last time a witness was heard of stands with the largest.
CREATE TABLE log_cosignatures (
    size BIGINT NOT NULL,
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    heard_at BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
);

-- The last checkpoint of each log that this part has co-signed: what it will never go back behind.
CREATE TABLE log_watched (
    origin TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    root {BYTES} NOT NULL,
    note TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- Checkpoints under our own signature that are not of this log as it is: two histories, and the proof of it.
CREATE TABLE log_disagreements (
    note TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    witness TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);
