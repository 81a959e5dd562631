import { createElement } from 'lwc';
import DocliftConfirm from 'c/docliftConfirm';

function open(properties) {
    const element = createElement('c-doclift-confirm', { is: DocliftConfirm });
    Object.assign(element, { heading: 'Switch links?', sentence: 'It takes 4 minutes.', buttonLabel: 'Switch links' });
    Object.assign(element, properties);
    document.body.appendChild(element);
    return element;
}

function listen(element, name) {
    const handler = jest.fn();
    element.addEventListener(name, handler);
    return handler;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);

describe('c-doclift-confirm', () => {
    afterEach(() => document.body.replaceChildren());

    it('is a dialog with a name and a sentence', async () => {
        const element = open();
        const dialog = find(element, '[role="dialog"]');
        expect(dialog.getAttribute('aria-modal')).toBe('true');
        expect(find(element, 'h2').textContent).toBe('Switch links?');
        expect(find(element, 'p').textContent).toBe('It takes 4 minutes.');
        await expect(element).toBeAccessible();
    });

    it('tells that the button was chosen', () => {
        const element = open();
        const confirm = listen(element, 'confirm');
        find(element, '.confirm').click();
        expect(confirm).toHaveBeenCalledTimes(1);
    });

    it('is cancelled by its button and by Escape', () => {
        const element = open();
        const cancel = listen(element, 'cancel');
        find(element, '.cancel').click();
        find(element, '[role="dialog"]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
        find(element, '[role="dialog"]').dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
        expect(cancel).toHaveBeenCalledTimes(2);
    });

    it('keeps its button off until the word is typed exactly', async () => {
        const element = open({ wordToType: 'acme.my.salesforce.com' });
        const confirm = listen(element, 'confirm');
        expect(find(element, '.word').label).toBe('Type acme.my.salesforce.com to go on');
        await type(element, 'Acme');
        expect(find(element, '.confirm').disabled).toBe(true);
        find(element, '.confirm').click();
        expect(confirm).not.toHaveBeenCalled();
        await type(element, 'acme.my.salesforce.com');
        expect(find(element, '.confirm').disabled).toBe(false);
        await expect(element).toBeAccessible();
    });

    it('keeps the focus inside', () => {
        const element = open();
        const cancel = jest.spyOn(find(element, '.cancel'), 'focus');
        const confirm = jest.spyOn(find(element, '.confirm'), 'focus');
        find(element, '.end').dispatchEvent(new FocusEvent('focus'));
        find(element, '.start').dispatchEvent(new FocusEvent('focus'));
        expect(cancel).toHaveBeenCalledTimes(1);
        expect(confirm).toHaveBeenCalledTimes(1);
    });

    it('gives the focus back where it was', () => {
        const button = document.body.appendChild(document.createElement('button'));
        button.focus();
        const element = open();
        document.activeElement.blur();
        element.remove();
        expect(document.activeElement).toBe(button);
    });

    it('shows markup as text', () => {
        const element = open({ sentence: '<img src=x onerror=alert(1)>' });
        expect(find(element, 'img')).toBeNull();
    });

    function type(element, value) {
        find(element, '.word').dispatchEvent(new CustomEvent('change', { detail: { value } }));
        return Promise.resolve();
    }
});
