import type { Context } from '../context.ts'
import type { BeforeImagesSite } from './before-images.ts'

/** Where the before-images of this installation are from. */
export function siteOf({ ports, settings }: Context): BeforeImagesSite {
  return { object: settings.object, urlField: settings.urlField, now: () => ports.clock.now() }
}
