// One live feed per browser, shared among its tabs: the tab that holds the lock keeps the connection and tells the others.
// The sse extension asks htmx.createEventSource for a source; this gives it one that reconnects with jitter, never loses the
// last number, and says "hello" after every (re)connect, so that pages catch up by their own numbers.
const HEARTBEAT_GONE = 40000; // the server sends something every 15 s

class Feed extends EventTarget {
  constructor(url) {
    super();
    this.url = url; this.readyState = 0; this.last = 0; this.tries = 0; this.closed = false; this.source = null;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel("feed") : null;
    if (this.channel && navigator.locks) {
      this.channel.onmessage = (event) => this.tell(event.data);
      this.release = new AbortController();
      navigator.locks.request("feed", { signal: this.release.signal }, () => new Promise((done) => { this.done = done; this.connect(); })).catch(() => {});
      // Another tab may hold the connection already: what it last knew comes by the channel; catch up once now.
      setTimeout(() => { if (!this.source) this.tell({ type: "hello", data: "{}" }); }, 300);
    } else { this.channel = null; this.connect(); }
  }
  connect() {
    if (this.closed) return;
    const source = new EventSource(`${this.url}${this.url.includes("?") ? "&" : "?"}after=${this.last}`);
    this.source = source;
    const pass = (event) => {
      if (event.lastEventId) this.last = event.lastEventId;
      this.watch();
      const message = { type: event.type, data: event.data };
      this.tell(message); this.channel?.postMessage(message);
    };
    for (const type of ["hello", "lists", "conversation", "beat", "bye"]) source.addEventListener(type, pass);
    source.onerror = () => { source.close(); this.lost(); };
    this.watch();
  }
  watch() { clearTimeout(this.timer); this.timer = setTimeout(() => { this.source?.close(); this.lost(); }, HEARTBEAT_GONE); }
  lost() {
    clearTimeout(this.timer);
    const message = { type: "gone", data: "{}" };
    this.tell(message); this.channel?.postMessage(message);
    if (this.closed) return;
    const wait = Math.min(30000, 500 * 2 ** this.tries++) * (0.5 + Math.random());
    this.timer = setTimeout(() => this.connect(), wait);
  }
  tell(message) {
    const root = document.documentElement;
    if (message.type === "gone") { this.readyState = 0; root.dataset.live = "off"; return; }
    if (root.dataset.live !== "on") root.dataset.live = "on"; // also after a request of the page's own that was lost
    if (message.type === "hello") { this.tries = 0; this.readyState = 1; this.onopen?.(new Event("open")); }
    const event = new MessageEvent(message.type, { data: message.data });
    this.dispatchEvent(event);
    document.dispatchEvent(new CustomEvent(`live:${message.type}`, { detail: JSON.parse(message.data || "{}") }));
    if (message.type === "hello") this.dispatchEvent(new MessageEvent("lists", { data: "{}" }));
    if (message.type === "bye") { this.close(); setTimeout(() => location.reload(), 200); }
  }
  close() { this.closed = true; this.readyState = 2; clearTimeout(this.timer); this.source?.close(); this.done?.(); this.release?.abort(); this.channel?.close(); }
}

let shared = null;
htmx.createEventSource = (url) => { if (!shared || shared.readyState === 2) shared = new Feed(url); return shared; };
