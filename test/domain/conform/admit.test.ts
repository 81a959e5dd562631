import { describe, expect, test } from 'vitest'
import { admitReport, freshUntil } from '../../../server/domain/conform/admit.ts'
import type { ConformInstallation } from '../../../server/domain/conform/installation.ts'
import type { ConformContent } from '../../../server/domain/conform/report.ts'
import { buildReport, checksWith, reportKey } from '../../support/conform-report.ts'

const key = reportKey()
const NOW = new Date('2026-03-31T12:00:00.000Z')
const MADE: Partial<ConformContent> = { endedAt: '2026-03-10T12:00:00.000Z' }
const { names } = buildReport(key)
const INSTALLATION: ConformInstallation = {
  apiVersion: '67.0',
  names,
  allowedHosts: ['acme.my.salesforce.com'],
  publicKeys: [key.publicKeyPem],
}

function refusal(change: Partial<ConformContent>, installation: Partial<ConformInstallation> = {}) {
  try {
    admitReport(buildReport(key, { ...MADE, ...change }), { ...INSTALLATION, ...installation }, NOW)
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  return null
}

describe('what a report must be about', () => {
  test('a report of this month about the same settings is taken, with failed checks too', () => {
    expect(refusal({})).toBeNull()
    expect(refusal({ checks: checksWith({ 'records.exact': 'failed' }) })).toBeNull()
  })

  test('thirty days to the millisecond are the limit', () => {
    expect(refusal({ endedAt: '2026-03-01T12:00:00.001Z' })).toBeNull()
    expect(refusal({ endedAt: '2026-03-01T12:00:00.000Z' })?.code).toBe('conform.too-old')
    expect(freshUntil({ endedAt: '2026-03-01T12:00:00.000Z' })).toBe(NOW.toISOString())
  })

  test('a report of the future is refused beyond what clocks differ', () => {
    expect(refusal({ endedAt: '2026-03-31T12:04:59.000Z' })).toBeNull()
    expect(refusal({ endedAt: '2026-03-31T12:05:01.000Z' })?.code).toBe('conform.in-future')
    expect(refusal({ endedAt: 'soon' })?.code).toBe('conform.in-future')
  })

  test.for([
    ['SALESFORCE_API_VERSION', { apiVersion: '66.0' }],
    ['SALESFORCE_OBJECT', { names: { ...names, object: 'tlnd__DocListEntry__c' } }],
    ['SALESFORCE_URL_FIELD', { names: { ...names, urlField: 'Url__c' } }],
    ['SALESFORCE_VERSION_OBJECT', { names: { ...names, versionObject: 'DocListEntryVersion__c' } }],
  ] as const)('a report with another %s is refused, and says which', ([setting, change]) => {
    const found = refusal(change)
    expect(found?.code).toBe('conform.other-settings')
    expect(found?.message).toContain(`another ${setting}.`)
  })

  test('a report about the stand-in is refused by an installation of a real org, and taken by one of a stand-in', () => {
    const org = { id: '00DMx0000000001MAA', host: '127.0.0.1:41234', kind: 'sandbox' as const }
    const found = refusal({ org })
    expect(found?.code).toBe('conform.other-host')
    expect(found?.message).toContain('127.0.0.1:41234')
    expect(refusal({ org }, { allowedHosts: ['127.0.0.1:41234'] })).toBeNull()
    expect(refusal({ org }, { allowedHosts: ['127.0.0.1'] })).toBeNull()
  })

  test.for(['salesforce.com.evil.example', 'evilsalesforce.com', 'acme.my.salesforce.com:8443'])(
    'a host that only looks like one of Salesforce is refused: %s',
    (host) => {
      expect(refusal({ org: { id: '00D000000000001EAA', host, kind: 'sandbox' } }, { allowedHosts: [] })?.code).toBe(
        'conform.other-host',
      )
    },
  )

  test('a report that lacks a check, or has one more, is of another Doclift', () => {
    const checks = checksWith()
    expect(refusal({ checks: checks.slice(1) })?.code).toBe('conform.other-checks')
    const more = { name: 'new.check', outcome: 'passed' as const, evidence: '' }
    expect(refusal({ checks: [...checks, more] })?.code).toBe('conform.other-checks')
  })
})
