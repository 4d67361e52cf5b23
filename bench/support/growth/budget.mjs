export const budgetReport = () => null;
