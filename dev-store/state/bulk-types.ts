export type BulkStatus = "CANCELED" | "CANCELING" | "COMPLETED" | "CREATED" | "FAILED" | "RUNNING";

/** A query or mutation over everything, run in the background; its result is a file of JSON lines. */
export type BulkOperation = {
  id: number;
  /** Whose it is: an app sees its own only. */
  apiKey: string;
  type: "MUTATION" | "QUERY";
  query: string;
  /** Where a mutation's lines of variables were uploaded. */
  uploadKey: string | null;
  groupObjects: boolean;
  status: BulkStatus;
  errorCode: "ACCESS_DENIED" | "INTERNAL_SERVER_ERROR" | null;
  objectCount: number;
  rootObjectCount: number;
  /** The file, null while there is none. Unguessable by `token`. */
  result: string | null;
  token: string;
  createdAt: string;
  completedAt: string | null;
};

/** A place that an app was given to upload a file to. */
export type StagedUpload = {
  /** Its path, by which a bulk mutation names it. */
  key: string;
  filename: string;
  mimeType: string;
  /** Null until it is uploaded. */
  content: string | null;
  createdAt: string;
};
