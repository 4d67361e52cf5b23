export type SubmissionState = 'draft' | 'submitted' | 'returned' | 'admitted' | 'rejected' | 'withdrawn';
