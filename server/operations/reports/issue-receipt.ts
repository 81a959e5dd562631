import { PermanentError } from '../../domain/errors.ts'
import { canonicalJson } from '../../domain/receipt/canonical-json.ts'
import { RECEIPT_KIND, RECEIPT_VERSION, type Receipt, type ReceiptContent } from '../../domain/receipt/receipt.ts'
import type { Context } from '../context.ts'

/**
 * Issues the signed receipt of a record with a verified copy.
 * @throws PermanentError `record.not-found`, `receipt.not-verified`
 */
export async function issueReceipt({ ports }: Context, recordId: string): Promise<Receipt> {
  const { tracking, signer, clock } = ports
  const found = await tracking.receiptFacts(recordId)
  if (!found) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  if (!found.facts) {
    const message = `The copy of this record must be verified to have a receipt; it is ${found.copyState}. Back it up first.`
    throw new PermanentError('receipt.not-verified', message)
  }
  const installation = await tracking.readBinding()
  if (!installation) {
    throw new PermanentError(
      'receipt.not-bound',
      'The installation is not bound to an org yet. Start the service once.',
    )
  }
  const content: ReceiptContent = {
    kind: RECEIPT_KIND,
    version: RECEIPT_VERSION,
    installation,
    ...found.facts,
    issuedAt: clock.now().toISOString(),
    signer: { algorithm: 'Ed25519', keyId: signer.keyId },
  }
  return { ...content, signature: signer.sign('receipt', canonicalJson(content)) }
}
