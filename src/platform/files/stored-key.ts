/** A file of the store, and since when it is there. */
export interface StoredKey {
  key: string;
  at: Date;
}
