/** Saves an answer of the app as a file: a link would leave the frame without its sign-in, so it is fetched first. */
import { useCallback, useState } from "react";

export function useDownload(): { download(address: string, fileName: string): void; readonly isLoading: boolean } {
  const [isLoading, setLoading] = useState(false);
  const download = useCallback((address: string, fileName: string) => {
    setLoading(true);
    const save = async () => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`The export was answered with ${answer.status}.`);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(link.href);
    };
    void save().finally(() => setLoading(false));
  }, []);
  return { download, isLoading };
}
