import { createElement } from 'lwc';
import DocliftJobActs from 'c/docliftJobActs';
import haltRun from '@salesforce/apex/DocliftRunController.haltRun';
import pauseRun from '@salesforce/apex/DocliftRunController.pauseRun';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import resumeRun from '@salesforce/apex/DocliftRunController.resumeRun';
import rollBackRun from '@salesforce/apex/DocliftRunController.rollBackRun';

jest.mock('@salesforce/apex/DocliftReportController.createDownload', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.haltRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.pauseRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.planRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.resumeRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.rollBackRun', () => ({ default: jest.fn() }), { virtual: true });

const operator = { roles: ['viewer', 'operator'], orgDomain: 'acme.my.salesforce.com' };
const viewer = { ...operator, roles: ['viewer'] };
const running = {
    id: 'run-14',
    number: 14,
    operation: 'back_up',
    scope: { kind: 'accounts', accountIds: ['001000000000001AAA'] },
    dryRun: false,
    limits: {},
    state: 'running',
    startedAt: '2026-03-01T12:00:10.000Z',
    counts: { outcomes: { done: 800, overwritten: 0 } }
};
const ended = { ...running, state: 'partially_succeeded' };
const switching = { ...running, operation: 'switch' };

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;

let acted;
let navigate;

function show(run, who = operator) {
    const element = createElement('c-doclift-job-acts', { is: DocliftJobActs });
    Object.assign(element, { run, who });
    element.addEventListener('acted', acted);
    element.addEventListener('navigate', (event) => navigate(event.detail));
    document.body.appendChild(element);
    return element;
}

async function press(element, selector) {
    find(element, selector).click();
    await settle();
}

describe('c-doclift-job-acts', () => {
    beforeEach(() => {
        acted = jest.fn();
        navigate = jest.fn();
    });

    afterEach(() => {
        document.body.replaceChildren();
    });

    it.each([
        ['approved', ['pause', 'stop']],
        ['running', ['pause', 'stop']],
        ['paused', ['stop', 'continue']],
        ['halted', ['continue']],
        ['partially_succeeded', ['again']],
        ['failed', ['again']],
        ['succeeded', []],
        ['planned', []]
    ])('offers what the state %s leaves open', async (state, acts) => {
        const element = show({ ...running, state });
        const offered = ['pause', 'stop', 'continue', 'again'].filter((act) => find(element, `.${act}`));
        expect(offered).toEqual(acts);
        await expect(element).toBeAccessible();
    });

    it.each([
        ['paused', 'run.outside-hours', ['stop']],
        ['paused', 'switch.soaking', ['stop']],
        ['paused', 'switch.outcomes-unknown', ['stop', 'continue']],
        ['halted', 'switch.too-many-failures', ['continue']]
    ])('lets nobody pass by what the job waits for: %s, %s', (state, stopCode, acts) => {
        const element = show({ ...running, state, stopCode });
        expect(['stop', 'continue'].filter((act) => find(element, `.${act}`))).toEqual(acts);
    });

    it.each([
        ['running', '.stop', haltRun],
        ['running', '.pause', pauseRun],
        ['halted', '.continue', resumeRun],
        ['paused', '.continue', resumeRun]
    ])('changes a job that is %s: %s', async (state, selector, send) => {
        send.mockResolvedValue(running);
        await press(show({ ...running, state }), selector);
        expect(send.mock.calls[0][0].runId).toBe('run-14');
        expect(acted).toHaveBeenCalledTimes(1);
    });

    it('says why an act was refused', async () => {
        haltRun.mockRejectedValue(problem(409, 'run.not-running'));
        const element = show(running);
        await press(element, '.stop');
        expect(textOf(element, '.refusal')).toContain('nothing to stop');
        expect(acted).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });

    it('sends the same key again when the answer was lost', async () => {
        haltRun.mockRejectedValue(problem(0, 'app.unreachable'));
        const element = show(running);
        await press(element, '.stop');
        await press(element, '.stop');
        const [first, second] = haltRun.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(second).toBe(first);
    });

    it('tries an ended job again as a new one', async () => {
        planRun.mockResolvedValue({ id: 'run-16' });
        await press(show(ended), '.again');
        expect(JSON.parse(planRun.mock.calls[0][0].requestJson)).toEqual({
            operation: 'back_up',
            scope: running.scope,
            dryRun: false,
            limits: {}
        });
        expect(navigate.mock.calls).toEqual([[{ page: 'jobs', runId: 'run-16' }]]);
    });

    it('does not offer to try a rollback again', () => {
        expect(find(show({ ...ended, operation: 'roll_back' }), '.again')).toBeNull();
    });

    it('downloads what the job did', () => {
        expect(find(show(ended), '.report')).toMatchObject({ report: 'run', aboutId: 'run-14', format: 'csv' });
    });

    it('rolls a switch back by a part of its own, which goes to the new job', async () => {
        const element = show(switching);
        const part = find(element, '.roll-back');
        expect(part).toMatchObject({ run: switching, who: operator });
        part.shadowRoot.querySelector('.start').click();
        await settle();
        rollBackRun.mockResolvedValue({ id: 'run-17' });
        part.shadowRoot.querySelector('c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
        await settle();
        expect(navigate.mock.calls).toEqual([[{ page: 'jobs', runId: 'run-17' }]]);
        await expect(element).toBeAccessible();
    });

    it.each([
        ['a back-up', running],
        ['a switch that has not begun', { ...switching, state: 'planned', startedAt: null }],
        ['a dry run', { ...switching, dryRun: true }]
    ])('does not roll back %s', (_, run) => {
        expect(find(show(run), '.roll-back')).toBeNull();
    });

    it.each([
        ['stop it', running],
        ['roll it back', { ...switching, state: 'succeeded' }]
    ])('tells a viewer who may %s', async (_, run) => {
        const element = show(run, viewer);
        expect(textOf(element, '.forbidden')).toContain('Doclift Operator');
        for (const act of ['.pause', '.stop']) expect(find(element, act)?.disabled ?? true).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('tells a viewer nothing where there is nothing to do', () => {
        expect(find(show({ ...running, state: 'succeeded' }, viewer), '.forbidden')).toBeNull();
    });
});
