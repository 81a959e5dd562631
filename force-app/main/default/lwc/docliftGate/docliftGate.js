import { LightningElement, api } from 'lwc';
import { fill, formatCount } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import heading from '@salesforce/label/c.Doclift_Gate_Heading';
import allPassed from '@salesforce/label/c.Doclift_Gate_Passed';
import notYet from '@salesforce/label/c.Doclift_Gate_Refused';
import none from '@salesforce/label/c.Doclift_Gate_None';
import { nameOf, outcomes } from './lines';

/** What must be true before links are switched: one line for each check, by icon, word and sentence. */
export default class DocliftGate extends LightningElement {
    /** The gate of the service: outcome and lines. None before the first list of changes for a switch. */
    @api gate;

    labels = { heading, none };

    get lines() {
        return this.gate.lines.map(({ item, outcome, sentence }) => ({
            item,
            name: nameOf(item),
            sentence: appWords(sentence),
            // A line whose outcome is newer than this page counts as not known.
            ...(outcomes[outcome] ?? outcomes.inconclusive)
        }));
    }

    get summary() {
        const { outcome, lines } = this.gate;
        const passed = lines.filter((line) => line.outcome === 'passed').length;
        if (outcome === 'passed') return fill(allPassed, formatCount(lines.length));
        return fill(notYet, formatCount(passed), formatCount(lines.length));
    }
}
