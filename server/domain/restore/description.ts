import { PermanentError } from '../errors.ts'
import { BEFORE_IMAGES_FORMAT, type BeforeImagesDescription } from './before-images.ts'

/** What of a description is checked against the file and the installation. */
export type KnownDescription = Pick<
  BeforeImagesDescription,
  'orgId' | 'object' | 'field' | 'run' | 'rows' | 'sha256' | 'madeAt'
>

/**
 * Reads the description that stands beside a file.
 * @throws PermanentError `restore.bad-description`
 */
export function parseDescription(text: string): KnownDescription {
  const value = parseJson(text)
  if (isDescription(value)) return value
  throw new PermanentError(
    'restore.bad-description',
    'The JSON beside the file does not describe before-images of Doclift. Take it away, or give the one that belongs there.',
  )
}

/**
 * Refuses a file of another org, object or field.
 * @throws PermanentError `restore.other-org`, `restore.other-object`
 */
export function refuseOtherSite(
  described: KnownDescription,
  here: { orgId: string | null; object: string; field: string },
): void {
  if (described.orgId !== here.orgId) {
    const message = `The file is of org ${described.orgId ?? 'none'}; this installation serves ${here.orgId ?? 'none'}.`
    throw new PermanentError('restore.other-org', message)
  }
  if (described.object === here.object && described.field === here.field) return
  const message = `The file is of ${described.object}.${described.field}; this installation changes ${here.object}.${here.field}.`
  throw new PermanentError('restore.other-object', message)
}

/** Why a file is not the one that is described, as sentences; none when it is. */
export function describedDifferences(described: KnownDescription, file: { rows: number; sha256: string }): string[] {
  return [
    ...(described.rows === file.rows ? [] : [`It should have ${described.rows} rows and has ${file.rows}.`]),
    ...(described.sha256 === file.sha256
      ? []
      : ['Its SHA-256 is not the one that was exported: its bytes were changed.']),
  ]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isDescription(value: unknown): value is KnownDescription {
  const { format, orgId, object, field, run, rows, sha256, madeAt } = { ...(value as Partial<BeforeImagesDescription>) }
  const texts = [object, field, sha256, madeAt, run?.operation]
  return (
    format === BEFORE_IMAGES_FORMAT &&
    (orgId === null || typeof orgId === 'string') &&
    texts.every((text) => typeof text === 'string') &&
    [rows, run?.number].every(Number.isSafeInteger)
  )
}
