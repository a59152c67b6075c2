/** The page's one WebSocket: frames in, frames out, reconnecting by itself. */

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;
const ANSWER_TIMEOUT_MS = 6000;

export class Socket {
  #user = null;
  #ws = null;
  #pause = FIRST_PAUSE_MS;
  #timer = null;
  #lastRequest = 0;
  #waiting = new Map();
  #onFrame;
  #onLink;

  /** `onFrame(frame)` gets every frame nobody waits for; `onLink(isUp)` every change of the connection. */
  constructor({ onFrame, onLink }) {
    this.#onFrame = onFrame;
    this.#onLink = onLink;
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /** Connect as `user`, leaving whoever was connected before. */
  open(user) {
    this.#user = user;
    clearTimeout(this.#timer);
    const old = this.#ws;
    this.#ws = null;
    old?.close();
    this.#connect();
  }

  /** Send a frame; return its request id, or null when there is no connection. */
  send(frame) {
    if (this.#ws?.readyState !== WebSocket.OPEN) return null;
    this.#lastRequest += 1;
    const requestId = `r${this.#lastRequest}`;
    this.#ws.send(JSON.stringify({ ...frame, request_id: requestId }));
    return requestId;
  }

  /** Send a frame and wait for the answer with its request id; null when none comes. */
  ask(frame) {
    const requestId = this.send(frame);
    if (requestId === null) return Promise.resolve(null);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(requestId, null), ANSWER_TIMEOUT_MS);
      this.#waiting.set(requestId, { resolve, timer });
    });
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = this.#user ? `?user=${encodeURIComponent(this.#user)}` : "";
    const ws = new WebSocket(`${scheme}://${location.host}/page/socket${query}`);
    this.#ws = ws;
    ws.addEventListener("open", () => {
      if (ws !== this.#ws) return;
      this.#pause = FIRST_PAUSE_MS;
      this.#onLink(true);
    });
    ws.addEventListener("message", (event) => ws === this.#ws && this.#receive(JSON.parse(event.data)));
    ws.addEventListener("close", () => ws === this.#ws && this.#lost());
  }

  #receive(frame) {
    if (frame.request_id && this.#settle(frame.request_id, frame)) return;
    this.#onFrame(frame);
  }

  #settle(requestId, frame) {
    const waiter = this.#waiting.get(requestId);
    if (!waiter) return false;
    clearTimeout(waiter.timer);
    this.#waiting.delete(requestId);
    waiter.resolve(frame);
    return true;
  }

  #lost() {
    this.#ws = null;
    this.#onLink(false);
    for (const requestId of [...this.#waiting.keys()]) this.#settle(requestId, null);
    this.#timer = setTimeout(() => this.#connect(), this.#pause);
    this.#pause = Math.min(this.#pause * 1.7, LONGEST_PAUSE_MS);
  }

  #hurry() {
    if (this.#ws) return;
    clearTimeout(this.#timer);
    this.#connect();
  }
}
