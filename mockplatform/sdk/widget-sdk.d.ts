// Owns the public types of the widget SDK. What they do and why: docs/sdk.md.

/** What a widget is configured with, by `configure` or by `createWidgetSDK`. */
export interface WidgetOptions {
  /** The public id of the widget's deployment. A classic script's tag gives it as a data attribute. */
  deploymentId: string;
  /** Who the customer is. Without it the platform makes a guest, who is kept for a day. */
  userId?: string;
  /**
   * Tells this widget from others of its deployment on the same page, whatever the order in which
   * they start; without it they are told apart by that order.
   */
  name?: string;
  /** Where the platform is, a tenant's prefix included; else it follows from the script or the page. */
  baseUrl?: string;
  /** The scopes to ask for, apart by spaces; all that the deployment has if left out. */
  scope?: string;
  /**
   * Gets tokens from the site's own token service instead of the platform's public login.
   * To reject with an error whose `isTransient` is false means: no more.
   */
  login?: (asked: LoginRequest) => Promise<string | TokenAnswer>;
  /** Whether the tabs of this browser merge what they share (BroadcastChannel). Off unless asked for. */
  sync?: boolean;
  /** Other storages than the browser's; null for none. */
  storage?: { session?: Storage | null; local?: Storage | null };
  /** How many bytes a storage takes (5 MiB), and the share at which the oldest is evicted (0.8). */
  quota?: { bytes?: number; share?: number };
  /** When a token is renewed before its end: 5 minutes, and up to one minute earlier by luck. */
  rotation?: { beforeMs?: number; jitterMs?: number };
  /** How long calls wait before they are repeated, at first and at most. */
  backoff?: { baseMs?: number; capMs?: number };
}

/** What is handed to a `login` of the site's own. */
export interface LoginRequest {
  deploymentId: string;
  userId?: string;
  instanceId: string;
  scope?: string;
}

/** The answer of the token service (RFC 6749, section 5.1). */
export interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  token_type?: string;
  /** Seconds from now. It counts, not `exp`: the device's clock may be wrong. */
  expires_in?: number;
  scope?: string;
}

/** What steers placement: a flat object of strings and booleans, 16,384 bytes at most. */
export type RoutingData = Record<string, string | boolean>;
/** What travels with the transcript and is shown to agents: an object of JSON, 64 KiB at most. */
export type ConversationData = Record<string, unknown>;

export type Status =
  | "idle"
  | "starting"
  | "connecting"
  | "live"
  | "reconnecting"
  | "offline"
  | "replaced"
  | "closed"
  | "failed";

export interface Participant {
  purpose: "customer" | "acd" | "agent" | "bot";
  id: string;
  name?: string;
}

export interface Attachment {
  [member: string]: unknown;
}

/** One message of the transcript, or one that is on its way. */
export interface WidgetMessage {
  /** Stays the same from the moment it was written on: for lists that are drawn by key. */
  key: string;
  clientMessageId?: string;
  messageId?: string;
  /** Its place in the conversation; a message on its way has none yet. */
  seq?: number;
  /** When it was stored, or written; ISO 8601. */
  at: string;
  direction: "inbound" | "outbound";
  from: Participant;
  text: string;
  attachments?: Attachment[];
  state: "pending" | "sent" | "failed";
  /** Why it failed: by the platform's stable code, and in words. */
  code?: string;
  reason?: string;
}

/** The conversation's document, as the platform gives it. */
export interface Conversation {
  id: string;
  state: "OPEN" | "RINGING" | "ACTIVE" | "CLOSED" | "DELETED";
  queue?: { id: string; name: string };
  agent?: { id: string; name: string };
  participants: Array<Participant & { state: string; joinedAt?: string; leftAt?: string }>;
  createdAt: string;
  updatedAt: string;
  endedAt?: string;
  closeReason?: string;
  userId: string;
  routingData: RoutingData;
  routingHash: string;
  conversationData: ConversationData;
  latestSeq: number;
  version: number;
}

/** What is going on, in plain words for the customer and in a stable code for tests. */
export interface WidgetNotice {
  code: string;
  text: string;
  /** The next step, for who builds the page. */
  hint?: string;
  /** Until when it is expected to last, in epoch milliseconds of the device. */
  untilMs?: number;
  /** The codes that are over with it: their notices can be taken away. */
  ends?: string[];
  [member: string]: unknown;
}

/** What is known of the token. The token itself is never told. */
export interface WidgetToken {
  /** Epoch seconds on the platform's clock. */
  exp: number;
  /** Seconds from now, by what the platform said and not by the device's idea of the time. */
  expiresInS: number;
}

/** An error of the platform or of the way to it. */
export interface WidgetError extends Error {
  /** The HTTP status; 0 where there was no answer. */
  status: number;
  /** Stable, such as `message.id.reused`. */
  code: string;
  hint?: string;
  /** By which the platform's journal knows the call. */
  correlationId?: string;
  retryAfterMs: number;
  /** Whether the same may succeed later. */
  isTransient: boolean;
  /** Whether the token was refused. */
  isAuth: boolean;
}

export interface WidgetEvents {
  status: { status: Status; before: Status };
  /** A message that is new in the transcript; none that was only read again. */
  message: WidgetMessage;
  /** All messages, whenever one comes or changes. */
  messages: WidgetMessage[];
  typing: { from: Participant; isTyping: boolean };
  conversation: Conversation | null;
  token: WidgetToken;
  notice: WidgetNotice;
  error: WidgetError | Error;
}

export interface HistoryOptions {
  /** Only what is behind this seq. */
  after?: number;
  limit?: number;
}

export interface StartOptions {
  routingData?: RoutingData;
  conversationData?: ConversationData;
  /** What the customer says first, if a conversation begins. */
  message?: string;
}

/** The widget's side of one conversation, in one tab. */
export interface WidgetSDK {
  readonly status: Status;
  readonly conversation: Conversation | null;
  /** Those that are stored, by seq; then those on their way, as they were written. */
  readonly messages: WidgetMessage[];
  /** This tab's own id; empty until `start` or `connect`. */
  readonly instanceId: string;
  readonly token: WidgetToken | null;
  readonly latestSeq: number;
  /** What the customer is writing; it survives reloads. */
  draft: string;

  configure(options: Partial<WidgetOptions>): WidgetSDK;
  /**
   * Resumes the tab's conversation, if the platform says that it lives; else begins one. Rejects
   * with `aborted` where `disconnect`, `close` or `connect` came in between.
   */
  start(options?: StartOptions): Promise<Conversation>;
  /** Attaches to one conversation; one that is dead is refused and not begun anew. */
  connect(conversationId: string): Promise<Conversation>;
  /**
   * Swaps the token. Never blocks, interrupts nothing; keeps draft, listeners, and queue. Throws
   * what is no token. One of another customer (`sub`) leaves this one, as `logout` does.
   */
  updateToken(token: string | TokenAnswer): void;
  /** Merges into the routing data; null takes a key away. */
  setRoutingData(data: Record<string, string | boolean | null>): Promise<void>;
  /** Merges into the conversation data (RFC 7386). */
  setConversationData(data: ConversationData): Promise<void>;
  /** Sends once, however often it has to try; resolves when the platform has stored it. */
  send(text: string, options?: { clientMessageId?: string }): Promise<WidgetMessage>;
  /** Sends a failed message again, under its own id. */
  retry(key: string): Promise<WidgetMessage>;
  /** Takes a failed message away, because the customer says so. */
  discard(key: string): void;
  typing(isTyping: boolean): void;
  seen(seq?: number): void;
  /** The customer ends the conversation; what was still on its way fails, and can be retried. */
  close(): Promise<void>;
  /** Lets go of it without ending it; `start` comes back to it. */
  disconnect(): void;
  /**
   * The customer goes: all that is theirs is forgotten at once, here and in the storages, and the
   * platform ends their tokens. Rejects where it could not be told; here it is forgotten then too.
   * Listeners stay; `configure` may name the next customer.
   */
  logout(): Promise<void>;
  /** Reads the transcript from the platform, what was evicted here included. */
  history(options?: HistoryOptions): Promise<WidgetMessage[]>;
  /** Merges into the customer's context document, now or when the store is back. */
  saveContext(patch: Record<string, unknown>): Promise<void>;
  loadContext(): Promise<Record<string, unknown>>;
  /** Listens; what is returned ends that. */
  on<E extends keyof WidgetEvents>(event: E, fn: (detail: WidgetEvents[E]) => void): () => void;
  off<E extends keyof WidgetEvents>(event: E, fn: (detail: WidgetEvents[E]) => void): void;
}

/** Makes an SDK of its own, for a page with several widgets. */
export function createWidgetSDK(options?: Partial<WidgetOptions>): WidgetSDK;

/** The page's SDK. A classic script's data attributes configure it. */
export const widgetSDK: WidgetSDK;
