import { afterEach, beforeEach, expect, vi } from "vitest";

// An error that is only printed is an error that nobody sees.
const complaints: unknown[][] = [];
beforeEach(() => {
  complaints.length = 0;
  vi.spyOn(console, "error").mockImplementation((...words) => void complaints.push(words));
});
afterEach(() => expect(complaints, "console.error was called").toEqual([]));
