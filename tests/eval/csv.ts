/** Reads the public data sets: CSV with a header row, packed with gzip. */
import fs from "node:fs";
import zlib from "node:zlib";

export type Row = Readonly<Record<string, string>>;

/** Throws when the file is missing. Fields may be quoted; a quoted field may hold commas and doubled quotes. */
export function readRows(file: string): Row[] {
  const [header, ...lines] = zlib.gunzipSync(fs.readFileSync(file)).toString("utf8").trimEnd().split(/\r?\n/);
  const names = fieldsOf(header ?? "");
  return lines.map((line) => {
    const fields = fieldsOf(line);
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ""]));
  });
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}
