import bar from '@salesforce/label/c.Doclift_Chart_Bar';
import by from '@salesforce/label/c.Doclift_Chart_By';
import columnFailed from '@salesforce/label/c.Doclift_Chart_ColumnFailed';
import columnFrom from '@salesforce/label/c.Doclift_Chart_ColumnFrom';
import columnHandled from '@salesforce/label/c.Doclift_Chart_ColumnHandled';
import day from '@salesforce/label/c.Doclift_Chart_Day';
import description from '@salesforce/label/c.Doclift_Chart_Description';
import emptyDay from '@salesforce/label/c.Doclift_Chart_EmptyDay';
import emptyHour from '@salesforce/label/c.Doclift_Chart_EmptyHour';
import failed from '@salesforce/label/c.Doclift_Chart_Failed';
import handled from '@salesforce/label/c.Doclift_Chart_Handled';
import heading from '@salesforce/label/c.Doclift_Chart_Heading';
import hour from '@salesforce/label/c.Doclift_Chart_Hour';
import most from '@salesforce/label/c.Doclift_Chart_Most';
import tableDay from '@salesforce/label/c.Doclift_Chart_TableDay';
import tableHour from '@salesforce/label/c.Doclift_Chart_TableHour';

/** The texts of the chart. */
export const labels = {
    bar,
    by,
    columnFailed,
    columnFrom,
    columnHandled,
    day,
    description,
    failed,
    handled,
    heading,
    hour,
    most,
    empty: { day: emptyDay, hour: emptyHour },
    table: { day: tableDay, hour: tableHour }
};
