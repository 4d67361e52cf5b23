/** A civil date `YYYY-MM-DD`: a day in somebody's calendar, not an instant. */
export type Day = string;

/** The zone where the competition is at home: what belongs to no cycle and no reader is told in it. */
export const homeZone = 'Europe/Moscow';

export interface WallTime {
  year: number;
  /** 1 for January. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Offsets are asked for the same few instants again and again: deadlines, and the present minute. */
const knownOffsets = new Map<string, number>();
const mostOffsets = 5000;

/** What calendar and clock on the wall in `timeZone` show at the instant. */
export function wallTime(instant: Date | number, timeZone: string): WallTime {
  const wall = new Date(wallClock(Number(instant), timeZone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  };
}

/** The same as if it were UTC, in whole seconds. */
function wallClock(instant: number, timeZone: string): number {
  const second = Math.floor(instant / 1000) * 1000;
  return second + offsetAt(second, timeZone);
}

/** How far the wall clock is before UTC; since 1972 that changes at whole minutes only. Throws `RangeError` for an unknown zone. */
function offsetAt(instant: number, timeZone: string): number {
  const minute = Math.floor(instant / 60_000) * 60_000;
  const key = `${minute} ${timeZone}`;
  const known = knownOffsets.get(key);
  if (known !== undefined) return known;
  const shown = formatFor(timeZone)
    .formatToParts(minute)
    .map(({ type, value }) => [type, Number(value)]);
  const { year, month, day, hour, minute: minutes, second } = Object.fromEntries(shown) as WallTime;
  const offset = Date.UTC(year, month - 1, day, hour, minutes, second) - minute;
  if (knownOffsets.size >= mostOffsets) knownOffsets.clear();
  knownOffsets.set(key, offset);
  return offset;
}

/**
 * The instant at which the wall clock of `timeZone` shows `wall`. Where the clock shows it twice, the first time;
 * where it jumps over it, the same distance after the jump. Assumes one change of offset within two days at most.
 */
function instantAtWall(wall: number, timeZone: string): Date {
  const before = wall - offsetAt(wall - dayMs, timeZone);
  const after = wall - offsetAt(wall + dayMs, timeZone);
  const shown = [before, after].filter((instant) => wallClock(instant, timeZone) === wall);
  return new Date(shown.length ? Math.min(...shown) : before);
}

/** Whether the text is an existing civil date: `2019-02-29` is not, and there was no year 0000. */
export function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Whether a date or an instant, written with its year first, lies in years in which a contest may be run: 1900 to 2199. */
export function isOfOurTime(text: string): boolean {
  return /^(19|2[01])\d\d-/.test(text);
}

/**
 * Whether the text is what a wall clock of our time may show, `YYYY-MM-DDTHH:mm` with seconds or without: there is no 25th
 * hour.
 */
export function isLocalTime(text: string): boolean {
  return (
    isOfOurTime(text) &&
    /^[^T]+T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    text[10] === 'T'
  );
}

function utcMidnight(day: Day): number {
  if (!isDay(day)) throw new RangeError(`not a civil date: ${day}`);
  return Date.parse(`${day}T00:00:00Z`);
}

/** The civil date at `instant` in the IANA zone. */
export function dayOf(instant: Date, timeZone: string): Day {
  return new Date(wallClock(instant.getTime(), timeZone)).toISOString().slice(0, 10);
}

/** Date and time of the wall clock at `instant`, `YYYY-MM-DDTHH:mm:ss`, without an offset. */
export function localDateTime(instant: Date, timeZone: string): string {
  return new Date(wallClock(instant.getTime(), timeZone)).toISOString().slice(0, 19);
}

/** The instant that a wall clock `YYYY-MM-DDTHH:mm` or `…:ss` names in the zone. */
export function instantOf(local: string, timeZone: string): Date {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) throw new RangeError(`not a local date and time: ${local}`);
  return instantAtWall(wall, timeZone);
}

/** The first instant of the day in the zone. */
export function startOfDay(day: Day, timeZone: string): Date {
  return instantAtWall(utcMidnight(day), timeZone);
}

/** The end of the day in the zone: the first instant of the next one, itself outside the day. */
export function endOfDay(day: Day, timeZone: string): Date {
  return startOfDay(plusDays(day, 1), timeZone);
}

/** The civil date `count` days later, or earlier when negative. */
export function plusDays(day: Day, count: number): Day {
  return new Date(utcMidnight(day) + count * dayMs).toISOString().slice(0, 10);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(utcMidnight(day)).getUTCDay() || 7;
}
