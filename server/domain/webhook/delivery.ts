/** `pending` waits for its next attempt; `given_up` was tried as often as it is tried. */
export const DELIVERY_STATES = ['pending', 'delivered', 'given_up'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]
