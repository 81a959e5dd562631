import { ApiError } from './errors.ts'

const OLDEST = 31
const NEWEST = 68
const SEASONS = ['Winter', 'Spring', 'Summer'] as const
// Winter '26 is version 65.
const WINTER_26 = 65

/** Lists the API versions as `GET /services/data` does. */
export function listVersions(): { label: string; url: string; version: string }[] {
  return Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => OLDEST + index).map((number) => ({
    label: labelOf(number),
    url: `/services/data/v${number}.0`,
    version: `${number}.0`,
  }))
}

/**
 * Checks that a version is offered.
 * @throws ApiError with status 410 for a retired one, 404 for one that does not exist
 */
export function requireVersion(version: string): void {
  const number = Number(version)
  if (number < OLDEST) throw new ApiError(410, 'UNSUPPORTED_API_VERSION', `API version ${version} is retired`)
  if (number > NEWEST) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
}

function labelOf(number: number): string {
  const steps = number - WINTER_26 + 3 * 26
  return `${SEASONS[steps % 3]} '${Math.floor(steps / 3)}`
}
