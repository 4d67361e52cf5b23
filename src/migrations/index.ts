import { Tables1764000000000 } from './1764000000000-tables.js';
import { Guards1764000000001 } from './1764000000001-guards.js';
import { People1764000000010 } from './1764000000010-people.js';
import { Results1764000000020 } from './1764000000020-results.js';
import { CancelledCycles1764000000030 } from './1764000000030-cancelled-cycles.js';
import { Tasks1764000000031 } from './1764000000031-tasks.js';
import { JudgingRules1764000000040 } from './1764000000040-judging-rules.js';
import { Experts1764000000041 } from './1764000000041-experts.js';
import { Sheets1764000000050 } from './1764000000050-sheets.js';
import { Plans1764000000055 } from './1764000000055-plans.js';
import { ResultsInFull1764000000060 } from './1764000000060-results.js';
import { Publication1764000000070 } from './1764000000070-publication.js';
import { Sittings1764000000080 } from './1764000000080-sittings.js';
import { PublicVote1764000000081 } from './1764000000081-public-vote.js';
import { Deliberation1764000000082 } from './1764000000082-deliberation.js';
import { Corrections1764000000095 } from './1764000000095-corrections.js';
import { EndedAssignments1764000000096 } from './1764000000096-ended-assignments.js';
import { BodyBallots1764000000097 } from './1764000000097-body-ballots.js';
import { HiddenEntries1764000000090 } from './1764000000090-hidden-entries.js';
import { CrossReview1764000000100 } from './1764000000100-cross-review.js';
import { Picks1764000000115 } from './1764000000115-picks.js';
import { Decisions1764000000110 } from './1764000000110-decisions.js';
import { DroppedOut1764000000120 } from './1764000000120-dropped-out.js';
import { CrossReviewAfterwards1764000000121 } from './1764000000121-cross-review-afterwards.js';
import { OwnSittings1764000000130 } from './1764000000130-own-sittings.js';
import { ToldComments1764000000150 } from './1764000000150-told-comments.js';
import { BareCopies1764000000140 } from './1764000000140-bare-copies.js';

/** In the order of their instants; a merged migration is never edited. */
export const migrations = [
  Tables1764000000000,
  Guards1764000000001,
  People1764000000010,
  Results1764000000020,
  CancelledCycles1764000000030,
  Tasks1764000000031,
  JudgingRules1764000000040,
  Experts1764000000041,
  Sheets1764000000050,
  Plans1764000000055,
  ResultsInFull1764000000060,
  Publication1764000000070,
  Sittings1764000000080,
  PublicVote1764000000081,
  Deliberation1764000000082,
  HiddenEntries1764000000090,
  Corrections1764000000095,
  EndedAssignments1764000000096,
  BodyBallots1764000000097,
  CrossReview1764000000100,
  Decisions1764000000110,
  Picks1764000000115,
  DroppedOut1764000000120,
  CrossReviewAfterwards1764000000121,
  OwnSittings1764000000130,
  BareCopies1764000000140,
  ToldComments1764000000150,
];
