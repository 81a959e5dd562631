import type pg from 'pg'
import { accountSizes } from './account-sizes.ts'

/** What is true of a share of all records: per thousand, out-of-scope reason, copy state, URL state. */
type Fate = readonly [perThousand: number, reason: string | null, copyState: string, urlState: string]

/** A migration half-way: most is copied, some Accounts are switched, a quarter came later and is being copied now. */
const FATES: readonly Fate[] = [
  [65, 'folder', 'discovered', 'original'],
  [15, 'foreign-host', 'discovered', 'original'],
  [250, null, 'discovered', 'original'],
  [10, null, 'failed', 'original'],
  [5, null, 'missing', 'original'],
  [5, null, 'changed', 'original'],
  [540, null, 'verified', 'original'],
  [90, null, 'verified', 'confirmed'],
  [5, null, 'verified', 'conflicted'],
  [5, null, 'verified', 'refused'],
  [10, null, 'verified', 'rolled_back'],
]

/** Shares of an org with 1,000,000 documents in 26,000 Accounts, of which the largest has 20,000. */
const ACCOUNTS_PER_RECORD = 0.026
const LARGEST_SHARE = 0.02
const WITHOUT_ACCOUNT_SHARE = 0.01

/** Ids have no capital letter but the X, so their check characters are the same for all. */
const RECORD_ID = `'a0X5g0' || lpad(slot.number::text, 9, '0') || 'EAA'`
const ACCOUNT_ID = `'0015g0' || lpad(account.number::text, 9, '0') || 'AAA'`

/**
 * Makes the temporary table `entries` on this connection: every entry of a fictional org, numbered from 1. As in an org
 * that grew over years, the records of an Account are scattered over all ids.
 */
export async function createEntries(client: pg.Client, records: number): Promise<void> {
  const withoutAccount = Math.round(records * WITHOUT_ACCOUNT_SHARE)
  const accounts = Math.ceil(records * ACCOUNTS_PER_RECORD)
  const sizes = accountSizes(records - withoutAccount, accounts, Math.round(records * LARGEST_SHARE))
  const numbers = sizes.map((_, index) => index + 1)
  await client.query(INSERT_ACCOUNTS, [numbers])
  await client.query(CREATE_SLOTS)
  await client.query(INSERT_SLOTS, [
    [...numbers, null],
    [...sizes, withoutAccount],
  ])
  await client.query(CREATE_FATES)
  const column = <At extends 0 | 1 | 2 | 3>(at: At) => FATES.map((fate) => fate[at])
  await client.query(INSERT_FATES, [column(0), column(1), column(2), column(3)])
  await client.query(CREATE_ENTRIES)
  await client.query('create unique index on entries (number)')
  await client.query('analyze entries')
}

const INSERT_ACCOUNTS = `
insert into accounts (account_id, name)
select ${ACCOUNT_ID}, 'Northwind Traders ' || account.number
from unnest($1::integer[]) as account (number)`

const CREATE_SLOTS = 'create temp table slots (number integer, account_number integer)'

/** In the order of a digest, which is the same in every ledger of this size. */
const INSERT_SLOTS = `
insert into slots (number, account_number)
select row_number() over (order by md5(account.number || ' ' || place)), account.number
from unnest($1::integer[], $2::integer[]) as account (number, size)
cross join lateral generate_series(1, account.size) as place`

const CREATE_FATES = 'create temp table fates (draw integer, reason text, copy_state text, url_state text)'

const INSERT_FATES = `
insert into fates (draw, reason, copy_state, url_state)
select row_number() over (order by fate.number) - 1, fate.reason, fate.copy_state, fate.url_state
from unnest($1::integer[], $2::text[], $3::text[], $4::text[]) with ordinality
  as fate (per_thousand, reason, copy_state, url_state, number)
cross join lateral generate_series(1, fate.per_thousand)`

/** Multiplied by a prime, a thousand neighbours draw each fate exactly as often as it should be. */
const CREATE_ENTRIES = `
create temp table entries as
select
  slot.number,
  ${RECORD_ID} as record_id,
  ${ACCOUNT_ID} as account_id,
  case when account.number is null then 'no-account' else fate.reason end as reason,
  case when account.number is null then 'discovered' else fate.copy_state end as copy_state,
  case when account.number is null then 'original' else fate.url_state end as url_state
from slots as slot
cross join lateral (select slot.account_number) as account (number)
join fates as fate on fate.draw = slot.number::bigint * 7919 % 1000`
