let sink: (line: string) => void = console.error

/** Sends log lines elsewhere than standard error, such as into a file where a person reads the screen. */
export function logTo(other: (line: string) => void): void {
  sink = other
}

/** One line of JSON with a stable code, for the operator to search and count by; on standard error unless told otherwise. */
export function log(code: string, fields: Readonly<Record<string, unknown>> = {}): void {
  sink(JSON.stringify({ code, ...fields }))
}

/** What a log line keeps of an error: its name, message and stack, and its cause's message. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) }
  const { name, message, stack, cause } = error
  return { error: name, message, stack, cause: cause instanceof Error ? cause.message : undefined }
}
