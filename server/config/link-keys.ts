import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { SECRET_BYTES } from '../domain/link/token.ts'
import { Secret } from './secret.ts'

const KeySchema = Type.Object(
  {
    kid: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
    secret: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  },
  { additionalProperties: false },
)
const KeysSchema = Type.Array(KeySchema, { minItems: 1, maxItems: 20 })

/** A key of links as the settings have it; the secret is 32 bytes as base64. */
export interface LinkKeySetting {
  kid: string
  secret: Secret
}

const WRONG_SHAPE =
  'LINK_KEYS_FILE must hold a JSON array of one to 20 objects with kid (letters, digits and ._-) and secret (32 random bytes as base64, as "openssl rand -base64 32" makes them).'

/** Reads the file of link keys, the newest first. Returns the keys, and a sentence for every problem. */
export function parseLinkKeys(text: string): { keys: LinkKeySetting[]; problems: string[] } {
  const parsed = parseJson(text)
  if (!Check(KeysSchema, parsed)) return { keys: [], problems: [WRONG_SHAPE] }
  return {
    keys: parsed.map(({ kid, secret }) => ({ kid, secret: new Secret(secret) })),
    problems: [...repeats(parsed, 'kid'), ...repeats(parsed, 'secret'), ...parsed.flatMap(weakness)],
  }
}

function repeats(keys: readonly Static<typeof KeySchema>[], member: 'kid' | 'secret'): string[] {
  const distinct = new Set(keys.map((key) => key[member]))
  return distinct.size === keys.length ? [] : [`LINK_KEYS_FILE must not have the same ${member} twice.`]
}

/** A key of few different bytes was typed, not drawn. */
function weakness({ kid, secret }: Static<typeof KeySchema>): string[] {
  const bytes = Buffer.from(secret, 'base64')
  const isRandom = bytes.length === SECRET_BYTES && new Set(bytes).size > SECRET_BYTES / 2
  return isRandom
    ? []
    : [`LINK_KEYS_FILE, key ${kid}: secret must be 32 random bytes; make one with "openssl rand -base64 32".`]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
