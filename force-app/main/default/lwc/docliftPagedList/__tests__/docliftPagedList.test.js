import { createElement } from 'lwc';
import DocliftPagedList from 'c/docliftPagedList';

const onePage = { rows: [{ recordId: 'a' }], cursor: 'c1', hidden: 0, pages: 1 };
const nothing = { rows: [], cursor: null, hidden: 0, pages: 1 };

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);

async function show(options) {
    const element = createElement('c-doclift-paged-list', { is: DocliftPagedList });
    Object.assign(element, { emptyText: 'No document has failed so.', ...options });
    document.body.appendChild(element);
    await settle();
    return element;
}

describe('c-doclift-paged-list', () => {
    afterEach(() => document.body.replaceChildren());

    it('is loading until the first page is read, and not while reading on', async () => {
        const element = await show({ gathered: { ...nothing, pages: 0 }, isReading: true });
        expect(find(element, 'c-doclift-state').isLoading).toBe(true);
        await expect(element).toBeAccessible();
        element.gathered = onePage;
        await settle();
        expect(find(element, 'c-doclift-state').isLoading).toBe(false);
        expect(find(element, '.more').disabled).toBe(true);
    });

    it('lets the user read on', async () => {
        const element = await show({ gathered: onePage });
        const more = jest.fn();
        element.addEventListener('more', more);
        find(element, '.more').click();
        expect(more).toHaveBeenCalledTimes(1);
        expect(find(element, '.hidden')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('counts what is not visible, and says when a list is cut', async () => {
        const element = await show({ gathered: { ...onePage, hidden: 1200 } });
        expect(find(element, '.hidden').textContent).toBe('1,200 not visible to you');
        expect(find(element, '.more')).toBeNull();
        expect(find(element, '.refine').textContent).toContain('1,000');
        await expect(element).toBeAccessible();
    });

    it.each([
        [0, 'No document has failed so.'],
        [4, 'None of these documents is visible to you.']
    ])('says why there is nothing with %i hidden', async (hidden, emptyText) => {
        const element = await show({ gathered: { ...nothing, hidden } });
        expect(find(element, 'c-doclift-state')).toMatchObject({ isEmpty: true, emptyText });
        await expect(element).toBeAccessible();
    });

    it('shows a problem, and asks to be read again', async () => {
        const problem = { kind: 'unreachable', code: 'app.unreachable', status: 0 };
        const element = await show({ gathered: nothing, problem });
        const again = jest.fn();
        element.addEventListener('again', again);
        expect(find(element, 'c-doclift-state').problem).toEqual(problem);
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        expect(again).toHaveBeenCalledTimes(1);
        await expect(element).toBeAccessible();
    });
});
