/** Rows as a file: CSV that spreadsheets open, or JSON, written piece by piece. */
type Row = Readonly<Record<string, string | number | boolean | null>>;
export type ExportFormat = "csv" | "json";

/** A spreadsheet takes a cell that begins like this for a formula and may run it. */
const FORMULA_START = /^[=+\-@\t\r]/;

export async function* exportText(pages: AsyncIterable<readonly Row[]>, format: ExportFormat): AsyncGenerator<string> {
  let rowsWritten = 0;
  if (format === "json") yield "[";
  for await (const page of pages) {
    if (format === "csv") yield (rowsWritten === 0 ? csvLine(Object.keys(page[0] ?? {})) : "") + page.map((row) => csvLine(Object.values(row))).join("");
    else yield (rowsWritten === 0 ? "\n" : ",\n") + page.map((row) => JSON.stringify(row)).join(",\n");
    rowsWritten += page.length;
  }
  if (format === "json") yield "\n]\n";
}

function csvLine(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && FORMULA_START.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
