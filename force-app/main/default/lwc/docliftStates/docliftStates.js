/** The states of documents in the groups that screens count and mark. The service counts the same ones. */
export const STATES = {
    switched: ['switched', 'confirmed', 'in_doubt'],
    copied: ['verified', 'rolled_back'],
    toCopy: ['discovered', 'restoring', 'copied'],
    attention: ['changed', 'missing', 'failed', 'conflicted', 'refused']
};

/** Whether a document in this state waits for somebody. One that is being checked settles by itself. */
export function needsAttention(state) {
    return STATES.attention.includes(state);
}

/**
 * How many documents are in one of these states.
 * @param {Record<string, number>} byState
 * @param {string[]} states
 */
export function countIn(byState, states) {
    return states.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
}
