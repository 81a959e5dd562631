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

/** Asked besides where new URLs lead to the page in the org, which only a person can open. */
export const SWITCH_GATE_OF_PAGES = ['links.opened-in-org'] as const

/** Asked besides with the profile production: what a sandbox was seen to do. In a sandbox itself a mistake harms nobody. */
export const SWITCH_GATE_IN_PRODUCTION = ['salesforce.conforms'] as const

/** Asked besides where rows of further objects are counted during a switch. */
export const SWITCH_GATE_OF_COUNTED_OBJECTS = ['salesforce.counted-objects'] as const
