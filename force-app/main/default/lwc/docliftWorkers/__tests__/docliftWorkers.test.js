import { createElement } from 'lwc';
import DocliftWorkers from 'c/docliftWorkers';
import { formatMoment } from 'c/docliftFormat';
import listWorkers from '@salesforce/apex/DocliftSetupController.listWorkers';

jest.mock('@salesforce/apex/DocliftSetupController.listWorkers', () => ({ default: jest.fn() }), { virtual: true });

const task = { runId: 'run-14', runNumber: 14, operation: 'back_up', batchId: 'b-3', batchNumber: 3, since: '' };
const worker = {
    id: 'w-1',
    kind: 'worker',
    takesTasks: true,
    host: 'worker-1',
    processId: 4711,
    version: '0.1.0',
    schemaVersion: 27,
    startedAt: '2026-03-01T08:00:00.000Z',
    lastBeatAt: '2026-03-01T12:00:00.000Z',
    isAlive: true,
    tasks: [task, { ...task, batchNumber: 4 }, { ...task, runNumber: 15, operation: 'switch' }]
};
const silent = { ...worker, id: 'w-2', host: 'worker-2', isAlive: false, lastBeatAt: '2026-03-01T10:41:00.000Z' };
const idle = { ...worker, id: 'w-3', host: '<b>worker-3</b>', processId: 12, tasks: [] };
const service = { ...idle, id: 'w-4', host: 'service-1', kind: 'service', takesTasks: false };

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const stateOf = (element) => find(element, 'c-doclift-state');
const rowsOf = (element) =>
    [...element.shadowRoot.querySelectorAll('.row')].map((row) => [...row.children].map((cell) => cell.textContent.trim()));

async function show(items) {
    if (items) listWorkers.mockResolvedValue({ items });
    const element = createElement('c-doclift-workers', { is: DocliftWorkers });
    document.body.appendChild(element);
    await settle();
    return element;
}

describe('c-doclift-workers', () => {
    beforeEach(() => listWorkers.mockReset());
    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        listWorkers.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('says how many work and which is silent, and shows each with what it works on', async () => {
        const element = await show([worker, silent, idle, service]);
        const since = formatMoment(silent.lastBeatAt);
        expect(find(element, '.summary').textContent).toBe(
            `Workers at work: 2. Silent: 1, since ${since}. What a silent one worked on is given to others by itself.`
        );
        expect(rowsOf(element)).toEqual([
            ['worker-1, process 4711', '0.1.0', 'Now', 'Job 14, Back up; Job 15, Switch links'],
            ['worker-2, process 4711', '0.1.0', `Silent since ${since}`, 'Job 14, Back up; Job 15, Switch links'],
            ['<b>worker-3</b>, process 12', '0.1.0', 'Now', 'Nothing'],
            ['service-1, process 12', '0.1.0', 'Now', 'Takes no jobs']
        ]);
        await expect(element).toBeAccessible();
    });

    it('names the time at which the first of several went silent', async () => {
        const later = { ...silent, id: 'w-5', lastBeatAt: '2026-03-01T11:30:00.000Z' };
        const element = await show([worker, later, silent]);
        expect(find(element, '.summary').textContent).toContain(`Silent: 2, since ${formatMoment(silent.lastBeatAt)}.`);
    });

    it('says that jobs wait when nobody is at work, and promises nobody who takes over', async () => {
        const element = await show([silent, service]);
        const words = find(element, '.summary').textContent;
        expect(words).toMatch(/^No worker is at work\. Jobs wait until one is started\. Silent: 1, since/);
        expect(words).not.toContain('given to others');
    });

    it('says so when there is no process at all', async () => {
        const element = await show([]);
        expect(stateOf(element)).toMatchObject({ isEmpty: true, emptyText: expect.stringContaining('Jobs wait') });
        await expect(element).toBeAccessible();
    });

    it('looks again, and keeps what it found before below a problem', async () => {
        const element = await show([worker]);
        listWorkers.mockRejectedValue(problem(0, 'app.unreachable'));
        find(element, '.check').click();
        await settle();
        expect(stateOf(element).problem.kind).toBe('unreachable');
        expect(stateOf(element).staleSince).not.toBeNull();
        expect(rowsOf(element)).toHaveLength(1);
        await expect(element).toBeAccessible();
    });

    it.each([
        [problem(500, 'internal.unexpected'), 'other'],
        [problem(403, 'app.no-permission'), 'forbidden']
    ])('shows what went wrong: %j', async (error, kind) => {
        listWorkers.mockRejectedValue(error);
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        expect(stateOf(element).staleSince).toBeNull();
        await expect(element).toBeAccessible();
    });
});
