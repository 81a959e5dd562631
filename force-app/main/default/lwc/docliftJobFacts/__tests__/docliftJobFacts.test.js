import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftJobFacts from 'c/docliftJobFacts';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';

jest.mock('@salesforce/apex/DocliftAccountController.readAccount', () => ({ default: jest.fn() }), { virtual: true });

const who = { actorId: 'user:005000000000001AAA', roles: ['viewer'] };
const run = {
    id: 'run-14',
    scope: { kind: 'accounts', accountIds: ['001000000000001AAA'] },
    limits: {},
    createdBy: 'user:005000000000002AAA',
    names: { '005000000000002AAA': 'Ada <b>Approver</b>' },
    createdAt: '2026-03-01T12:00:00.000Z',
    approvedBy: null,
    startedAt: '2026-03-01T12:00:10.000Z',
    endedAt: null
};

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;

async function show(changes = {}) {
    const element = createElement('c-doclift-job-facts', { is: DocliftJobFacts });
    Object.assign(element, { who, run: { ...run, ...changes } });
    document.body.appendChild(element);
    await settle();
    return element;
}

describe('c-doclift-job-facts', () => {
    beforeEach(() => {
        const message = JSON.stringify({ status: 404, code: 'account.not-found', detail: '' });
        readAccount.mockReset().mockRejectedValue({ body: { message } });
    });

    afterEach(() => {
        document.body.replaceChildren();
    });

    it('says for what it is, when it was made and begun, and who made it', async () => {
        const element = await show();
        expect(textOf(element, '.facts')).toContain('Accounts: 1');
        expect(element.shadowRoot.querySelectorAll('.fact:not(.person)')).toHaveLength(3);
        expect(textOf(element, '.person a')).toBe('Ada <b>Approver</b>');
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ level: 'full', sample: null, sampledFrom: null }, 'Read every file again'],
        [{ level: 'head', sample: { percentage: 2.5 }, sampledFrom: null }, 'Check what the bucket says · a random sample of 2.5%'],
        [
            { level: 'head', sample: { records: 2000 }, sampledFrom: 1344438 },
            'Check what the bucket says · a random sample of 2,000 documents, drawn from 1,344,438 documents'
        ]
    ])('says how thoroughly copies are checked, and how many of how many: %j', async (verification, words) => {
        const element = await show({ verification });
        expect(textOf(element, '.facts')).toContain(words);
        await expect(element).toBeAccessible();
    });

    it('opens the page of the user who made it', async () => {
        const element = await show();
        find(element, '.person a').click();
        const attributes = { recordId: '005000000000002AAA', actionName: 'view' };
        expect(mockNavigate).toHaveBeenCalledWith({ type: 'standard__recordPage', attributes });
    });

    it.each([
        ['user:005000000000001AAA', 'You'],
        ['token:nightly', 'An automation'],
        ['cli:ada@host', 'Command line: ada@host'],
        ['user:005000000000009AAA', 'A user you cannot see'],
        ['doclift', 'Doclift']
    ])('names who started it: %s', async (createdBy, words) => {
        expect(textOf(await show({ createdBy }), '.person dd')).toBe(words);
    });

    it.each([
        [{ kind: 'everything' }, {}, 'Everything'],
        [{ kind: 'records', recordIds: ['a', 'b'] }, {}, 'Documents: 2'],
        [{ kind: 'failures', codes: ['source.missing'] }, {}, 'What failed: source.missing'],
        [{ kind: 'run', runId: 'run-9' }, {}, 'What one job switched'],
        [{ kind: 'everything' }, { firstRecords: 1500 }, 'Everything, the first 1,500 documents'],
        [
            { kind: 'everything' },
            { types: ['pdf', ''], percentage: 0.5, firstRecords: 10 },
            'Everything, only the types pdf, (none), 0.5% of the documents, the first 10 documents'
        ]
    ])('says for what it is: %j', async (scope, limits, words) => {
        expect(textOf(await show({ scope, limits }), '.facts dd')).toBe(words);
    });

    it('names the one Account that it is for, as text, with its limits, and asks for it once', async () => {
        readAccount.mockResolvedValue({ name: '<b>Acme</b> Corp.' });
        const element = await show({ limits: { firstRecords: 10 } });
        await settle();
        expect(readAccount).toHaveBeenCalledWith({ accountId: '001000000000001AAA' });
        expect(textOf(element, '.facts')).toContain('<b>Acme</b> Corp., the first 10 documents');
        element.run = { ...run, endedAt: '2026-03-01T12:10:00.000Z' };
        await settle();
        expect(readAccount).toHaveBeenCalledTimes(1);
        expect(textOf(element, '.facts')).toContain('<b>Acme</b> Corp.');
    });

    it('forgets the Account of another job', async () => {
        readAccount.mockResolvedValueOnce({ name: 'Acme Corp.' });
        const element = await show();
        element.run = { ...run, id: 'run-15', scope: { kind: 'everything' } };
        await settle();
        expect(textOf(element, '.facts')).not.toContain('Acme');
    });

    it('counts several Accounts', async () => {
        const accountIds = ['001000000000001AAA', '001000000000002AAA'];
        const element = await show({ scope: { kind: 'accounts', accountIds } });
        expect(readAccount).not.toHaveBeenCalled();
        expect(textOf(element, '.facts')).toContain('Accounts: 2');
    });
});
