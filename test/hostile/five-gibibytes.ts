import { openObjectStore } from '../../server/adapters/s3/object-store.ts'
import { openVendorSource } from '../../server/adapters/vendor/document-source.ts'
import { fixedToken } from '../../server/adapters/vendor/token.ts'
import { peakResidentBytes } from '../../server/http/peak-memory.ts'

/**
 * A process that copies one document from a vendor to a store, and prints as JSON what it stored and its peak resident memory in
 * bytes. It is given the options of both as JSON.
 */
const { vendor, store: options } = JSON.parse(process.argv[2] ?? '{}')
const source = openVendorSource({ ...vendor, token: fixedToken('token') })
const store = openObjectStore(options)
const answer = await source.open({ recordId: 'a1c000000000001AAA', identifier: 'id-1', documentUrl: null })
if (answer.kind !== 'found') throw new Error(`Expected the document, found ${JSON.stringify(answer)}.`)
const { body, fingerprint } = answer.document
const { sizeBytes } = fingerprint
const receipt = await store.put({ key: 'large', body, sizeBytes, contentType: 'video/mp4', isCreateOnly: true })
// The test reads it as the only output of this process.
console.log(JSON.stringify({ receipt, peakBytes: peakResidentBytes() }))
await Promise.all([source.close(), store.close()])
