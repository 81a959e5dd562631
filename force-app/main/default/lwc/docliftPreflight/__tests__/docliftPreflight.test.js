import { createElement } from 'lwc';
import DocliftPreflight from 'c/docliftPreflight';
import checkOrg from '@salesforce/apex/DocliftPreflightController.checkOrg';
import readPreflight from '@salesforce/apex/DocliftPreflightController.readPreflight';

jest.mock('@salesforce/apex/DocliftPreflightController.checkOrg', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftPreflightController.readPreflight', () => ({ default: jest.fn() }), { virtual: true });

const found = {
    at: '2026-03-01T18:02:00Z',
    automation: '2 flows and 1 trigger run on each record.',
    lines: [
        { item: 'field', outcome: 'passed', sentence: 'Every link fits.' },
        { item: 'flows', outcome: 'warning', sentence: '2 flows run on each record: <b>A</b>, B.' },
        { item: 'sharing', outcome: 'inconclusive', sentence: 'The integration user sees 1917660 records.' },
        { item: 'permissions', outcome: 'failed', sentence: 'It may not edit the field.' },
        { item: 'brand-new', outcome: 'brand-new', sentence: 'Something new.' }
    ]
};
const operator = { roles: ['viewer', 'operator'] };

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const stateOf = (element) => find(element, 'c-doclift-state');
const textsOf = (element, selector) =>
    [...element.shadowRoot.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

async function show(who = operator) {
    const element = createElement('c-doclift-preflight', { is: DocliftPreflight });
    element.who = who;
    element.looks = [];
    element.addEventListener('look', ({ detail }) => element.looks.push(detail));
    document.body.appendChild(element);
    await settle();
    return element;
}

async function check(element) {
    find(element, '.check').click();
    await settle();
}

describe('c-doclift-preflight', () => {
    beforeEach(() => {
        checkOrg.mockReset();
        readPreflight.mockReset();
        readPreflight.mockResolvedValue(found);
    });
    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        readPreflight.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows one card for each check by name, word and sentence, everything foreign as text', async () => {
        const element = await show();
        expect(textsOf(element, 'h3')).toEqual([
            'The field of the links',
            'Flows',
            'Hidden records',
            'Permissions of Doclift',
            'Another check'
        ]);
        expect(textsOf(element, '.status')).toEqual(['Passed', 'Good to know', 'Not known', 'Not passed', 'Not known']);
        expect(textsOf(element, '.sentence')[1]).toContain('<b>A</b>');
        expect(textsOf(element, '.sentence')[2]).toContain('1,917,660');
        expect(textsOf(element, '.automation')).toEqual([found.automation]);
        await expect(element).toBeAccessible();
    });

    it('has another icon for each outcome, so that colour is not needed', async () => {
        const element = await show();
        const icons = [...element.shadowRoot.querySelectorAll('lightning-icon')].map(({ iconName }) => iconName);
        expect(new Set(icons.slice(0, 4)).size).toBe(4);
    });

    it('tells what runs on each record to the page around it', async () => {
        expect((await show()).looks).toEqual([{ automation: found.automation }]);
    });

    it('says before the first look that there was none', async () => {
        readPreflight.mockResolvedValue(null);
        const element = await show();
        expect(stateOf(element)).toMatchObject({ isEmpty: true });
        expect(stateOf(element).emptyText).toContain('Nobody has looked');
        expect(element.looks).toEqual([]);
        await expect(element).toBeAccessible();
    });

    it('looks again with a key of its own for each look', async () => {
        readPreflight.mockResolvedValue(null);
        checkOrg.mockResolvedValue(found);
        const element = await show();
        await check(element);
        expect(textsOf(element, '.automation')).toEqual([found.automation]);
        await check(element);
        const keys = checkOrg.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(new Set(keys).size).toBe(2);
    });

    it('says that it looks, and takes no second press meanwhile', async () => {
        checkOrg.mockReturnValue(new Promise(() => {}));
        const element = await show();
        await check(element);
        expect(find(element, '.check').disabled).toBe(true);
        expect(textsOf(element, '.progress')[0]).toContain('Looking at Salesforce');
        await expect(element).toBeAccessible();
    });

    it.each([
        [problem(0, 'app.unreachable'), 1],
        [problem(403, 'api.forbidden'), 2]
    ])('keeps the key of a look only while nobody has answered it', async (error, keys) => {
        const element = await show();
        checkOrg.mockRejectedValue(error);
        await check(element);
        expect(stateOf(element).problem.status).toBe(JSON.parse(error.body.message).status);
        expect(stateOf(element).staleSince).toBe(found.at);
        await check(element);
        expect(new Set(checkOrg.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey)).size).toBe(keys);
        await expect(element).toBeAccessible();
    });

    it('says who may look, when the user may not', async () => {
        const element = await show({ roles: ['viewer'] });
        expect(find(element, '.check').disabled).toBe(true);
        expect(textsOf(element, '.forbidden')[0]).toContain('Operator');
        await expect(element).toBeAccessible();
    });

    it('says that reading failed, and reads again', async () => {
        readPreflight.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        const element = await show();
        expect(stateOf(element).problem.kind).toBe('unreachable');
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(textsOf(element, 'h3')).toHaveLength(5);
    });
});
