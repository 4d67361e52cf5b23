import { appendOnly, SchemaPart, sqlFunction } from './schema-part.js';

/** Keys with which is signed, known to everybody, and the heads of the chain of records that were published under them. */
export class KeysAndHeads1780000000039 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE signing_key (
       fingerprint text NOT NULL,
       public_key text NOT NULL,
       valid_from timestamptz NOT NULL,
       valid_until timestamptz,
       predecessor text,
       CONSTRAINT signing_key_pkey PRIMARY KEY (fingerprint),
       CONSTRAINT signing_key_public_once UNIQUE (public_key),
       CONSTRAINT signing_key_fingerprint_form CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
       CONSTRAINT signing_key_ends_after_its_beginning CHECK (valid_until >= valid_from)
     )`,
    // Those that signed so far were derived from another secret: they end with their last signature.
    `INSERT INTO signing_key (fingerprint, public_key, valid_from, valid_until)
     SELECT encode(sha256(decode(public_key, 'base64')), 'hex'), public_key, min(approved_at), max(approved_at)
       FROM approval WHERE public_key <> '' GROUP BY public_key`,
    'GRANT SELECT, INSERT ON signing_key TO laureat_app',
    'GRANT UPDATE (valid_until) ON signing_key TO laureat_app',
    'REVOKE DELETE, TRUNCATE ON signing_key FROM laureat_app',
    sqlFunction('results/hold_signing_key'),
    `CREATE TRIGGER signing_key_no_truncate BEFORE TRUNCATE ON signing_key
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    'ALTER TABLE approval ADD COLUMN names_person boolean NOT NULL DEFAULT false',
    `CREATE TABLE audit_head (
       position bigint NOT NULL,
       chain_hash text NOT NULL,
       published_at timestamptz NOT NULL,
       signature text NOT NULL,
       public_key text NOT NULL,
       CONSTRAINT audit_head_pkey PRIMARY KEY (position),
       CONSTRAINT audit_head_hash_form CHECK (chain_hash ~ '^[0-9a-f]{64}$')
     )`,
    'CREATE INDEX audit_head_newest ON audit_head (published_at)',
    'GRANT SELECT, INSERT ON audit_head TO laureat_app',
    ...appendOnly('audit_head'),
  ];
}
