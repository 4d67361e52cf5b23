import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '../../domain/kernel/refusal.js';
import { commonPasswords } from './common-passwords.js';

export const passwordMinLength = 12;
export const passwordMaxLength = 200;

/** argon2id with the library's memory and time cost set explicitly: 19 MiB, two passes. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), cost);

let decoy: Promise<string> | null = null;

/**
 * Whether the password is right. Someone without a password costs the same time as a wrong password, so that the time
 * tells nothing about who has an account.
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const right = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
  return right && passwordHash !== null;
}

/** Length, and not one of those that everybody tries first. Refuses with `invalid-input` at the field. */
export function mustBeGoodPassword(password: string, pointer = '/password'): void {
  const length = [...password].length;
  const refuse = (rule: string, values?: Record<string, number>) => {
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer, rule, ...(values && { values }) }] });
  };
  if (length < passwordMinLength) refuse('password-short', { min: passwordMinLength });
  if (length > passwordMaxLength) refuse('too-long', { max: passwordMaxLength });
  if (commonPasswords.has(password.toLowerCase())) refuse('password-common');
}
