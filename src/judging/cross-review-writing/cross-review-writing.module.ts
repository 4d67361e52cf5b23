import { Module } from '@nestjs/common';
import { FilesModule } from '../../submissions/files/files.module.js';
import { CrossReviewCommentsModule } from '../cross-review-comments/cross-review-comments.module.js';
import { CrossReviewPages } from './cross-review.pages.js';
import { CrossReviewsController } from './cross-reviews.controller.js';
import { CrossReviewsService } from './cross-reviews.service.js';

@Module({
  imports: [FilesModule, CrossReviewCommentsModule],
  controllers: [CrossReviewPages, CrossReviewsController],
  providers: [CrossReviewsService],
  exports: [CrossReviewsService],
})
export class CrossReviewWritingModule {}
