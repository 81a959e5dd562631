import { createElement } from 'lwc';
import DocliftJobHistory from 'c/docliftJobHistory';
import readHistory from '@salesforce/apex/DocliftRunController.readHistory';

jest.mock('@salesforce/apex/DocliftRunController.readHistory', () => ({ default: jest.fn() }), { virtual: true });

const run = { id: 'run-14', state: 'running', planHash: 'a', stopCode: null, needsApproval: true };
const ADA = 'user:005000000000002AAA';

function line(kind, actor, change = {}) {
    return { at: '2026-03-01T12:00:00.000Z', kind, actor, state: null, code: null, sentence: null, records: null, ...change };
}

const items = [
    line('run.created', 'user:005000000000001AAA'),
    line('run.planned', 'doclift'),
    line('run.approved', ADA),
    line('run.started', 'doclift'),
    line('run.before-images-exported', 'doclift', { records: 2854 }),
    line('run.paused', ADA),
    line('run.resumed', ADA),
    line('run.halted', ADA, { sentence: 'Stopped by hand. It can be resumed.' }),
    line('run.resumed', 'cli:ops@host'),
    line('run.withdrawn', 'user:005000000000009AAA', { records: 1200 }),
    line('run.ended', 'doclift', { state: 'partially_succeeded' })
];
const history = { items, names: { '005000000000002AAA': '<b>Ada</b>' } };

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textsOf = (element, selector) =>
    [...element.shadowRoot.querySelectorAll(selector)].map(({ textContent }) => textContent);
const stateOf = (element) => find(element, 'c-doclift-state');

async function show(properties = {}) {
    const element = createElement('c-doclift-job-history', { is: DocliftJobHistory });
    Object.assign(element, { run, who: { actorId: 'user:005000000000001AAA', roles: ['viewer'] }, ...properties });
    document.body.appendChild(element);
    await settle();
    return element;
}

describe('c-doclift-job-history', () => {
    beforeEach(() => readHistory.mockResolvedValue(history));
    afterEach(() => document.body.replaceChildren());

    it('says what happened in order, with numbers in full', async () => {
        const element = await show();
        expect(readHistory.mock.calls).toEqual([[{ runId: 'run-14' }]]);
        expect(textsOf(element, 'strong')).toEqual([
            'Made',
            'List of changes made',
            'Approved',
            'Began',
            'Present links saved: 2,854',
            'Paused',
            'Continued',
            'Stopped',
            'Continued',
            'Taken back; documents not sent any more: 1,200',
            'Ended: some documents need attention'
        ]);
        expect(textsOf(element, '.why')).toEqual([expect.stringContaining('Stopped by hand')]);
        await expect(element).toBeAccessible();
    });

    it('says who did it, by name where that may be seen', async () => {
        const who = textsOf(await show(), '.when').map((text) => text.split(' · ')[1]);
        expect(who).toEqual([
            'You',
            'Doclift',
            '<b>Ada</b>',
            'Doclift',
            'Doclift',
            '<b>Ada</b>',
            '<b>Ada</b>',
            '<b>Ada</b>',
            'Command line: ops@host',
            'A user you cannot see',
            'Doclift'
        ]);
    });

    it('leaves out the approval of a job that needs none, and says of a later kind that it does not know it', async () => {
        readHistory.mockResolvedValue({ items: [items[2], line('run.archived', 'doclift')], names: {} });
        const element = await show({ run: { ...run, needsApproval: false } });
        expect(textsOf(element, 'strong')).toEqual(['Something that this page does not know yet']);
    });

    it('is loading until the service has answered', async () => {
        readHistory.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('says when nothing has happened', async () => {
        readHistory.mockResolvedValue({ items: [], names: {} });
        const element = await show();
        expect([stateOf(element).isEmpty, stateOf(element).emptyText]).toEqual([
            true,
            'Nothing has happened to this job yet.'
        ]);
        await expect(element).toBeAccessible();
    });

    it('reads again when the job has changed, and not after every poll', async () => {
        const element = await show();
        element.run = { ...run };
        expect(readHistory).toHaveBeenCalledTimes(1);
        element.run = { ...run, state: 'halted' };
        expect(readHistory).toHaveBeenCalledTimes(2);
        expect(stateOf(element).isLoading).toBe(false);
    });

    it('shows nothing of a job that was shown before', async () => {
        const element = await show();
        readHistory.mockReturnValue(new Promise(() => {}));
        element.run = { ...run, id: 'run-15' };
        await settle();
        expect([stateOf(element).isLoading, textsOf(element, 'strong')]).toEqual([true, []]);
    });

    it.each([
        ['an error', 500, 'internal.unexpected', 'other'],
        ['an unreachable service', 0, 'app.unreachable', 'unreachable'],
        ['a missing right', 403, 'app.no-permission', 'forbidden']
    ])('shows %s and reads again when asked to', async (_, status, code, kind) => {
        readHistory.mockRejectedValueOnce({ body: { message: JSON.stringify({ status, code, detail: '' }) } });
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(textsOf(element, 'strong')).toHaveLength(items.length);
    });
});
