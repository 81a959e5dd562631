import { createElement } from 'lwc';
import DocliftState from 'c/docliftState';

const unreachable = { status: 0, code: 'app.unreachable', detail: '', kind: 'unreachable' };

function show(properties) {
    const element = createElement('c-doclift-state', { is: DocliftState });
    Object.assign(element, properties);
    document.body.appendChild(element);
    return element;
}

function find(element, selector) {
    return element.shadowRoot.querySelector(selector);
}

describe('c-doclift-state', () => {
    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('shows the content when nothing is in its way', async () => {
        const element = show({});
        expect(find(element, 'slot')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows a skeleton only after 300 ms of loading', async () => {
        jest.useFakeTimers();
        const element = show({ isLoading: true });
        await jest.advanceTimersByTimeAsync(299);
        expect(find(element, '.skeleton')).toBeNull();
        expect(find(element, 'slot')).toBeNull();
        await jest.advanceTimersByTimeAsync(1);
        expect(find(element, '.skeleton').textContent).toContain('Loading');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('takes the skeleton away with the answer', async () => {
        jest.useFakeTimers();
        const element = show({ isLoading: true });
        await jest.advanceTimersByTimeAsync(300);
        element.isLoading = false;
        await jest.advanceTimersByTimeAsync(300);
        expect(find(element, '.skeleton')).toBeNull();
        expect(find(element, 'slot')).not.toBeNull();
    });

    it('shows the sentence of an empty list', async () => {
        const element = show({ isEmpty: true, emptyText: 'No job yet.' });
        expect(find(element, '.empty').textContent).toBe('No job yet.');
        expect(find(element, 'slot')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows an error with a way to try again', async () => {
        const again = jest.fn();
        const element = show({ problem: unreachable, isEmpty: true });
        element.addEventListener('again', again);
        expect(find(element, '.problem').getAttribute('role')).toBe('alert');
        expect(find(element, '.sentence').textContent).toMatch(/^Doclift does not answer/);
        find(element, '.again').click();
        expect(again).toHaveBeenCalledTimes(1);
        expect(find(element, 'slot')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('offers no second try to somebody without permission', async () => {
        const element = show({ problem: { status: 403, code: 'api.forbidden', kind: 'forbidden' } });
        expect(find(element, '.sentence').textContent).toMatch(/^You can look/);
        expect(find(element, '.again')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('keeps older content below the problem and says how old it is', async () => {
        const element = show({ problem: unreachable, staleSince: '2026-03-01T18:02:00Z' });
        expect(find(element, '.sentence').textContent.replace(/\s/g, ' ')).toContain('Last contact Mar 1, 2026, 10:02 AM.');
        expect(find(element, '.problem').getAttribute('role')).toBe('status');
        expect(find(element, 'slot')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says quietly that content is old', async () => {
        const element = show({ staleSince: '2026-03-01T18:02:00Z' });
        expect(find(element, 'p.stale').textContent).toContain('Shown as of');
        await expect(element).toBeAccessible();
    });
});
