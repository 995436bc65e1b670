import type { SubjectIds } from './erasure.ts'
import { subjectKinds } from './event-shapes.ts'
import { renderLiteral } from './literal.ts'

/** A list of texts, for `in`. */
export const list = (ids: readonly string[]) => renderLiteral({ type: 'strings', value: ids })

/** Every kind of which there are ids, with them as a list. */
const kindsOf = (ids: SubjectIds) =>
  subjectKinds.flatMap((kind) => {
    const some = ids[kind] ?? []
    return some.length > 0 ? [{ kind, ids: some }] : []
  })

/** True when one of the conditions is. */
export const either = (conditions: readonly string[]) =>
  conditions.length === 0 ? 'false' : conditions.join('\n    or ')

/** A condition over a kind and an id column: one of the ids. */
export const isOne = (kindColumn: string, idColumn: string, ids: SubjectIds) =>
  either(
    kindsOf(ids).map(
      ({ kind, ids: some }) => `(${kindColumn} = '${kind}' and ${idColumn} in (${list(some)}))`,
    ),
  )

/** Ids that were merged with one of these, by the models of `schema`: `kind`, `id`. */
export const mergedWith = (schema: string, ids: SubjectIds) =>
  `with resolved as (
    select kind, id, survivor_kind, survivor_id from ${schema}.identity where is_resolved
),

survivors as (
    select distinct survivor_kind, survivor_id
    from resolved
    where ${isOne('kind', 'id', ids)} or ${isOne('survivor_kind', 'survivor_id', ids)}
)

select resolved.kind, resolved.id
from resolved
join survivors
    on survivors.survivor_kind = resolved.survivor_kind
        and survivors.survivor_id = resolved.survivor_id
union
select survivor_kind, survivor_id from survivors
order by 1, 2`

/** The lead of a contact and the contact of a lead, as links and records of people tell: `kind`, `id`. */
export const convertedWith = (schema: string, lake: string, ids: SubjectIds) => {
  const [leads, contacts] = [list(ids.lead ?? []), list(ids.contact ?? [])]
  return `with counted as (
    select log.*
    from ${lake}.event_log as log
    left join ${schema}.retractions as retractions on retractions.target_event_id = log.event_id
    where retractions.target_event_id is null
),

pairs as (
    select from_id as lead_id, into_id as contact_id
    from counted
    where type = 'link' and relation = 'converted' and from_kind = 'lead' and into_kind = 'contact'
    union
    select lead_id, contact_id
    from counted
    where type = 'person' and lead_id is not null and contact_id is not null
),

found as (
    select lead_id, contact_id from pairs where lead_id in (${leads}) or contact_id in (${contacts})
)

select 'lead' as kind, lead_id as id from found
union
select 'contact', contact_id from found
order by 1, 2`
}

/**
 * People who told an e-mail hash that one of these told too: `kind`, `id`. A hash of more ids than
 * `most` stands for no person.
 */
export const mailingWith = (lake: string, ids: SubjectIds, most: number) =>
  `with told as (
    select 'lead' as kind, lead_id as id, email_hash
    from ${lake}.event_log
    where type = 'person' and lead_id is not null and email_hash is not null
    union
    select 'contact', contact_id, email_hash
    from ${lake}.event_log
    where type = 'person' and contact_id is not null and email_hash is not null
),

hashes as (
    select email_hash
    from told
    group by email_hash
    having count(*) <= ${renderLiteral({ type: 'integer', value: most })}
        and count(*) filter (where ${isOne('kind', 'id', ids)}) > 0
)

select distinct told.kind, told.id
from told
join hashes on hashes.email_hash = told.email_hash
order by 1, 2`

/** Visitors on events of these people, and on those of nobody else: `kind`, `id`. */
export const visitingAs = (lake: string, ids: SubjectIds) => {
  const mine = `coalesce(lead_id in (${list(ids.lead ?? [])}), false)
        or coalesce(contact_id in (${list(ids.contact ?? [])}), false)`
  return `with seen as (
    select visitor_id, ${mine} as is_mine
    from ${lake}.event_log
    where visitor_id is not null and (lead_id is not null or contact_id is not null)
)

select 'visitor' as kind, visitor_id as id
from seen
group by visitor_id
having count(*) = count(*) filter (where is_mine)
order by 1, 2`
}
