import { Clock } from '../platform/clock.js';
import { publishedKey } from '../platform/secrets/published-key.js';
import { Signer } from '../platform/secrets/signer.js';
import { endSigningKey, listSigningKeys } from '../platform/secrets/signing-keys.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** `keys` lists the keys with which was signed, `keys end FINGERPRINT` ends one: it signs no more, and what it signed stays good. */
export const keysCommand: Command = {
  summary: 'the keys with which this installation has signed; end one: keys end FINGERPRINT',
  run: ({ positionals: [verb, fingerprint], print }) =>
    withDatabase(async (db, config) => {
      if (verb !== undefined && (verb !== 'end' || !fingerprint)) throw new Error('laureat keys [end FINGERPRINT]');
      if (fingerprint && !(await endSigningKey(db.reader, fingerprint, new Clock().now())))
        throw new Error(`No key ${fingerprint} that has not ended.`);
      const keys = (await listSigningKeys(db.reader)).map(publishedKey);
      const here = new Signer(config).fingerprint;
      const line = (key: (typeof keys)[number]) =>
        `${key.fingerprint}  ${key.validFrom} – ${key.validUntil ?? ''}${key.fingerprint === here ? '  signs here' : ''}`;
      print({ keys, here }, keys.length > 0 ? keys.map(line).join('\n') : `none has signed yet; here signs ${here}`);
      return 0;
    }),
};
