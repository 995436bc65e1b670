import { encodings } from './decode.ts'
import { recipes } from './recipe.ts'
import { dateStyles } from './times.ts'

/** An example of a mapping; the tests read it. */
export const mappingExample = `{
  "files": [
    {
      "match": "deals_*.csv",
      "source_system": "crm",
      "zone": "America/Sao_Paulo",
      "null_words": ["NULL", "N/A"],
      "events": [
        {
          "type": "stage",
          "name": "won",
          "outcome": "won",
          "event_id": "won-{deal_id}",
          "occurred_at": "{closed_on}",
          "lead_id": "{lead_id}",
          "opportunity_id": "{deal_id}",
          "properties": { "owner": "{owner}", "seats": { "text": "{seats}", "as": "number" } },
          "when": { "column": "status", "equals": "Closed Won" }
        }
      ]
    }
  ]
}`

/** An example of what helps to understand a file; the tests read it. */
export const hintExample = `{
  "files": [
    { "match": "export_*.csv", "as": "deals", "columns": { "amount": "Worth" }, "dates": "day_first" },
    { "match": "prices.csv", "as": "ignore" }
  ]
}`

const kindLines = recipes.map(({ id, kind, columns }) => {
  const roles = Object.keys(columns).join(', ')
  return `  ${id}: ${kind}\n    ${roles}`
})

const indented = (text: string) => text.replace(/^/gm, '  ')

/** What a mapping file says, for --help. */
export const mappingHelp = `A mapping is a JSON file. Its entries say what files do not tell about themselves:

${indented(hintExample)}

  match          name of the file, or a glob; the first entry that fits counts
  as             kind of the file, or ignore
  columns        the columns of roles that have other names than are known; "@exported" is the
                 time of the export, where a file has no times at all
  source_system  the system that the file comes from
  currency       ISO 4217 code of amounts without currency
  channel        channel of spend without one
  zone           IANA zone of times without offset
  dates          ${dateStyles.join(', ')}
  decimals       point or comma: the mark before the decimals; the other one groups thousands
  encoding       ${encodings.slice(0, 7).join(', ')},
                 ${encodings.slice(7).join(', ')}
  delimiter      one character
  null_words     cells that mean empty, beside blank ones and NULL, N/A, Select and their like

Kinds and their roles:

${kindLines.join('\n')}

Or an entry has "events": one or more that each row makes, written as they would be posted
(queries/README.md lists types and fields), with {column} where the cell of that column goes. The
mapping that an import writes is of this form:

${indented(mappingExample)}

With "events" the entry names its "source_system" and may have zone, dates, decimals, encoding
(default utf-8), delimiter (default ,), null_words (beside blank cells none), "skip_totals", which
leaves out rows of totals and lines with one cell, and "every_row", which lists rows without an event
as bad. An event has "type", its fields, and optionally "when", "snapshot" and "retracts"; it may name
a "source_system" of its own. The value of a field is text with {column} names in it ({{ and }} stand
for braces, {column#2} for the second of a name, {@exported} for the time of the export, {@row} for a
hash of the row), a number, true or false, an object, or a list of these of which the first without
an empty cell counts:

  { "text": "{closed_on}", "zone": "UTC", "dates": "day_first", "day": true, "null_words": ["-"] }

  day            the day of a time
  plus           a later day, such as "1 month"
  shift          places that the point of a number moves to the left: 2 for percent or cents
  take           hash or domain, instead of an address itself; first of ids with ; between them
  begins         how an id begins; others leave the field out
  clears         the word that clears the field of a deal, person or account
  values         { "word": "what is written instead" }
  others         what becomes of other words: refuse (default), keep or leave_out

An empty cell leaves the field out. Times have an offset or are in the zone; a day makes an event of
that day. "properties" and "qualification" are objects of such values, each with an optional "as":
text, number or boolean, or one text with all of it as JSON. "when" makes the event only for rows where { "column": "x", "present": true },
{ "column": "x", "equals": "a word" } or { "column": "x", "differs": "a word" } holds (or a list of
words, or of conditions that must all hold). "snapshot" is the key of the record whose state the event
tells: the same state is not sent again, a changed one is sent as an update; with "retracts": true
the event is retracted when a newer export of the record no longer makes it. "backfill" is true unless
said otherwise. Without "event_id" and "snapshot" the id is a hash of the event, so that two equal rows
are one event.`
