/** `YYYY-MM-DD HH:MM:SS.mmm` in UTC as engines answer it; null for undefined. */
export const momentText = (at: number | undefined) =>
  at === undefined ? null : new Date(at).toISOString().replace('T', ' ').replace('Z', '')
