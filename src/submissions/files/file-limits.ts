import type { FilesField } from '../../domain/cycles/form.js';
import { usualTypes } from '../../platform/files/files.js';

/** What a field takes in: said on its page, held when it is sent, and told when it is refused. */
export interface FileLimits {
  allowed: readonly string[];
  maxFiles: number;
  maxBytes: number;
}

const usual = { maxFiles: 10, maxBytes: 20 * 1024 * 1024 };

export const fileLimits = ({ allowed, maxFiles, maxBytes }: FilesField): FileLimits => ({
  allowed: allowed?.length ? allowed : usualTypes,
  maxFiles: maxFiles ?? usual.maxFiles,
  maxBytes: maxBytes ?? usual.maxBytes,
});
