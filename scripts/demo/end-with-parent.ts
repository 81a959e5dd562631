/**
 * Loaded before the service by the demo, which holds the other end of its standard input: however the demo ends, the service
 * ends with it.
 */
process.stdin
  .resume()
  .on('end', () => process.kill(process.pid, 'SIGTERM'))
  .unref()
