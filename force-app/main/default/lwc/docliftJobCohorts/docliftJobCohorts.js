import { LightningElement, api } from 'lwc';
import { isOneGo, orderSentences, placeSentence, rowsOf } from './cohorts';
import { guardrailOf } from './guardrail';
import { labels } from './labels';

/** In which cohorts a switch takes its Accounts, which one it is in, and whether too much of it fails. */
export default class DocliftJobCohorts extends LightningElement {
    /** A switch whose list of changes is made, as it was last read. */
    @api run;

    labels = labels;

    get order() {
        return orderSentences(this.run.cohorts).join(' ');
    }

    get place() {
        return placeSentence(this.run);
    }

    get hasTable() {
        return !isOneGo(this.run.cohorts);
    }

    get rows() {
        return rowsOf(this.run);
    }

    /** Null before the switch has begun. */
    get guardrail() {
        return this.run.guardrail && guardrailOf(this.run.guardrail);
    }
}
