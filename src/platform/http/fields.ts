import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { isOfOurTime } from '../../domain/kernel/local-day.js';

export const text = (max: number) => z.string().trim().max(max);

export const decimal = z.string().transform((typed, context) => {
  const value = decimalFrom(typed);
  if (value === null) context.addIssue({ code: 'custom', params: { rule: 'not-a-number' }, input: typed });
  return value ?? '0';
});

const mailbox = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * An address of mail in the one spelling in which it is kept: lower case, the site in ASCII, for `пример.рф` and
 * `xn--e1afmkfd.xn--p1ai` are one. `null` when it is none.
 */
export function mailAddressFrom(typed: string): string | null {
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  const [name, site] = [text.slice(0, at), domainToASCII(text.slice(at + 1)).toLowerCase()];
  if (at < 1 || text.length > 254 || name.length > 64 || !mailbox.test(name) || !host.test(site)) return null;
  return `${name.toLowerCase()}@${site}`;
}

/** An address of mail as people and browsers type it. */
export const mailAddress = z.string().transform((typed, context) => {
  const address = mailAddressFrom(typed);
  if (address === null) context.addIssue({ code: 'custom', params: { rule: 'not-an-email' }, input: typed });
  return address ?? '';
});

/** A date of our time, and an instant of it: beyond it neither the database nor a calendar follows. */
export const day = z.iso.date().refine(isOfOurTime, { params: { rule: 'not-a-date' } });
export const instant = z.iso.datetime({ offset: true }).refine(isOfOurTime, { params: { rule: 'not-an-instant' } });
