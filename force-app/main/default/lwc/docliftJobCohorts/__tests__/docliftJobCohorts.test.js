import { createElement } from 'lwc';
import DocliftJobCohorts from 'c/docliftJobCohorts';
import { formatMoment } from 'c/docliftFormat';

const UNTIL = '2026-03-01T13:11:00.000Z';
const waiting = { isCanary: false, soakMinutes: 60, state: 'waiting', endedAt: null, soaksUntil: null };
const canary = { ...waiting, number: 1, isCanary: true, percentage: null, accounts: 12, records: 207 };
const share = { ...waiting, number: 2, percentage: 10, accounts: 2600, records: 134_000 };
const others = { ...waiting, number: 3, percentage: 100, accounts: 23_388, records: 1_210_231, soakMinutes: 0 };
const planned = { cohorts: [canary, share, others], guardrail: null, stopCode: null };
const done = { ...canary, state: 'done', endedAt: '2026-03-01T12:11:00.000Z', soaksUntil: UNTIL };
const soaking = { ...done, state: 'soaking' };
const guardrail = {
    outcome: 'fine',
    attempted: 2854,
    failed: 11,
    unknown: 0,
    failurePercent: 5,
    leastRecords: 100
};

function show(run) {
    const element = createElement('c-doclift-job-cohorts', { is: DocliftJobCohorts });
    element.run = { ...planned, ...run };
    document.body.appendChild(element);
    return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent.replace(/\s+/g, ' ').trim();
const rowsOf = (element) =>
    [...element.shadowRoot.querySelectorAll('.row')].map((row) => [...row.children].map((cell) => cell.textContent));

describe('c-doclift-job-cohorts', () => {
    afterEach(() => document.body.replaceChildren());

    it('says before the approval how large each cohort is, how long it rests, and that the canary comes back first', async () => {
        const element = show({});
        expect(rowsOf(element)).toEqual([
            ['1. Canary', '12', '207', '60 min', 'Not begun'],
            ['2. Up to 10% of the Accounts', '2,600', '134,000', '60 min', 'Not begun'],
            ['3. All other Accounts', '23,388', '1,210,231', 'No rest', 'Not begun']
        ]);
        expect(textOf(element, '.order')).toContain('switched, rolled back and switched again');
        expect(textOf(element, '.order')).toContain('After each cohort but the last the job rests');
        expect(find(element, '.place')).toBeNull();
        expect(find(element, '.guardrail')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('promises no canary and no rest where the list has none', async () => {
        const cohorts = [{ ...share, number: 1, soakMinutes: 0 }, { ...others, number: 2 }];
        const element = show({ cohorts });
        expect(textOf(element, '.order')).toBe('Whole Accounts are switched together, in this order.');
    });

    it('says that everything is switched in one go', async () => {
        const element = show({ cohorts: [{ ...others, number: 1, state: 'running' }], guardrail });
        expect(textOf(element, '.order')).toContain('in one go');
        expect(rowsOf(element)).toEqual([]);
        expect(find(element, '.place')).toBeNull();
        expect(find(element, '.guardrail')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows a list that is its canary alone', async () => {
        const element = show({ cohorts: [{ ...canary, soakMinutes: 0 }] });
        expect(textOf(element, '.order')).toContain('switched, rolled back and switched again');
        expect(rowsOf(element)).toHaveLength(1);
    });

    it('says until when it rests and what to do meanwhile', async () => {
        const element = show({ cohorts: [soaking, share, others], stopCode: 'switch.soaking', guardrail });
        const until = formatMoment(UNTIL);
        expect(textOf(element, '.place')).toBe(
            `Done: cohort 1 of 3. Resting until ${until}. Look at the switched documents meanwhile.`
        );
        expect(rowsOf(element)[0].at(-1)).toBe(`Rests until ${until}`);
        expect(find(element, '[aria-current="step"]').textContent).toContain('Canary');
        await expect(element).toBeAccessible();
    });

    it('does not say that it rests when somebody stopped it meanwhile', () => {
        const element = show({ cohorts: [soaking, share, others], stopCode: 'run.halted', guardrail });
        expect(textOf(element, '.place')).toBe('Done: cohort 1 of 3.');
        expect(rowsOf(element)[0].at(-1)).toBe('Done');
    });

    it.each([
        [{ ...share, state: 'running' }, others, 'Now: cohort 2 of 3.', 'Begun'],
        [{ ...share, state: 'done' }, { ...others, state: 'done' }, 'Done: cohort 3 of 3.', 'Done']
    ])('says which cohort the switch is in', (second, third, place, state) => {
        const element = show({ cohorts: [done, second, third], guardrail });
        expect(textOf(element, '.place')).toBe(place);
        expect(rowsOf(element)[1].at(-1)).toBe(state);
    });

    it.each([
        ['fine', 'Within the limit', 'utility:success'],
        ['too-few-records', 'Too few documents to tell', 'utility:question'],
        ['not-known', 'Not known', 'utility:question'],
        ['too-many-failures', 'Too many errors', 'utility:clear'],
        ['newer-than-this-page', 'Not known', 'utility:question']
    ])('says by a word and an icon how the latest documents stand against the limits: %s', (outcome, word, icon) => {
        const element = show({ guardrail: { ...guardrail, outcome } });
        expect(textOf(element, '.guardrail')).toBe(
            `${word}. Failed: 11 of the latest 2,854 documents. More than 5% stop the job; fewer than 100 documents are not judged.`
        );
        expect(find(element, '.guardrail lightning-icon').iconName).toBe(icon);
    });

    it('says of how many documents it is not known yet what became of them', async () => {
        const element = show({ guardrail: { ...guardrail, outcome: 'not-known', unknown: 1200 } });
        expect(textOf(element, '.guardrail')).toMatch(/Being checked: 1,200\.$/);
        await expect(element).toBeAccessible();
    });
});
