/** The gate before a switch: the probes that must have passed, in the order in which people read them. */
export const SWITCH_GATE = [
  'tracking.success-rate',
  'tracking.sources-fresh',
  'tracking.unchanged',
  'rollback.data-exported',
  'salesforce.permissions',
  'switch.urls-fit',
  'links.resolve',
] as const

/** The same where new URLs lead to the page in the org, which only a person can open. */
export const SWITCH_GATE_OF_PAGES = [...SWITCH_GATE, 'links.opened-in-org'] as const

/** What the gate asks besides where rows of further objects are counted during a switch. */
export const SWITCH_GATE_OF_COUNTED_OBJECTS = ['salesforce.counted-objects'] as const
