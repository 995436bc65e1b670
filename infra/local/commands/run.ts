import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { QueryError, RequestError, UsageError } from '#core/errors.ts'
import { logFile } from '#local/log-file.ts'

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

export interface Command {
  /** Shown by --help: how to call it, what each option means, examples. */
  readonly help: string
  readonly options: ParseArgsOptionsConfig
  /** Allowed words beside the options. */
  readonly words: { readonly least: number; readonly most: number; readonly name: string }
  run(words: readonly string[], options: OptionValues): Promise<number>
}

/** The data folder when `--data` is absent. */
export const defaultData = '.data'

/** The data folder of a command, as `--data <dir>` says. */
export const dataOf = (options: OptionValues): string => text(options, 'data') ?? defaultData

/** The text of an option, undefined when absent. */
export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** The text of an option that takes one of a few words; throws UsageError naming them. */
export function choice<const T extends string>(
  options: OptionValues,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const value = text(options, name) ?? fallback
  const found = allowed.find((each) => each === value)
  if (found === undefined) {
    throw new UsageError(`--${name} is "${value}"; allowed are ${allowed.join(', ')}`)
  }
  return found
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

async function execute(command: Command, args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(command, args)
  if (values.help === true) {
    console.log(command.help)
    return 0
  }
  const { least, most, name } = command.words
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(`expected ${name}, got ${positionals.length} words; see --help`)
  }
  return command.run(positionals, values as OptionValues)
}

/** Refusals that the caller can mend get their message; the rest shows where it went wrong. */
function report(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(error.message)
    return 2
  }
  if (error instanceof RequestError && error.status >= 500) {
    console.error(`${error.message}; the reason is in ${logFile} of the data folder`)
    return 1
  }
  const known = error instanceof QueryError || error instanceof RequestError
  console.error(known ? error.message : error)
  return 1
}

/** Runs a command with the process's arguments; exits 0, 2 when it was called wrongly, else 1. */
export async function runCommand(command: Command): Promise<void> {
  process.exitCode = await execute(command, process.argv.slice(2)).catch(report)
}
