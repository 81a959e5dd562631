/**
 * The generation of a record's link: revocations of everything, and those of the record by itself or with its Account. Both
 * only grow and neither follows an Account, so no record comes back to a generation it had. With `LINK_REVOCATIONS` joined.
 */
export const LINK_GENERATION = `(revoked.times + coalesce(own_revocations.generation, 0))::int`

/** Joins what the generation of `record` is made of. */
export const LINK_REVOCATIONS = `
  cross join (select count(*) as times from link_revocations) as revoked
  left join link_generations as own_revocations on own_revocations.record_id = record.record_id`
