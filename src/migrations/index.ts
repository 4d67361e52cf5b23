import { Platform1780000000001 } from './1780000000001-platform.js';
import { Accounts1780000000002 } from './1780000000002-accounts.js';
import { Cycles1780000000003 } from './1780000000003-cycles.js';
import { Submissions1780000000004 } from './1780000000004-submissions.js';
import { Judging1780000000005 } from './1780000000005-judging.js';
import { Results1780000000006 } from './1780000000006-results.js';
import { Library1780000000007 } from './1780000000007-library.js';
import { Notifications1780000000008 } from './1780000000008-notifications.js';
import { LeanWriting1780000000009 } from './1780000000009-lean-writing.js';
import { WorkedOffInBatches1780000000010 } from './1780000000010-worked-off-in-batches.js';
import { RegisterByIndex1780000000011 } from './1780000000011-register-by-index.js';
import { FreshAndDueApart1780000000012 } from './1780000000012-fresh-and-due-apart.js';
import { LibraryByIndex1780000000014 } from './1780000000014-library-by-index.js';
import { RankingRows1780000000015 } from './1780000000015-ranking-rows.js';
import { RankingMarks1780000000016 } from './1780000000016-ranking-marks.js';
import { MarksAreHeld1780000000017 } from './1780000000017-marks-are-held.js';
import { WhatRunsIsKnown1780000000018 } from './1780000000018-what-runs-is-known.js';
import { CountsByRegion1780000000019 } from './1780000000019-counts-by-region.js';
import { Doors1780000000021 } from './1780000000021-doors.js';
import { WordsOfPractices1780000000023 } from './1780000000023-words-of-practices.js';
import { PartsOfTitles1780000000024 } from './1780000000024-parts-of-titles.js';
import { WaysIn1780000000026 } from './1780000000026-ways-in.js';
import { FieldsOfDrafts1780000000028 } from './1780000000028-fields-of-drafts.js';
import { Intake1780000000029 } from './1780000000029-intake.js';
import { SeveralHands1780000000030 } from './1780000000030-several-hands.js';
import { FilesOfEntries1780000000031 } from './1780000000031-files-of-entries.js';
import { PeopleOfPractices1780000000033 } from './1780000000033-people-of-practices.js';
import { ContinuedEntries1780000000034 } from './1780000000034-continued-entries.js';
import { ActsInOrder1780000000035 } from './1780000000035-acts-in-order.js';
import { Terms1780000000036 } from './1780000000036-terms.js';
import { Talk1780000000037 } from './1780000000037-talk.js';
import { KeysAndHeads1780000000039 } from './1780000000039-keys-and-heads.js';
import { WhatWasDecidedStays1780000000040 } from './1780000000040-what-was-decided-stays.js';
import { BallotsBind1780000000047 } from './1780000000047-ballots-bind.js';
import { OnBehalf1780000000048 } from './1780000000048-on-behalf.js';
import { SittingsOnTheirDay1780000000054 } from './1780000000054-sittings-on-their-day.js';
import { LatePublications1780000000055 } from './1780000000055-late-publications.js';
import { ErasedWithoutWords1780000000058 } from './1780000000058-erased-without-words.js';
import { OriginsOfEntries1780000000057 } from './1780000000057-origins-of-entries.js';
import { ConsentsOfAccounts1780000000056 } from './1780000000056-consents-of-accounts.js';

/**
 * In the order of their instants. The first eight describe the schema, one a context, with a file a room where the
 * context is big; from then on there is one for each change, and a merged one is never edited.
 *
 * Every SQL function has one file, `sql/<part>/<name>.sql`, which is always the one in force: to change it, edit the file and
 * add a migration that runs it again. A trigger stands in the file of its function where that serves one table,
 * otherwise (`refuse_change`) with the guards of its table.
 */
export const migrations = [
  Platform1780000000001,
  Accounts1780000000002,
  Cycles1780000000003,
  Submissions1780000000004,
  Judging1780000000005,
  Results1780000000006,
  Library1780000000007,
  Notifications1780000000008,
  LeanWriting1780000000009,
  WorkedOffInBatches1780000000010,
  RegisterByIndex1780000000011,
  FreshAndDueApart1780000000012,
  LibraryByIndex1780000000014,
  RankingRows1780000000015,
  RankingMarks1780000000016,
  MarksAreHeld1780000000017,
  WhatRunsIsKnown1780000000018,
  CountsByRegion1780000000019,
  Doors1780000000021,
  WordsOfPractices1780000000023,
  PartsOfTitles1780000000024,
  WaysIn1780000000026,
  FieldsOfDrafts1780000000028,
  Intake1780000000029,
  SeveralHands1780000000030,
  FilesOfEntries1780000000031,
  PeopleOfPractices1780000000033,
  ContinuedEntries1780000000034,
  ActsInOrder1780000000035,
  Terms1780000000036,
  Talk1780000000037,
  KeysAndHeads1780000000039,
  WhatWasDecidedStays1780000000040,
  BallotsBind1780000000047,
  OnBehalf1780000000048,
  SittingsOnTheirDay1780000000054,
  LatePublications1780000000055,
  ConsentsOfAccounts1780000000056,
  OriginsOfEntries1780000000057,
  ErasedWithoutWords1780000000058,
];

/** With this began the earlier, unreleased form of the schema. Its databases are not brought up to this one. */
export const earlierForm = 'Tables1764000000000';
