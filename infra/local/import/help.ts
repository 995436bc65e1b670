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

/** What a mapping file says, for --help. */
export const mappingHelp = `A mapping is a JSON file that says which events each row of a CSV file makes. An event is
written as it would be posted (queries/README.md lists types and fields), with {column} where
the cell of that column goes:

${mappingExample.replace(/^/gm, '  ')}

  files.match          name of the file, or a glob; the first entry that fits counts
  files.source_system  the system that the file comes from
  files.zone           IANA zone of times without offset
  files.encoding       utf-8 (default), windows-1252 or utf-16le
  files.delimiter      one character, default ,
  files.null_words     cells that mean empty, beside blank ones
  files.events         one or more events per row

An event has "type", its fields, and optionally "when". The value of a field is text with
{column} names in it ({{ and }} stand for braces), a number, true or false, or an object:

  { "text": "{closed_on}", "zone": "UTC", "null_words": ["-"] }

An empty cell leaves the field out. Times are YYYY-MM-DD HH:MM:SS, with offset or in the zone;
with "date_only": true a day YYYY-MM-DD, or the day of such a time. "properties" and
"qualification" are objects of such values, each with an optional "as": text, number or boolean.
"when" makes the event only for rows where { "column": "x", "present": true } or
{ "column": "x", "equals": "a word" } (or a list of words) holds. "backfill" is true unless said
otherwise. Without "event_id" the id is a hash of the event, so that two equal rows are one event.`
