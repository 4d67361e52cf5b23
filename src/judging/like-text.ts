/** Signs that mean something to LIKE mean themselves. */
export const likeText = (text: string): string => text.trim().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
