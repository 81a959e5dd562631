/** The counts of the overview. Every document in scope is in exactly one of them, so that they add up. */
import { STATES, countIn } from 'c/docliftStates';

/** @returns {{ inScope: number, copied: number, switched: number, attention: number, toCopy: number, outOfScope: number }} */
export function countsOf({ total, byState, outOfScope }) {
    const left = sum(Object.values(outOfScope));
    const inScope = total - left;
    const [copied, switched, attention] = [STATES.copied, STATES.switched, STATES.attention].map((states) =>
        countIn(byState, states)
    );
    // A state that is newer than this page is not copied, as far as this page can tell.
    return { inScope, copied, switched, attention, toCopy: inScope - copied - switched - attention, outOfScope: left };
}

/** Reasons with a count, the largest first. */
export function reasonsOf(outOfScope) {
    return Object.entries(outOfScope)
        .filter(([, count]) => count > 0)
        .sort(([, one], [, other]) => other - one);
}

function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}
