import { createElement } from 'lwc';
import DocliftSideEffects from 'c/docliftSideEffects';

const effects = {
    since: '2026-03-01T12:05:00.000Z',
    at: '2026-03-01T12:11:00.000Z',
    outcome: 'above-threshold',
    sentence: '10000 switched records set off 20050.',
    records: 10000,
    objects: [
        { object: 'Task', rows: 20000 },
        { object: 'tlnd__Log__c', rows: null }
    ],
    asyncJobs: 50,
    per100Records: 200.5,
    allowedPer100Records: 10,
    projected: { ofRun: 2005000, inScope: 2695598 },
    dataStorage: { grownMb: 40, freeMb: 800, projectedMb: 5200 },
    fileStorage: null
};

function show(given) {
    const element = createElement('c-doclift-side-effects', { is: DocliftSideEffects });
    element.effects = given;
    document.body.appendChild(element);
    return element;
}

const wordsOf = (element) => element.textContent.replace(/\s+/g, ' ').trim();
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const rowsOf = (element) =>
    [...element.shadowRoot.querySelectorAll('.row')].map((row) => [...row.children].map((cell) => cell.textContent));

describe('c-doclift-side-effects', () => {
    afterEach(() => document.body.replaceChildren());

    it('says what was set off, what to expect, and what is not known', async () => {
        const element = show(effects);
        expect(rowsOf(element)).toEqual([
            ['Rows of Task', '20,000'],
            ['Rows of tlnd__Log__c', 'Not known'],
            ['Async jobs', '50'],
            ['For every 100 documents', '200.5, up to 10 allowed'],
            ['Expected of this job', '2,005,000'],
            ['Expected of all documents left', '2,695,598'],
            ['Data storage of the org', '40 MB used meanwhile, 5.2 GB more expected, 800 MB free'],
            ['File storage of the org', 'Not known']
        ]);
        expect(wordsOf(find(element, '.counted'))).toMatch(/^Counted .*2026.*, for what happened since .*2026/);
        await expect(element).toBeAccessible();
    });

    it.each([
        ['fine', 'Within the limit', 'utility:success'],
        ['too-few-records', 'Too few documents to tell', 'utility:question'],
        ['not-known', 'Not known', 'utility:question'],
        ['storage-short', 'Storage runs out', 'utility:warning'],
        ['above-threshold', 'Above the limit', 'utility:clear'],
        ['newer-than-this-page', 'Not known', 'utility:question']
    ])('says the outcome %s by a word and an icon', (outcome, word, icon) => {
        const element = show({ ...effects, outcome });
        expect(wordsOf(find(element, '.outcome'))).toBe(`${word}. 10,000 switched records set off 20,050.`);
        expect(find(element, 'lightning-icon').iconName).toBe(icon);
    });

    it('has no rate and nothing to expect before a document was switched', async () => {
        const element = show({ ...effects, records: 0, per100Records: null, projected: null, asyncJobs: null });
        expect(rowsOf(element).slice(2, 6)).toEqual([
            ['Async jobs', 'Not known'],
            ['For every 100 documents', 'Not known, up to 10 allowed'],
            ['Expected of this job', 'Not known'],
            ['Expected of all documents left', 'Not known']
        ]);
        await expect(element).toBeAccessible();
    });
});
