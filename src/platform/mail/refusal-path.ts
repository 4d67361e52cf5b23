/** Where letters to many are refused without signing in; mail programs post there, which have no form token. */
export const refusalPath = '/letters/refuse';
