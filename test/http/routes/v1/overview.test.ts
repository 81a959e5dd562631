import { expect, test } from 'vitest'
import { buildRun, memoryServices, REFUSED_GATE } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

test('the overview says what is there, what is true of Salesforce, what the gate says and what to do next', async () => {
  const services = memoryServices({ gateOf: async () => REFUSED_GATE })
  services.runs.push(buildRun({ number: 3 }))
  const app = await openApp(services)
  const overview = (await app.inject({ url: '/v1/overview', headers: as('viewer') })).json()
  await app.close()
  expect(overview).toMatchObject({
    total: 5,
    byState: { verified: 3 },
    outOfScope: { folder: 2 },
    verifiedBytes: 1_700_000_000_000,
    salesforce: 'Nothing in Salesforce has been changed yet.',
    nextStep: expect.stringMatching(/^Make the list .*\.$/),
    unfinishedRuns: [{ number: 3, dryRun: false }],
    switchGate: { runNumber: 3, gate: REFUSED_GATE },
  })
})

test('without a plan of a switch there is no gate', async () => {
  const app = await openApp(memoryServices())
  const overview = (await app.inject({ url: '/v1/overview', headers: as('viewer') })).json()
  await app.close()
  expect(overview.switchGate).toBeNull()
})
