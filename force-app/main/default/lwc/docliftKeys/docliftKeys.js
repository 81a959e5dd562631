/** Idempotency-Keys, so that pressing a button twice, or losing an answer, starts one act. */
import { toProblem } from 'c/docliftErrors';

/**
 * A new key.
 * @param {string} prefix what it is for; it stands in the log of the service
 */
export function newKey(prefix) {
    return `${prefix}-${crypto.randomUUID()}`;
}

/** The keys of one component, by act. A key stays until the service has answered it. */
export class Keys {
    held = {};

    /**
     * Does an act with its key.
     * @param {string} name of the act
     * @param {(idempotencyKey: string) => Promise<*>} act
     * @returns {Promise<*>} its answer
     * @throws whatever the act throws
     */
    async send(name, act) {
        this.held[name] ??= newKey(name);
        try {
            const answer = await act(this.held[name]);
            delete this.held[name];
            return answer;
        } catch (error) {
            if (isAnswered(toProblem(error))) delete this.held[name];
            throw error;
        }
    }
}

/** The service has decided; asking again is another act. */
function isAnswered({ status }) {
    return status > 0 && status < 429;
}
