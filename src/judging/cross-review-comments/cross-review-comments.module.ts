import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CrossReviewModule } from '../cross-review/cross-review.module.js';
import { CrossReviewModeration } from './cross-review-moderation.entity.js';
import { CrossReviewCommentsController, ReceivedCommentsController } from './cross-review-comments.controller.js';
import { CrossReviewCommentsPages, ReceivedCommentsPages } from './cross-review-comments.pages.js';
import { CrossReviewCommentsService } from './cross-review-comments.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CrossReviewModeration]), CrossReviewModule],
  controllers: [
    CrossReviewCommentsController,
    ReceivedCommentsController,
    CrossReviewCommentsPages,
    ReceivedCommentsPages,
  ],
  providers: [CrossReviewCommentsService],
  exports: [CrossReviewCommentsService],
})
export class CrossReviewCommentsModule {}
