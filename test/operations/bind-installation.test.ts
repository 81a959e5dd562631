import { expect, test } from 'vitest'
import { type Binding, environmentOf, type OrgIdentity } from '../../server/domain/org/identity.ts'
import { bindInstallation, type PrefixStamp } from '../../server/operations/bind-installation.ts'

const ORG: OrgIdentity = { orgId: '00D000000000001EAA', name: 'Acme', isSandbox: true }
const OTHER: OrgIdentity = { ...ORG, orgId: '00D000000000002EAA' }

function installation() {
  const held: { database?: Binding; prefix?: Binding } = {}
  const stamp: PrefixStamp = {
    read: async () => held.prefix,
    write: async (binding) => (held.prefix ??= binding),
  }
  const tracking = {
    readBinding: async () => held.database,
    bind: async (binding: Binding) => (held.database ??= binding),
  }
  const clock = { now: () => new Date(0), sleep: async () => undefined }
  const bind = (identity: OrgIdentity, environment = environmentOf(identity)) =>
    bindInstallation({ org: { identity: async () => identity }, tracking, stamp, clock, environment })
  return { held, bind }
}

test('invariant 13: the first login binds the database and the prefix', async () => {
  const { held, bind } = installation()
  await bind(ORG)
  expect(held).toEqual({ database: { orgId: ORG.orgId, environment: 'sandbox' }, prefix: held.database })
})

test('invariant 13: another org behind the same database is refused', async () => {
  const { bind } = installation()
  await bind(ORG)
  await expect(bind(OTHER)).rejects.toMatchObject({ code: 'installation.mismatch', behaviour: 'fatal' })
})

test('invariant 13: a prefix of another installation is refused and the database stays unbound', async () => {
  const { held, bind } = installation()
  held.prefix = { orgId: OTHER.orgId, environment: 'sandbox' }
  await expect(bind(ORG)).rejects.toThrow(/destination prefix belongs to org 00D000000000002EAA/)
  expect(held.database).toBeUndefined()
})

test('invariant 13: a production setting never meets a sandbox org', async () => {
  const { held, bind } = installation()
  await expect(bind(ORG, 'production')).rejects.toThrow(/ENVIRONMENT is bound to a production org/)
  expect(held).toEqual({})
})
