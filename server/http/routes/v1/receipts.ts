import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { parseRecordId } from '../../record-ids.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ReceiptKeySchema, ReceiptSchema } from '../../schemas/receipt.ts'
import { RecordIdParams, ref } from '../../schemas/shared.ts'

const tags = ['records']

const getReceipt = {
  operationId: 'getRecordReceipt',
  summary: 'The signed proof for one record with a verified copy.',
  description:
    'Keep the answer byte for byte: "doclift receipt verify" proves it with the public key alone, and refuses any change.',
  tags,
  params: RecordIdParams,
  codes: ['record.not-found', 'receipt.not-verified', 'receipt.not-bound'],
  response: readResponses(ref(ReceiptSchema)),
}
const getKey = {
  operationId: 'getReceiptKey',
  summary: 'The public key that receipts are proven with.',
  tags,
  response: readResponses(ref(ReceiptKeySchema)),
}

export function addReceipts(app: App, { reports }: Services): void {
  app.get('/v1/records/:id/receipt', { schema: getReceipt, config: { role: 'viewer' } }, ({ params }) =>
    reports.issueReceipt(parseRecordId(params.id, '/params/id')),
  )

  app.get('/v1/receipts/key', { schema: getKey, config: { role: 'viewer', hasEtag: true } }, async () =>
    reports.receiptKey(),
  )
}
