/**
 * Passwords of sufficient length that are tried first: keyboard rows, repeated words and years, in both layouts. Built from
 * a few stems, because the length rule already keeps out the short classics.
 */
const stems = [
  'password',
  'qwerty',
  'qwertyuiop',
  'administrator',
  'welcome',
  'letmein',
  'laureat',
  'konkurs',
  'пароль',
  'йцукен',
  'лауреат',
  'конкурс',
  'администратор',
  'россия',
];
const tails = [
  '',
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '1234567',
  '12345678',
  '123456789',
  '1234567890',
  '!',
  '1!',
  '123!',
];
const years = Array.from({ length: 40 }, (_, index) => String(1990 + index));
const rows = [
  '1234567890',
  '123456789012',
  '1234567890123',
  '012345678901',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'asdfghjklzxcvbnm',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'qazwsxedcrfv',
  'zaq12wsxcde3',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбюйцу',
  'abcdefghijkl',
  'abcd12345678',
  'aaaaaaaaaaaa',
  '111111111111',
  '000000000000',
];

export const commonPasswords: ReadonlySet<string> = new Set([
  ...rows,
  ...stems.flatMap((stem) => [...tails, ...years].flatMap((tail) => [stem + tail, tail + stem, stem + stem + tail])),
]);
