import { createElement } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import DocliftOpen from 'c/docliftOpen';
import openLink from '@salesforce/apex/DocliftRecordController.openLink';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';

jest.mock('@salesforce/apex/DocliftRecordController.openLink', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/client/formFactor', () => ({ default: 'Small' }), { virtual: true });

const ID = 'a01000000000001AAA';
const LINK = { url: 'https://bucket.example/a?X-Amz-Signature=1', disposition: 'inline' };

async function show() {
    readRecord.mockResolvedValue({ recordId: ID, name: 'Contract.pdf', copyState: 'verified', contentType: 'application/pdf' });
    const element = createElement('c-doclift-open', { is: DocliftOpen });
    document.body.appendChild(element);
    CurrentPageReference.emit({ type: 'standard__component', attributes: {}, state: { c__recordId: ID } });
    await new Promise((resolve) => setTimeout(resolve));
    return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);

describe('c-doclift-open on a phone', () => {
    afterEach(() => document.body.replaceChildren());

    it.each([
        ['inline', 'Open in a new tab'],
        ['attachment', 'Download']
    ])('leaves a document sent %s to a button, and opens nothing by itself', async (disposition, text) => {
        const popUp = jest.spyOn(window, 'open').mockImplementation(() => null);
        openLink.mockResolvedValue({ ...LINK, disposition });
        const element = await show();
        expect(find(element, 'iframe')).toBeNull();
        const link = find(element, '.link');
        expect(link.textContent.trim()).toBe(text);
        expect(link.target).toBe('_blank');
        expect(popUp).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });
});
