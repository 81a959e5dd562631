/** A benchmark that is told to stop ends what it started, and then itself. */
export function abortOnSignals(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => stopping.abort(new Error('Stopped by hand. Nothing was measured.'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return stopping.signal
}
