/** Groups of failures as the screen shows them. */
import { adviceOf } from 'c/docliftAdvice';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import { buttons, classes, labels, trends } from './labels';

/** One group of /v1/failures with its words. */
export function toGroup(group) {
    return {
        ...adviceOf(group),
        key: `${group.class}.${group.code}`,
        class: group.class,
        duringWord: classes[group.class],
        since: fill(labels.since, formatMoment(group.since), formatMoment(group.latest)),
        trend: fill(labels.trend, formatCount(group.last24Hours), formatCount(group.last7Days)),
        trendWord: trends[trendOf(group)],
        ...againOf(group)
    };
}

/** The last day beside a usual day of the last week. */
function trendOf({ last24Hours, last7Days }) {
    if (last24Hours === 0) return 'none';
    if (last24Hours * 7 === last7Days) return 'same';
    return last24Hours * 7 > last7Days ? 'more' : 'less';
}

function againOf(group) {
    const button = buttons[group.class];
    return {
        hasButton: Boolean(button),
        buttonLabel: button?.label,
        buttonTitle: button && fill(button.named, appWords(group.sentence)),
        hint: hintOf(group)
    };
}

function hintOf(group) {
    if (group.class === 'rollback') return labels.rollBackSentence;
    if (group.class === 'switch') return labels.switchSentence;
    return group.isRetryable ? '' : labels.mendFirst;
}
