import { createElement } from 'lwc';
import DocliftSetup from 'c/docliftSetup';
import { mockNavigate } from 'lightning/navigation';
import checkConnections from '@salesforce/apex/DocliftSetupController.checkConnections';
import countPeople from '@salesforce/apex/DocliftSetupController.countPeople';
import listWorkers from '@salesforce/apex/DocliftSetupController.listWorkers';
import readSettings from '@salesforce/apex/DocliftServiceSettingsController.readSettings';
import readSupportBundle from '@salesforce/apex/DocliftSetupController.readSupportBundle';

jest.mock('@salesforce/apex/DocliftPreflightController.checkOrg', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftPreflightController.readPreflight', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftServiceSettingsController.changeSettings', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftServiceSettingsController.readSettings', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftSetupController.checkConnections', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftSetupController.countPeople', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftSetupController.listWorkers', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftSetupController.readSupportBundle', () => ({ default: jest.fn() }), { virtual: true });

const checkedAt = '2026-03-01T18:02:00Z';
const items = [
    { name: 'database', status: 'ok', sentence: 'PostgreSQL 18 answers.', advice: null, checkedAt },
    { name: 'org', status: 'ok', sentence: '14204 of 100000 API requests of a day are used.', advice: null, checkedAt },
    { name: 'vendor', status: 'failing', sentence: 'The token was refused.', advice: 'Ask for a new token.', checkedAt },
    { name: 'worker', status: 'unknown', sentence: 'No worker can be seen.', advice: null, checkedAt },
    { name: 'brand-new', status: 'brand-new', sentence: 'Something new.', advice: null, checkedAt }
];
const people = { DocliftViewer: 1200, DocliftOperator: 3, DocliftApprover: 2, DocliftAdmin: 1 };
const admin = { roles: ['viewer', 'operator', 'approver', 'admin'] };

function thrown(problem) {
    return { body: { message: JSON.stringify(problem) } };
}

async function show(who = admin) {
    const element = createElement('c-doclift-setup', { is: DocliftSetup });
    element.who = who;
    document.body.appendChild(element);
    await flush();
    return element;
}

async function flush() {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function find(element, selector) {
    return element.shadowRoot.querySelector(selector);
}

function textsOf(element, selector) {
    return [...element.shadowRoot.querySelectorAll(selector)].map((found) => found.textContent.trim());
}

function setClipboard(writeText) {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
}

describe('c-doclift-setup', () => {
    beforeEach(() => {
        checkConnections.mockResolvedValue({ items });
        countPeople.mockResolvedValue(people);
        listWorkers.mockResolvedValue({ items: [] });
        readSettings.mockResolvedValue({ items: [], names: {}, etag: '"x"' });
        readSupportBundle.mockResolvedValue({ version: '0.1.0' });
    });

    afterEach(() => document.body.replaceChildren());

    it('shows what Salesforce says before a switch, for the same user', async () => {
        const element = await show();
        expect(find(element, 'c-doclift-preflight').who).toEqual(admin);
    });

    it('shows the workers of the service', async () => {
        const element = await show();
        expect(find(element, 'c-doclift-workers')).not.toBeNull();
        expect(listWorkers).toHaveBeenCalledTimes(1);
    });

    it('shows the settings of the service, for the same user', async () => {
        const element = await show();
        expect(find(element, 'c-doclift-service-settings').who).toEqual(admin);
    });

    it('is loading until it knows', async () => {
        checkConnections.mockReturnValue(new Promise(() => {}));
        countPeople.mockReturnValue(new Promise(() => {}));
        const element = await show();
        const states = [...element.shadowRoot.querySelectorAll('c-doclift-state')];
        expect(states.map(({ isLoading }) => isLoading)).toEqual([true, true]);
        await expect(element).toBeAccessible();
    });

    it('shows a card for each connection with its state as a word', async () => {
        const element = await show();
        expect(textsOf(element, '.card h3')).toEqual([
            'The service',
            'This org',
            'The vendor',
            'Database of the service',
            'Workers of the service',
            'Another connection'
        ]);
        expect(textsOf(element, '.status')).toEqual([
            'Works',
            'Works',
            'Does not work',
            'Works',
            'Cannot be told',
            'Cannot be told'
        ]);
        expect(textsOf(element, '.sentence')[1]).toBe('14,204 of 100,000 API requests of a day are used.');
        expect(textsOf(element, '.advice')).toEqual(['Ask for a new token.']);
        await expect(element).toBeAccessible();
    });

    it('leads to the page in Setup where a connection is mended', async () => {
        const element = await show();
        const buttons = [...element.shadowRoot.querySelectorAll('.open')];
        expect(buttons.map(({ label }) => label)).toEqual([
            'Open in Setup: Named Credentials',
            'Open in Setup: External Client Apps'
        ]);
        buttons[0].click();
        find(element, '.open-groups').click();
        expect(mockNavigate.mock.calls.map(([{ attributes }]) => attributes.url)).toEqual([
            '/lightning/setup/NamedCredential/home',
            '/lightning/setup/PermSetGroups/home'
        ]);
    });

    it('checks again, and keeps the cards meanwhile', async () => {
        const element = await show();
        checkConnections.mockReturnValue(new Promise(() => {}));
        find(element, '.check').click();
        await flush();
        expect(checkConnections).toHaveBeenCalledTimes(2);
        expect(textsOf(element, '.card h3')).toHaveLength(6);
        expect(find(element, '.check').disabled).toBe(true);
    });

    it.each([
        [{ status: 0, code: 'app.unreachable' }, 'Doclift does not answer.'],
        [{ status: 401, code: 'api.unauthorised' }, 'The service does not accept the sign-in'],
        [{ status: 500, code: 'internal.unexpected' }, 'Something unexpected went wrong.']
    ])('makes the card of the service red for %j', async (problem, sentence) => {
        checkConnections.mockRejectedValue(thrown(problem));
        const element = await show();
        expect(textsOf(element, '.card h3')).toEqual(['The service']);
        expect(textsOf(element, '.status')).toEqual(['Does not work']);
        expect(textsOf(element, '.sentence')[0]).toContain(sentence);
        expect(find(element, '.open').label).toBe('Open in Setup: Named Credentials');
        await expect(element).toBeAccessible();
    });

    it('says to whom it is forbidden what to ask for', async () => {
        const forbidden = thrown({ status: 403, code: 'app.no-permission' });
        checkConnections.mockRejectedValue(forbidden);
        countPeople.mockRejectedValue(forbidden);
        const element = await show({ roles: [] });
        const states = [...element.shadowRoot.querySelectorAll('c-doclift-state')];
        expect(states.map(({ problem }) => problem.kind)).toEqual(['forbidden', 'forbidden']);
        await expect(element).toBeAccessible();
    });

    it('says who may do what, with the number of people', async () => {
        const element = await show();
        expect(textsOf(element, 'tbody th')).toEqual([
            'Doclift Viewer',
            'Doclift Operator',
            'Doclift Approver',
            'Doclift Admin'
        ]);
        expect(textsOf(element, 'tbody td:last-child')).toEqual(['1,200', '3', '2', '1']);
    });

    it('counts the people again when asked', async () => {
        countPeople.mockRejectedValueOnce(thrown({ status: 500, code: 'any', detail: '' }));
        const element = await show();
        find(element, '.people-state').dispatchEvent(new CustomEvent('again'));
        await flush();
        expect(find(element, '.people-state').problem).toBeNull();
        expect(countPeople).toHaveBeenCalledTimes(2);
    });

    it('copies the details for support', async () => {
        const writeText = jest.fn().mockResolvedValue();
        setClipboard(writeText);
        const element = await show();
        find(element, '.copy').click();
        await flush();
        expect(JSON.parse(writeText.mock.calls[0][0])).toEqual({ version: '0.1.0' });
        expect(textsOf(element, '.support-result')).toEqual(['Copied. Paste it into your message to support.']);
        expect(find(element, '.support-text')).toBeNull();
    });

    it('shows the details when the browser refuses to copy', async () => {
        setClipboard(jest.fn().mockRejectedValue(new Error('Not allowed')));
        const element = await show();
        find(element, '.copy').click();
        await flush();
        expect(JSON.parse(find(element, '.support-text').value)).toEqual({ version: '0.1.0' });
        expect(textsOf(element, '.support-result')[0]).toMatch(/^The browser does not let/);
        await expect(element).toBeAccessible();
    });

    it('says why there are no details', async () => {
        readSupportBundle.mockRejectedValue(thrown({ status: 0, code: 'app.unreachable' }));
        const element = await show();
        find(element, '.copy').click();
        await flush();
        expect(textsOf(element, '.support-result')[0]).toMatch(/^Doclift does not answer/);
        expect(find(element, '.copy').disabled).toBe(false);
    });

    it('shows who may copy them to somebody who may not', async () => {
        const element = await show({ roles: ['viewer', 'operator'] });
        expect(find(element, '.copy').disabled).toBe(true);
        expect(textsOf(element, '.who-may')[0]).toContain('Doclift Admin');
        await expect(element).toBeAccessible();
    });
});
