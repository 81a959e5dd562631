import { createElement } from 'lwc';
import DocliftStart from 'c/docliftStart';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';
import readPreflight from '@salesforce/apex/DocliftPreflightController.readPreflight';
import readForecast from '@salesforce/apex/DocliftOverviewController.readForecast';

jest.mock('c/docliftJob', () => {
    const { LightningElement, registerDecorators } = require('lwc');
    class Job extends LightningElement {}
    registerDecorators(Job, { publicProps: { runId: { config: 0 }, who: { config: 0 } } });
    return { __esModule: true, default: Job };
});
jest.mock('@salesforce/apex/DocliftRunController.planRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftAccountController.readAccount', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftAccountController.searchAccounts', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftPreflightController.checkOrg', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftPreflightController.readPreflight', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftOverviewController.readForecast', () => ({ default: jest.fn() }), { virtual: true });

const operator = { roles: ['viewer', 'operator'], orgDomain: 'acme.my.salesforce.com' };
const viewer = { ...operator, roles: ['viewer'] };

const northwind = {
    accountId: '001000000000001AAA',
    name: '<b>Northwind</b> Traders',
    total: 2863,
    byState: { verified: 2854 },
    outOfScope: { folder: 9 }
};
const rate = { recordsPerSecond: 41, bytesPerSecond: 1, basis: 'measured', runs: 5 };
const forecast = {
    steps: [
        { operation: 'back_up', records: 1344438, rate },
        { operation: 'verify', records: 1344438, rate },
        {
            operation: 'switch',
            records: 12000,
            rate: { ...rate, recordsPerSecond: 100, basis: 'assumed' },
            requests: { salesforceCalls: 24 }
        }
    ],
    salesforce: { left: 118204 }
};

function problem(status, code, detail = '') {
    return { body: { message: JSON.stringify({ status, code, detail }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];
const summaryOf = (element) => findAll(element, '.summary li').map(({ textContent }) => textContent);

async function show(properties = {}) {
    const element = createElement('c-doclift-start', { is: DocliftStart });
    Object.assign(element, { who: operator }, properties);
    document.body.appendChild(element);
    await settle();
    return element;
}

async function pick(element, value) {
    const input = find(element, `input[value="${value}"]`);
    input.checked = true;
    input.dispatchEvent(new CustomEvent('change'));
    await settle();
}

async function write(element, selector, value) {
    find(element, selector).dispatchEvent(new CustomEvent('change', { detail: { value } }));
    await settle();
}

async function start(element) {
    find(element, '.start').click();
    await settle();
}

const requestOf = (call = 0) => JSON.parse(planRun.mock.calls[call][0].requestJson);
const keyOf = (call) => planRun.mock.calls[call][0].idempotencyKey;

describe('c-doclift-start', () => {
    beforeEach(() => {
        readForecast.mockResolvedValue(forecast);
        readPreflight.mockResolvedValue(null);
        planRun.mockResolvedValue({ id: 'run-15', number: 15, operation: 'back_up', dryRun: false });
    });

    afterEach(() => document.body.replaceChildren());

    it('offers each operation with the sentence of what it changes', async () => {
        const element = await show();
        expect(findAll(element, '.name').map(({ textContent }) => textContent)).toEqual([
            'Inventory',
            'Look for changes',
            'Analysis',
            'Back up',
            'Check copies',
            'Switch links'
        ]);
        expect(find(element, 'input[value="back_up"]').checked).toBe(true);
        expect(find(element, '.start').label).toBe('Back up (changes nothing in Salesforce)');
        await expect(element).toBeAccessible();
    });

    it('says what will happen: how many, how long, at which speed', async () => {
        const element = await show();
        expect(summaryOf(element)).toEqual([
            'Copies files to your bucket and checks each copy. Changes nothing in Salesforce.',
            'For everything.',
            'Documents left to do: 1,344,438',
            'About 9.1 h at the speed of earlier jobs.',
            'It starts at once.'
        ]);
    });

    it('says what runs on each record of a switch, and nothing of it where nothing is written', async () => {
        readPreflight.mockResolvedValue({ at: '2026-03-01T18:02:00Z', automation: '2 flows run on each record.', lines: [] });
        const element = await show({ operation: 'switch' });
        await settle();
        expect(summaryOf(element)).toContain('2 flows run on each record.');
        expect(find(element, 'c-doclift-preflight').who).toEqual(operator);
        await pick(element, 'back_up');
        expect(find(element, 'c-doclift-preflight')).toBeNull();
        expect(summaryOf(element)).not.toContain('2 flows run on each record.');
        await expect(element).toBeAccessible();
    });

    it('says that nobody knows what runs on each record before Salesforce was checked', async () => {
        readPreflight.mockResolvedValue(null);
        const element = await show({ operation: 'switch' });
        expect(summaryOf(element).join(' ')).toContain('What runs on each record is not known yet.');
    });

    it('is usable while the forecast is still read, and says so when there is none', async () => {
        readForecast.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(summaryOf(element)).toHaveLength(3);
        readForecast.mockRejectedValue(problem(503, 'api.busy'));
        const other = await show();
        expect(summaryOf(other)).toContain('There is no forecast at the moment.');
        await expect(element).toBeAccessible();
    });

    it('starts a back-up at once and goes to its job', async () => {
        const element = await show();
        const navigate = jest.fn();
        element.addEventListener('navigate', (event) => navigate(event.detail));
        await start(element);
        expect(requestOf()).toEqual({ operation: 'back_up', scope: { kind: 'everything' }, dryRun: false, limits: {} });
        expect(navigate.mock.calls).toEqual([[{ page: 'jobs', runId: 'run-15' }]]);
    });

    it('starts a trial with the first documents', async () => {
        const element = await show();
        await pick(element, 'first');
        expect(summaryOf(element)).toContain('For the first 100 documents.');
        find(element, '.count').dispatchEvent(new CustomEvent('change', { detail: { value: '25' } }));
        await settle();
        await start(element);
        expect(requestOf().limits).toEqual({ firstRecords: 25 });
        expect(requestOf().scope).toEqual({ kind: 'everything' });
    });

    it('starts with a share of all documents, and says about how many that are', async () => {
        const element = await show();
        await pick(element, 'share');
        await write(element, '.share', '0.5');
        expect(summaryOf(element)).toContain('For 0.5% of the documents, always the same ones.');
        expect(summaryOf(element)).toContain('Documents left to do: about 6,722');
        await start(element);
        expect(requestOf().limits).toEqual({ percentage: 0.5 });
        await expect(element).toBeAccessible();
    });

    describe('a check of copies', () => {
        const choose = async (element, detail) => {
            find(element, 'c-doclift-verification').dispatchEvent(new CustomEvent('choose', { detail }));
            await settle();
        };

        it('asks how thoroughly, and does what the bucket says when nothing else is chosen', async () => {
            const element = await show({ operation: 'verify' });
            expect(summaryOf(element)).toContain('Check what the bucket says.');
            expect(summaryOf(element).join(' ')).toContain('About 9.1 h');
            await start(element);
            expect(requestOf()).toMatchObject({ operation: 'verify', limits: {}, verification: { level: 'head' } });
            expect(requestOf().verification.sample).toBeUndefined();
            await expect(element).toBeAccessible();
        });

        it('reads every file of a random sample, and says that it says nothing about the others', async () => {
            const element = await show({ operation: 'verify' });
            await choose(element, { level: 'full' });
            await choose(element, { sampleKind: 'percentage' });
            await choose(element, { samplePercentage: 5 });
            expect(summaryOf(element)).toEqual(
                expect.arrayContaining([
                    'Read every file again.',
                    'A random sample of 5%. It says nothing about the other documents.',
                    'Documents to check: 67,222'
                ])
            );
            expect(summaryOf(element).join(' ')).not.toContain('About');
            await start(element);
            expect(requestOf().verification).toEqual({ level: 'full', sample: { percentage: 5 } });
        });

        it('takes a number at random in place of the first documents or a fixed share', async () => {
            const element = await show();
            await pick(element, 'first');
            await pick(element, 'verify');
            expect(findAll(element, 'input[name="doclift-scope"]').map(({ value }) => value)).toEqual([
                'everything',
                'accounts'
            ]);
            expect(find(element, 'input[value="everything"]').checked).toBe(true);
            await choose(element, { sampleKind: 'records', sampleRecords: 50 });
            await start(element);
            expect(requestOf()).toMatchObject({ limits: {}, verification: { level: 'head', sample: { records: 50 } } });
        });

        it('has no sample where nobody is asked', async () => {
            const element = await show({ operation: 'verify' });
            await choose(element, { sampleKind: 'records', level: 'attested' });
            await start(element);
            expect(requestOf().verification).toEqual({ level: 'attested' });
        });

        it.each([
            [{ sampleKind: 'percentage', samplePercentage: 0 }, 'up to 100 percent'],
            [{ sampleKind: 'percentage', samplePercentage: 101 }, 'up to 100 percent'],
            [{ sampleKind: 'records', sampleRecords: 0 }, 'whole number'],
            [{ sampleKind: 'records', sampleRecords: 1.5 }, 'whole number']
        ])('does not start with %j', async (detail, words) => {
            const element = await show({ operation: 'verify' });
            await choose(element, detail);
            expect(find(element, '.missing').textContent).toContain(words);
            expect(find(element, '.start').disabled).toBe(true);
        });

        it('is asked about for no other job', async () => {
            const element = await show();
            expect(find(element, 'c-doclift-verification')).toBeNull();
            await start(element);
            expect(requestOf().verification).toBeUndefined();
        });
    });

    it.each(['0', '', '100.5', '-1'])('wants a share up to 100 percent, not "%s"', async (value) => {
        const element = await show();
        await pick(element, 'share');
        await write(element, '.share', value);
        expect(find(element, '.missing').textContent).toContain('up to 100 percent');
        expect(find(element, '.start').disabled).toBe(true);
    });

    it('takes only some file types beside any other choice', async () => {
        const element = await show();
        await pick(element, 'first');
        await write(element, '.types', ' PDF, .docx,pdf ');
        expect(summaryOf(element)).toContain('Only these file types: pdf, docx.');
        expect(summaryOf(element).join(' ')).toContain('is known when the list is made');
        expect(summaryOf(element).join(' ')).not.toContain('speed of earlier jobs');
        await start(element);
        expect(requestOf().limits).toEqual({ types: ['pdf', 'docx'], firstRecords: 100 });
    });

    it.each(['p d f', '*.pdf', '2024', 'extension12'])('wants file types, not "%s"', async (value) => {
        const element = await show();
        await write(element, '.types', value);
        expect(find(element, '.missing').textContent).toContain('such as pdf, docx');
        expect(find(element, '.start').disabled).toBe(true);
    });

    it('takes no types where everything is read', async () => {
        const element = await show();
        await write(element, '.types', 'pdf');
        await pick(element, 'inventory');
        expect(find(element, '.types')).toBeNull();
        await start(element);
        expect(requestOf().limits).toEqual({});
    });

    it.each(['0', '', '1.5'])('wants a whole number of documents above zero, not "%s"', async (value) => {
        const element = await show();
        await pick(element, 'first');
        find(element, '.count').dispatchEvent(new CustomEvent('change', { detail: { value } }));
        await settle();
        expect(find(element, '.missing').textContent).toContain('whole number');
        expect(find(element, '.start').disabled).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('starts for chosen Accounts, their names shown as text', async () => {
        const element = await show();
        await pick(element, 'accounts');
        expect(find(element, '.missing').textContent).toBe('Choose at least one Account.');
        expect(find(element, '.start').disabled).toBe(true);
        find(element, '.picker').dispatchEvent(new CustomEvent('choose', { detail: { accounts: [northwind] } }));
        await settle();
        expect(summaryOf(element)).toContain('For these Accounts: <b>Northwind</b> Traders.');
        expect(summaryOf(element)).toContain('Documents in scope: 2,854');
        await start(element);
        expect(requestOf().scope).toEqual({ kind: 'accounts', accountIds: [northwind.accountId] });
        await expect(element).toBeAccessible();
    });

    it('opens with the operation and Account it is given', async () => {
        readAccount.mockResolvedValue(northwind);
        const element = await show({ operation: 'verify', accountId: northwind.accountId });
        expect(readAccount).toHaveBeenCalledWith({ accountId: northwind.accountId });
        expect(find(element, 'input[value="verify"]').checked).toBe(true);
        expect(find(element, '.picker').accounts).toEqual([northwind]);
    });

    it('takes another Account that it is given later, whatever the order of the answers', async () => {
        let answerLate;
        readAccount.mockReturnValueOnce(new Promise((resolve) => (answerLate = resolve)));
        const element = await show({ operation: 'back_up', accountId: northwind.accountId });
        const other = { ...northwind, accountId: '001000000000002AAA', name: 'Contoso' };
        readAccount.mockResolvedValueOnce(other);
        Object.assign(element, { operation: 'switch', accountId: other.accountId });
        await settle();
        answerLate(northwind);
        await settle();
        expect(find(element, 'input[value="switch"]').checked).toBe(true);
        expect(find(element, '.picker').accounts).toEqual([other]);
    });

    it('says when the Account it is given cannot be read', async () => {
        readAccount.mockRejectedValue(problem(404, 'account.not-found'));
        const element = await show({ accountId: northwind.accountId });
        expect(find(element, '.act-problem').textContent).toContain('knows no document of this Account');
        expect(find(element, '.start').disabled).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('makes a dry run', async () => {
        const element = await show({ operation: 'switch' });
        const box = find(element, '.dry-run');
        box.checked = true;
        box.dispatchEvent(new CustomEvent('change'));
        await settle();
        expect(summaryOf(element).at(-1)).toContain('A dry run');
        await start(element);
        expect(requestOf().dryRun).toBe(true);
    });

    it.each(['inventory', 'catch_up', 'analyse'])('takes everything for %s', async (operation) => {
        const element = await show();
        await pick(element, 'first');
        await pick(element, operation);
        expect(find(element, '.only-everything')).not.toBeNull();
        await start(element);
        expect(requestOf()).toEqual({ operation, scope: { kind: 'everything' }, dryRun: false, limits: {} });
        await expect(element).toBeAccessible();
    });

    it('has no dry run of an analysis', async () => {
        const element = await show({ operation: 'analyse' });
        expect(find(element, '.dry-run')).toBeNull();
        expect(find(element, '.no-dry-run')).not.toBeNull();
    });

    describe('a switch', () => {
        const planned = { id: 'run-16', number: 16, operation: 'switch', dryRun: false };

        it('says what it takes of the API calls that are free today, and what is kept for rolling back', async () => {
            const element = await show();
            await pick(element, 'switch');
            const sentence = 'Uses 24 of today’s 118,204 free API calls; 24 more are kept for rolling back.';
            expect(summaryOf(element)).toContain(sentence);
        });

        it('says what it takes when nobody knows how many API calls are left', async () => {
            readForecast.mockResolvedValue({ ...forecast, salesforce: { left: null } });
            const element = await show();
            await pick(element, 'switch');
            expect(summaryOf(element).join(' ')).toContain('Salesforce has not said yet how many are free today.');
        });

        it('says what rolling back restores and who starts it', async () => {
            const element = await show({ operation: 'switch' });
            expect(find(element, '.start').label).toBe('Make the list of changes (changes nothing yet)');
            expect(summaryOf(element).join(' ')).toContain('cannot restore');
            expect(summaryOf(element)).toContain(
                'About 2 min at an assumed speed, because no such job has run yet.'
            );
        });

        it('says what the viewer of the vendor goes on showing', async () => {
            const element = await show({ operation: 'switch' });
            expect(summaryOf(element).join(' ')).toContain("viewer reads by identifier and keeps opening the vendor's copy");
            expect(summaryOf(await show({ operation: 'back_up' })).join(' ')).not.toContain("vendor's own viewer");
        });

        it('is only planned, and its list of changes shown here', async () => {
            planRun.mockResolvedValue(planned);
            const element = await show({ operation: 'switch' });
            const navigate = jest.fn();
            element.addEventListener('navigate', navigate);
            await start(element);
            expect(find(element, '.planned').textContent).toBe('The list of changes of Job 16');
            expect(find(element, 'c-doclift-job').runId).toBe('run-16');
            expect(navigate).not.toHaveBeenCalled();
            await expect(element).toBeAccessible();
        });

        it('can be left for something else, with a new key', async () => {
            planRun.mockResolvedValue(planned);
            const element = await show({ operation: 'switch' });
            await start(element);
            find(element, '.other').click();
            await settle();
            await start(element);
            expect(keyOf(1)).not.toBe(keyOf(0));
        });
    });

    it('sends the same key again when the answer was lost, and a new one after other choices', async () => {
        planRun.mockRejectedValue(problem(0, 'app.unreachable'));
        const element = await show();
        await start(element);
        await start(element);
        await pick(element, 'verify');
        await start(element);
        expect(keyOf(1)).toBe(keyOf(0));
        expect(keyOf(2)).not.toBe(keyOf(0));
    });

    it.each([
        ['an error', problem(500, 'internal.unexpected'), 'unexpected'],
        ['an unreachable service', problem(0, 'app.unreachable'), 'does not answer'],
        ['a refusal', problem(400, 'run.bad-request', 'A sentence of the service.'), 'A sentence of the service.']
    ])('shows %s', async (_, error, words) => {
        planRun.mockRejectedValue(error);
        const element = await show();
        await start(element);
        expect(find(element, '.act-problem').textContent).toContain(words);
        expect(find(element, '.start').disabled).toBe(false);
        await expect(element).toBeAccessible();
    });

    it('tells a viewer who may start jobs', async () => {
        const element = await show({ who: viewer });
        expect(find(element, '.start').disabled).toBe(true);
        expect(find(element, '.forbidden').textContent).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });
});
