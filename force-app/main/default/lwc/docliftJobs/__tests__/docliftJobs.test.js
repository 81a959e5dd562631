import { createElement } from 'lwc';
import DocliftJobs from 'c/docliftJobs';
import { startPolling } from 'c/docliftPoll';
import listRuns from '@salesforce/apex/DocliftRunController.listRuns';

jest.mock('c/docliftPoll', () => ({ startPolling: jest.fn() }));
jest.mock('c/docliftJob', () => {
    const { LightningElement, registerDecorators } = require('lwc');
    class Job extends LightningElement {}
    registerDecorators(Job, { publicProps: { runId: { config: 0 }, who: { config: 0 } } });
    return { __esModule: true, default: Job };
});
jest.mock('@salesforce/apex/DocliftRunController.listRuns', () => ({ default: jest.fn() }), { virtual: true });

const run = {
    id: 'run-14',
    number: 14,
    operation: 'back_up',
    scope: { kind: 'everything' },
    dryRun: false,
    limits: {},
    state: 'running',
    profile: 'testing',
    planHash: 'a'.repeat(64),
    createdBy: 'user:005000000000001AAA',
    createdAt: '2026-03-01T12:00:00.000Z',
    approvedBy: null,
    startedAt: null,
    endedAt: null,
    stopCode: null,
    stopSentence: null
};

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];
const stateOf = (element) => find(element, 'c-doclift-state');

let stop;

/** One reading by hand in place of the timer. */
async function tick() {
    const { read, onData, onError } = startPolling.mock.calls.at(-1)[0];
    await read().then(onData, onError);
    await settle();
}

function create(properties = {}) {
    const element = createElement('c-doclift-jobs', { is: DocliftJobs });
    Object.assign(element, { who: { roles: ['viewer'] } }, properties);
    document.body.appendChild(element);
    return element;
}

async function show(answer) {
    if (answer.body) listRuns.mockRejectedValue(answer);
    else listRuns.mockResolvedValue({ items: answer, nextCursor: null });
    const element = create();
    await tick();
    return element;
}

function listen(element) {
    const navigate = jest.fn();
    element.addEventListener('navigate', (event) => navigate(event.detail));
    return navigate;
}

describe('c-doclift-jobs', () => {
    beforeEach(() => {
        stop = jest.fn();
        startPolling.mockReturnValue(stop);
    });

    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        const element = create();
        await settle();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('says where to start when there is no job', async () => {
        const element = await show([]);
        expect(stateOf(element).isEmpty).toBe(true);
        expect(stateOf(element).emptyText).toBe('No job yet. Start with a trial of one Account.');
        await expect(element).toBeAccessible();
    });

    it('shows what each job does and its state', async () => {
        const element = await show([{ ...run, dryRun: true }, { ...run, id: 'run-13', number: 13, state: 'failed' }]);
        expect(findAll(element, '.open').map(({ textContent }) => textContent)).toEqual(['Job 14', 'Job 13']);
        expect(find(element, '.what').textContent).toBe('Back up (dry run)');
        expect(findAll(element, '.state').map(({ textContent }) => textContent)).toEqual(['Running', 'Failed']);
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ state: 'planned', planHash: null }, 'Being planned'],
        [{ state: 'planned', operation: 'switch' }, 'Waits for approval'],
        [{ state: 'planned', operation: 'switch', dryRun: true }, 'Planned'],
        [{ state: 'partially_succeeded', endedAt: run.createdAt }, 'Finished in part']
    ])('says of %j: %s', async (facts, word) => {
        const element = await show([{ ...run, ...facts }]);
        expect(find(element, '.state').textContent).toBe(word);
    });

    it('leads to a job, to the list and to the start page', async () => {
        const element = await show([run]);
        const navigate = listen(element);
        find(element, '.open').click();
        find(element, '.start').click();
        element.runId = 'run-14';
        await settle();
        find(element, '.all').click();
        expect(navigate.mock.calls).toEqual([
            [{ page: 'jobs', runId: 'run-14' }],
            [{ page: 'start' }],
            [{ page: 'jobs' }]
        ]);
    });

    it('shows one job in place of the list and polls no list', async () => {
        const element = create({ runId: 'run-14' });
        await settle();
        expect(find(element, 'c-doclift-job').runId).toBe('run-14');
        expect(startPolling).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });

    it('goes back to the list', async () => {
        listRuns.mockResolvedValue({ items: [run], nextCursor: null });
        const element = create({ runId: 'run-14' });
        element.runId = undefined;
        await tick();
        expect(find(element, '.open').textContent).toBe('Job 14');
    });

    it('reads older pages and follows the newest no more', async () => {
        listRuns.mockResolvedValueOnce({ items: [run], nextCursor: 'c1' });
        listRuns.mockResolvedValueOnce({ items: [{ ...run, id: 'run-13', number: 13 }], nextCursor: null });
        const element = create();
        await tick();
        find(element, '.more lightning-button').click();
        await settle();
        expect(stop).toHaveBeenCalledTimes(1);
        expect(listRuns).toHaveBeenLastCalledWith({ cursor: 'c1' });
        expect(findAll(element, '.open')).toHaveLength(2);
    });

    it('stops at 1,000', async () => {
        const items = Array.from({ length: 1000 }, (_, index) => ({ ...run, id: `run-${index}` }));
        listRuns.mockResolvedValue({ items, nextCursor: 'c1' });
        const element = create();
        await tick();
        expect(find(element, '.more')).toBeNull();
        expect(find(element, '.refine').textContent).toContain('1,000');
    });

    it('keeps the list, with its age, when an older page fails', async () => {
        listRuns.mockResolvedValueOnce({ items: [run], nextCursor: 'c1' });
        listRuns.mockRejectedValueOnce(problem(503, 'api.busy'));
        const element = create();
        await tick();
        find(element, '.more lightning-button').click();
        await settle();
        expect(stateOf(element).problem.kind).toBe('busy');
        expect(findAll(element, '.open')).toHaveLength(1);
    });

    it('stops polling when it leaves the page', async () => {
        const element = await show([run]);
        element.remove();
        expect(stop).toHaveBeenCalledTimes(1);
    });

    it.each([
        ['an error', problem(500, 'internal.unexpected'), 'other'],
        ['an unreachable service', problem(0, 'app.unreachable'), 'unreachable'],
        ['a missing right', problem(403, 'app.no-permission'), 'forbidden']
    ])('shows %s', async (_, error, kind) => {
        const element = await show(error);
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
    });
});
