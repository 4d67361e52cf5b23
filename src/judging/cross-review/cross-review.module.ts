import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CrossReviewAllotment } from './cross-review-allotment.entity.js';
import { CrossReviewDuty } from './cross-review-duty.entity.js';
import { CrossReview } from './cross-review.entity.js';
import { CrossReviewReader } from './cross-review.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([CrossReviewAllotment, CrossReviewDuty, CrossReview])],
  providers: [CrossReviewReader],
  exports: [CrossReviewReader],
})
export class CrossReviewModule {}
