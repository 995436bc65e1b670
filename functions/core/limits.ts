/** Every limit of the event API, in one place; sizes are UTF-8 bytes unless named otherwise. */
export const limits = {
  bodyBytes: 1_048_576,
  batchEvents: 500,
  eventBytes: 204_800,
  stringBytes: 8_192,
  /** A key of the event table takes 2,048 bytes. */
  eventIdBytes: 1_024,
  propertiesBytes: 65_536,
  propertiesKeys: 200,
  depth: 10,
  /** A file of reference data, which travels to the owner in one request body. */
  referenceBytes: 500_000,
  futureToleranceMs: 24 * 60 * 60 * 1000,
  earliest: '1990-01-01T00:00:00.000Z',
  quarantineBytes: 204_800,
  quarantinePrefixBytes: 8_192,
} as const
