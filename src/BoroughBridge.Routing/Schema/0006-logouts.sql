-- Whom a provider has signed out, by 'sub:' or 'sid:', and when: a token issued until then is refused. Rows are let go when no such token can be alive.
CREATE TABLE logouts (
    issuer TEXT NOT NULL,
    who TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (issuer, who)
);

-- Ids of what may be used once, until it would have expired anyway: logout tokens, clients' assertions.
CREATE TABLE used_ids (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (issuer, id)
);
