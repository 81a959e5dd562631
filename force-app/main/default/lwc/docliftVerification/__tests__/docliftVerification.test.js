import { createElement } from 'lwc';
import DocliftVerification from 'c/docliftVerification';

const choices = { level: 'head', sampleKind: 'all', samplePercentage: 1, sampleRecords: 200 };
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];

function show(change = {}) {
    const element = createElement('c-doclift-verification', { is: DocliftVerification });
    const told = [];
    element.addEventListener('choose', ({ detail }) => told.push(detail));
    element.choices = { ...choices, ...change };
    document.body.appendChild(element);
    return { element, told };
}

function pick(element, value) {
    find(element, `input[value="${value}"]`).dispatchEvent(new CustomEvent('change'));
}

describe('c-doclift-verification', () => {
    afterEach(() => document.body.replaceChildren());

    it('offers each level with the sentence of what it asks', async () => {
        const { element } = show();
        expect(findAll(element, '.name').map(({ textContent }) => textContent)).toEqual([
            'Check what Doclift has written down',
            'Check what the bucket says',
            'Read every file again'
        ]);
        expect(findAll(element, '.effect').every(({ textContent }) => textContent.endsWith('.'))).toBe(true);
        expect(find(element, 'input[value="head"]').checked).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('tells which level was chosen', () => {
        const { element, told } = show();
        pick(element, 'full');
        expect(told).toEqual([{ level: 'full' }]);
    });

    it('offers no sample where nobody is asked', async () => {
        const { element } = show({ level: 'attested' });
        expect(find(element, '.sample')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('asks for the size of a random share', async () => {
        const { element, told } = show({ sampleKind: 'percentage' });
        expect(find(element, '.records')).toBeNull();
        find(element, '.share').dispatchEvent(new CustomEvent('change', { detail: { value: '2.5' } }));
        expect(told).toEqual([{ samplePercentage: 2.5 }]);
        await expect(element).toBeAccessible();
    });

    it('asks for the number of a random sample', async () => {
        const { element, told } = show({ sampleKind: 'records' });
        expect(find(element, '.share')).toBeNull();
        find(element, '.records').dispatchEvent(new CustomEvent('change', { detail: { value: '50' } }));
        expect(told).toEqual([{ sampleRecords: 50 }]);
        await expect(element).toBeAccessible();
    });

    it('tells whether all or a sample was chosen', () => {
        const { element, told } = show();
        pick(element, 'records');
        pick(element, 'all');
        expect(told).toEqual([{ sampleKind: 'records' }, { sampleKind: 'all' }]);
    });
});
