import { createElement } from 'lwc';
import DocliftJobChanges from 'c/docliftJobChanges';

jest.mock('@salesforce/apex/DocliftReportController.createDownload', () => ({ default: jest.fn() }), { virtual: true });

const run = { id: 'run-14', operation: 'switch', planHash: 'a'.repeat(64) };
const find = (element, selector) => element.shadowRoot.querySelector(selector);

function show(changes = {}) {
    const element = createElement('c-doclift-job-changes', { is: DocliftJobChanges });
    Object.assign(element, { run: { ...run, ...changes } });
    document.body.appendChild(element);
    return element;
}

describe('c-doclift-job-changes', () => {
    afterEach(() => {
        document.body.replaceChildren();
    });

    it('offers the list of changes', async () => {
        const element = show({ operation: 'back_up' });
        expect(find(element, '.plan')).toMatchObject({ report: 'plan', aboutId: 'run-14', format: 'csv' });
        expect(find(element, '.not-yet')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says that the list is still being made', async () => {
        const element = show({ planHash: null });
        expect(find(element, '.plan')).toBeNull();
        expect(find(element, '.not-yet')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it.each(['switch', 'roll_back'])('offers the links from before and what proves them for %s', async (operation) => {
        const element = show({ operation });
        expect(find(element, '.before-images').textContent).toContain('Data Loader');
        const about = { report: 'before-images', aboutId: 'run-14' };
        expect(find(element, '.before-images-file')).toMatchObject({ ...about, format: 'csv' });
        expect(find(element, '.before-images-description')).toMatchObject({ ...about, format: 'json' });
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ operation: 'back_up' }, 'changes nothing in Salesforce'],
        [{ planHash: null }, 'is still being planned']
    ])('has no links from before for %j, which %s', (changes) => {
        const element = show(changes);
        expect(find(element, '.before-images-file')).toBeNull();
        expect(find(element, '.before-images-description')).toBeNull();
    });
});
