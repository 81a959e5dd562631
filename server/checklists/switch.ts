/** The gate before a switch: the probes that must have passed, in the order in which people read them. */
export const SWITCH_GATE = [
  'tracking.success-rate',
  'tracking.sources-fresh',
  'tracking.unchanged',
  'rollback.data-exported',
  'switch.urls-fit',
  'links.resolve',
] as const
