import { withinGrace, type GracedWindow } from '../../../src/domain/submissions/grace.js';
import { deadlineOf, graceOf, isEditable, type Submission } from '../../../src/domain/submissions/submission.js';

const at = (text: string) => new Date(`2026-06-${text}Z`);
const intake: GracedWindow = { kind: 'intake', opensAt: at('01T00:00:00'), closesAt: at('20T21:00:00') };
const graced = (begun: string, minutes = 10): GracedWindow => ({ ...intake, grace: { minutes, begunAt: at(begun) } });

test.each<[string, GracedWindow, string, boolean]>([
  ['begun in time and ended within the minutes', graced('20T20:59:59'), '20T21:09:59', true],
  ['begun in time and ended as the minutes do', graced('20T20:59:59'), '20T21:10:00', false],
  ['begun at the close', graced('20T21:00:00'), '20T21:00:01', false],
  ['begun before the intake opened', graced('01T00:00:00'), '20T21:00:01', true],
  ['ended before the close, which needs none', graced('20T20:00:00'), '20T20:59:59', false],
  ['of a cycle without grace', graced('20T20:59:59', 0), '20T21:00:01', false],
  ['where none was asked for', intake, '20T21:00:01', false],
])('a sending %s', (_what, window, now, counts) => expect(withinGrace(window, at(now))).toBe(counts));

test('an entry is taken in the grace and marked with the close that applied; nobody is told of a later deadline', () => {
  const entry = { state: 'returned', dueAt: at('15T21:00:00') } as Submission;
  const window = graced('15T20:59:00');
  const now = at('15T21:05:00');
  expect(graceOf(entry, window, now)).toEqual(entry.dueAt);
  expect(isEditable(entry, window, now)).toBe(true);
  expect(deadlineOf(entry, intake, now)).toBeNull();
  expect(graceOf({ ...entry, dueAt: null }, window, now)).toBeNull();
});
