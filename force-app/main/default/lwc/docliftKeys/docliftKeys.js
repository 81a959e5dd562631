/** Idempotency-Keys: one is made when a dialog opens, so that pressing its button twice starts one act. */

/**
 * A new key.
 * @param {string} prefix what it is for; it stands in the log of the service
 */
export function newKey(prefix) {
    return `${prefix}-${crypto.randomUUID()}`;
}
