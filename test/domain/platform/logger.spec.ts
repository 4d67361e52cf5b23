import { errorLine } from '../../../src/platform/logger.js';

test('an error is told without the values, the row and the connection that it carries', () => {
  const error = Object.assign(new Error('duplicate key value violates unique constraint "user_email_once"'), {
    code: '23505',
    constraint: 'user_email_once',
    detail: 'Key (email)=(secret@example.ru) already exists.',
    parameters: ['secret'],
    client: { secretKey: 1, password: 'secret' },
    driverError: new Error('secret'),
    cause: Object.assign(new Error('outer'), { parameters: ['secret'] }),
  });
  const line = errorLine(error);
  expect(line).toMatchObject({
    type: 'Error',
    code: '23505',
    constraint: 'user_email_once',
    cause: { message: 'outer' },
  });
  expect(JSON.stringify(line)).not.toMatch(/secret/);
});

test('a value that PostgreSQL could not read is not told, in message or stack', () => {
  const said = 'invalid input syntax for type uuid: "secret"';
  const error = Object.assign(new Error(said), { code: '22P02' });
  expect(JSON.stringify(errorLine(error))).not.toMatch(/secret/);
  expect(errorLine(error)).toMatchObject({ message: 'invalid input syntax for type uuid: "…"' });
  const other = Object.assign(new Error('relation "entry" does not exist'), { code: '42P01' });
  expect(errorLine(other)).toMatchObject({ message: 'relation "entry" does not exist' });
});

test('what is thrown and is no error is told too', () => {
  expect(errorLine('torn')).toEqual({ type: 'string', message: 'torn' });
});
