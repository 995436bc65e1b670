/**
 * What the estimate takes from measurements: on the sample business, and with `npm run bench`.
 * Bytes are per event of 300 bytes of JSON and grow with it.
 */
export const measured = {
  eventBytes: 300,
  /** Beside the event's JSON: names of the attributes, id, type, time, hash. */
  itemBytes: 165,
  /** What DynamoDB adds to each item's storage. */
  indexBytes: 100,
  /** In an object of the lake: each event, and what an object has anyway. */
  landedBytes: 60,
  objectBytes: 14_000,
  /** In the merged event log: all columns, and the ids and times that a merge compares. */
  logBytes: 63,
  keyBytes: 10,
  /** Every table of one build, by bytes of the log. */
  buildTables: 4.3,
  /** What one build reads, and what the nine reports read together, by bytes of the log. */
  buildReads: 45,
  reportReads: 44,
  /** CPU of one event, rounded up: judged and put into the table; made a row and encoded. */
  ingestCpuMs: 0.45,
  exportCpuMs: 0.06,
  /** An event's part of the answer to its batch. */
  answerBytes: 90,
} as const

/** What nobody has measured, because the stacks have not run in an account; on the careful side. */
export const assumed = {
  /** Parts in which DynamoDB keeps a new table on demand; each feeds the export by itself. */
  shards: 4,
  /** Events that fit into the 6 MB which Lambda hands to the export. */
  eventsPerExport: 5000,
  requestMs: 100,
  exportMs: 200,
  /** A refresh that finds nothing, one that merges, a build, and a report. */
  idleRefreshMs: 2000,
  mergeMs: 30_000,
  buildMs: 840_000,
  reportMs: 90_000,
  /** For each statement of Athena. */
  objectsWritten: 10,
  objectsRead: 30,
  catalogRequests: 20,
  /** A landed object is listed in two hours and read by two statements in each. */
  landedReads: 4,
  /** For each invocation, and for each request to the API. */
  logBytes: 1000,
  accessLogBytes: 500,
  /** Logs are kept for three months, compressed to a seventh. */
  logsKept: 3 / 7,
  /** Metrics that the API writes for a route, and those that the functions write once a day. */
  routeMetrics: 6,
  dailyMetrics: 3,
  attachmentBytes: 500_000,
} as const
