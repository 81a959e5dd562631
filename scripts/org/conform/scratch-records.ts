import { cleanSentence, contentKindOf, type OrgAnswer } from '../../../server/adapters/salesforce/errors.ts'
import {
  isJsonObject,
  type JsonObject,
  jsonObject,
  parseJson,
  textIn,
} from '../../../server/adapters/salesforce/json.ts'
import type { OrgConfig } from '../../../server/config.ts'
import { toRecordId18 } from '../../../server/domain/org/record-id.ts'
import { soqlText } from '../../../server/domain/org/soql.ts'
import { CannotTell, NotOurs, requireSuccess } from './finding.ts'
import type { OrgClient } from './org-client.ts'
import { listIn, queryRows, readField } from './reading.ts'

/** More than one group of 200, and more than one page of a query. */
export const SCRATCH_RECORDS = 250
const MOST_AT_ONCE = 200
const FIRST_URL = 'https://conformance.doclift.example/'

export interface UrlChange {
  id: string
  url: string | null
}

/**
 * One Account with records of its own: the only records of the org that a check may write to. Whatever else is named is
 * refused here, whoever asks.
 */
export class ScratchRecords {
  readonly accountName: string
  readonly #client: OrgClient
  readonly #names: OrgConfig['salesforce']['names']
  readonly #alive = new Set<string>()
  readonly #gone = new Set<string>()
  #accountId: string | undefined
  #taken = 0

  /** @param mark tells the Account of this run from every other */
  constructor(client: OrgClient, names: OrgConfig['salesforce']['names'], mark: string) {
    this.#client = client
    this.#names = names
    this.accountName = `Doclift conformance ${mark}`
  }

  get accountId(): string {
    if (this.#accountId === undefined) throw new CannotTell('there is no Account of our own in the org')
    return this.#accountId
  }

  /** Ids of all records that are not deleted. */
  get ids(): string[] {
    return [...this.#alive]
  }

  /** Records that no other check has written to. */
  take(count: number): string[] {
    this.#taken += count
    return this.ids.slice(this.#taken - count, this.#taken)
  }

  /** Well-formed ids of the object that belong to no record: far beyond any that the org has given. */
  unknownIds(count: number): string[] {
    const [known = ''] = this.#alive
    const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'))
    return numbers.map((number) => toRecordId18(`${known.slice(0, 6)}zzzzz${number}`) ?? '')
  }

  /** @throws CannotTell when the org refuses one of them */
  async create(): Promise<void> {
    const [account] = await this.#createMany([{ attributes: { type: 'Account' }, Name: this.accountName }])
    this.#accountId = account ?? ''
    const describePath = `/sobjects/${this.#names.object}/describe`
    const answer = requireSuccess(await this.#client.send({ path: describePath }), 'describing the object')
    const hasName = isNameGiven(jsonObject(parseJson(answer), 'a description'))
    const records = Array.from({ length: SCRATCH_RECORDS }, (_, index) => this.#newRecord(index, hasName))
    for (let start = 0; start < records.length; start += MOST_AT_ONCE) {
      const ids = await this.#createMany(records.slice(start, start + MOST_AT_ONCE))
      for (const id of ids) this.#alive.add(id)
    }
  }

  /** Writes URLs by Collections; the answer as it came. */
  async update(changes: readonly UrlChange[]): Promise<OrgAnswer> {
    for (const { id } of changes) await this.assertOurs(id)
    const { object, urlField } = this.#names
    const records = changes.map(({ id, url }) => ({ attributes: { type: object }, Id: id, [urlField]: url }))
    return this.#client.send({ method: 'PATCH', path: '/composite/sobjects', body: { allOrNone: false, records } })
  }

  /** Writes one URL by itself; the answer as it came. */
  async updateOne({ id, url }: UrlChange, headers: Readonly<Record<string, string>>): Promise<OrgAnswer> {
    await this.assertOurs(id)
    const { object, urlField } = this.#names
    return this.#client.send({ method: 'PATCH', path: `/sobjects/${object}/${id}`, headers, body: { [urlField]: url } })
  }

  /** Deletes some of the records. */
  async delete(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
      const some = ids.slice(start, start + MOST_AT_ONCE)
      const path = `/composite/sobjects?ids=${some.join(',')}&allOrNone=false`
      const answer = await this.#client.send({ method: 'DELETE', path })
      requireSuccess(answer, 'deleting records')
      for (const [index, result] of listIn(parseJson(answer)).entries()) this.#noteDeletion(some[index] ?? '', result)
    }
  }

  /**
   * Removes all of it, also what was created without an answer.
   * @returns ids of what is still there
   */
  async remove(): Promise<string[]> {
    const accountIds = this.#accountId ? [this.#accountId] : await this.#findAccounts()
    for (const accountId of accountIds) await this.#removeAccount(accountId)
    return this.ids
  }

  /**
   * Holds that a record is one of ours, or that there is none of that id.
   * @throws NotOurs otherwise
   */
  async assertOurs(id: string): Promise<void> {
    if (this.#alive.has(id) || this.#gone.has(id)) return
    const [found] = await readField(this.#client, this.#names.object, [id], 'Id')
    if ((found ?? null) !== null)
      throw new NotOurs(`A check wanted to write to ${id}, which is none of its own records.`)
  }

  /** By its name, which no other has: the answer to its creation may have been lost. */
  async #findAccounts(): Promise<string[]> {
    const rows = await queryRows(this.#client, `SELECT Id FROM Account WHERE Name = ${soqlText(this.accountName)}`)
    return rows.map(({ Id }) => String(Id))
  }

  async #removeAccount(accountId: string): Promise<void> {
    const { object, accountField } = this.#names
    const soql = `SELECT Id FROM ${object} WHERE ${accountField} = ${soqlText(accountId)}`
    const rows = await queryRows(this.#client, soql)
    this.#alive.add(accountId)
    for (const { Id } of rows) this.#alive.add(String(Id))
    await this.delete(this.ids.filter((id) => id !== accountId))
    await this.delete([accountId])
  }

  async #createMany(records: readonly object[]): Promise<string[]> {
    const body = { allOrNone: true, records }
    const answer = await this.#client.send({ method: 'POST', path: '/composite/sobjects', body })
    const results = contentKindOf(answer) === 'json' ? parseJson(answer) : null
    refuseFailures(results)
    requireSuccess(answer, 'creating records to check with')
    return listIn(results).map(createdId)
  }

  #newRecord(index: number, hasName: boolean): object {
    const { object, urlField, accountField } = this.#names
    return {
      attributes: { type: object },
      ...(hasName && { Name: `Doclift conformance ${index}` }),
      [urlField]: `${FIRST_URL}${index}`,
      [accountField]: this.accountId,
    }
  }

  #noteDeletion(id: string, result: unknown): void {
    if (!isJsonObject(result) || result.success !== true) return
    this.#alive.delete(id)
    this.#gone.add(id)
  }
}

/** The Name of many objects is a number that the org gives. */
function isNameGiven({ fields }: JsonObject): boolean {
  return listIn(fields).some((field) => isJsonObject(field) && field.name === 'Name' && field.createable === true)
}

/** Of records that are created together, all are refused when one is; the others only say so. */
function refuseFailures(results: unknown): void {
  const errors = (Array.isArray(results) ? results : []).flatMap((result) =>
    isJsonObject(result) && Array.isArray(result.errors) ? result.errors.filter(isJsonObject) : [],
  )
  const first = errors.find(({ statusCode }) => statusCode !== 'ALL_OR_NONE_OPERATION_ROLLED_BACK') ?? errors[0]
  if (first === undefined) return
  const told = cleanSentence(`${String(first.statusCode)}: ${String(first.message)}`).replace(/\s+/g, ' ')
  throw new CannotTell(`creating records to check with was refused with ${told.slice(0, 200)}`)
}

function createdId(result: unknown): string {
  const id = textIn(jsonObject(result, 'a result'), 'id')
  return toRecordId18(id) ?? id
}
