import { createElement } from 'lwc';
import DocliftOverview from 'c/docliftOverview';
import { formatMoment } from 'c/docliftFormat';
import readSeries from '@salesforce/apex/DocliftOverviewController.readSeries';

jest.mock('@salesforce/apex/DocliftReportController.createDownload', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftOverviewController.readSeries', () => ({ default: jest.fn() }), { virtual: true });

const overview = {
    total: 1917660,
    byState: { verified: 1343901, failed: 500, missing: 37 },
    outOfScope: { folder: 206602, 'no-account': 366620, deleted: 0 },
    verifiedBytes: 1.2e12,
    accounts: 26000,
    lastInventoryAt: '2026-03-01T08:00:00Z',
    salesforce: 'Nothing in Salesforce has been changed yet.',
    nextStep: '537 files are not copied. Look at them, then try again.',
    unfinishedRuns: [],
    switchGate: null
};
const running = { id: 'run-14', number: 14, operation: 'back_up', state: 'running', planHash: 'h', dryRun: false };
const operator = { roles: ['viewer', 'operator'] };

async function show(properties) {
    const element = createElement('c-doclift-overview', { is: DocliftOverview });
    Object.assign(element, { who: operator, ...properties });
    document.body.appendChild(element);
    await flush();
    return element;
}

async function flush() {
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

function find(element, selector) {
    return element.shadowRoot.querySelector(selector);
}

function textOf(element, selector) {
    return find(element, selector).textContent.replace(/\s+/g, ' ').trim();
}

function textsOf(element, selector) {
    return [...element.shadowRoot.querySelectorAll(selector)].map((found) => found.textContent.trim());
}

function withJob(run) {
    return { ...overview, unfinishedRuns: [{ ...running, ...run }] };
}

function withCounts(pending) {
    return withJob({ counts: { planned: 2854, pending, leftOut: 0, outcomes: {} } });
}

describe('c-doclift-overview', () => {
    beforeEach(() => readSeries.mockReturnValue(new Promise(() => {})));

    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('is loading until it is given an answer', async () => {
        const element = await show({});
        expect(find(element, 'c-doclift-state').isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('begins with the truth about Salesforce, in the separators of the user', async () => {
        const salesforce = '12400 links lead to the copies in your bucket.';
        const element = await show({ overview: { ...overview, salesforce } });
        expect(textOf(element, 'p')).toBe('12,400 links lead to the copies in your bucket.');
    });

    it('shows counts that add up', async () => {
        const element = await show({ overview });
        expect(textsOf(element, '.tile dd')).toEqual(['1,344,438', '1,343,901', '0', '537']);
        expect(textOf(element, '.sum')).toBe(
            '1,344,438 = 1,343,901 copied and checked + 0 switched + 537 need attention + 0 to copy'
        );
        expect(textsOf(element, '.bar p')).toEqual([
            '99.96% of the documents in scope have a checked copy in your bucket.'
        ]);
        await expect(element).toBeAccessible();
    });

    it('shows how many links are switched once there are some', async () => {
        const byState = { verified: 50, confirmed: 40, in_doubt: 10, brand_new_state: 100 };
        const element = await show({ overview: { ...overview, total: 200, byState, outOfScope: {} } });
        expect(textOf(element, '.sum')).toBe('200 = 50 copied and checked + 50 switched + 0 need attention + 100 to copy');
        expect(textsOf(element, '.bar p')[1]).toBe('The links of 25% of the documents in scope lead to the copies in your bucket.');
        expect(textOf(element, '.out-of-scope')).toBe('No entry is out of scope.');
    });

    it('says why entries are out of scope, the most frequent reason first', async () => {
        const element = await show({ overview });
        expect(textOf(element, '.out-of-scope')).toBe(
            '573,222 entries are out of scope: 366,620 without an Account · 206,602 folders'
        );
    });

    it('shows one next step and leads to what failed and to the start page', async () => {
        const navigate = jest.fn();
        const element = await show({ overview });
        element.addEventListener('navigate', (event) => navigate(event.detail));
        expect(textOf(element, '.next')).toBe(overview.nextStep);
        find(element, '.see-failed').click();
        find(element, '.start').click();
        expect(navigate.mock.calls).toEqual([[{ page: 'failures' }], [{ page: 'start' }]]);
    });

    it('counts what moved since the copy and leads to it', async () => {
        const navigate = jest.fn();
        const element = await show({ overview: { ...overview, drift: { renamed: 1200, deleted: 3 } } });
        element.addEventListener('navigate', (event) => navigate(event.detail));
        expect(find(element, '.see-moved').label).toBe('See what moved (1,203)');
        find(element, '.see-moved').click();
        expect(navigate.mock.calls).toEqual([[{ page: 'drift' }]]);
        const quiet = await show({ overview: { ...overview, drift: {} } });
        expect(find(quiet, '.see-moved')).toBeNull();
    });

    it('shows before the first inventory only the truth and the next step', async () => {
        const nextStep = 'Run an inventory. It reads every entry and changes nothing.';
        const element = await show({ overview: { ...overview, total: 0, byState: {}, outOfScope: {}, nextStep } });
        expect(find(element, '.counts')).toBeNull();
        expect(find(element, '.see-failed')).toBeNull();
        expect(textOf(element, '.next')).toBe(nextStep);
        await expect(element).toBeAccessible();
    });

    it('shows a viewer who may start jobs', async () => {
        const element = await show({ overview, who: { roles: ['viewer'] } });
        expect(find(element, '.start').disabled).toBe(true);
        expect(textOf(element, '.who-may')).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('shows the progress of a job, its rate, and the time that is left by it', async () => {
        jest.useFakeTimers({ now: 0 });
        const element = await show({ overview: withCounts(2249) });
        expect(textOf(element, '.run span')).toBe('Measuring the speed.');
        jest.setSystemTime(5000);
        element.overview = withCounts(2044);
        await flush();
        expect(find(element, '.run lightning-button').label).toBe('Job 14, Back up: 810 of 2,854');
        expect(find(element, '.run lightning-progress-bar').value).toBe(28);
        expect(textOf(element, '.run span')).toBe('41 documents a second · about 50 s left, going by the last 5 s');
    });

    it('says that a job stands still and how slow a slow one is', async () => {
        jest.useFakeTimers({ now: 0 });
        const element = await show({ overview: withCounts(100) });
        jest.setSystemTime(20_000);
        element.overview = withCounts(100);
        await flush();
        expect(textOf(element, '.run span')).toBe('No document was finished in the last 20 s.');
        jest.setSystemTime(60_000);
        element.overview = withCounts(98);
        await flush();
        expect(textOf(element, '.run span')).toBe('2 documents a minute · about 49 min left, going by the last 60 s');
    });

    it('speaks of progress at most every 30 seconds', async () => {
        jest.useFakeTimers({ now: 0 });
        const element = await show({ overview: withCounts(2249) });
        const first = textOf(element, '.spoken');
        jest.setSystemTime(29_000);
        element.overview = withCounts(2044);
        await flush();
        expect(textOf(element, '.spoken')).toBe(first);
        jest.setSystemTime(30_000);
        element.overview = withCounts(1000);
        await flush();
        expect(textOf(element, '.spoken')).toContain('1,854 of 2,854');
    });

    it('shows a job without counts when there are none', async () => {
        const element = await show({ overview: withJob({}) });
        expect(find(element, '.run lightning-button').label).toBe('Job 14, Back up');
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ state: 'planned', planHash: null }, 'Being planned'],
        [{ state: 'planned', operation: 'switch' }, 'Waits for approval'],
        [{ state: 'planned' }, 'Planned'],
        [{ state: 'approved' }, 'About to start'],
        [{ state: 'halted' }, 'Stopped']
    ])('says of a job that is not at work what it waits for: %j', async (change, word) => {
        const element = await show({ overview: withJob(change) });
        expect(textOf(element, '.run span')).toBe(word);
    });

    it('says why a job waits by itself, and when Salesforce is asked again', async () => {
        const stopSentence = 'The run used its share. Doclift asks Salesforce again at 2026-03-01 12:05 UTC.';
        const element = await show({ overview: withJob({ state: 'paused', stopSentence }) });
        const moment = formatMoment('2026-03-01T12:05:00Z');
        expect(textOf(element, '.run .why')).toBe(`The job used its share. Doclift asks Salesforce again at ${moment}.`);
        await expect(element).toBeAccessible();
        expect(find(await show({ overview: withJob({}) }), '.run .why')).toBeNull();
    });

    it('leads to a job', async () => {
        const navigate = jest.fn();
        const element = await show({ overview: withJob({ state: 'halted' }) });
        element.addEventListener('navigate', (event) => navigate(event.detail));
        find(element, '.run lightning-button').click();
        expect(navigate).toHaveBeenCalledWith({ page: 'jobs', runId: 'run-14' });
    });

    it('shows the gate of the newest list of changes and says whose it is', async () => {
        const gate = { outcome: 'passed', lines: [] };
        const element = await show({ overview: { ...overview, switchGate: { runId: 'r', runNumber: 15, gate } } });
        expect(find(element, 'c-doclift-gate').gate).toEqual(gate);
        expect(textOf(element, '.gate-job')).toBe('As of Job 15');
    });

    it('downloads the coverage report, and the list of what is out of scope', async () => {
        const element = await show({ overview });
        expect(find(element, '.download')).toMatchObject({ report: 'overview', format: 'csv' });
        expect(find(element, '.download-out-of-scope')).toMatchObject({ report: 'out-of-scope', format: 'csv' });
    });

    it('warns when Salesforce counts other entries, and only then', async () => {
        const countWarning = 'Salesforce counts 1917660 entries; the inventory found 1917600.';
        const warned = await show({ overview: { ...overview, countWarning } });
        expect(textOf(warned, '.count-warning')).toBe(
            'Salesforce counts 1,917,660 entries; the inventory found 1,917,600.'
        );
        await expect(warned).toBeAccessible();
        expect(find(await show({ overview }), '.count-warning')).toBeNull();
    });

    it('says what is archived and when it is asked about again, and only then', async () => {
        const archived = '12 documents are archived at the source.';
        const told = await show({ overview: { ...overview, archived } });
        expect(textOf(told, '.archived')).toBe(archived);
        await expect(told).toBeAccessible();
        expect(find(await show({ overview }), '.archived')).toBeNull();
    });

    it.each(['unreachable', 'forbidden', 'other'])('shows a problem of kind %s and asks to be read again', async (kind) => {
        const again = jest.fn();
        const element = await show({ problem: { kind, code: 'any' } });
        element.addEventListener('again', again);
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        expect(find(element, 'c-doclift-state').problem.kind).toBe(kind);
        expect(again).toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });

    it('keeps showing older counts when the service is gone', async () => {
        const staleSince = '2026-03-01T18:02:00Z';
        const element = await show({ overview, staleSince, problem: { kind: 'unreachable', code: 'any' } });
        expect(textsOf(element, '.tile dd')).toHaveLength(4);
        expect(find(element, 'c-doclift-state').staleSince).toBe(staleSince);
        await expect(element).toBeAccessible();
    });
});
