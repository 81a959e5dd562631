/** Pages of the app as addresses, so that a record page can lead to one. */

const TAB = 'Doclift_Console';
const NAMES = ['page', 'operation', 'accountId'];

/**
 * The reference to navigate to.
 * @param {{ page: string, operation?: string, accountId?: string }} target as the console shows it
 */
export function referenceTo(target) {
    const entries = NAMES.filter((name) => target[name]).map((name) => [`c__${name}`, target[name]]);
    return { type: 'standard__navItemPage', attributes: { apiName: TAB }, state: Object.fromEntries(entries) };
}

/** What an address asks the console to show; undefined when it names no page. In a package its names begin with a namespace. */
export function targetIn(reference) {
    const state = Object.entries(reference?.state ?? {});
    const entries = NAMES.flatMap((name) => {
        const found = state.find(([key]) => new RegExp(`^[A-Za-z][A-Za-z0-9_]*__${name}$`).test(key));
        return found ? [[name, found[1]]] : [];
    });
    const target = Object.fromEntries(entries);
    return target.page ? target : undefined;
}
