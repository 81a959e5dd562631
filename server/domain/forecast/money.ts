/** Money is counted in whole millionths of a US dollar: amounts this small add up, and floating point would not. */
export type MicroUsd = bigint

/** `1234567n` is `1.234567`: at least two decimals, at most six. */
export function formatUsd(amount: MicroUsd): string {
  const digits = String(amount).padStart(7, '0')
  const decimals = digits.slice(-6).replace(/0{1,4}$/, '')
  return `${digits.slice(0, -6)}.${decimals}`
}

/** `amount × count / per`, rounded half up to the next millionth. Nothing here is negative. */
export function scaleUsd(amount: MicroUsd, count: bigint, per: bigint): MicroUsd {
  return (2n * amount * count + per) / (2n * per)
}
