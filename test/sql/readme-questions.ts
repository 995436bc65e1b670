import { readFileSync } from 'node:fs'

export interface Question {
  readonly title: string
  readonly sql: string
}

const readme = readFileSync(new URL('../../queries/README.md', import.meta.url), 'utf8')

/** The example questions of `queries/README.md`, each with its query. */
export const questions: readonly Question[] = [
  ...readme.matchAll(/^\*\*(\d+\. [^*]+)\*\*(?:(?!```)[\s\S])*?^```sql\n([\s\S]*?)^```$/gm),
].map(([, title = '', sql = '']) => ({ title: title.replaceAll('\n', ' '), sql }))
