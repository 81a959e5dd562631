import type { Bench } from './bench.ts'

/** One thing that clients do with S3 servers, and how to hear what a server answers. */
export interface Behaviour {
  /** In the words of a table row. */
  does: string
  /** What the server answers, short and the same each time: no key, no identifier, no time. */
  answer(bench: Bench): Promise<string>
}

/**
 * What was answered: the status, then what is worth telling of the answer, or the code of the error. Texts are left out,
 * some servers leave them empty.
 * @param describe tells of an answer that was no error
 */
export async function told<Output extends { $metadata: { httpStatusCode?: number } }>(
  sent: Promise<Output>,
  describe: (output: Output) => string | Promise<string> = () => '',
): Promise<string> {
  try {
    const output = await sent
    return join(output.$metadata.httpStatusCode, await describe(output))
  } catch (thrown) {
    return toldError(thrown)
  }
}

/** The same for an answer that was asked for without the SDK. */
export async function toldResponse(sent: Promise<Response>, describe = (_: Response) => ''): Promise<string> {
  const response = await sent
  const code = /<Code>([A-Za-z0-9]+)<\/Code>/.exec(await response.text())?.[1] ?? ''
  return join(response.status, response.ok ? describe(response) : code)
}

function toldError(thrown: unknown): string {
  const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } }
  // What never got an answer is a fault of the check, or of the way there.
  if ($metadata?.httpStatusCode === undefined) throw thrown
  if ($metadata.httpStatusCode < 300) return join($metadata.httpStatusCode, 'with an answer the SDK cannot read')
  // The SDK makes these names up when the answer had no code.
  const isMadeUp = ['NotFound', 'Unknown', 'UnknownError', 'Error'].includes(name ?? '') || /^\d+$/.test(name ?? '')
  return join($metadata.httpStatusCode, isMadeUp ? '' : (name ?? ''))
}

function join(status: number | undefined, words: string): string {
  return words === '' ? String(status) : `${status} ${words}`
}
