/** What workers could not do, as the screen shows it. */
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { appWords, runSentence } from 'c/docliftWords';
import { labels } from './labels';

/** One of /v1/dead-letters with its words. */
export function toLetter({ id, state, runId, runNumber, operation, sentence, failures, firstFailedAt, lastFailedAt }) {
    const isGivenUp = state === 'given-up';
    const job = runSentence({ number: runNumber, operation });
    return {
        id,
        runId,
        job,
        isGivenUp,
        sentence: appWords(sentence),
        since: fill(labels.since, formatMoment(firstFailedAt), formatMoment(lastFailedAt)),
        failures: fill(labels.failures, formatCount(failures)),
        hint: isGivenUp ? labels.givenUp : labels.trying,
        buttonTitle: fill(labels.continueNamed, job)
    };
}
