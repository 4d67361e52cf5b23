import { longestWorkMs, StoppedClock } from '../../../src/platform/clock.js';
import { runInContext, runOutsideContext } from '../../../src/platform/request-context.js';

const arrived = new Date('2026-06-20T20:59:50Z');

test.each([
  ['at once', 0, 0],
  ['while it waits for a connection', 40_000, 0],
  ['up to a minute after it arrived', longestWorkMs, 0],
  ['by the time of day when it took longer', longestWorkMs + 1, longestWorkMs + 1],
  ['by the time of day when the clock was set back meanwhile', -5000, -5000],
])('A request is judged by its arrival: %s', (_when, laterMs, judgedMs) => {
  const clock = new StoppedClock(arrived);
  runInContext({ arrivedAt: clock.arrival() }, () => {
    clock.advance(laterMs);
    expect(clock.now()).toEqual(new Date(arrived.getTime() + judgedMs));
  });
});

test('Work that goes on beside a request has the time of day', () => {
  const clock = new StoppedClock(arrived);
  runInContext({ arrivedAt: clock.arrival() }, () => {
    clock.advance(30_000);
    expect(runOutsideContext(() => clock.now())).toEqual(new Date(arrived.getTime() + 30_000));
  });
});

test('A shifted clock shifts the arrival with it', () => {
  const clock = new StoppedClock(arrived);
  runInContext({ arrivedAt: clock.arrival() }, () => {
    clock.setShift(3_600_000);
    clock.advance(10_000);
    expect(clock.now()).toEqual(new Date(arrived.getTime() + 3_600_000));
  });
});
