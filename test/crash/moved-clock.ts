/**
 * Loaded before a worker whose machine has the wrong time: everything that asks for the time gets it moved. Timers run as
 * before, as they do on a machine whose clock is set. SIGWINCH sets the clock right, while the worker works.
 */
const RightDate = Date
let offByMs = Number(process.env.CLOCK_OFF_BY_MS ?? 0)

class MovedDate extends RightDate {
  constructor(...given: []) {
    if (given.length === 0) super(MovedDate.now())
    else super(...given)
  }

  static override now(): number {
    return RightDate.now() + offByMs
  }
}

globalThis.Date = MovedDate as DateConstructor
process.on('SIGWINCH', () => {
  offByMs = 0
})
