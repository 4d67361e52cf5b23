import { accountNews } from './account.news.js';
import { submissionNews } from './submission.news.js';
import { judgingNews } from './judging.news.js';
import { collaboratorNews } from './collaborator.news.js';
import { draftNews } from './draft.news.js';
import { extensionNews } from './extension.news.js';
import { crossReviewNews } from './cross-review.news.js';
import { sheetNews } from './sheet.news.js';
import { stageNews } from './stage.news.js';
import { resultNews } from './result.news.js';
import { voteNews } from './vote.news.js';
import { consentNews } from './consent.news.js';
import { broadcastNews } from './broadcast.news.js';
import { clarificationNews } from './clarification.news.js';
import { questionNews } from './question.news.js';
import { waysInNews } from './ways-in.news.js';
import { News } from './news.js';

/** Event → who hears what. Events that are not here are told to nobody by mail. */
export const news: Readonly<Record<string, News>> = {
  ...accountNews,
  ...submissionNews,
  ...collaboratorNews,
  ...draftNews,
  ...extensionNews,
  ...judgingNews,
  ...crossReviewNews,
  ...sheetNews,
  ...stageNews,
  ...resultNews,
  ...voteNews,
  ...waysInNews,
  ...consentNews,
  ...questionNews,
  ...clarificationNews,
  ...broadcastNews,
};
