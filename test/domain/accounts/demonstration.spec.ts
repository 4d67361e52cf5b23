import { isOfDemonstration } from '../../../src/domain/accounts/demonstration.js';

test.each([
  ['organizer@laureat.test', true],
  ['Organizer@LAUREAT.test', true],
  ['organizer@laureat.test.ru', false],
  ['organizer@mail.laureat.test', false],
  ['laureat.test@example.org', false],
  ['organizer@example.org', false],
])('%s is an account of the demonstration: %p', (email, isOne) => expect(isOfDemonstration(email)).toBe(isOne));
