import type { OrgAnswer } from '../../../../server/adapters/salesforce/errors.ts'
import { isJsonObject, jsonObject, parseJson } from '../../../../server/adapters/salesforce/json.ts'
import type { DELETIONS } from '../../../../server/domain/conform/assumptions/deletions.ts'
import { toRecordId18 } from '../../../../server/domain/org/record-id.ts'
import type { CheckContext } from '../context.ts'
import { expectRefusal, type Finding, failed, passed } from '../finding.ts'
import { listIn } from '../reading.ts'
import type { ChecksOf } from './checks-of.ts'

const MINUTE_MS = 60_000
/** The log of deletions may be a little behind. */
const LOOKS = 20

export const DELETIONS_CHECKS: ChecksOf<typeof DELETIONS> = {
  'deletions.told': lookForDeletion,
  'deletions.short-window': async (context) =>
    expectRefusal(await askDeleted(context, 0, 0), 400, ['INVALID_REPLICATION_DATE']),
  'deletions.reach': async (context) =>
    expectRefusal(await askDeleted(context, -31 * 24 * 60 * MINUTE_MS, 0), 400, ['INVALID_REPLICATION_DATE']),
}

async function lookForDeletion(context: CheckContext): Promise<Finding> {
  const { scratch, clock, pollMs, signal } = context
  const [id = ''] = scratch.take(1)
  await scratch.delete([id])
  for (let look = 1; look <= LOOKS; look += 1) {
    const answer = await askDeleted(context, -5 * MINUTE_MS, 2 * MINUTE_MS)
    if (answer.status >= 300) return expectRefusal(answer, 200)
    if (deletedIds(answer).includes(id)) return passed(`named at look ${look}`)
    await clock.sleep(pollMs * look, signal)
  }
  return failed(`not named in ${LOOKS} looks`)
}

function deletedIds(answer: OrgAnswer): (string | undefined)[] {
  const { deletedRecords } = jsonObject(parseJson(answer), 'a list of deletions')
  return listIn(deletedRecords).map((record) => (isJsonObject(record) ? toRecordId18(String(record.id)) : undefined))
}

/** Both ends are given from now on. */
function askDeleted({ client, config, clock }: CheckContext, fromMs: number, toMs: number): Promise<OrgAnswer> {
  const at = (offsetMs: number) => new Date(clock.now().getTime() + offsetMs).toISOString().replace(/\.\d+Z$/, '+00:00')
  const query = new URLSearchParams({ start: at(fromMs), end: at(toMs) })
  return client.send({ path: `/sobjects/${config.names.object}/deleted/?${query}` })
}
