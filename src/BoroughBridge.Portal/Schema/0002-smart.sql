-- Launches, codes and tokens of SMART apps, each found by a hash of its secret and sealed under it, as sessions are.
CREATE TABLE smart_secrets (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    family TEXT NOT NULL,
    data {BYTES} NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    until BIGINT NOT NULL
);
CREATE INDEX smart_secrets_family ON smart_secrets (family);
CREATE INDEX smart_secrets_until ON smart_secrets (until);

-- An employing authority's own case ids for the children its officers review.
CREATE TABLE launch_bindings (
    authority TEXT NOT NULL,
    case_id TEXT NOT NULL,
    child_ref TEXT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (authority, case_id)
);
