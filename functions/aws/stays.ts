/** Where copies of what was erased remain, and for how long; no function can reach them. */
export const stays: readonly string[] = [
  'ids of events in the event table, each with the hash of its content and nothing else',
  'backups of the event table for point-in-time recovery, 35 days: erase again after restoring one',
  'results of queries, 7 days; history of Athena with the text of queries, 45 days',
  'mails and messages that were sent, files that were downloaded, published reports that were not removed',
  'the request itself in the queue of runs given up, 14 days, if a run of it was',
]
